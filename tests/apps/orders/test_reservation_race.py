"""A reservation whose time ends while its payment is made: one buyer gets the last piece, and the money fits."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.callers import caller_for
from apps.catalog.models import Product, Stock
from apps.catalog.stock import reservations_sweep, stock_faults
from apps.ledger.execution import execute_tool
from apps.orders.models import Order, OrderStatus, Payment
from apps.orders.payments import books
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.notices import notice_sign
from apps.orders.payments.port import Charge, Charged
from apps.orders.selectors import allocation_faults
from apps.orders.services.payments import WAIT_FOR_PAYMENT, notice_receive, unpaid_sweep
from retailgenie.ai.tools.types import Caller, Done, Door, Outcome, Refused
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import BY_UPI, add, ask, done, place, refused

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = 0.5  # seconds in which a rival that isn't held up would be through


@pytest.fixture
def scarf(transactional_db: None) -> Product:
    """The last piece."""
    return make_product(
        "Silk scarf", price=1500, pieces=1, store=make_store("Pune", kind="warehouse"), sizes=("",)
    )


def shopper(name: str) -> Caller:
    return caller_for(None, visitor_id=name, door=Door.CHAT)


def test_the_last_piece_whose_reservation_ends_during_the_payment_is_sold_once(
    scarf: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = scarf.variants.get()
    first, second = shopper("first"), shopper("second")
    tokens = {}
    for buyer in (first, second):
        add(buyer, variant.pk)
        tokens[buyer] = ask(buyer, "place_order", **BY_UPI).token
    outcomes: list[Outcome] = []
    begun = Event()
    honest = EmbeddedProvider.charge

    def rival() -> None:
        try:
            begun.set()
            reservations_sweep(now=timezone.now() + timedelta(hours=1))
            outcomes.append(execute_tool(second, "place_order", BY_UPI, tokens[second]))
        finally:
            connection.close()

    thread = Thread(target=rival)

    def slow(self: EmbeddedProvider, charge: Charge) -> Charged:
        if not thread.ident:
            thread.start()
            assert begun.wait(timeout=20)
            thread.join(timeout=WAITS)
        return honest(self, charge)

    monkeypatch.setattr(EmbeddedProvider, "charge", slow)
    before = {x.reference for x in books.charges()}
    won = execute_tool(first, "place_order", BY_UPI, tokens[first])
    thread.join(timeout=30)
    lost = next(x for x in (won, *outcomes) if isinstance(x, Refused))
    assert lost.code == "stock_shortage"
    assert sum(isinstance(x, Done) for x in (won, *outcomes)) == 1
    order = Order.objects.get()
    stock = Stock.objects.get(variant=variant)
    assert (stock.on_hand, stock.allocated, stock.reserved) == (1, 1, 0)
    taken = [x for x in books.charges() if x.reference not in before]
    kept = sum(x.amount_paise - books.refunded(x.reference) for x in taken)
    assert kept == order.total_paise
    assert not [*stock_faults(), *allocation_faults()]


@pytest.mark.parametrize("times", range(3))
def test_a_payment_that_arrives_as_its_time_ends_has_one_end(scarf: Product, times: int) -> None:
    buyer = shopper(f"buyer-{times}")
    add(buyer, scarf.variants.get().pk)
    view = place(buyer, payment_detail="later@upi")
    payment = Payment.objects.get()

    def agree() -> None:
        notice = EmbeddedProvider().decide(payment.provider_reference, agreed=True)
        assert notice is not None
        body, signature = notice_sign(notice, now=timezone.now())
        notice_receive(body=body, signature=signature, now=timezone.now())

    def sweep() -> None:
        unpaid_sweep(now=timezone.now() + WAIT_FOR_PAYMENT + timedelta(seconds=1))

    all_at_once([agree, sweep])
    order, stock = Order.objects.get(), Stock.objects.get()
    payment.refresh_from_db()
    back = sum(x.amount_paise for x in payment.refunds.all())
    if order.status == OrderStatus.PLACED:
        assert (payment.state, back, stock.allocated) == (Payment.State.CAPTURED, 0, 1)
    else:
        kept = payment.amount_paise - back if payment.state != Payment.State.FAILED else 0
        assert (order.status, kept, stock.allocated) == (OrderStatus.CANCELLED, 0, 0)
    assert view.number == order.number
    assert not [*stock_faults(), *allocation_faults()]


def test_what_was_reserved_too_long_ago_is_there_for_others(scarf: Product) -> None:
    add(shopper("first"), scarf.variants.get().pk)
    reservations_sweep(now=timezone.now() + timedelta(hours=1))
    add(shopper("second"), scarf.variants.get().pk)
    assert done(execute_tool(shopper("second"), "view_cart", {})).lines[0].available == 1
    place(shopper("second"))
    assert refused(execute_tool(shopper("first"), "place_order", BY_UPI)) == "stock_shortage"
