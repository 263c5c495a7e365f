"""Show how offers of the classic view fare by reason, and learn their weights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from apps.chat.router import route_figures, route_weights, routes_learn


class Command(BaseCommand):
    help = (
        "Take-up and completion of the offers of the classic view, by reason; --learn computes new weights."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learn", action="store_true", help="compute the weights from these outcomes")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["learn"]:
            routes_learn(now=now)
        weights = route_weights()
        self.stdout.write(
            f"{'reason':<10} {'offered':>8} {'taken':>7} {'done':>6} {'take-up':>8} {'weight':>7}"
        )
        for row in route_figures(now=now):
            share = f"{row.taken / row.offered:.0%}" if row.offered else "-"
            weight = f"{weights.get(row.why, 1.0):.2f}" if row.why != "asked" else "-"
            self.stdout.write(
                f"{row.why:<10} {row.offered:>8} {row.taken:>7} {row.completed:>6} {share:>8} {weight:>7}"
            )
