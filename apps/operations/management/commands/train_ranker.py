"""`manage.py train_ranker`: learn the order of search results, measure it on the later part of the log, let it run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.catalog.ranker import ranker_learn


class Command(BaseCommand):
    help = "Learn the ranker over this shop's catalogue and make it the running one."

    def handle(self, *args: Any, **options: Any) -> None:
        trained = ranker_learn(now=timezone.now())
        if trained is None:
            self.stdout.write("There are no products with a price, so there is nothing to rank.")
            return
        found = trained.figures
        self.stdout.write(
            f"Ranker of {found['visits']:,.0f} later visits: AUC {found['auc']:.3f} of {found['auc_reachable']:.3f} "
            f"that can be reached ({found['auc_share']:.1%}); nDCG@10 {found['ndcg10']:.3f}, semantic order "
            f"{found['ndcg10_semantic']:.3f} ({found['ndcg10_gain']:+.0%}, as served "
            f"{found['ndcg10_served_gain']:+.0%}); {len(trained.text) / 1e6:.1f} MB."
        )
        for name, gain in sorted(trained.gains.items(), key=lambda row: -row[1]):
            self.stdout.write(f"  {name:22} {gain:12,.0f}")
