"""Compares the payment provider's records with ours: mends what it can, reports the rest, exits 1 if any is left."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.orders.services.payments import notices_apply
from apps.orders.services.reconcile import GRACE, payments_reconcile


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--grace", type=int, default=int(GRACE.total_seconds()), help="seconds left alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now, grace = timezone.now(), timedelta(seconds=options["grace"])
        notices_apply(now=now)
        found = payments_reconcile(now=now, grace=grace)
        for difference in found:
            self.stdout.write(f"{difference.reference}: {difference.what}")
        left = payments_reconcile(now=now, grace=grace) if found else []
        self.stdout.write(f"{len(found)} differences found, {len(left)} left.")
        if left:
            raise CommandError("The provider's records and ours still differ.")
