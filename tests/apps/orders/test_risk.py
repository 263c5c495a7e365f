"""Patterns of fraud: what each closes, for whom, for how long, and that a shop can loosen the rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.catalog.models import Product, Store
from apps.ledger.execution import execute_tool
from apps.orders.models import Order, OrderStatus, Refund, Return, RiskKind, RiskRule
from apps.orders.services.progress import order_advance
from apps.orders.services.timeline import Why
from apps.orders.services.undelivered import order_undelivered
from retailgenie.ai.tools.types import Caller, NeedsApproval, Outcome, Refused
from tests.apps.catalog.factories import make_product
from tests.apps.orders.after import buy, deliver
from tests.apps.orders.shopping import ADDRESS, BY_UPI, add, ask, confirm, done, refused
from tests.conftest import person

MakeCaller = Callable[..., Caller]
S = OrderStatus
BY_CASH = {**BY_UPI, "payment_method": "cod"}
ELSEWHERE = {**ADDRESS, "line1": "7 Hill View", "pin": "411045", "phone": "9822011223"}


@pytest.fixture
def socks(warehouse: Store) -> Product:
    return make_product("Socks", price=200, pieces=500, sizes=["M"], store=warehouse, return_days=30)


def refuse_at_the_door(by: Caller, staff: Caller, product: Product, **choice: Any) -> None:
    order = buy(by, product, "M", payment_method="cod", **choice)
    for step in (S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    order_undelivered(caller=staff, number=order.number, why=Why.REFUSED, now=timezone.now())


def card_for(by: Caller, product: Product, wish: dict[str, Any]) -> Outcome:
    add(by, product.variants.get(size="M").pk)
    return execute_tool(by, "place_order", wish)


def test_after_three_refusals_cash_is_closed_to_the_person_and_the_door(
    asha: User, ravi: User, meera: User, caller: MakeCaller, socks: Product
) -> None:
    for _n in range(3):
        assert ("cod", "Cash on delivery") in done(
            execute_tool(caller(asha), "checkout_options", {})
        ).payment_methods
        refuse_at_the_door(caller(asha), caller(meera), socks)
    outcome = card_for(caller(asha), socks, BY_CASH)
    assert isinstance(outcome, Refused)
    assert (outcome.code, "refused at the door" in outcome.message) == ("method_refused", True)
    # A new account at the same door and a new door with the same phone are the same people.
    assert refused(card_for(caller(ravi), socks, BY_CASH)) == "method_refused"
    same_phone = {**BY_CASH, "address": {**ELSEWHERE, "phone": ADDRESS["phone"]}}
    assert refused(card_for(caller(ravi), socks, same_phone)) == "method_refused"
    ask(caller(ravi), "place_order", **{**BY_CASH, "address": ELSEWHERE})
    # Other ways stay open, and are what the checkout offers; paying in cash afterwards is no way round.
    options = done(execute_tool(caller(asha), "checkout_options", {}))
    assert [x for x, _label in options.payment_methods] == ["upi", "card"]
    order = buy(caller(asha), socks, "M")
    change = {"number": order.number, "payment_method": "cod"}
    assert refused(execute_tool(caller(asha), "change_order_payment", change)) == "method_refused"


def test_refusals_are_forgotten_and_a_shop_may_allow_more(
    asha: User, meera: User, caller: MakeCaller, socks: Product
) -> None:
    for _n in range(3):
        refuse_at_the_door(caller(asha), caller(meera), socks)
    assert refused(card_for(caller(asha), socks, BY_CASH)) == "method_refused"
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        assert pays_in_cash(ask(caller(asha), "place_order", **BY_CASH))
    rule = RiskRule.objects.create(kind=RiskKind.CASH_REFUSALS, most=3)
    assert pays_in_cash(ask(caller(asha), "place_order", **BY_CASH))
    rule.most, rule.is_active = 0, False
    rule.save()
    assert pays_in_cash(ask(caller(asha), "place_order", **BY_CASH))
    assert Order.objects.filter(status=S.CANCELLED).count() == Order.objects.count() == 3


def pays_in_cash(card: NeedsApproval) -> bool:
    return "Cash on delivery" in str(card.card.lines)


def test_nobody_at_home_is_no_refusal(asha: User, meera: User, caller: MakeCaller, socks: Product) -> None:
    for _n in range(4):
        order = buy(caller(asha), socks, "M", payment_method="cod")
        for step in (S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY):
            order_advance(caller=caller(meera), number=order.number, to=step, now=timezone.now())
        order_undelivered(caller=caller(meera), number=order.number, why=Why.NOBODY, now=timezone.now())
    assert pays_in_cash(buy_card(caller(asha), socks))


def buy_card(by: Caller, product: Product) -> NeedsApproval:
    add(by, product.variants.get(size="M").pk)
    return ask(by, "place_order", **BY_CASH)


def test_unpaid_parcels_to_one_door_are_limited(caller: MakeCaller, socks: Product) -> None:
    for n in range(5):
        buy(caller(visitor=f"guest-{n}"), socks, "M", payment_method="cod")
    outcome = card_for(caller(visitor="guest-6"), socks, BY_CASH)
    assert isinstance(outcome, Refused)
    assert outcome.message.startswith("There are 5 cash orders on their way already.")
    ask(caller(visitor="guest-6"), "place_order", **BY_UPI)
    assert Order.objects.count() == 5


def test_a_ring_that_shares_a_door_has_its_returns_looked_at(
    asha: User, meera: User, caller: MakeCaller, socks: Product
) -> None:
    ring = [person(f"r{n}@ring.example", f"Person {n}", Role.SHOPPER) for n in range(4)]
    made = []
    for n, user in enumerate(ring):
        order = deliver(caller(meera), buy(caller(user), socks, "M"))
        lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
        view = done(confirm(caller(user), "return_items", number=order.number, lines=lines))
        made.append(Return.objects.get(number=view.number))
        assert made[-1].status == ("waiting" if n == 3 else "approved")
    assert made[3].review_reason == "3 other accounts had returns at the same phone, address or UPI id."
    assert not Refund.objects.exists()
    told = execute_tool(caller(ring[3]), "track_order", {})
    assert "other accounts" not in str(told)
    # Somebody else, elsewhere, is left in peace.
    mine = deliver(caller(meera), buy(caller(asha), socks, "M", address=ELSEWHERE))
    lines = [{"line_id": mine.lines.get().pk, "quantity": 1}]
    view = done(confirm(caller(asha), "return_items", number=mine.number, lines=lines))
    assert Return.objects.get(number=view.number).status == "approved"


def test_accounts_that_collect_refunds_at_one_upi_id_are_a_ring(
    asha: User, meera: User, caller: MakeCaller, socks: Product
) -> None:
    for n in range(3):
        user = person(f"u{n}@ring.example", f"Person {n}", Role.SHOPPER)
        home = {**ADDRESS, "line1": f"{n} Far Lane", "phone": f"982201122{n}"}
        order = deliver(caller(meera), buy(caller(user), socks, "M", address=home, payment_method="cod"))
        lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
        wish = {"number": order.number, "lines": lines, "refund_to": "upi", "refund_detail": "boss@upi"}
        done(confirm(caller(user), "return_items", **wish))
    order = deliver(
        caller(meera), buy(caller(asha), socks, "M", address=ELSEWHERE, payment_detail="boss@upi")
    )
    lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
    view = done(confirm(caller(asha), "return_items", number=order.number, lines=lines))
    assert Return.objects.get(number=view.number).status == "waiting"


def try_card(by: Caller, token: str) -> str:
    wish = {**BY_UPI, "payment_method": "card", "payment_detail": token}
    card = execute_tool(by, "place_order", wish)
    if isinstance(card, Refused):
        return card.code
    return refused(confirm(by, "place_order", **wish))


def test_trying_one_card_after_the_other_ends(
    asha: User, ravi: User, caller: MakeCaller, socks: Product
) -> None:
    for who in (asha, ravi):
        add(caller(who), socks.variants.get(size="M").pk)
    found = [try_card(caller(asha), "tok_declined") for _n in range(8)]
    assert found == ["payment_declined"] * 6 + ["method_refused"] * 2
    assert refused(execute_tool(caller(asha), "place_order", BY_UPI)) == "method_refused"
    ask(caller(asha), "place_order", **BY_CASH)
    assert try_card(caller(ravi), "tok_declined") == "payment_declined"
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert try_card(caller(asha), "tok_declined") == "payment_declined"
    assert not Order.objects.exists()


def test_a_program_with_a_new_visitor_for_each_card_is_stopped(
    asha: User, caller: MakeCaller, socks: Product
) -> None:
    RiskRule.objects.create(kind=RiskKind.GUEST_DECLINES, most=4, within=timedelta(minutes=10))
    found = []
    for n in range(7):
        guest = caller(visitor=f"card-{n}")
        add(guest, socks.variants.get(size="M").pk)
        found.append(try_card(guest, "tok_declined"))
    assert found == ["payment_declined"] * 5 + ["method_refused"] * 2
    add(caller(asha), socks.variants.get(size="M").pk)
    ask(caller(asha), "place_order", **{**BY_UPI, "payment_method": "card"})
