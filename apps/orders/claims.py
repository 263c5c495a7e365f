"""What of carts and orders belongs to a person: it follows them at log-in, is exported, and is erased."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.accounts.services import on_erase, on_export
from apps.orders.selectors import orders_export
from apps.orders.services.claims import orders_claim, orders_erase
from retailgenie.ai.tools.types import Person


@on_login
def claim(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over cart, orders and addresses."""
    orders_claim(visitor_key=visitor.key, user_key=owner.key, now=now)


on_export("orders", orders_export)
on_erase(orders_erase)
