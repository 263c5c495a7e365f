"""What the stock service says to the alerts: there may be more of these now."""

from __future__ import annotations

from collections.abc import Iterable

from apps.catalog.models import StockAlert
from retailgenie.lib.queue import enqueue


def more_of(variant_ids: Iterable[int]) -> None:
    """Have those told, after the commit, who wait for variants of which more can be sold now."""
    waiting = StockAlert.objects.filter(variant_id__in=set(variant_ids), state=StockAlert.State.ACTIVE)
    found = sorted(set(waiting.order_by().values_list("variant_id", flat=True)))
    if found:
        enqueue("catalog.fire_stock_alerts", [*found])
