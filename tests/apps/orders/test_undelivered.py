"""Orders that come back undelivered: pieces on the shelf, money back, once; and only from the door or the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock, Store
from apps.catalog.stock import stock_receive
from apps.ledger.models import AuditEntry
from apps.orders.models import CreditNote, Order, OrderStatus, Payment, Refund
from apps.orders.services.progress import order_advance
from apps.orders.services.timeline import StepRefused, Why
from apps.orders.services.undelivered import order_undelivered
from apps.orders.shown import event_text
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.orders.after import buy, kept_money, sound

MakeCaller = Callable[..., Caller]
S = OrderStatus


def to_the_door(staff: Caller, order: Order) -> Order:
    for step in (S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    return Order.objects.get(pk=order.pk)


def pieces(product: Product) -> list[tuple[int, int]]:
    return list(
        Stock.objects.filter(variant__product=product)
        .order_by("variant__size")
        .values_list("on_hand", "allocated")
    )


@pytest.mark.parametrize("method", ["cod", "upi"])
def test_a_parcel_refused_at_the_door_comes_back_once(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, method: str
) -> None:
    before = pieces(shirt)
    order = to_the_door(caller(meera), buy(caller(asha), shirt, "M", "L", payment_method=method))
    for _twice in range(2):
        order = order_undelivered(
            caller=caller(meera), number=order.number, why=Why.REFUSED, now=timezone.now()
        )
    assert order.status == S.CANCELLED
    assert pieces(shirt) == before
    assert kept_money(order) == 0
    assert Refund.objects.count() == (1 if method == "upi" else 0)
    assert order.payments.get().state == (Payment.State.REFUNDED if method == "upi" else Payment.State.VOIDED)
    assert CreditNote.objects.count() == 1
    told = [event_text(x) for x in order.events.all()]
    assert "The parcel was refused at the door and came back to us." in told
    assert sound()


def test_what_nobody_collects_stays_in_the_store(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, shop: Store
) -> None:
    variant = shirt.variants.get(size="M")
    stock_receive(rows=[(variant.pk, shop.pk, 2)], reference="test", now=timezone.now())
    choice: dict[str, Any] = {
        "fulfilment": "pickup",
        "store_id": shop.pk,
        "address": None,
        "contact_name": "Asha",
    }
    order = buy(caller(asha), shirt, "M", contact_phone="9876543210", **choice)
    for step in (S.PACKED, S.READY_FOR_PICKUP):
        order_advance(caller=caller(meera), number=order.number, to=step, now=timezone.now())
    order_undelivered(caller=caller(meera), number=order.number, why=Why.NOT_COLLECTED, now=timezone.now())
    row = Stock.objects.get(variant=variant, store=shop)
    assert (row.on_hand, row.allocated) == (2, 0)
    assert sound()


def test_only_staff_takes_back_and_only_from_the_door(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M")
    with pytest.raises(PermissionMissing):
        order_undelivered(caller=caller(asha), number=order.number, why=Why.REFUSED, now=timezone.now())
    with pytest.raises(StepRefused):
        order_undelivered(caller=caller(meera), number=order.number, why=Why.REFUSED, now=timezone.now())
    order.refresh_from_db()
    assert (order.status, kept_money(order)) == (S.PLACED, order.total_paise)


def test_staff_take_it_back_on_the_orders_page(
    client: Client, asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    order = to_the_door(caller(meera), buy(caller(asha), shirt, "M", payment_method="cod"))
    client.force_login(meera)
    page = client.get(f"/staff/orders/{order.number}/").content.decode()
    assert "It came back undelivered" in page
    assert "Cancel and give back" not in page
    client.post(f"/staff/orders/{order.number}/undelivered/", {"why": "stolen"})
    assert Order.objects.get().status == S.OUT_FOR_DELIVERY
    client.post(f"/staff/orders/{order.number}/undelivered/", {"why": "nobody"})
    assert Order.objects.get().status == S.CANCELLED
    assert AuditEntry.objects.filter(action="order_undelivered_nobody", target=order.number).exists()
