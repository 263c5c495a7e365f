"""Whose orders they are: what a visitor did becomes the user's at log-in, and can be erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.orders.models import Address, Cart, Order, OrderStatus, Payment, Redemption
from apps.orders.return_models import ReturnPhoto
from apps.orders.services.carts import cart_merge
from apps.orders.services.photos import photos_erase

FINISHED = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED)


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


@transaction.atomic
def orders_erase(owner_key: str) -> None:
    """Remove carts and addresses and take the person out of finished orders; their figures stay, as tax law asks.

    Orders on their way keep what the courier needs; erase again once they have arrived.
    """
    Cart.objects.filter(owner_key=owner_key).exclude(state=Cart.State.ORDERED).delete()
    Address.objects.filter(owner_key=owner_key).delete()
    photos_erase(owner_key)
    finished = (
        Order.objects.select_for_update().filter(owner_key=owner_key, status__in=FINISHED).order_by("pk")
    )
    for order in finished:
        order.ship_to = {name: order.ship_to[name] for name in ("state", "pin") if name in order.ship_to}
        order.contact_name = order.contact_phone = order.contact_email = ""
        order.save(update_fields=["ship_to", "contact_name", "contact_phone", "contact_email"])
    Payment.objects.filter(order__owner_key=owner_key, order__status__in=FINISHED).update(detail="")
