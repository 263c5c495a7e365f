"""Cancelling: stock, money and coupons come back, once; and only while it is lawful."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.catalog.stock import stock_faults
from apps.ledger.execution import execute_tool
from apps.ledger.models import Event, OutboxMessage
from apps.orders.models import Allocation, Order, OrderEvent, OrderStatus, Payment, Refund
from apps.orders.selectors import allocation_faults
from apps.orders.services.cancel import order_cancel
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller, Refused
from tests.apps.orders.shopping import add, ask, confirm, done, place, refused

MakeCaller = Callable[..., Caller]


@pytest.fixture
def number(asha: User, caller: MakeCaller, shirt: Product) -> str:
    """An order of Asha's over two shirts, paid by UPI."""
    add(caller(asha), shirt.variants.get(size="M").pk, 2)
    return place(caller(asha), payment_detail="asha@upi").number


def nothing_came_back() -> bool:
    held = set(Allocation.objects.values_list("state", flat=True))
    return not Refund.objects.exists() and "released" not in held


def test_the_card_says_what_comes_back_and_where(asha: User, caller: MakeCaller, number: str) -> None:
    card = ask(caller(asha), "cancel_order", number=number).card
    rows = dict(card.lines)
    assert (rows["2 × Blue shirt (M, Blue)"], rows["Refund"], rows["Refund to"]) == (
        "₹1,000",
        "₹1,000",
        "UPI asha@upi",
    )
    assert nothing_came_back()


@pytest.mark.parametrize(("language", "label"), [("en", "Reason"), ("hi", "कारण"), ("en-hinglish", "Wajah")])
def test_the_card_shows_the_reason_that_was_given_and_none_where_none_was(
    asha: User, caller: MakeCaller, number: str, language: str, label: str
) -> None:
    with translation.override(language):
        told = ask(caller(asha), "cancel_order", number=number, reason="moving_abroad").card
        silent = ask(caller(asha), "cancel_order", number=number).card
    assert dict(told.lines)[label] == "moving abroad"
    assert label not in dict(silent.lines)
    assert nothing_came_back()


def test_a_cancelled_order_gives_everything_back(asha: User, caller: MakeCaller, number: str) -> None:
    view = done(confirm(caller(asha), "cancel_order", number=number, reason="wrong size"))

    assert (view.status, view.refund_paise, view.can_cancel) == ("cancelled", 100_000, False)
    assert [entry.text for entry in view.timeline] == [
        "We have your order.",
        "The order was cancelled.",
        "We sent ₹1,000 back the way you paid.",
    ]
    assert {(s.on_hand, s.allocated) for s in Stock.objects.all()} == {(5, 0)}
    assert Payment.objects.get().state == Payment.State.REFUNDED
    assert Order.objects.get().lines.get().cancelled == 2
    assert OrderEvent.objects.get(kind="cancelled").details == {"reason": "wrong size"}
    assert OutboxMessage.objects.filter(template="order_cancelled").count() == 1
    assert Event.objects.filter(name="order_cancelled").count() == 1
    assert not [*stock_faults(), *allocation_faults()]


def test_cancelling_twice_cancels_once(asha: User, caller: MakeCaller, number: str) -> None:
    for _time in range(2):
        order_cancel(caller=caller(asha), number=number, reason="", now=timezone.now())
    assert Refund.objects.count() == 1
    assert OrderEvent.objects.filter(kind="cancelled").count() == 1
    assert {s.allocated for s in Stock.objects.all()} == {0}
    assert refused(execute_tool(caller(asha), "cancel_order", {"number": number})) == "cancel_refused"


def test_cash_that_nobody_paid_is_not_refunded(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    number = place(caller(asha), payment_method="cod").number
    assert (
        dict(ask(caller(asha), "cancel_order", number=number).card.lines)["Refund"] == "Nothing was paid yet"
    )

    assert done(confirm(caller(asha), "cancel_order", number=number)).refund_paise == 0

    assert Payment.objects.get().state == Payment.State.VOIDED
    assert not Refund.objects.exists()


def test_what_has_left_is_not_cancelled(asha: User, meera: User, caller: MakeCaller, number: str) -> None:
    asked = ask(caller(asha), "cancel_order", number=number)
    for step in (OrderStatus.PACKED, OrderStatus.SHIPPED):
        order_advance(caller=caller(meera), number=number, to=step, now=timezone.now())

    late = execute_tool(caller(asha), "cancel_order", {"number": number}, asked.token)

    assert isinstance(late, Refused)
    assert (late.code, late.details) == ("cancel_refused", {"status": "shipped"})
    assert "on its way" in late.message
    assert Order.objects.get().status == OrderStatus.SHIPPED
    assert nothing_came_back()


def test_a_strangers_order_does_not_exist(asha: User, ravi: User, caller: MakeCaller, number: str) -> None:
    for buyer in (caller(ravi), caller(visitor="v-7")):
        for tool in ("get_order", "track_order", "cancel_order"):
            assert refused(execute_tool(buyer, tool, {"number": number})) == "not_found"
        assert done(execute_tool(buyer, "list_orders", {})).total == 0
    assert Order.objects.get().status == OrderStatus.PLACED
    assert nothing_came_back()


def test_staff_may_cancel_for_a_shopper(asha: User, meera: User, caller: MakeCaller, number: str) -> None:
    order_cancel(caller=caller(meera), number=number, reason="address unknown", now=timezone.now())
    assert OrderEvent.objects.get(kind="cancelled").actor == f"user:{meera.pk}"
    assert done(execute_tool(caller(asha), "track_order", {})).status == "cancelled"
