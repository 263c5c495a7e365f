"""`manage.py runshop`: prepare what is missing, then run the whole shop until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from rich.console import Console
from rich.table import Table

from apps.operations.engines.leases import Lease
from apps.operations.preparation import StepFailed, learn_later, steps
from apps.operations.supervisor import KeepsFailing, PortTaken, Program, Supervisor, claim_port
from retailgenie.lib.messages import messages_compile
from retailgenie.lib.rundir import CHECKOUT, run_dir

DEMO_PEOPLE = (
    ("shopper", "asha@retailgenie.example", "/"),
    ("staff", "meera@retailgenie.example", "/staff/"),
    ("support agent", "kabir@retailgenie.example", "/support/"),
    ("admin", "admin@retailgenie.example", "/admin/"),
)


class Command(BaseCommand):
    help = "Prepare the shop if needed and run web, worker, beat and both engines until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS") or 1))
        parser.add_argument("--prepare", action="store_true", help="only prepare what is missing")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        console = Console(highlight=False)
        lease = Lease()
        try:
            if options["prepare"]:
                prepare(console)
                return
            claim_port(host, port)
            prepare(console)
            lease.take()
            supervisor = Supervisor(programs(host, port, workers), lease, run_dir() / "log", console.print)
            console.print("Opening the shop ...")
            supervisor.run(ready=lambda: answers(host, port), when_ready=lambda: opened(console, host, port))
            console.print("The shop is closed.")
        except (PortTaken, StepFailed, KeepsFailing) as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"PostgreSQL at DATABASE_URL can't be used: {error}") from error
        finally:
            lease.release()


def prepare(console: Console) -> None:
    """Run the steps that are still needed, each with its own progress."""
    messages_compile(CHECKOUT / "locale")
    (run_dir() / "static").mkdir(parents=True, exist_ok=True)
    for step in steps():
        console.print(f"{step.title} ...")
        step.run()
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def programs(host: str, port: int, workers: int) -> list[Program]:
    """Return what the supervisor keeps running, all with this Python."""
    python = sys.executable
    web = [python, "-m", "uvicorn", "retailgenie.asgi:application", "--host", host, "--port", str(port)]
    web += [
        "--lifespan",
        "on",
        "--no-access-log",
        "--no-proxy-headers",  # whom a proxy speaks for, BEHIND_PROXY decides
        "--log-level",
        "warning",
        "--timeout-graceful-shutdown",
        "5",
    ]
    web += ["--workers", str(workers)] if workers > 1 else []
    celery = [python, "-m", "celery", "-A", "retailgenie.celery", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--loglevel",
        "warning",
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
    ]
    beat = [*celery, "beat", "--loglevel", "warning", "--pidfile", ""]
    return [Program("web", web), Program("worker", worker), Program("beat", beat)]


def answers(host: str, port: int) -> bool:
    """Say whether the first page comes."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status < http.client.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """Return the address to ask for a server that listens on this one."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def opened(console: Console, host: str, port: int) -> None:
    """Say that the shop is open, and let the worker learn what it still can."""
    welcome(console, host, port)
    learn_later()
    connections.close_all()


def welcome(console: Console, host: str, port: int) -> None:
    """Print the address and, where their published password works, the people of the demo."""
    address = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
    console.print(f"\n[bold]The shop is open: {address}/[/bold]   Ctrl-C closes it.", soft_wrap=True)
    console.print(f"What went wrong, if anything does, is in {run_dir() / 'log'}\n", soft_wrap=True)
    if not settings.DEMO_PASSWORDS_ALLOWED:
        return
    table = Table("log in as", "who", "then open", box=None, padding=(0, 3, 0, 0))
    for role, email, page in DEMO_PEOPLE:
        table.add_row(email, role, page)
    console.print(table)
    console.print(f"\nThe password of all of them is [bold]{settings.DEMO_PASSWORD}[/bold]\n")
