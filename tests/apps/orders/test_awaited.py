"""Changes of an order that wait for a payment: made once when it comes, called off when it doesn't."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.ledger.execution import execute_tool
from apps.orders.models import AwaitedCharge, Order, Payment, Refund, Return
from apps.orders.payments import books
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.notices import notice_sign
from apps.orders.services.awaited import PaymentArrived, PaymentAwaited
from apps.orders.services.awaited_apply import awaited_sweep
from apps.orders.services.cancel import order_cancel
from apps.orders.services.payments import notice_receive, reference_asked
from apps.orders.services.progress import order_advance
from apps.orders.services.reconcile import payments_reconcile
from apps.orders.services.return_desk import return_receive, return_settle
from apps.orders.services.timeline import StepRefused
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import OrderView
from tests.apps.orders.after import MakeCaller, buy, deliver, kept_money, sound
from tests.apps.orders.shopping import confirm, done

LATER = timedelta(minutes=16)


def answer(reference: str, *, agreed: bool = True, times: int = 1) -> None:
    """The person says yes or no at the bank, and the shop is told, perhaps more than once."""
    notice = EmbeddedProvider().decide(reference, agreed=agreed)
    assert notice is not None
    for _time in range(times):
        body, signature = notice_sign(notice, now=timezone.now())
        notice_receive(body=body, signature=signature, now=timezone.now())


def dearer(shirt: Product, size: str = "L", rupees: int = 700) -> int:
    variant = shirt.variants.get(size=size)
    variant.price_paise = variant.mrp_paise = rupees * 100
    variant.save()
    return int(variant.pk)


def settled() -> bool:
    later = timezone.now() + timedelta(days=4)
    assert payments_reconcile(now=later) == []
    return sound()


@pytest.fixture
def order(asha: User, caller: MakeCaller, shirt: Product) -> Order:
    return buy(caller(asha), shirt, "M", payment_detail="asha@upi")


@pytest.fixture
def waiting(asha: User, caller: MakeCaller, shirt: Product, order: Order) -> AwaitedCharge:
    """M becomes L for ₹200 more, and the UPI app has not answered yet."""
    view = change(caller(asha), order, dearer(shirt))
    assert view.pay_url == f"/orders/{order.number}/pay/"
    assert view.waiting.startswith("Your change of items waits for ₹200. Please pay until ")
    return AwaitedCharge.objects.get()


def change(by: Caller, order: Order, variant_id: int, detail: str = "later@upi") -> OrderView:
    items = [{"line_id": order.lines.get().pk, "variant_id": variant_id}]
    way = {"payment_method": "card" if detail.startswith("tok") else "upi", "payment_detail": detail}
    view = done(confirm(by, "change_order_items", number=order.number, items=items, **way))
    assert isinstance(view, OrderView)
    return view


def reserved(shirt: Product, size: str = "L") -> int:
    return int(Stock.objects.get(variant__product=shirt, variant__size=size).reserved)


def test_nothing_changes_until_the_money_comes(order: Order, waiting: AwaitedCharge, shirt: Product) -> None:
    assert (order.lines.get().size, kept_money(order), reserved(shirt)) == ("M", order.total_paise, 1)
    assert Payment.objects.count() == 1
    assert sound()
    answer(waiting.provider_reference, times=3)
    waiting.refresh_from_db()
    line = order.lines.get()
    assert (waiting.state, line.size, line.total_paise, reserved(shirt)) == ("done", "L", 70_000, 0)
    assert kept_money(order) == order.total_paise + 20_000
    assert [x.amount_paise for x in books.charges()] == [order.total_paise, 20_000]
    kinds = list(order.events.values_list("kind", flat=True))
    assert kinds[-3:] == ["payment_awaited", "charged", "items_changed"]
    assert settled()


@pytest.mark.parametrize("how", ["refused", "expired"])
def test_what_is_never_paid_is_called_off(
    order: Order, waiting: AwaitedCharge, shirt: Product, how: str
) -> None:
    if how == "refused":
        answer(waiting.provider_reference, agreed=False, times=2)
    else:
        assert awaited_sweep(now=timezone.now()) == 0
        assert awaited_sweep(now=timezone.now() + LATER) == 1
        assert awaited_sweep(now=timezone.now() + LATER) == 0
    waiting.refresh_from_db()
    assert (waiting.state, order.lines.get().size, reserved(shirt)) == ("called_off", "M", 0)
    assert kept_money(order) == order.total_paise
    assert Order.objects.get().item_changes == 0
    assert settled()


def test_what_was_paid_unnoticed_is_made_by_the_sweeper(order: Order, waiting: AwaitedCharge) -> None:
    EmbeddedProvider().decide(waiting.provider_reference, agreed=True)
    assert awaited_sweep(now=timezone.now() + LATER) == 0
    assert (order.lines.get().size, kept_money(order)) == ("L", order.total_paise + 20_000)
    assert settled()


def test_reconciling_makes_what_was_paid_and_nobody_told(order: Order, waiting: AwaitedCharge) -> None:
    EmbeddedProvider().decide(waiting.provider_reference, agreed=True)
    found = payments_reconcile(now=timezone.now() + LATER)
    assert [(x.what, x.mended) for x in found] == [("charged, and we did not know", True)]
    assert order.lines.get().size == "L"
    assert settled()


def test_a_price_that_rose_meanwhile_is_the_agreed_one(
    order: Order, waiting: AwaitedCharge, shirt: Product
) -> None:
    dearer(shirt, rupees=999)
    answer(waiting.provider_reference)
    assert (order.lines.get().unit_price_paise, kept_money(order)) == (70_000, order.total_paise + 20_000)
    assert settled()


def test_money_for_a_change_that_is_impossible_now_goes_back(
    order: Order, waiting: AwaitedCharge, shirt: Product
) -> None:
    """Somebody counted the shelf: there is no L any more, not even the one that was held."""
    Order.objects.update(status="packed")
    answer(waiting.provider_reference, times=2)
    waiting.refresh_from_db()
    assert (waiting.state, order.lines.get().size, reserved(shirt)) == ("given_back", "M", 0)
    assert (kept_money(order), Refund.objects.get().amount_paise) == (order.total_paise, 20_000)
    assert settled()


def test_money_that_comes_too_late_goes_back(order: Order, waiting: AwaitedCharge, shirt: Product) -> None:
    reference = waiting.provider_reference
    EmbeddedProvider().decide(reference, agreed=True)
    AwaitedCharge.objects.update(state="called_off")
    answer(reference, times=2)
    assert (order.lines.get().size, kept_money(order)) == ("M", order.total_paise)
    assert Refund.objects.get().amount_paise == 20_000


def test_cancelling_calls_the_change_off(
    asha: User, caller: MakeCaller, order: Order, waiting: AwaitedCharge, shirt: Product
) -> None:
    done(confirm(caller(asha), "cancel_order", number=order.number))
    waiting.refresh_from_db()
    assert (waiting.state, reserved(shirt), kept_money(order)) == ("called_off", 0, 0)
    assert [x.state for x in books.charges()] == ["captured", "failed"]
    assert settled()


def test_what_has_just_been_paid_is_not_called_off(
    asha: User, caller: MakeCaller, order: Order, waiting: AwaitedCharge
) -> None:
    EmbeddedProvider().decide(waiting.provider_reference, agreed=True)
    with pytest.raises(PaymentArrived):
        order_cancel(caller=caller(asha), number=order.number, reason="", now=timezone.now())
    assert Order.objects.get().status == "placed"
    answer(waiting.provider_reference)
    assert order.lines.get().size == "L"


def test_another_wish_takes_the_place_of_the_waiting_one(
    asha: User, caller: MakeCaller, order: Order, waiting: AwaitedCharge, shirt: Product
) -> None:
    view = change(caller(asha), order, dearer(shirt, "S", 600), "asha@upi")
    assert (view.waiting, view.lines[0].size, reserved(shirt)) == ("", "S", 0)
    waiting.refresh_from_db()
    assert waiting.state == "called_off"
    assert settled()


def test_packing_waits(meera: User, caller: MakeCaller, order: Order, waiting: AwaitedCharge) -> None:
    with pytest.raises(StepRefused, match="A payment of ₹200 for a change is awaited until"):
        order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    answer(waiting.provider_reference, agreed=False)
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())


def test_the_page_of_the_bank_decides_a_change_too(
    asha: User, ravi: User, order: Order, waiting: AwaitedCharge, client: Client
) -> None:
    url = f"/orders/{order.number}/pay/"
    client.force_login(ravi)
    assert client.post(url, {"answer": "agree"}).status_code == 404
    client.force_login(asha)
    assert "Your change of items waits for ₹200." in client.get(url).content.decode()
    client.post(url, {"answer": "agree"})
    assert order.lines.get().size == "L"
    assert reference_asked(order) == ""


def test_another_payment_waits_and_the_old_one_stays(
    asha: User, caller: MakeCaller, shirt: Product, order: Order
) -> None:
    way = {"payment_method": "card", "payment_detail": "tok_3ds"}
    view = done(confirm(caller(asha), "change_order_payment", number=order.number, **way))
    assert view.waiting.startswith("Your new payment of ₹549 is awaited until ")
    assert [(x.method, x.state) for x in order.payments.all()] == [("upi", "captured")]
    answer(AwaitedCharge.objects.get().provider_reference, times=2)
    assert [(x.method, x.state) for x in order.payments.order_by("pk")] == [
        ("upi", "refunded"), ("card", "captured"),
    ]  # fmt: skip
    assert kept_money(order) == order.total_paise
    assert settled()


@pytest.fixture
def arrived(asha: User, meera: User, caller: MakeCaller, shirt: Product, order: Order) -> Return:
    """M comes back for an L that costs ₹200 more, by a card with a step at the bank; the M has arrived."""
    Product.objects.update(return_days=30)
    deliver(caller(meera), order)
    wish: dict[str, Any] = {
        "number": order.number, "payment_method": "card", "payment_detail": "tok_3ds",
        "items": [{"line_id": order.lines.get().pk, "variant_id": dearer(shirt)}],
    }  # fmt: skip
    made = done(confirm(caller(asha), "exchange_items", **wish))
    return_receive(caller=caller(meera), number=made.number, written_off={}, now=timezone.now())
    return Return.objects.get()


def test_an_exchange_is_sent_when_its_difference_is_paid(
    asha: User, meera: User, caller: MakeCaller, order: Order, arrived: Return
) -> None:
    return_settle(caller=caller(meera), number=arrived.number, now=timezone.now())
    arrived.refresh_from_db()
    view = done(execute_tool(caller(asha), "get_order", {"number": order.number}))
    assert (arrived.status, view.waiting[:36]) == ("received", "Your exchange waits for ₹200. Please")
    with pytest.raises(PaymentAwaited):
        return_settle(caller=caller(meera), number=arrived.number, now=timezone.now())
    answer(AwaitedCharge.objects.get().provider_reference, times=2)
    arrived.refresh_from_db()
    new = order.lines.get(size="L")
    assert (arrived.status, new.delivered, kept_money(order)) == ("done", 1, order.total_paise + 20_000)
    assert settled()


def test_an_exchange_that_is_never_paid_can_be_asked_again_or_paid_back(
    meera: User, caller: MakeCaller, order: Order, arrived: Return, shirt: Product
) -> None:
    for day in (0, 4):
        now = timezone.now() + timedelta(days=day)
        return_settle(caller=caller(meera), number=arrived.number, now=now)
        if day == 0:
            assert awaited_sweep(now=now + timedelta(days=3, minutes=1)) == 1
    return_settle(caller=caller(meera), number=arrived.number, now=timezone.now(), refund_instead=True)
    arrived.refresh_from_db()
    order.refresh_from_db()
    assert (arrived.status, arrived.amount_paise, order.status) == ("done", 50_000, "returned")
    assert [x.state for x in AwaitedCharge.objects.all()] == ["called_off", "called_off"]
    assert (kept_money(order), reserved(shirt)) == (4_900, 0)
    with pytest.raises(StepRefused):
        return_settle(caller=caller(meera), number=arrived.number, now=timezone.now(), refund_instead=True)
    assert settled()
