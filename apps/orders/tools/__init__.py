"""What the assistant, REST and agents can do with carts and orders."""

from __future__ import annotations

from apps.orders.tools import (
    addresses,
    carts,
    changes,
    checkout,
    handover,
    invoices,
    lookup,
    orders,
    reminders,
    returns,
    reviews,
)

__all__ = [
    "addresses",
    "carts",
    "changes",
    "checkout",
    "handover",
    "invoices",
    "lookup",
    "orders",
    "reminders",
    "returns",
    "reviews",
]
