"""Cart, orders and addresses follow a visitor into their account."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.orders.services.claims import orders_claim
from retailgenie.ai.tools.types import Person


@on_login
def claim(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand them over."""
    orders_claim(visitor_key=visitor.key, user_key=owner.key, now=now)
