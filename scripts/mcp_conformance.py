"""Run the official MCP conformance suite, the Inspector and the SDK's client against the shop's server.

    python scripts/mcp_conformance.py [--json OUT] [--only SCENARIO]

The npm packages (of Node 22 too) are installed under the run folder once; that needs npm and its registry. The suite's
own fixture tools are served by `tests/apps/protocols/conformance_fixtures.py` over the same transport. Exit status 1: a
scenario that applies failed, or one that is listed as not applying passed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

PACKAGES = ("@modelcontextprotocol/conformance@0.1.16", "@modelcontextprotocol/inspector@2.12.0", "node@22")
SHOP = "retailgenie.asgi:application"
FIXTURES = "tests.apps.protocols.conformance_fixtures:application"
OWN = (
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
)
NO_STREAM = (
    "answers are JSON: a server MAY return text/event-stream or application/json (2025-11-25, transports, sending "
    "messages, 5), and only a stream carries notifications before the answer"
)
NO_BACK_CHANNEL = (
    "stateless: without a session (a server MAY assign one: 2025-11-25, transports, session management, 1) the "
    "client's answer to a server's request has nowhere to go; the shop asks with confirm cards instead"
)
NOT_APPLYING = {
    "tools-call-with-logging": NO_STREAM,
    "tools-call-with-progress": NO_STREAM,
    "tools-call-sampling": NO_BACK_CHANNEL,
    "tools-call-elicitation": NO_BACK_CHANNEL,
    "elicitation-sep1034-defaults": NO_BACK_CHANNEL,
    "elicitation-sep1330-enums": NO_BACK_CHANNEL,
    "server-sse-polling": NO_STREAM,
    "server-sse-multiple-streams": NO_STREAM,
}


def installed(folder: Path) -> Path:
    """Install the npm packages unless they are there; returns the folder of their programs."""
    programs = folder / "node_modules" / ".bin"
    if not (programs / "conformance").exists() or not (programs / "mcp-inspector").exists():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is missing: install Node.js, which brings it.")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [npm, "install", "--no-fund", "--no-audit", "--prefix", str(folder), *PACKAGES], check=True
        )
    return programs


def scenarios(programs: Path) -> list[str]:
    """Return the names of the suite's server scenarios."""
    listed = _node(programs, "conformance", "list", "--server")
    return [line.split()[1] for line in listed.stdout.splitlines() if line.strip().startswith("- ")]


def run_scenario(programs: Path, name: str, url: str, results: Path) -> tuple[int, int]:
    """Return (passed, failed) checks of one scenario."""
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)
    _node(programs, "conformance", "server", "--url", url, "--scenario", name, "--output-dir", str(results))
    found = [check for path in results.rglob("checks.json") for check in json.loads(path.read_text())]
    states = [check["status"] for check in found]
    return states.count("SUCCESS"), len(states) - states.count("SUCCESS") - states.count("INFO")


def _node(programs: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs / "node"), str((programs / name).resolve()), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def conformance(programs: Path, shop: str, fixtures: str, results: Path, only: str) -> list[dict[str, Any]]:
    """Run every scenario against the server that it is for."""
    rows = []
    for name in scenarios(programs):
        if only and name != only:
            continue
        passed, failed = run_scenario(programs, name, shop if name in OWN else fixtures, results)
        ok = passed > 0 and failed == 0
        rows.append(
            {
                "scenario": name,
                "server": "shop" if name in OWN else "fixtures",
                "passed": passed,
                "failed": failed,
                "result": "passes" if ok else "fails",
                "not applying": NOT_APPLYING.get(name, ""),
                "expected": ok != (name in NOT_APPLYING),
            }
        )
        print(f"{'ok ' if rows[-1]['expected'] else 'BAD'} {name}: {passed} passed, {failed} failed")
    return rows


def inspector(programs: Path, url: str, token: str) -> dict[str, Any]:
    """List the tools with the Inspector's command line and call one."""
    base = ["--cli", url, "--transport", "http", "--header", f"Authorization: Bearer {token}"]
    listed = _node(programs, "mcp-inspector", *base, "--method", "tools/list")
    arguments = ["--method", "tools/call", "--tool-name", "search_catalog", "--tool-arg", "query=shirt"]
    called = _node(programs, "mcp-inspector", *base, *arguments)
    if listed.returncode or called.returncode:
        raise SystemExit(f"The Inspector failed: {listed.stderr}{called.stderr}")
    tools = json.loads(listed.stdout)["tools"]
    return {"tools": len(tools), "call": json.loads(called.stdout)["structuredContent"]["status"]}


async def sdk(url: str, token: str, mode: str) -> dict[str, Any]:
    """List and call every tool with the SDK's client, without arguments: done, refused or asked for a yes."""
    import httpx2
    from mcp.client.client import Client
    from mcp.client.streamable_http import streamable_http_client

    statuses: dict[str, int] = {}
    bearer = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=bearer, timeout=60) as http,
        Client(streamable_http_client(url, http_client=http), mode=mode) as client,
    ):
        tools = (await client.list_tools()).tools
        for tool in tools:
            answered = await client.call_tool(tool.name, {})
            status = str((answered.structured_content or {})["status"])
            statuses[status] = statuses.get(status, 0) + 1
        version = str(client.protocol_version)
    return {"protocol": version, "tools": len(tools), **statuses}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()

    import django

    import retailgenie.celery  # noqa: F401 - tasks are sent through it

    django.setup()
    from apps.operations.engines.leases import engines_up

    with engines_up():
        found = measure(options.only)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    bad = [row["scenario"] for row in found["scenarios"] if not row["expected"]]
    print(f"{len(found['scenarios']) - len(bad)} of {len(found['scenarios'])} scenarios as expected.")
    return 1 if bad else 0


def measure(only: str) -> dict[str, Any]:
    """Serve both servers over a scratch database and ask all three clients."""
    from django.utils import timezone

    from apps.accounts.models import User
    from apps.accounts.services import token_issue
    from apps.operations.bench.server import serving
    from apps.operations.bench.shop import database_url
    from apps.operations.evaluation.scenario_world import build_world
    from apps.operations.evaluation.scratch import scratch_database
    from retailgenie.lib.rundir import run_dir

    programs = installed(run_dir() / "npm")
    with scratch_database("conformance"):
        build_world(ROOT / "tests" / "scenarios" / "world.yaml", now=timezone.now())
        admin = User.objects.create_superuser("admin@scenarios.example", "x" * 40, name="Admin")
        token = token_issue(user=admin, name="conformance", scopes=[], now=timezone.now())[1]
        environment = {"DATABASE_URL": database_url()}
        with (
            serving(SHOP, environment=environment) as shop,
            serving(FIXTURES, environment=environment) as fixtures,
        ):
            urls = [f"http://localhost:{server.port}/mcp" for server in (shop, fixtures)]
            rows = conformance(programs, urls[0], urls[1], run_dir() / "conformance", only)
            clients = {
                "inspector": inspector(programs, urls[0], token),
                "sdk": [asyncio.run(sdk(urls[0], token, mode)) for mode in ("auto", "legacy")],
            }
    print(json.dumps(clients))
    return {"packages": list(PACKAGES), "scenarios": rows, "clients": clients}


if __name__ == "__main__":
    raise SystemExit(main())
