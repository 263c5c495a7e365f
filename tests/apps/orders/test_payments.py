"""Payments as providers really behave: decided later, told twice, too late, too early, never; slow refunds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.callers import caller_for
from apps.accounts.models import Role, User
from apps.catalog.models import Product, Stock
from apps.catalog.stock import stock_faults
from apps.ledger.execution import execute_tool
from apps.ledger.models import OutboxMessage
from apps.orders.models import Order, OrderStatus, Payment, PaymentNotice, Refund
from apps.orders.payments import books
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.notices import CAPTURED, FAILED, Notice, notice_sign
from apps.orders.payments.port import Charge, Charged
from apps.orders.selectors import allocation_faults
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.payments import WAIT_FOR_PAYMENT, notice_receive, notices_apply, unpaid_sweep
from apps.orders.services.reconcile import payments_reconcile
from retailgenie.ai.tools.types import Caller, Door
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import BY_UPI, add, ask, confirm, done, place, refused
from tests.conftest import person

MakeCaller = Callable[..., Caller]
NO_GRACE = timedelta(0)


def tell(notice: Notice) -> PaymentNotice:
    now = timezone.now()
    body, signature = notice_sign(notice, now=now)
    return notice_receive(body=body, signature=signature, now=now)


def captured(reference: str, amount_paise: int, name: str = "evt_1") -> Notice:
    return Notice(name, CAPTURED, reference, amount_paise)


def differences() -> list[str]:
    return [x.what for x in payments_reconcile(now=timezone.now() + timedelta(seconds=1), grace=NO_GRACE)]


@pytest.fixture
def waiting(asha: User, caller: MakeCaller, shirt: Product) -> Order:
    """An order of two shirts whose payment Asha has yet to agree to."""
    add(caller(asha), shirt.variants.get(size="M").pk, 2)
    view = place(caller(asha), payment_detail="later@upi")
    assert (view.status, view.pay_url) == ("awaiting_payment", f"/orders/{view.number}/pay/")
    return Order.objects.get(number=view.number)


def free_pieces(shirt: Product) -> int:
    return sum(
        row.on_hand - row.allocated for row in Stock.objects.filter(variant__product=shirt, variant__size="M")
    )


def test_a_payment_that_is_agreed_to_later_places_the_order(waiting: Order, shirt: Product) -> None:
    payment = waiting.payments.get()
    assert free_pieces(shirt) == 3
    assert not OutboxMessage.objects.filter(template="order_placed").exists()
    for _copy in range(3):
        assert tell(captured(payment.provider_reference, waiting.total_paise)).applied_at is not None
    tell(captured(payment.provider_reference, waiting.total_paise, "evt_2"))
    tell(Notice("evt_3", FAILED, payment.provider_reference, waiting.total_paise))
    waiting.refresh_from_db()
    payment.refresh_from_db()
    assert (waiting.status, payment.state) == (OrderStatus.PLACED, Payment.State.CAPTURED)
    assert [x.kind for x in waiting.events.all()] == ["awaiting_payment", "placed"]
    assert OutboxMessage.objects.filter(template="order_placed").count() == 1
    assert not Refund.objects.exists()


def test_a_refused_payment_gives_the_pieces_back(waiting: Order, shirt: Product) -> None:
    payment = waiting.payments.get()
    tell(Notice("evt_1", FAILED, payment.provider_reference, waiting.total_paise))
    waiting.refresh_from_db()
    payment.refresh_from_db()
    assert (waiting.status, payment.state) == (OrderStatus.CANCELLED, Payment.State.FAILED)
    assert free_pieces(shirt) == 5
    assert not [*stock_faults(), *allocation_faults()]


def test_an_order_that_is_never_paid_is_released_and_late_money_goes_back(
    waiting: Order, shirt: Product
) -> None:
    now = timezone.now()
    assert unpaid_sweep(now=now) == 0
    later = now + WAIT_FOR_PAYMENT + timedelta(seconds=1)
    assert unpaid_sweep(now=later) == 1
    assert unpaid_sweep(now=later) == 0
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.CANCELLED
    assert free_pieces(shirt) == 5
    tell(captured(waiting.payments.get().provider_reference, waiting.total_paise))
    payment, refund = waiting.payments.get(), Refund.objects.get()
    assert (payment.state, refund.amount_paise) == (Payment.State.REFUNDED, waiting.total_paise)
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.CANCELLED


def test_the_sweeper_keeps_what_was_paid_unnoticed(waiting: Order) -> None:
    EmbeddedProvider().decide(waiting.payments.get().provider_reference, agreed=True)
    assert unpaid_sweep(now=timezone.now() + WAIT_FOR_PAYMENT + timedelta(seconds=1)) == 0
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.PLACED
    assert differences() == []


def test_the_page_of_the_bank(waiting: Order, asha: User, ravi: User, client: Client) -> None:
    url = f"/orders/{waiting.number}/pay/"
    client.force_login(ravi)
    assert client.get(url).status_code == 404
    assert client.post(url, {"answer": "agree"}).status_code == 404
    client.force_login(asha)
    assert "Agree and pay" in client.get(url).content.decode()
    assert client.post(url, {"answer": "agree"})["Location"] == f"/orders/{waiting.number}/"
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.PLACED
    assert client.post(url, {"answer": "refuse"})["Location"] == f"/orders/{waiting.number}/"
    assert waiting.payments.get().state == Payment.State.CAPTURED


@pytest.mark.parametrize("answer", ["agree", "refuse"])
def test_a_card_with_a_step_at_the_bank(
    asha: User, caller: MakeCaller, shirt: Product, client: Client, answer: str
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    view = place(caller(asha), payment_method="card", payment_detail="tok_3ds")
    client.force_login(asha)
    client.post(view.pay_url, {"answer": answer})
    assert Order.objects.get().status == ("placed" if answer == "agree" else "cancelled")
    assert differences() == []


def test_the_webhook_takes_only_what_is_signed(waiting: Order, client: Client) -> None:
    payment, now = waiting.payments.get(), timezone.now()
    body, signature = notice_sign(captured(payment.provider_reference, waiting.total_paise), now=now)
    old = notice_sign(captured(payment.provider_reference, 1), now=now - timedelta(minutes=6))

    def post(body: bytes, signature: str) -> Any:
        return client.post(
            "/payments/webhook/",
            body,
            content_type="application/json",
            headers={"X-Payment-Signature": signature},
        )

    for wrong in (
        (body, ""),
        (body, "t=1,v1=ab"),
        (body + b" ", signature),
        old,
        (b"[]", signature),
        (body, "é"),
    ):
        assert post(*wrong).status_code == 400
    junk = notice_sign(Notice("evt", "payment.stolen", "pay", 1), now=now)
    assert post(*junk).status_code == 400
    assert not PaymentNotice.objects.exists()
    assert post(body, signature).json() == {"id": "evt_1", "applied": True}
    assert post(body, signature).json() == {"id": "evt_1", "applied": True}
    assert PaymentNotice.objects.count() == 1
    assert client.get("/payments/webhook/").status_code == 405


def test_an_answer_that_is_lost_after_charging_charges_once(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    wish = {**BY_UPI, "payment_detail": "lost@upi"}
    card = ask(caller(asha), "place_order", **wish)
    assert refused(execute_tool(caller(asha), "place_order", wish, card.token)) == "payment_unavailable"
    assert not Order.objects.exists()
    view = done(execute_tool(caller(asha), "place_order", wish, card.token))
    assert view.status == "placed"
    assert len(books.charges()) == 1
    assert differences() == []


def test_money_of_an_order_that_was_never_written_goes_back(
    asha: User, caller: MakeCaller, shirt: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    assert refused(confirm(caller(asha), "place_order", **{**BY_UPI, "payment_detail": "tok_lost",
                   "payment_method": "card"})) == "payment_unavailable"  # fmt: skip
    [charge] = books.charges()
    assert payments_reconcile(now=timezone.now()) == []  # too young to be sure
    assert books.refunds() == []
    call_command("reconcile_payments", "--grace", "-1")
    assert "1 differences found, 0 left." in capsys.readouterr().out
    assert [(x.charge, x.amount_paise) for x in books.refunds()] == [(charge.reference, charge.amount_paise)]
    assert differences() == []


def test_what_the_notices_did_not_bring_is_reconciled(waiting: Order) -> None:
    reference = waiting.payments.get().provider_reference
    assert differences() == []
    EmbeddedProvider().decide(reference, agreed=True)
    assert differences() == ["charged, and we did not know"]
    assert differences() == []
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.PLACED


def test_what_has_no_lawful_answer_is_reported(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    place(caller(asha))
    assert differences() == []
    Payment.objects.update(amount_paise=1)
    assert differences() == ["the amounts differ"]
    with pytest.raises(CommandError):
        call_command("reconcile_payments", "--grace", "-1")
    Payment.objects.update(provider_reference="pay_unknown")
    assert "charged by us, unknown to the provider" in differences()


def test_a_refund_that_takes_time(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    number = place(caller(asha), payment_detail="slow@upi").number
    done(confirm(caller(asha), "cancel_order", number=number))
    refund = Refund.objects.get()
    assert (refund.state, refund.completed_at) == ("pending", None)
    notice = EmbeddedProvider().finish_refund(refund.provider_reference)
    assert notice is not None
    for _copy in range(2):
        assert tell(notice).applied_at is not None
    refund.refresh_from_db()
    assert refund.state == "completed"
    assert refund.completed_at is not None
    assert differences() == []


def test_an_order_paid_by_gift_card(asha: User, ravi: User, caller: MakeCaller, shirt: Product) -> None:
    card = giftcard_issue(
        owner_key=f"user:{asha.pk}",
        code="GIFT-1",
        amount_paise=600_00,
        reference="bought",
        now=timezone.now(),
    )
    for shopper, quantity, code in ((ravi, 1, "not_found"), (asha, 2, "gift_card_too_small")):
        add(caller(shopper), shirt.variants.get(size="M").pk, quantity)
        wish = {**BY_UPI, "payment_method": "gift_card", "payment_detail": "GIFT-1"}
        assert refused(execute_tool(caller(shopper), "place_order", wish)) == code
    done(execute_tool(caller(asha), "empty_cart", {}))
    add(caller(asha), shirt.variants.get(size="M").pk)
    view = place(caller(asha), payment_method="gift_card", payment_detail="gift-1")
    card.refresh_from_db()
    assert card.balance_paise == 600_00 - view.total_paise
    done(confirm(caller(asha), "cancel_order", number=view.number))
    card.refresh_from_db()
    assert card.balance_paise == 600_00
    assert differences() == []


@pytest.fixture
def rival_shop(transactional_db: None) -> tuple[Caller, Product]:
    shopper = person("a@example.com", "Asha Rao", Role.SHOPPER)
    shirt = make_product(
        "Shirt", price=500, pieces=5, store=make_store("Pune", kind="warehouse"), gst_percent=5
    )
    return caller_for(shopper, visitor_id="", door=Door.CHAT), shirt


def test_a_notice_that_comes_before_the_answer(
    rival_shop: tuple[Caller, Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    shopper, shirt = rival_shop
    honest = EmbeddedProvider.charge

    def hasty(self: EmbeddedProvider, charge: Charge) -> Charged:
        charged = honest(self, charge)
        notice = self.decide(charged.reference, agreed=True)
        assert notice is not None

        def rival() -> None:
            assert tell(notice).applied_at is None
            connection.close()

        thread = Thread(target=rival)
        thread.start()
        thread.join(timeout=20)
        return charged

    monkeypatch.setattr(EmbeddedProvider, "charge", hasty)
    add(shopper, shirt.variants.get(size="M").pk)
    place(shopper, payment_detail="later@upi")
    assert Order.objects.get().status == OrderStatus.PLACED
    assert notices_apply(now=timezone.now()) == 0
    assert differences() == []


def test_copies_of_a_notice_at_once_count_once(rival_shop: tuple[Caller, Product]) -> None:
    shopper, shirt = rival_shop
    add(shopper, shirt.variants.get(size="M").pk)
    place(shopper, payment_detail="later@upi")
    order = Order.objects.get()
    unpaid_sweep(now=timezone.now() + WAIT_FOR_PAYMENT + timedelta(seconds=1))
    notice = captured(order.payments.get().provider_reference, order.total_paise)
    other = captured(order.payments.get().provider_reference, order.total_paise, "evt_2")
    all_at_once([lambda: tell(notice)] * 4 + [lambda: tell(other)] * 4)
    assert Refund.objects.count() == 1
    assert Refund.objects.get().amount_paise == order.total_paise


def test_cancelling_while_the_payment_arrives_ends_without_the_money(
    rival_shop: tuple[Caller, Product],
) -> None:
    shopper, shirt = rival_shop
    add(shopper, shirt.variants.get(size="M").pk)
    view = place(shopper, payment_detail="later@upi")
    card = ask(shopper, "cancel_order", number=view.number)
    notice = captured(Payment.objects.get().provider_reference, view.total_paise)

    def cancel() -> object:
        return execute_tool(shopper, "cancel_order", {"number": view.number}, card.token)

    all_at_once([cancel, lambda: tell(notice)])
    order, payment = Order.objects.get(), Payment.objects.get()
    back = sum(refund.amount_paise for refund in payment.refunds.all())
    if order.status == OrderStatus.CANCELLED:
        assert (payment.state, back) == (Payment.State.REFUNDED, view.total_paise)
    else:  # the payment was first, and a card that promised nothing back must be asked again
        assert (order.status, payment.state, back) == (OrderStatus.PLACED, Payment.State.CAPTURED, 0)
    assert not [*stock_faults(), *allocation_faults()]


def test_a_provider_whose_books_are_gone_is_unavailable(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    books.books_path().parent.mkdir(parents=True, exist_ok=True)
    books.books_path().write_text("no database at all, and long enough to be seen as one" * 20)
    assert refused(confirm(caller(asha), "place_order", **BY_UPI)) == "payment_unavailable"
    assert not Order.objects.exists()
    assert free_pieces(shirt) == 5


def test_many_charges_at_once_are_all_in_the_books(db: None) -> None:
    def charge(number: int) -> Callable[[], Charged]:
        return lambda: EmbeddedProvider().charge(Charge(f"key-{number % 20}", "upi", 100))

    found = all_at_once([charge(number) for number in range(40)])
    assert len({x.reference for x in found}) == 20
    assert len(books.charges()) == 20
