"""Rules a shop may load, each broken on purpose: refused with the reason in words, and nothing changed.

The shop of these tests: changes and cancelling only before packing, two reasons to cancel, items changed once and all
together, one return or exchange an order, money back the way it came or to a gift card of the person.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.ledger.execution import execute_tool
from apps.orders.models import (
    Address,
    GiftCard,
    Order,
    OrderEvent,
    OrderLine,
    OrderPolicy,
    Payment,
    Refund,
    Return,
)
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import NeedsApproval, Refused
from tests.apps.catalog.factories import make_product
from tests.apps.orders.after import MakeCaller, buy, deliver, person_key, sound
from tests.apps.orders.shopping import ADDRESS, confirm, done

WATCHED = (Order, OrderLine, OrderEvent, Payment, Refund, Return, GiftCard, Stock, Address)
Case = dict[str, Any]


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in WATCHED]


@pytest.fixture
def world(asha: User, ravi: User, meera: User, caller: MakeCaller, shirt: Product, warehouse: object) -> Case:
    """Asha's orders: one placed, one whose items were changed, one shipped, one delivered, one being returned."""
    OrderPolicy.objects.create(
        name="strict", cancel_until="placed", cancel_reasons=["no longer needed", "ordered by mistake"],
        item_changes=1, item_change_closes=True, difference_to=["original", "gift_card"],
        unstated_is_final=False, requests_per_order=1, refund_to=["original", "gift_card"],
    )  # fmt: skip
    for variant, rupees in zip(shirt.variants.order_by("pk"), (500, 500, 900), strict=True):
        variant.price_paise = variant.mrp_paise = rupees * 100
        variant.save()
    shoes = make_product("Shoes", price=500, pieces=5)
    me, staff = caller(asha), caller(meera)
    orders = {name: buy(me, shirt, "S", payment_detail="asha@upi") for name in ("placed", "changed")}
    orders["shipped"] = buy(me, shirt, "M")
    for step in ("packed", "shipped"):
        order_advance(caller=staff, number=orders["shipped"].number, to=step, now=timezone.now())
    for name in ("delivered", "returning"):
        orders[name] = deliver(staff, buy(me, shirt, "M", payment_detail="asha@upi"))
    medium = shirt.variants.get(size="M").pk
    items = [{"line_id": orders["changed"].lines.get().pk, "variant_id": medium}]
    done(confirm(me, "change_order_items", number=orders["changed"].number, items=items))
    lines = [{"line_id": orders["returning"].lines.get().pk}]
    done(confirm(me, "return_items", number=orders["returning"].number, lines=lines))
    for owner, code, paise in ((asha, "SMALL", 10_000), (ravi, "RAVIS", 1_000_000)):
        giftcard_issue(
            code=code, owner_key=person_key(owner), amount_paise=paise, reference="t", now=timezone.now()
        )
    found: Case = {name: order.number for name, order in orders.items()}
    found |= {f"{name}_line": order.lines.get().pk for name, order in orders.items()}
    found |= {f"size_{x.size}": x.pk for x in shirt.variants.all()}
    return found | {"shoes": shoes.variants.all()[0].pk}


def wish(world: Case, order: str, to: str) -> list[dict[str, int]]:
    return [{"line_id": world[f"{order}_line"], "variant_id": world[to]}]


def back(world: Case, order: str) -> list[dict[str, int]]:
    return [{"line_id": world[f"{order}_line"]}]


