"""Carts: adding, changing, undoing, limits, coupons, and log-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Favourite, Offer, Product, Store, Variant
from apps.ledger.execution import execute_tool, undo_receipt
from apps.orders.models import Address, Cart, CartLine, Order, Redemption
from apps.orders.services.claims import orders_claim
from retailgenie.ai.tools.types import Caller, Done, Refused
from tests.apps.catalog.factories import make_product
from tests.apps.orders.shopping import ADDRESS, BY_UPI, add, confirm, done, place, refused

MakeCaller = Callable[..., Caller]


def contents(caller: Caller) -> dict[str, int]:
    return {line.size: line.quantity for line in done(execute_tool(caller, "view_cart", {})).lines}


@pytest.fixture
def sizes(shirt: Product) -> tuple[Variant, Variant, Variant]:
    small, medium, large = shirt.variants.order_by("size_position")
    return small, medium, large


def test_adding_twice_makes_one_line(asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]) -> None:
    add(caller(asha), sizes[0].pk, 2)
    view = add(caller(asha), sizes[0].pk)
    assert [(line.quantity, line.total_paise, line.available) for line in view.lines] == [(3, 150_000, 5)]
    assert view.total_paise == 150_000


def test_delivery_is_charged_below_the_free_limit(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    view = add(caller(asha), sizes[0].pk)
    assert (view.subtotal_paise, view.delivery_paise, view.total_paise) == (50_000, 4_900, 54_900)
    assert view.hint == "Add ₹499 more for free delivery."


def test_more_than_there_is_is_refused_with_what_is_left(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    add(caller(asha), sizes[0].pk, 4)
    outcome = execute_tool(caller(asha), "add_to_cart", {"variant_id": sizes[0].pk, "quantity": 2})
    assert isinstance(outcome, Refused)
    assert outcome.code == "stock_shortage"
    assert outcome.details == {"left": {str(sizes[0].pk): 5}}
    assert outcome.message == "Blue shirt (S, Blue): only 5 left."
    assert contents(caller(asha)) == {"S": 4}


def test_a_line_takes_ten_at_most(asha: User, caller: MakeCaller, warehouse: Store) -> None:
    plenty = make_product("Sock", price=100, pieces=100, store=warehouse, sizes=("",)).variants.get()
    outcome = execute_tool(caller(asha), "add_to_cart", {"variant_id": plenty.pk, "quantity": 11})
    assert refused(outcome) == "cart_limit"
    assert not CartLine.objects.exists()


def test_a_withdrawn_product_cannot_be_added(
    asha: User, caller: MakeCaller, shirt: Product, sizes: tuple[Variant, ...]
) -> None:
    add(caller(asha), sizes[0].pk)
    Product.objects.update(is_active=False)
    assert refused(execute_tool(caller(asha), "add_to_cart", {"variant_id": sizes[1].pk})) == "not_found"
    assert contents(caller(asha)) == {}


@pytest.mark.parametrize(
    ("tool", "arguments", "after"),
    [
        ("add_to_cart", {"variant": 0, "quantity": 1}, {"S": 3, "M": 1}),
        ("add_to_cart", {"variant": 2, "quantity": 1}, {"S": 2, "M": 1, "L": 1}),
        ("change_cart_quantity", {"line": 0, "quantity": 5}, {"S": 5, "M": 1}),
        ("change_cart_variant", {"line": 0, "variant": 2}, {"L": 2, "M": 1}),
        ("change_cart_variant", {"line": 0, "variant": 1}, {"M": 3}),
        ("remove_from_cart", {"line": 0}, {"M": 1}),
        ("save_for_later", {"line": 0}, {"M": 1}),
        ("empty_cart", {}, {}),
    ],
)
def test_every_change_can_be_taken_back(
    asha: User,
    caller: MakeCaller,
    sizes: tuple[Variant, ...],
    tool: str,
    arguments: dict[str, Any],
    after: dict[str, int],
) -> None:
    me = caller(asha)
    add(me, sizes[0].pk, 2)
    view = add(me, sizes[1].pk)
    given = {name: value for name, value in arguments.items() if name == "quantity"}
    if "variant" in arguments:
        given["variant_id"] = sizes[arguments["variant"]].pk
    if "line" in arguments:
        given["line_id"] = view.lines[arguments["line"]].line_id

    outcome = execute_tool(me, tool, given)

    assert isinstance(outcome, Done), outcome
    assert outcome.result.changed
    assert contents(me) == after
    assert isinstance(undo_receipt(me, outcome.receipt_id), Done)
    assert contents(me) == {"S": 2, "M": 1}


def test_saving_for_later_makes_a_favourite(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    view = add(caller(asha), sizes[0].pk)
    done(execute_tool(caller(asha), "save_for_later", {"line_id": view.lines[0].line_id}))
    assert Favourite.objects.get().owner_key == f"user:{asha.pk}"


def test_a_strangers_line_does_not_exist(
    asha: User, ravi: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    line_id = add(caller(asha), sizes[0].pk).lines[0].line_id
    add(caller(ravi), sizes[1].pk)
    for tool, extra in (
        ("change_cart_quantity", {"quantity": 3}),
        ("change_cart_variant", {"variant_id": sizes[2].pk}),
        ("remove_from_cart", {}),
        ("save_for_later", {}),
    ):
        assert refused(execute_tool(caller(ravi), tool, {"line_id": line_id, **extra})) == "not_found"
    assert contents(caller(asha)) == {"S": 1}


def coupon(**terms: Any) -> Offer:
    given = {"title": "Welcome", "kind": "percentage", "percent": 10, "code": "WELCOME10", **terms}
    return Offer.objects.create(starts_at=timezone.now() - timedelta(days=1), **given)


def test_a_coupon_takes_off_and_says_why(asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]) -> None:
    coupon()
    add(caller(asha), sizes[0].pk, 2)
    view = done(execute_tool(caller(asha), "apply_coupon", {"code": "welcome10"}))
    assert (view.coupon, view.discount_paise, view.total_paise) == ("WELCOME10", 10_000, 94_900)
    assert view.offers[0].reason == "10% off with coupon WELCOME10"


def test_a_coupon_waits_for_its_minimum(asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]) -> None:
    coupon(min_subtotal_paise=100_000)
    add(caller(asha), sizes[0].pk)
    view = done(execute_tool(caller(asha), "apply_coupon", {"code": "WELCOME10"}))
    assert (view.discount_paise, view.coupon_problem) == (0, "Add ₹500 more of what it is for.")
    assert add(caller(asha), sizes[0].pk).discount_paise == 10_000


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"code": "OTHER"}, "There is no such coupon."),
        ({"is_active": False}, "There is no such coupon."),
        ({"ends_at": timezone.now() - timedelta(hours=1)}, "This coupon has expired."),
        ({"limit_total": 0}, "This coupon has been used up."),
    ],
)
def test_a_coupon_that_does_not_hold_is_refused(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...], terms: dict[str, Any], message: str
) -> None:
    coupon(**terms)
    add(caller(asha), sizes[0].pk)
    outcome = execute_tool(caller(asha), "apply_coupon", {"code": "WELCOME10"})
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.message) == ("coupon_refused", message)
    assert Cart.objects.get().coupon == ""


def test_a_coupon_for_once_a_person_comes_back_with_a_cancelled_order(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    coupon(limit_per_person=1)
    me = caller(asha)
    add(me, sizes[0].pk)
    done(execute_tool(me, "apply_coupon", {"code": "WELCOME10"}))
    number = place(me).number
    assert Order.objects.get().coupon == "WELCOME10"
    add(me, sizes[0].pk)
    assert refused(execute_tool(me, "apply_coupon", {"code": "WELCOME10"})) == "coupon_refused"

    done(confirm(me, "cancel_order", number=number))

    assert Redemption.objects.get().released_at is not None
    assert done(execute_tool(me, "apply_coupon", {"code": "WELCOME10"})).discount_paise == 5_000


def test_a_coupon_for_once_a_person_is_not_won_by_logging_out(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    coupon(limit_per_person=1)
    for buyer in (caller(asha), caller(visitor="v-9")):
        add(buyer, sizes[0].pk)
        done(execute_tool(buyer, "apply_coupon", {"code": "WELCOME10"}))
        place(buyer)
    assert Redemption.objects.count() == 1, "the same phone number"


def test_log_in_brings_cart_orders_and_addresses(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    guest, me = caller(visitor="v-1"), caller(asha)
    add(guest, sizes[2].pk)
    number = place(guest).number
    done(confirm(guest, "add_address", **ADDRESS))
    add(guest, sizes[0].pk, 3)
    add(me, sizes[0].pk, 4)
    add(me, sizes[1].pk)

    for _time in range(2):
        orders_claim(visitor_key="visitor:v-1", user_key=f"user:{asha.pk}", now=timezone.now())

    assert contents(me) == {"S": 7, "M": 1}
    assert contents(guest) == {}
    assert done(execute_tool(me, "track_order", {})).number == number
    assert refused(execute_tool(guest, "get_order", {"number": number})) == "not_found"
    assert Address.objects.get().owner_key == f"user:{asha.pk}"
    assert Cart.objects.get(state="merged").owner_key == "visitor:v-1"


def test_what_was_merged_beyond_stock_is_refused_at_the_checkout(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    add(caller(visitor="v-1"), sizes[0].pk, 4)
    add(caller(asha), sizes[0].pk, 4)
    orders_claim(visitor_key="visitor:v-1", user_key=f"user:{asha.pk}", now=timezone.now())
    assert contents(caller(asha)) == {"S": 8}
    assert refused(execute_tool(caller(asha), "place_order", BY_UPI)) == "stock_shortage"


def test_a_coupon_for_the_first_order_is_for_the_first_order(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    coupon(first_order_only=True)
    me = caller(asha)
    add(me, sizes[0].pk)
    done(execute_tool(me, "apply_coupon", {"code": "WELCOME10"}))
    number = place(me).number
    add(me, sizes[0].pk)
    outcome = execute_tool(me, "apply_coupon", {"code": "WELCOME10"})
    assert isinstance(outcome, Refused)
    assert outcome.message == "This coupon is for the first order."
    done(confirm(me, "cancel_order", number=number))
    assert done(execute_tool(me, "apply_coupon", {"code": "WELCOME10"})).discount_paise == 5_000


def test_a_free_delivery_coupon_is_used_only_where_delivery_costs_something(
    asha: User, caller: MakeCaller, sizes: tuple[Variant, ...]
) -> None:
    coupon(kind="free_delivery", percent=0, code="FREESHIP", limit_per_person=1)
    me = caller(asha)
    add(me, sizes[0].pk)
    view = done(execute_tool(me, "apply_coupon", {"code": "FREESHIP"}))
    assert (view.delivery_paise, view.total_paise, view.offers[0].discount_paise) == (0, 50_000, 0)

    view = add(me, sizes[1].pk)

    assert (view.delivery_paise, view.offers) == (0, ())
    assert view.coupon_problem == "It takes nothing off this cart, so it stays unused."
    place(me)
    assert not Redemption.objects.exists()
    assert Order.objects.get().coupon == ""
