"""Measure what a stranger waits for: a fresh clone, an empty package cache, `make run`, Ctrl-C, and once more.

    python3.11 scripts/measure_setup.py [FOLDER]

Clones this checkout's last commit into FOLDER (a new one below the system's temporary folder), times the way to the
first page and to the first answer in the conversation, sizes what was installed, and looks for processes that are
left after the stop. Prints a table. Uses the standard library only, and Linux's /proc.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 1200.0
STOP_PATIENCE_S = 30.0
QUESTION = "blue cotton shirts under 1500"


def main(folder: Path) -> None:
    """Run the whole measurement in a folder and print its table."""
    clone = folder / "shop"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    port = free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RETAILGENIE", "VIRTUAL_ENV"))
    }
    environment = {**kept, "PIP_CACHE_DIR": str(folder / "cache"), "PORT": str(port)}
    load = f"load average {os.getloadavg()[0]:.1f} at the start"
    rows = [("machine", f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {load}")]
    for name, stop_signal in (("first start", signal.SIGINT), ("second start", signal.SIGTERM)):
        rows += start_and_stop(name, stop_signal, clone, environment, port)
        if name == "first start":
            rows += [("installed, .venv", size(clone / ".venv")), ("written, var", size(clone / "var"))]
    for label, value in rows:
        print(f"{label:<34} {value}")


def start_and_stop(
    name: str, stop_signal: signal.Signals, clone: Path, environment: dict[str, str], port: int
) -> list[tuple[str, str]]:
    """Start the shop, ask it once, stop it, and return what was measured."""
    began, spent = time.monotonic(), cpu()
    with (clone.parent / f"{name.replace(' ', '-')}.log").open("wb") as log:
        shop = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    page = wait_for(lambda: asks_page(port), shop, began)
    answer = wait_for(lambda: asks_question(port), shop, began)
    memory = sum(resident(pid) for pid in processes(clone))
    stopping = time.monotonic()
    os.killpg(shop.pid, stop_signal)  # what a terminal does with Ctrl-C
    try:
        shop.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        shop.kill()
    stopped = time.monotonic() - stopping
    left = processes(clone)
    return [
        (f"{name}: first page", f"{page:.1f} s"),
        (f"{name}: first answer", f"{answer:.1f} s"),
        (f"{name}: processor, whole run", f"{cpu() - spent:.0f} s without the engines"),
        (f"{name}: memory", f"{memory >> 20} MB"),
        (f"{name}: stop by {stop_signal.name}", f"{stopped:.1f} s, {len(left)} processes left"),
    ]


def wait_for(asked: Callable[[], bool], shop: subprocess.Popen[bytes], began: float) -> float:
    """Return the seconds until the shop answers; exits where it ended or takes too long."""
    while not asked():
        if shop.poll() is not None or time.monotonic() - began > PATIENCE_S:
            sys.exit(f"The shop did not open (make ended with {shop.poll()}).")
        time.sleep(0.1)
    return time.monotonic() - began


def asks_page(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10) as page:
            return bool(page.status == http.client.OK)
    except OSError:
        return False


def asks_question(port: int) -> bool:
    """Ask as a browser without scripts does: open the page, send its form, look for a product in the answer."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    address = f"http://localhost:{port}/"
    try:
        with browser.open(address, timeout=10) as page:
            form = page.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        action = re.search(r'<form[^>]+action="([^"]+)"[^>]*data-composer', form)
        if token is None or action is None:
            return False
        fields = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "text": QUESTION}).encode()
        with browser.open(urllib.parse.urljoin(address, action[1]), fields, timeout=60) as answer:
            return "₹" in answer.read().decode()
    except OSError:
        return False


def processes(clone: Path) -> list[int]:
    """Return the living processes whose command line or working folder lies in the clone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            inside = str(clone) in command or os.readlink(entry / "cwd").startswith(str(clone))
        except OSError:
            continue
        if inside and command:
            found.append(int(entry.name))
    return found


def resident(pid: int) -> int:
    """Return a process's own share of memory in bytes; shared pages count in part."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    share = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(share[1]) * 1024 if share else 0


def cpu() -> float:
    """Return the processor seconds of all programs that have been started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size(folder: Path) -> str:
    total = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
    return f"{total / 1e6:.0f} MB"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        place = Path(tempfile.mkdtemp(prefix="retailgenie-setup-"))
        place.chmod(0o755)
        try:
            main(place)
        finally:
            shutil.rmtree(place, ignore_errors=True)