# Who, which tool, on which order, with what; the code and words of the refusal.
RULES: dict[str, tuple[str, str, str, Any, str, str]] = {
    "another person's order is not cancelled": (
        "ravi", "cancel_order", "placed", {"reason": "no longer needed"}, "not_found", "no such order"),
    "another person's order is not returned": (
        "ravi", "return_items", "delivered", lambda w: {"lines": back(w, "delivered")}, "not_found", "no such order"),
    "another person's address is not used": (
        "ravi", "change_order_address", "placed", {"address": ADDRESS}, "not_found", "no such order"),
    "a parcel on its way is not cancelled": (
        "asha", "cancel_order", "shipped", {"reason": "no longer needed"}, "cancel_refused", "on its way"),
    "a delivered order is not cancelled": (
        "asha", "cancel_order", "delivered", {"reason": "no longer needed"}, "cancel_refused", "delivered already"),
    "a parcel on its way keeps its address": (
        "asha", "change_order_address", "shipped", {"address": ADDRESS}, "change_refused", "isn't packed yet"),
    "a parcel on its way keeps its payment": (
        "asha", "change_order_payment", "shipped", {"payment_method": "card"}, "change_refused", "isn't packed yet"),
    "a parcel on its way keeps its items": (
        "asha", "change_order_items", "shipped", lambda w: {"items": wish(w, "shipped", "size_L")},
        "change_refused", "isn't packed yet"),
    "what isn't delivered is not returned": (
        "asha", "return_items", "shipped", lambda w: {"lines": back(w, "shipped")}, "return_refused", "Shipped"),
    "what isn't delivered is not exchanged": (
        "asha", "exchange_items", "placed", lambda w: {"items": wish(w, "placed", "size_L")},
        "return_refused", "Placed"),
    "only listed reasons cancel": (
        "asha", "cancel_order", "placed", {"reason": "found it cheaper"}, "cancel_refused", "no longer needed"),
    "items change once": (
        "asha", "change_order_items", "changed", lambda w: {"items": wish(w, "changed", "size_L")},
        "change_refused", "were changed"),
    "a changed order is not cancelled": (
        "asha", "cancel_order", "changed", {"reason": "no longer needed"}, "cancel_refused", "were changed"),
    "a changed order keeps its payment": (
        "asha", "change_order_payment", "changed", {"payment_method": "card"}, "change_refused", "were changed"),
    "an item becomes no other product": (
        "asha", "change_order_items", "placed", lambda w: {"items": wish(w, "placed", "shoes")},
        "change_refused", "same product"),
    "an exchange brings no other product": (
        "asha", "exchange_items", "delivered", lambda w: {"items": wish(w, "delivered", "shoes")},
        "change_refused", "same product"),
    "an item does not become itself": (
        "asha", "change_order_items", "placed", lambda w: {"items": wish(w, "placed", "size_S")},
        "change_refused", "already"),
    "a gift card too small pays no order": (
        "asha", "change_order_payment", "placed", {"payment_method": "gift_card", "payment_detail": "SMALL"},
        "gift_card_too_small", "₹549 is needed"),
    "a gift card too small pays no difference": (
        "asha", "change_order_items", "placed",
        lambda w: {"items": wish(w, "placed", "size_L"), "payment_method": "gift_card", "payment_detail": "SMALL"},
        "gift_card_too_small", "₹400 is needed"),
    "a gift card too small pays no exchange": (
        "asha", "exchange_items", "delivered",
        lambda w: {"items": wish(w, "delivered", "size_L"), "payment_method": "gift_card", "payment_detail": "SMALL"},
        "gift_card_too_small", "₹400 is needed"),
    "another person's gift card pays nothing": (
        "asha", "change_order_payment", "placed", {"payment_method": "gift_card", "payment_detail": "RAVIS"},
        "not_found", "no such gift card"),
    "the same payment again is no change": (
        "asha", "change_order_payment", "placed", {"payment_method": "upi", "payment_detail": "asha@upi"},
        "change_refused", "that way already"),
    "a refund goes to no other account": (
        "asha", "return_items", "delivered",
        lambda w: {"lines": back(w, "delivered"), "refund_to": "upi", "refund_detail": "other@upi"},
        "way_refused", "the way you paid"),
    "a refund goes to no store credit here": (
        "asha", "return_items", "delivered", lambda w: {"lines": back(w, "delivered"), "refund_to": "store_credit"},
        "way_refused", "the way you paid"),
    "a refund goes to no stranger's gift card": (
        "asha", "return_items", "delivered",
        lambda w: {"lines": back(w, "delivered"), "refund_to": "gift_card", "refund_detail": "RAVIS"},
        "not_found", "no such gift card"),
    "a second return is refused": (
        "asha", "return_items", "returning", lambda w: {"lines": back(w, "returning")},
        "return_refused", "requested already"),
    "an exchange after a return is refused": (
        "asha", "exchange_items", "returning", lambda w: {"items": wish(w, "returning", "size_S")},
        "return_refused", "requested already"),
    "a line of another order is not returned": (
        "asha", "return_items", "delivered", lambda w: {"lines": back(w, "returning")}, "not_found", "no such line"),
    "more than was bought is not returned": (
        "asha", "return_items", "delivered",
        lambda w: {"lines": [{"line_id": w["delivered_line"], "quantity": 2}]}, "return_refused", "only 1"),
}  # fmt: skip


def test_every_rule_is_kept_and_a_breach_changes_nothing(
    asha: User, ravi: User, caller: MakeCaller, world: Case
) -> None:
    people = {"asha": caller(asha), "ravi": caller(ravi)}
    before = snapshot()
    for rule, (who, tool, order, given, code, words) in RULES.items():
        arguments = given(world) if callable(given) else given
        outcome = execute_tool(people[who], tool, {"number": world[order], **arguments})
        assert isinstance(outcome, Refused), rule
        assert (outcome.code, words in outcome.message) == (code, True), (rule, outcome)
        assert snapshot() == before, rule
    assert sound()


WRITES: dict[str, Any] = {
    "cancel_order": lambda w: {"number": w["placed"], "reason": "no longer needed"},
    "change_order_address": lambda w: {"number": w["placed"], "address": {**ADDRESS, "line1": "9 Hill Road"}},
    "change_order_contact": lambda w: {"number": w["placed"], "phone": "9820012345"},
    "change_order_payment": lambda w: {
        "number": w["placed"],
        "payment_method": "card",
        "payment_detail": "tok_1x",
    },
    "change_order_items": lambda w: {"number": w["placed"], "items": wish(w, "placed", "size_L")},
    "change_user_address": lambda w: {"address": {**ADDRESS, "line1": "9 Hill Road"}},
    "return_items": lambda w: {"number": w["delivered"], "lines": back(w, "delivered")},
    "exchange_items": lambda w: {"number": w["delivered"], "items": wish(w, "delivered", "size_L")},
}


def test_nothing_happens_without_a_yes_to_exactly_this(
    asha: User, ravi: User, caller: MakeCaller, world: Case
) -> None:
    me, before = caller(asha), snapshot()
    tokens = {}
    for tool, arguments in WRITES.items():
        asked = execute_tool(me, tool, arguments(world))
        assert isinstance(asked, NeedsApproval), (tool, asked)
        assert asked.card.lines
        tokens[tool] = asked.token
    for tool, arguments in WRITES.items():
        other = tokens["cancel_order" if tool != "cancel_order" else "return_items"]
        for by, token in ((me, "made-up"), (me, other), (caller(ravi), tokens[tool])):
            outcome = execute_tool(by, tool, arguments(world), token)
            assert isinstance(outcome, Refused), tool
    assert snapshot() == before
