"""Whose orders they are: what a visitor did becomes the user's at log-in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.orders.models import Address, Order, Redemption
from apps.orders.return_models import ReturnPhoto
from apps.orders.services.carts import cart_merge


@transaction.atomic
def orders_claim(*, visitor_key: str, user_key: str, now: datetime) -> None:
    """Move everything of a visitor to the user who logged in in the same browser; safe to run twice."""
    cart_merge(visitor_key=visitor_key, user_key=user_key, now=now)
    Order.objects.filter(owner_key=visitor_key).update(owner_key=user_key)
    Redemption.objects.filter(owner_key=visitor_key).update(owner_key=user_key)
    ReturnPhoto.objects.filter(owner_key=visitor_key).update(owner_key=user_key)
    has_default = Address.objects.filter(owner_key=user_key, is_default=True).exists()
    theirs = Address.objects.filter(owner_key=visitor_key)
    if has_default:
        theirs.update(is_default=False)
    theirs.update(owner_key=user_key)
