"""`manage.py build_dataset`: collect every service's reviewed examples into one versioned, hashed file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.ledger.datasets import dataset_build


class Command(BaseCommand):
    help = "Load the curated examples and collect all services' into one versioned dataset."

    def handle(self, *args: Any, **options: Any) -> None:
        made = dataset_build(now=timezone.now())
        counts = ", ".join(f"{name} {count}" for name, count in sorted(made.counts.items()))
        self.stdout.write(f"{made.version}: {counts}; {made.path}, SHA-256 {made.digest}")
