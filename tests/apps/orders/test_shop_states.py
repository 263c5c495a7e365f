"""Whatever people do in whatever order, the shop agrees with a plain model: money to the paisa, stock, statuses.

RETAILGENIE_STEPS=2500 pytest tests/apps/orders/test_shop_states.py runs that many steps with new random choices.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.accounts.callers import caller_for
from apps.accounts.models import Role
from apps.catalog.models import Stock, Variant
from apps.catalog.stock import stock_faults, stock_receive
from apps.ledger.execution import execute_tool
from apps.orders.models import Cart, CartLine, GiftCard, Order, OrderStatus, Payment, Refund
from apps.orders.selectors import allocation_faults
from apps.orders.services.giftcards import giftcard_faults
from apps.orders.services.progress import order_advance
from apps.orders.services.return_desk import return_receive, return_reject, return_settle
from apps.orders.services.timeline import StepRefused
from retailgenie.ai.tools.types import Caller, Door, NeedsApproval
from tests.apps.catalog.factories import make_store
from tests.apps.orders import shop_model as rules
from tests.apps.orders.shop_model import OrderModel, ReturnModel, ShopModel
from tests.apps.orders.shopping import ADDRESS, done, refused
from tests.apps.orders.states_shop import make_offers, make_thing
from tests.conftest import person

PRICES = (29_999, 49_950, 120_001)  # paise that don't divide evenly
PIECES = 12
PEOPLE = st.integers(0, 1)
THINGS = st.integers(0, len(PRICES) - 1)
CHOICE = st.integers(0, 1_000)  # which of the orders or returns there are, modulo how many
STEPS_WANTED = int(os.environ.get("RETAILGENIE_STEPS", "0"))
STEPS_AN_EXAMPLE = 40
FEWEST_STEPS = 30  # an example has on average, for some end early


class ShopMachine(RuleBasedStateMachine):
    """Two shoppers and staff in a shop of three things; each example is rolled back at its end."""

    steps = 0
    reached: ClassVar[Counter[str]] = Counter()  # statuses and steps of returns, how often

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.staff = self._caller(person("staff@states.example", "Meera Iyer", Role.STAFF))
        self.people = [
            self._caller(person(f"p{n}@states.example", f"Person {n}", Role.SHOPPER)) for n in range(2)
        ]
        self.store = make_store("Pune", kind="warehouse")
        self.things = [make_thing(paise, pieces=PIECES, store=self.store) for paise in PRICES]
        make_offers(now=timezone.now() - timedelta(minutes=1))
        self.model = ShopModel(
            price=dict(zip(self.things, PRICES, strict=True)),
            on_hand=dict.fromkeys(self.things, PIECES),
            allocated=dict.fromkeys(self.things, 0),
            carts={0: {}, 1: {}},
            coupons={0: False, 1: False},
        )

    def teardown(self) -> None:
        self.reached.update(x.status for x in self.model.orders.values())
        self.reached.update(f"return {x.status}" for x in self.model.returns.values())
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(bought=st.lists(st.tuples(PEOPLE, THINGS, st.integers(1, 3)), min_size=2, max_size=4))
    def opening(self, bought: list[tuple[int, int, int]]) -> None:
        """The shop has some orders, one of them delivered: what comes after the purchase is reached soon."""
        for who, thing, count in bought:
            self.buy(who, [thing], count)
        self.it_is_delivered(0)

    # what people do

    @rule(who=PEOPLE, thing=THINGS, count=st.integers(1, 4))
    def add(self, who: int, thing: int, count: int) -> None:
        variant = self.things[thing]
        problem = self.model.add_problem(who, variant, count)
        outcome = self._run(who, "add_to_cart", variant_id=variant, quantity=count)
        if problem:
            assert refused(outcome) == problem
        else:
            done(outcome)
            self.model.carts[who][variant] = self.model.carts[who].get(variant, 0) + count

    @rule(who=PEOPLE, thing=THINGS)
    def remove(self, who: int, thing: int) -> None:
        line = self._cart(who).filter(variant_id=self.things[thing]).first()
        if line is None:
            assert self.things[thing] not in self.model.carts[who]
            return
        done(self._run(who, "remove_from_cart", line_id=line.pk))
        del self.model.carts[who][self.things[thing]]

    @rule(who=PEOPLE)
    def apply_coupon(self, who: int) -> None:
        usable = self.model.coupon_usable(who)
        outcome = self._run(who, "apply_coupon", code="tenth")
        if usable:
            done(outcome)
            self.model.coupons[who] = True
        else:
            assert refused(outcome) == "coupon_refused"

    @rule(who=PEOPLE, method=st.sampled_from(["upi", "upi", "card", "cod"]), again=st.booleans())
    def place(self, who: int, method: str, again: bool) -> None:
        wanted = self._checkout(who, method)
        card = self._run(who, "place_order", **wanted)
        if problem := self.model.order_problem(who):
            assert refused(card) == problem
            return
        assert isinstance(card, NeedsApproval), card
        gross, first, second, delivery = self.model.would_cost(who)
        number = done(execute_tool(self.people[who], "place_order", wanted, card.token)).number
        assert number not in self.model.orders
        self.model.place(who, number, method)
        order = Order.objects.get(number=number)
        assert (order.subtotal_paise, order.discount_paise) == (gross, first + second)
        assert (order.delivery_paise, order.total_paise) == (delivery, gross - first - second + delivery)
        if again:
            assert done(execute_tool(self.people[who], "place_order", wanted, card.token)).number == number

    @rule(who=PEOPLE, things=st.lists(THINGS, min_size=1, max_size=3), count=st.integers(1, 3))
    def buy(self, who: int, things: list[int], count: int) -> None:
        for thing in things:
            self.add(who, thing, count)
        self.place(who, "cod" if count == 2 else "upi", again=False)

    @rule(who=PEOPLE)
    def payment_is_declined(self, who: int) -> None:
        wanted = {**self._checkout(who, "upi"), "payment_detail": "fail@upi"}
        card = self._run(who, "place_order", **wanted)
        if isinstance(card, NeedsApproval):
            assert refused(execute_tool(self.people[who], "place_order", wanted, card.token)) == (
                "payment_declined"
            )

    @rule(who=PEOPLE, thing=THINGS, up=st.integers(1, 9_999))
    def price_changes_while_the_card_is_read(self, who: int, thing: int, up: int) -> None:
        wanted = self._checkout(who, "upi")
        card = self._run(who, "place_order", **wanted)
        variant = self.things[thing]
        self.model.price[variant] += up
        Variant.objects.filter(pk=variant).update(price_paise=self.model.price[variant])
        if isinstance(card, NeedsApproval) and variant in self.model.carts[who]:
            assert refused(execute_tool(self.people[who], "place_order", wanted, card.token)) == (
                "cart_changed"
            )

    @precondition(lambda self: self.model.orders)
    @rule(which=CHOICE, thing=THINGS, count=st.integers(1, 3), whole=st.booleans())
    def cancel(self, which: int, thing: int, count: int, whole: bool) -> None:
        number, order = self._order(which)
        pieces = None if whole else {self.things[thing]: count}
        enough = whole or order.lines.get(self.things[thing], 0) >= count
        if not whole and self.things[thing] not in order.unit_lines:
            return
        arguments: dict[str, Any] = {"number": number}
        if pieces:
            arguments["lines"] = self._lines(number, pieces)
        card = self._run(order.person, "cancel_order", **arguments)
        if order.status in ("placed", "packed") and enough:
            assert isinstance(card, NeedsApproval), card
            done(execute_tool(self.people[order.person], "cancel_order", arguments, card.token))
            self.model.cancel(number, pieces)
        else:
            assert refused(card) in ("cancel_refused", "not_found")

    @precondition(lambda self: self.model.orders)
    @rule(which=CHOICE)
    def a_stranger_cancels(self, which: int) -> None:
        number, order = self._order(which)
        assert refused(self._run(1 - order.person, "cancel_order", number=number)) == "not_found"

    @precondition(lambda self: self._delivered())
    @rule(which=CHOICE, thing=THINGS, count=st.integers(1, 3), to_credit=st.booleans())
    def ask_to_return(self, which: int, thing: int, count: int, to_credit: bool) -> None:
        number, order = self._delivered()[which % len(self._delivered())]
        variant = self.things[thing]
        if variant not in order.unit_lines:
            return
        left = order.lines[variant] - self.model.coming(number).get(variant, 0)
        arguments = {"number": number, "lines": self._lines(number, {variant: count})}
        if to_credit:
            arguments["refund_to"] = "store_credit"
        elif order.method == "cod":
            arguments |= {"refund_to": "upi", "refund_detail": "asha@upi"}
        card = self._run(order.person, "return_items", **arguments)
        if order.status == "delivered" and left >= count:
            assert isinstance(card, NeedsApproval), card
            view = done(execute_tool(self.people[order.person], "return_items", arguments, card.token))
            self.model.returns[view.number] = ReturnModel(number, {variant: count}, to_credit)
        else:
            assert refused(card) == "return_refused"

    # what staff does

    @precondition(lambda self: self.model.orders)
    @rule(which=CHOICE, to=st.sampled_from([str(x) for x in OrderStatus]))
    def staff_says_it_is(self, which: int, to: str) -> None:
        self._step(*self._order(which), to)

    @precondition(lambda self: self.model.orders)
    @rule(which=CHOICE, steps=st.integers(1, 4))
    def staff_moves_it_on(self, which: int, steps: int) -> None:
        number, order = self._order(which)
        for _n in range(steps):
            if order.status in rules.STEPS:
                self._step(number, order, *rules.STEPS[order.status])

    @precondition(lambda self: self._moving())
    @rule(which=CHOICE)
    def it_is_delivered(self, which: int) -> None:
        number, order = self._moving()[which % len(self._moving())]
        while order.status in rules.STEPS:
            self._step(number, order, *rules.STEPS[order.status])

    @precondition(lambda self: self._delivered())
    @rule(which=CHOICE, to_credit=st.booleans(), settled=st.booleans())
    def everything_comes_back(self, which: int, to_credit: bool, settled: bool) -> None:
        _number, order = self._delivered()[which % len(self._delivered())]
        for variant, count in list(order.lines.items()):
            before = set(self.model.returns)
            self.ask_to_return(which, self.things.index(variant), max(count, 1), to_credit)
            for made in set(self.model.returns) - before:
                self._receive(made)
                self.model.receive(made)
                if settled:
                    self._settle(made)
                    self.model.settle(made)

    @precondition(lambda self: self.model.returns)
    @rule(which=CHOICE, act=st.sampled_from(["receive", "receive", "settle", "settle", "reject"]))
    def returns_desk(self, which: int, act: str) -> None:
        number = sorted(self.model.returns)[which % len(self.model.returns)]
        status = self.model.returns[number].status
        wanted: dict[str, tuple[str, Callable[[], Any], Callable[[], None]]] = {
            "receive": ("approved", lambda: self._receive(number), lambda: self.model.receive(number)),
            "settle": ("received", lambda: self._settle(number), lambda: self.model.settle(number)),
            "reject": ("approved", lambda: self._reject(number), lambda: self._rejected(number)),
        }
        before, act_on_shop, act_on_model = wanted[act]
        if status == before:
            act_on_shop()
            act_on_model()
        else:
            with pytest.raises(StepRefused):
                act_on_shop()

    @rule(thing=THINGS, count=st.integers(1, 5))
    def goods_come_in(self, thing: int, count: int) -> None:
        variant = self.things[thing]
        stock_receive(rows=[(variant, self.store.pk, count)], reference="states", now=timezone.now())
        self.model.on_hand[variant] += count

    # what always holds

    @invariant()
    def stock_is_what_the_model_says(self) -> None:
        type(self).steps += 1
        for variant, on_hand, allocated, reserved in Stock.objects.filter(
            variant_id__in=self.things
        ).values_list("variant_id", "on_hand", "allocated", "reserved"):
            model = (self.model.on_hand[variant], self.model.allocated[variant], 0)
            assert (on_hand, allocated, reserved) == model
        assert not [*stock_faults(), *allocation_faults(), *giftcard_faults()]

    @invariant()
    def carts_are_what_the_model_says(self) -> None:
        for who, lines in self.model.carts.items():
            assert dict(self._cart(who).values_list("variant_id", "quantity")) == lines

    @invariant()
    def money_is_what_the_model_says(self) -> None:
        kept: dict[str, int] = {}
        for payment in Payment.objects.select_related("order").prefetch_related("refunds"):
            number = payment.order.number
            back = sum(x.amount_paise for x in payment.refunds.all())
            assert 0 <= back <= payment.amount_paise
            if payment.state in ("captured", "refunded"):
                kept[number] = kept.get(number, 0) + payment.amount_paise - back
            else:
                asked = payment.amount_paise if payment.state == "pending" else 0
                assert asked == self.model.orders[number].due
        assert {number: paise for number, paise in kept.items() if paise} == {
            number: order.held for number, order in self.model.orders.items() if order.held
        }
        given = Refund.objects.aggregate(paise=Sum("amount_paise", default=0))["paise"]
        assert given == self.model.given
        assert sum(x.held for x in self.model.orders.values()) == self.model.taken - self.model.given
        credit = GiftCard.objects.aggregate(paise=Sum("balance_paise", default=0))["paise"]
        assert credit == sum(self.model.credit.values())

    @invariant()
    def statuses_are_reached_by_lawful_steps(self) -> None:
        for order in Order.objects.prefetch_related("events"):
            path = [x.kind for x in order.events.all() if x.kind in OrderStatus.values]
            assert path[0] == "placed"
            assert all(after in rules.MAY_FOLLOW[before] for before, after in pairwise(path))
            assert order.status == path[-1] == self.model.orders[order.number].status

    # helpers

    def _caller(self, user: Any) -> Caller:
        return caller_for(user, visitor_id="", door=Door.CHAT)

    def _run(self, who: int, tool: str, **arguments: Any) -> Any:
        return execute_tool(self.people[who], tool, arguments)

    def _cart(self, who: int) -> Any:
        return CartLine.objects.filter(
            cart__owner_key=self.people[who].person.key, cart__state=Cart.State.OPEN
        )

    def _checkout(self, who: int, method: str) -> dict[str, Any]:
        address = {**ADDRESS, "phone": f"98765 4321{who}"}
        return {"fulfilment": "delivery", "payment_method": method, "address": address}

    def _order(self, which: int) -> tuple[str, OrderModel]:
        number = sorted(self.model.orders)[which % len(self.model.orders)]
        return number, self.model.orders[number]

    def _delivered(self) -> list[tuple[str, OrderModel]]:
        return [(number, x) for number, x in sorted(self.model.orders.items()) if x.delivered]

    def _moving(self) -> list[tuple[str, OrderModel]]:
        return [(number, x) for number, x in sorted(self.model.orders.items()) if x.status in rules.STEPS]

    def _lines(self, number: str, pieces: dict[int, int]) -> list[dict[str, int]]:
        rows = dict(Order.objects.get(number=number).lines.values_list("variant_id", "pk"))
        return [{"line_id": rows[variant], "quantity": count} for variant, count in pieces.items()]

    def _step(self, number: str, order: OrderModel, to: str) -> None:
        now = timezone.now()
        if to == order.status:
            order_advance(caller=self.staff, number=number, to=to, now=now)
        elif to in rules.STEPS.get(order.status, ()):
            order_advance(caller=self.staff, number=number, to=to, now=now)
            self.model.advance(number, to)
        else:
            with pytest.raises(StepRefused):
                order_advance(caller=self.staff, number=number, to=to, now=now)

    def _receive(self, number: str) -> None:
        return_receive(caller=self.staff, number=number, written_off={}, now=timezone.now())

    def _settle(self, number: str) -> None:
        return_settle(caller=self.staff, number=number, now=timezone.now())

    def _reject(self, number: str) -> None:
        return_reject(caller=self.staff, number=number, answer="Worn.", now=timezone.now())

    def _rejected(self, number: str) -> None:
        self.model.returns[number].status = "rejected"


@pytest.mark.slow
def test_the_shop_agrees_with_a_plain_model_whatever_people_do(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ShopMachine.steps = 0
    ShopMachine.reached.clear()
    run_state_machine_as_test(
        ShopMachine,
        settings=settings(
            max_examples=STEPS_WANTED // FEWEST_STEPS + 1 if STEPS_WANTED else 8,
            stateful_step_count=STEPS_AN_EXAMPLE,
            derandomize=not STEPS_WANTED,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert ShopMachine.steps >= STEPS_WANTED
    with capsys.disabled():
        print(f"\n{ShopMachine.steps} steps; at the ends: {dict(ShopMachine.reached)}")
