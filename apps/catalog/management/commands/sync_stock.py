"""`manage.py sync_stock`: one round with the outside stock system."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.catalog.models import Stock
from apps.catalog.outside.port import outside_stock
from apps.catalog.outside.sync import outside_sync
from apps.catalog.outside.twin import TwinStock

OUTAGE = 2  # the exit code when the system did not answer


class Command(BaseCommand):
    help = (
        "Send our movements to the outside stock system and read what changed there; exit 2 when it is away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--adopt",
            metavar="STORE",
            help="first fill the embedded twin with what lies at a place, by its code, to try things out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = outside_stock()
        if options["adopt"]:
            if not isinstance(port, TwinStock):
                raise CommandError("Only the embedded twin takes our stock over.")
            rows = Stock.objects.filter(store__code=options["adopt"])
            count = port.adopt(rows.values_list("variant__sku", "store__code", "on_hand"))
            self.stdout.write(f"The twin keeps {count} rows.")
        report = outside_sync(port=port, now=timezone.now())
        self.stdout.write(
            f"{report.pushed} movements sent, {report.read} levels read, {report.changed} stock rows changed, "
            f"{report.open_conflicts} disagreements open."
        )
        if report.outage:
            self.stderr.write(report.outage)
            sys.exit(OUTAGE)
