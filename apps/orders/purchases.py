"""Tells apps below what was bought: orders that were placed and not cancelled, each product of one once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

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
    named = rows.order_by("order__placed_at", "order_id", "variant__product_id", "pk").values_list(
        "order_id", "variant__product_id", "order__owner_key", "order__placed_at", "order__place_of_supply",
        "size", "unit_price_paise", "order__gift_message",
    )  # fmt: skip
    for (order_id, product_id), lines in groupby(named.iterator(), key=lambda row: row[:2]):
        first, *others = list(lines)
        yield Purchase(
            owner_key=first[2],
            product_id=product_id,
            basket=str(order_id),
            at=first[3],
            region=first[4],
            sizes=tuple(dict.fromkeys(row[5] for row in (first, *others) if row[5])),
            price_paise=first[6],
            gift=bool(first[7]),
        )
