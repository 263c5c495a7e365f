"""Tells other systems what happened to an order; no personal data goes out."""

from __future__ import annotations

from datetime import datetime

from apps.ledger.webhooks import webhook_queue
from apps.orders.models import Order

PLACED, CANCELLED, REFUNDED = "order.placed", "order.cancelled", "order.refunded"


def order_announce(order: Order, topic: str, *, key: str, now: datetime, **more: int | str) -> None:
    """Queue a webhook about an order; the same topic and key go out once."""
    payload = {
        "number": order.number,
        "status": order.status,
        "fulfilment": order.fulfilment,
        "total_paise": order.total_paise,
        "tax_paise": order.tax_paise,
        **more,
    }
    webhook_queue(topic=topic, key=key, payload=payload, now=now)
