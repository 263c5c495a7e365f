"""What tests do after the purchase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.catalog.stock import stock_faults
from apps.orders.models import Order, OrderEvent, OrderPolicy, OrderStatus, Payment
from apps.orders.selectors import allocation_faults
from apps.orders.services.giftcards import giftcard_faults
from apps.orders.services.money import payment_left
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import add, place

MakeCaller = Callable[..., Caller]
S = OrderStatus


def buy(by: Caller, product: Product, *sizes: str, quantity: int = 1, **choice: object) -> Order:
    """Order one line for each size."""
    for size in sizes:
        add(by, product.variants.get(size=size).pk, quantity)
    return Order.objects.get(number=place(by, **choice).number)


def deliver(staff: Caller, order: Order, *, days_ago: int = 0) -> Order:
    for step in (S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY, S.DELIVERED):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    OrderEvent.objects.filter(order=order, kind=S.DELIVERED).update(
        at=timezone.now() - timedelta(days=days_ago)
    )
    return Order.objects.get(pk=order.pk)


def with_policy(order: Order, **terms: object) -> OrderPolicy:
    """Let an order stand under terms of its own."""
    policy = OrderPolicy.objects.create(name="test", **terms)
    Order.objects.filter(pk=order.pk).update(policy=policy)
    return policy


def kept_money(order: Order) -> int:
    """What the shop has of an order, or still expects."""
    return sum(payment_left(x) for x in Payment.objects.filter(order=order).prefetch_related("refunds"))


def sound() -> bool:
    """Stock, allocations and gift cards add up, and no order has a total that its lines deny."""
    assert not [*stock_faults(), *allocation_faults(), *giftcard_faults()]
    for order in Order.objects.prefetch_related("lines"):
        lines = list(order.lines.all())
        assert sum(x.total_paise for x in lines) == order.subtotal_paise - order.discount_paise
    return True


def person_key(user: User) -> str:
    return f"user:{user.pk}"


def a_picture(kind: str = "JPEG", *, size: tuple[int, int] = (400, 300), **saved: object) -> bytes:
    """A picture as a phone makes it, in bytes."""
    out = BytesIO()
    Image.new("RGB", size, "brown").save(out, kind, **saved)
    return out.getvalue()
