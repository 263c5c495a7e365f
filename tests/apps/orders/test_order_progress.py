"""Packing, shipping, handing over: the table of steps, and stock that leaves when the pieces do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.catalog.models import Product, Stock, Store
from apps.catalog.stock import stock_faults, stock_receive
from apps.ledger.execution import execute_tool
from apps.ledger.models import OutboxMessage
from apps.orders.models import Order, OrderEvent, OrderStatus, Payment
from apps.orders.selectors import allocation_faults
from apps.orders.services.progress import order_advance
from apps.orders.services.timeline import TRANSITIONS, StepRefused, next_steps
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.orders.shopping import add, done, place

MakeCaller = Callable[..., Caller]
S = OrderStatus


@pytest.fixture
def advance(meera: User, caller: MakeCaller) -> Callable[[str, str], Order]:
    def step(number: str, to: str) -> Order:
        return order_advance(caller=caller(meera), number=number, to=to, now=timezone.now())

    return step


def test_an_order_travels_to_the_door(
    asha: User, caller: MakeCaller, shirt: Product, advance: Callable[[str, str], Order]
) -> None:
    variant = shirt.variants.get(size="M")
    add(caller(asha), variant.pk, 2)
    number = place(caller(asha), payment_method="cod").number
    for step in (S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY, S.DELIVERED):
        advance(number, step)

    stock, order = Stock.objects.get(variant=variant), Order.objects.get()
    line = order.lines.get()
    assert (stock.on_hand, stock.allocated) == (3, 0)
    assert (line.shipped, line.delivered, line.cancelled) == (2, 2, 0)
    assert order.payments.get().state == Payment.State.CAPTURED
    view = done(execute_tool(caller(asha), "track_order", {}))
    assert [entry.status for entry in view.timeline] == [
        "placed", "packed", "shipped", "out_for_delivery", "delivered",
    ]  # fmt: skip
    assert view.promise == ""
    sent = set(OutboxMessage.objects.values_list("template", flat=True))
    assert sent == {"order_placed", "order_shipped", "order_delivered"}
    assert not [*stock_faults(), *allocation_faults()]


def test_a_pick_up_leaves_the_store_when_it_is_collected(
    asha: User, caller: MakeCaller, shirt: Product, shop: Store, advance: Callable[[str, str], Order]
) -> None:
    variant = shirt.variants.get(size="S")
    stock_receive(rows=[(variant.pk, shop.pk, 2)], reference="test", now=timezone.now())
    add(caller(asha), variant.pk)
    number = place(
        caller(asha), fulfilment="pickup", store_id=shop.pk, address=None, contact_phone="9876543210"
    ).number
    advance(number, S.PACKED)
    with pytest.raises(StepRefused):
        advance(number, S.SHIPPED)
    advance(number, S.READY_FOR_PICKUP)
    assert Stock.objects.get(variant=variant, store=shop).on_hand == 2
    advance(number, S.DELIVERED)
    assert Stock.objects.get(variant=variant, store=shop).on_hand == 1
    assert not [*stock_faults(), *allocation_faults()]


def test_a_step_twice_is_one_step(
    asha: User, caller: MakeCaller, shirt: Product, advance: Callable[[str, str], Order]
) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    number = place(caller(asha)).number
    for _time in range(2):
        advance(number, S.PACKED)
    assert OrderEvent.objects.filter(kind="packed").count() == 1


@pytest.mark.parametrize("to", [S.SHIPPED, S.DELIVERED, S.RETURNED, S.AWAITING_PAYMENT, S.CANCELLED])
def test_a_step_that_the_table_lacks_is_refused(
    asha: User, caller: MakeCaller, shirt: Product, advance: Callable[[str, str], Order], to: str
) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    number = place(caller(asha)).number
    with pytest.raises(StepRefused):
        advance(number, to)
    assert Order.objects.get().status == S.PLACED
    assert OrderEvent.objects.count() == 1


def test_only_staff_move_orders(asha: User, kabir: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    number = place(caller(asha)).number
    for person in (asha, kabir):
        with pytest.raises(PermissionMissing):
            order_advance(caller=caller(person), number=number, to=S.PACKED, now=timezone.now())
    assert Order.objects.get().status == S.PLACED


def test_every_status_is_in_the_table_and_ends_are_ends() -> None:
    assert set(TRANSITIONS) == set(S)
    assert [x for x in S if not TRANSITIONS[x]] == [S.CANCELLED, S.RETURNED]
    assert next_steps(Order(status=S.PACKED, fulfilment="pickup")) == ["ready_for_pickup", "cancelled"]


@pytest.mark.parametrize(("spoken", "written"), [("hi", "hi"), ("en-hinglish", "en")])
def test_a_guests_letters_stay_in_the_language_of_the_order(
    caller: MakeCaller, shirt: Product, advance: Callable[[str, str], Order], spoken: str, written: str
) -> None:
    guest = caller(visitor="guest-hindi")
    add(guest, shirt.variants.get(size="M").pk)
    with translation.override(spoken):
        number = place(guest, payment_method="cod", contact_email="guest@example.com").number
    for step in (S.PACKED, S.SHIPPED):
        advance(number, step)  # staff work in English
    letters = OutboxMessage.objects.filter(channel="email", recipient="guest@example.com")
    assert {x.language for x in letters} == {written}
    assert letters.count() == 2
