"""`manage.py train_recommender`: learn from all orders what is bought together, again and next, and let it run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.catalog.recommender import recommender_learn


class Command(BaseCommand):
    help = "Learn suggestions from all orders (seconds) and make them the running ones."

    def handle(self, *args: Any, **options: Any) -> None:
        learned = recommender_learn(now=timezone.now())
        if learned is None:
            self.stdout.write("Nothing was bought yet, so there is nothing to learn.")
            return
        self.stdout.write(
            f"Suggestions {learned.version}: {learned.purchases:,} purchases of {learned.products:,} products "
            f"in {learned.seconds:.1f} s."
        )
