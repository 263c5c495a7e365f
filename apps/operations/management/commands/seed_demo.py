"""`manage.py seed_demo`: load the demo shop, once; `--small` is the one for tests and browser journeys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from apps.operations.demo.people import DOMAIN, NAMED
from apps.operations.demo.seed import Seeded, seed, shop_is_seeded


class Command(BaseCommand):
    help = "Load the demo shop: products, stores, people, past orders, documents (does nothing when it is there)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="about 130 products and 100 orders, in seconds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console()
        was_there = shop_is_seeded()
        tasks: dict[str, TaskID] = {}
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), TimeElapsedColumn())
        with Progress(*columns, console=console) as bars:

            def told(part: str, done: int, total: int) -> None:
                if part not in tasks:
                    tasks[part] = bars.add_task(part.capitalize(), total=None)
                if total:
                    bars.update(tasks[part], completed=done, total=total)

            found = seed(small=options["small"], now=timezone.now(), progress=told)
        _report(console, found, was_there=was_there)


def _report(console: Console, found: Seeded, *, was_there: bool) -> None:
    if was_there and not found.seconds:
        console.print("The demo shop is there already; nothing was changed.")
        return
    console.print(", ".join(f"{count:,} {name}" for name, count in found.rows.items()))
    console.print(", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.seconds.items()))
    if settings.DEMO_PASSWORDS_ALLOWED:
        people = ", ".join(f"{short}@{DOMAIN}" for short, *_ in NAMED)
        console.print(f"Log in as {people} with the password {settings.DEMO_PASSWORD}")
    else:
        console.print("Demo passwords are refused by these settings: the demo people can't log in.")
