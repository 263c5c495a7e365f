"""Many at once: one winner, one order, and stock that still adds up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Offer, Product, Stock, Store
from apps.catalog.stock import stock_faults, stock_receive
from apps.ledger.execution import execute_tool
from apps.ledger.models import Event, OutboxMessage
from apps.orders.models import Cart, CartLine, Order, OrderEvent, Payment, Redemption, Refund
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Caller, Done, Refused
from tests.apps.catalog.factories import make_product
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import BY_UPI, add, ask, done, place

pytestmark = pytest.mark.django_db(transaction=True)
MakeCaller = Callable[..., Caller]
BUYERS = 50


@pytest.fixture
def scarf(warehouse: Store) -> Product:
    """The last piece."""
    return make_product("Silk scarf", price=1500, pieces=1, store=warehouse, sizes=("",))


def test_fifty_buyers_for_the_last_piece_make_one_order(caller: MakeCaller, scarf: Product) -> None:
    variant = scarf.variants.get()
    buyers = [caller(visitor=f"v-{number}") for number in range(BUYERS)]
    tokens = []
    for buyer in buyers:
        add(buyer, variant.pk)
        tokens.append(ask(buyer, "place_order", **BY_UPI).token)

    outcomes = all_at_once(
        [
            partial(execute_tool, buyer, "place_order", BY_UPI, token)
            for buyer, token in zip(buyers, tokens, strict=True)
        ]
    )

    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    codes = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert codes == ["stock_shortage"] * (BUYERS - 1)
    assert Order.objects.count() == Payment.objects.count() == 1
    stock = Stock.objects.get(variant=variant)
    assert (stock.on_hand, stock.allocated, stock.reserved) == (1, 1, 0)
    call_command("check_stock", verbosity=0)


def test_the_same_checkout_twenty_times_at_once_is_one_order(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk, 2)
    token = ask(caller(asha), "place_order", **BY_UPI).token

    outcomes = all_at_once([partial(execute_tool, caller(asha), "place_order", BY_UPI, token)] * 20)

    assert {done(outcome).number for outcome in outcomes} == {Order.objects.get().number}
    assert Payment.objects.count() == OutboxMessage.objects.count() == 1
    assert Event.objects.filter(name="order_placed").count() == 1
    assert Stock.objects.get(variant=shirt.variants.all()[0]).allocated == 2
    assert not [*stock_faults(), *allocation_faults()]


def test_two_cards_for_one_cart_make_one_order(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    tokens = [ask(caller(asha), "place_order", **BY_UPI).token for _number in range(10)]

    outcomes = all_at_once([partial(execute_tool, caller(asha), "place_order", BY_UPI, x) for x in tokens])

    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    assert {x.code for x in outcomes if isinstance(x, Refused)} == {"cart_empty"}
    assert Order.objects.count() == 1


def test_the_last_use_of_a_coupon_is_given_once(caller: MakeCaller, shirt: Product, warehouse: Store) -> None:
    now = timezone.now()
    variant = shirt.variants.all()[0]
    stock_receive(rows=[(variant.pk, warehouse.pk, 50)], reference="test", now=now)
    Offer.objects.create(
        title="First come", kind="amount", amount_paise=10_000, code="FIRST", limit_total=1, starts_at=now
    )
    buyers = [caller(visitor=f"v-{number}") for number in range(10)]
    tokens = []
    for buyer in buyers:
        add(buyer, variant.pk)
        done(execute_tool(buyer, "apply_coupon", {"code": "FIRST"}))
        tokens.append(ask(buyer, "place_order", **BY_UPI).token)

    outcomes = all_at_once(
        [partial(execute_tool, x, "place_order", BY_UPI, y) for x, y in zip(buyers, tokens, strict=True)]
    )

    assert Redemption.objects.count() == 1
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    assert {x.code for x in outcomes if isinstance(x, Refused)} == {"cart_changed"}


def test_cancelling_ten_times_at_once_cancels_once(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    number = place(caller(asha)).number
    tokens = [ask(caller(asha), "cancel_order", number=number).token for _number in range(10)]

    outcomes = all_at_once(
        [partial(execute_tool, caller(asha), "cancel_order", {"number": number}, token) for token in tokens]
    )

    assert {done(outcome).status for outcome in outcomes} == {"cancelled"}
    assert Refund.objects.count() == 1
    assert OrderEvent.objects.filter(kind="cancelled").count() == 1
    assert Stock.objects.get(variant=shirt.variants.all()[0]).allocated == 0
    assert not [*stock_faults(), *allocation_faults()]


def test_adding_the_same_thing_from_ten_tabs_makes_one_line(
    asha: User, caller: MakeCaller, shirt: Product, warehouse: Store
) -> None:
    variant = shirt.variants.all()[0]
    stock_receive(rows=[(variant.pk, warehouse.pk, 20)], reference="test", now=timezone.now())

    all_at_once([partial(add, caller(asha), variant.pk)] * 10)

    assert Cart.objects.count() == 1
    assert CartLine.objects.get().quantity == 10


def test_orders_of_the_same_things_in_other_order_never_block_each_other(
    caller: MakeCaller, warehouse: Store
) -> None:
    things = [
        make_product(f"Thing {number}", price=100, pieces=30, store=warehouse, sizes=("",)).variants.get()
        for number in range(4)
    ]
    jobs = []
    for number in range(16):
        buyer = caller(visitor=f"v-{number}")
        for thing in things if number % 2 else reversed(things):
            add(buyer, thing.pk)
        token = ask(buyer, "place_order", **BY_UPI).token
        jobs.append(partial(execute_tool, buyer, "place_order", BY_UPI, token))

    outcomes = all_at_once(jobs)

    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert set(Stock.objects.values_list("allocated", flat=True)) == {16}
    assert not [*stock_faults(), *allocation_faults()]
