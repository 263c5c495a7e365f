"""Ordering again what an order was about: its pieces go back into the cart, as far as they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.stock import StockShortage
from apps.orders.models import CartLine
from apps.orders.selectors import order_get
from apps.orders.services.carts import CartLimit, Kept, cart_add, cart_lock
from retailgenie.lib.errors import NotFound, ShopError


class NothingLeft(ShopError):
    """Nothing of the order can be bought now; the message names what is gone."""

    code: ClassVar[str] = "nothing_left"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Again:
    """before: the cart as it was. missing: titles of what could not be put in."""

    before: tuple[Kept, ...]
    coupon: str
    missing: tuple[str, ...]


@transaction.atomic
def order_again(*, owner_key: str, number: str, now: datetime) -> Again:
    """Put the pieces of one's order into the cart; a line that is there stays. Raises NotFound, NothingLeft."""
    order = order_get(owner_key=owner_key, number=number)
    cart = cart_lock(owner_key=owner_key, now=now)
    before = dict(CartLine.objects.filter(cart=cart).values_list("variant", "quantity"))
    missing, put = [], 0
    for line in order.lines.all():
        if line.variant_id in before or _put(owner_key, line.variant_id, line.quantity, now):
            put += 1
        else:
            missing.append(line.product_title)
    if not put:
        raise NothingLeft(_("Sold out by now: %(titles)s.") % {"titles": ", ".join(missing)})
    return Again(tuple(Kept(key, count) for key, count in before.items()), cart.coupon, tuple(missing))


def _put(owner_key: str, variant_id: int | None, quantity: int, now: datetime) -> bool:
    if variant_id is None:
        return False
    try:
        with transaction.atomic():
            cart_add(owner_key=owner_key, variant_id=variant_id, quantity=quantity, now=now)
    except (NotFound, StockShortage, CartLimit):
        return False
    return True
