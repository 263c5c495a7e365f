"""Compare the smart and the legacy search on what people did: searches, empty results, products opened, time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from apps.catalog.search_arms import FLAG, STEPS, arms_compared


class Command(BaseCommand):
    help = (
        f"Both searches side by side. Shift traffic by the flag {FLAG}: {', '.join(map(str, STEPS))} percent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7)
        parser.add_argument("--door", default="", help="classic, rest, chat, mcp; all where left out")

    def handle(self, *args: Any, **options: Any) -> None:
        since = timezone.now() - timedelta(days=options["days"])
        table = Table(title=f"Searches of {options['days']} days", title_justify="left")
        for name in ("arm", "searches", "people", "nothing found", "product opened", "p50 ms", "p95 ms"):
            table.add_column(name, justify="left" if name == "arm" else "right")
        for row in arms_compared(since=since, door=options["door"]):
            shares = (f"{row.zero:.1%}", f"{row.opened:.1%}") if row.searches else ("–", "–")
            times = (f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}") if row.searches else ("–", "–")
            table.add_row(row.arm.value, f"{row.searches:,}", f"{row.people:,}", *shares, *times)
        Console().print(table)
