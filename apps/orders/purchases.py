"""Tells apps below what was bought: orders that were placed and not cancelled, each product of one once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F

from apps.ledger.purchases import Purchase, purchase_reader
from apps.orders.models import OrderLine, OrderStatus

NOT_BOUGHT = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELLED, OrderStatus.RETURNED)


@purchase_reader
def bought(owner_keys: Sequence[str]) -> Iterator[Purchase]:
    """Yield purchases, oldest first; lines that were cancelled or came back whole are none."""
    rows = OrderLine.objects.exclude(order__status__in=NOT_BOUGHT).filter(
        variant__isnull=False, quantity__gt=F("cancelled") + F("returned") + F("exchanged")
    )
    if owner_keys:
        rows = rows.filter(order__owner_key__in=owner_keys)
    named = rows.order_by("order__placed_at", "order_id", "variant__product_id").values_list(
        "order__owner_key", "variant__product_id", "order_id", "order__placed_at", "order__place_of_supply"
    )
    seen: tuple[int, int] | None = None
    for owner_key, product_id, order_id, at, region in named.iterator():
        if (order_id, product_id) != seen:
            seen = (order_id, product_id)
            yield Purchase(owner_key, product_id, str(order_id), at, region)
