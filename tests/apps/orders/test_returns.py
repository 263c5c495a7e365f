"""Returns and exchanges: what may come back and why not, the desk's steps, stock and money exact."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Category, Offer, Product, Stock
from apps.ledger.execution import execute_tool
from apps.ledger.models import OutboxMessage
from apps.orders.models import GiftCard, Order, Refund, Return, ReturnLine, ReturnRule
from apps.orders.services.photos import photo_add
from apps.orders.services.return_desk import return_approve, return_receive, return_reject, return_settle
from apps.orders.services.timeline import RETURN_STEPS, StepRefused
from retailgenie.ai.tools.types import Caller, Refused
from retailgenie.lib.errors import PermissionMissing
from tests.apps.orders.after import MakeCaller, a_picture, buy, deliver, kept_money, sound, with_policy
from tests.apps.orders.shopping import ask, confirm, done, refused


@pytest.fixture
def shirt(shirt: Product) -> Product:
    shirt.return_days = 30
    shirt.save()
    return shirt


@pytest.fixture
def order(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> Order:
    """Two M and one S, delivered today, paid by UPI."""
    first = buy(caller(asha), shirt, "M", "S", quantity=2, payment_detail="asha@upi")
    return deliver(caller(meera), first)


def pieces(order: Order, size: str, quantity: int = 1) -> list[dict[str, int]]:
    return [{"line_id": order.lines.get(size=size).pk, "quantity": quantity}]


def finish(staff: Caller, number: str, *, write_off: bool = False) -> Return:
    found = Return.objects.get(number=number)
    off = {row.pk: write_off for row in found.lines.all()}
    return_receive(caller=staff, number=number, written_off=off, now=timezone.now())
    return return_settle(caller=staff, number=number, now=timezone.now())


def test_eligibility_explains_itself(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    late = deliver(caller(meera), buy(caller(asha), shirt, "M"), days_ago=34)
    view = done(execute_tool(caller(asha), "return_eligibility", {"number": late.number}))
    assert [(x.returnable, x.reason) for x in view.lines] == [
        (False, "It was delivered 34 days ago; the window is 30 days.")
    ]
    fresh = deliver(caller(meera), buy(caller(asha), shirt, "S"), days_ago=30)
    view = done(execute_tool(caller(asha), "return_eligibility", {}))
    assert (view.number, view.lines[0].returnable, view.lines[0].refund_paise) == (fresh.number, True, 50_000)
    assert view.lines[0].until
    on_its_way = buy(caller(asha), shirt, "L")
    view = done(execute_tool(caller(asha), "return_eligibility", {"number": on_its_way.number}))
    assert view.problem == "Only what was delivered can come back; this order is: Placed."


def test_windows_anchors_and_final_sales_are_data(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    late = deliver(caller(meera), buy(caller(asha), shirt, "M"), days_ago=34)

    def reason() -> str:
        return str(
            done(execute_tool(caller(asha), "return_eligibility", {"number": late.number})).lines[0].reason
        )

    policy = with_policy(late, return_anchor="placed")
    assert reason() == ""  # ordered today
    policy.return_anchor, policy.return_days, policy.unstated_is_final = "delivered", 20, False
    policy.save()
    Product.objects.update(return_days=None)
    assert reason() == "It was delivered 34 days ago; the window is 20 days."
    policy.return_days = None
    policy.save()
    assert reason() == ""
    parent = Category.objects.create(name="Clothing", slug="clothing")
    Category.objects.filter(pk=shirt.category_id).update(parent=parent)
    rule = ReturnRule.objects.create(policy=policy, category=parent, final_sale=True)
    assert reason() == "It is a final sale and can't come back."
    rule.delete()
    late.events.filter(kind="delivered").delete()
    policy.return_days = 1
    policy.save()
    assert reason() == ""  # nobody knows when it came: no window


def test_a_piece_comes_back_for_money(asha: User, meera: User, caller: MakeCaller, order: Order) -> None:
    lines = pieces(order, "M")
    day = timezone.localdate() + timedelta(days=2)
    wish = {"number": order.number, "lines": lines, "reason": "too small", "pickup_date": day.isoformat()}
    card = dict(ask(caller(asha), "return_items", **wish).card.lines)
    assert (card["Refund"], card["Refund to"]) == ("₹500", "UPI asha@upi")
    view = done(confirm(caller(asha), "return_items", **wish))
    assert (view.status, view.items, view.amount_paise) == ("approved", ("1 × Blue shirt",), 50_000)
    assert not Refund.objects.exists()
    stock = Stock.objects.get(variant__size="M").on_hand

    finish(caller(meera), view.number)

    assert Stock.objects.get(variant__size="M").on_hand == stock + 1
    assert kept_money(order) == order.total_paise - 50_000
    status = done(execute_tool(caller(asha), "refund_status", {"number": order.number}))
    assert [(x.amount_paise, x.to, x.state) for x in status.refunds] == [
        (50_000, "UPI asha@upi", "completed")
    ]
    assert [x.status for x in status.returns] == ["done"]
    told = [x.text for x in done(execute_tool(caller(asha), "track_order", {})).timeline][-3:]
    assert told == [
        "You asked to return 1 × Blue shirt.",
        "The things you sent back have arrived.",
        "We sent ₹500 back the way you paid.",
    ]
    assert OutboxMessage.objects.filter(template="return_requested").count() == 1
    assert sound()


def test_all_back_in_two_steps_makes_a_returned_order(
    asha: User, meera: User, caller: MakeCaller, order: Order
) -> None:
    first = done(confirm(caller(asha), "return_items", number=order.number, lines=pieces(order, "M", 2)))
    rest = done(confirm(caller(asha), "return_items", number=order.number, lines=pieces(order, "S", 2)))
    for view in (rest, first):
        finish(caller(meera), view.number, write_off=view is rest)
    order.refresh_from_db()
    goods = order.subtotal_paise - order.discount_paise
    assert (order.status, order.goods_back_paise) == ("returned", goods)
    assert kept_money(order) == order.delivery_paise
    assert {x.fate for x in ReturnLine.objects.all()} == {"restocked", "written_off"}
    assert {s.variant.size: s.on_hand for s in Stock.objects.all()} == {"S": 3, "M": 5, "L": 5}
    assert sound()


def test_a_part_of_a_bundle_returns_only_what_it_is_worth(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    Offer.objects.create(
        title="3 for 1200", kind="bundle", buy_quantity=3, amount_paise=120_000,
        starts_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    order = deliver(caller(meera), buy(caller(asha), shirt, "M", quantity=3, payment_detail="asha@upi"))
    made = done(confirm(caller(asha), "return_items", number=order.number, lines=pieces(order, "M")))
    assert made.amount_paise == 20_000
    other = done(confirm(caller(asha), "return_items", number=order.number, lines=pieces(order, "M", 2)))
    assert other.amount_paise == 100_000
    for view in (other, made):  # in the other order: the sum is the same
        finish(caller(meera), view.number)
    assert kept_money(order) == order.delivery_paise
    assert sound()


def test_fees_are_for_a_change_of_mind(asha: User, meera: User, caller: MakeCaller, order: Order) -> None:
    with_policy(order, restocking_percent=Decimal(10), pickup_fee_paise=3_000)
    wish = {"number": order.number, "lines": pieces(order, "M")}
    card = dict(ask(caller(asha), "return_items", **wish, reason="too small").card.lines)
    assert (card["Fee"], card["Refund"]) == ("−₹80", "₹420")
    card = dict(ask(caller(asha), "return_items", **wish, reason="damaged").card.lines)
    assert (card.get("Fee"), card["Refund"]) == (None, "₹500")
    made = done(confirm(caller(asha), "return_items", **wish, reason="too small"))
    finish(caller(meera), made.number)
    assert kept_money(order) == order.total_paise - 42_000
    assert sound()


def test_store_credit_keeps_the_money_with_the_shop(
    asha: User, meera: User, caller: MakeCaller, order: Order
) -> None:
    wish = {"number": order.number, "lines": pieces(order, "M"), "refund_to": "store_credit"}
    made = done(confirm(caller(asha), "return_items", **wish))
    finish(caller(meera), made.number)
    assert GiftCard.objects.get(owner_key=order.owner_key).balance_paise == 50_000
    with_policy(order, refund_to=["original"])
    wish["lines"] = pieces(order, "S")
    outcome = execute_tool(caller(asha), "return_items", wish)
    assert isinstance(outcome, Refused)
    assert outcome.message == "The money can't go there. Possible: the way you paid."
    assert sound()


def test_cash_goes_back_by_upi(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    order = deliver(caller(meera), buy(caller(asha), shirt, "M", payment_method="cod"))
    wish: dict[str, Any] = {"number": order.number, "lines": pieces(order, "M")}
    outcome = execute_tool(caller(asha), "return_items", wish)
    assert isinstance(outcome, Refused)
    assert "UPI id" in outcome.message
    made = done(confirm(caller(asha), "return_items", **wish, refund_to="upi", refund_detail="asha@upi"))
    finish(caller(meera), made.number)
    refund = Refund.objects.get()
    assert (refund.method, refund.detail, refund.amount_paise) == ("upi", "asha@upi", 50_000)


def test_approval_and_photos_where_the_policy_asks(
    asha: User, meera: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    with_policy(order, approval_above_paise=40_000, photo_reasons=["damaged"])
    wish: dict[str, Any] = {"number": order.number, "lines": pieces(order, "M"), "reason": "damaged"}
    assert refused(execute_tool(caller(asha), "return_items", wish)) == "photo_missing"
    photo = photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=timezone.now())
    asked = ask(caller(asha), "return_items", **wish)
    assert ("Photos", "1") in asked.card.lines
    assert asked.card.warning == "A colleague looks at your request first."
    made = done(execute_tool(caller(asha), "return_items", wish, asked.token))
    assert (made.status, made.photos) == ("waiting", (photo.get_absolute_url(),))
    with pytest.raises(StepRefused):
        return_receive(caller=caller(meera), number=made.number, written_off={}, now=timezone.now())
    with pytest.raises(PermissionMissing):
        return_approve(caller=caller(asha), number=made.number, now=timezone.now())
    return_approve(caller=caller(meera), number=made.number, now=timezone.now())
    finish(caller(meera), made.number)
    with pytest.raises(StepRefused):
        return_settle(caller=caller(meera), number=made.number, now=timezone.now())
    assert Refund.objects.count() == 1


def test_an_exchange_holds_the_new_piece_and_settles_the_difference(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, order: Order
) -> None:
    large = shirt.variants.get(size="L")
    large.price_paise = large.mrp_paise = 60_000
    large.save()
    items = [{"line_id": order.lines.get(size="M").pk, "variant_id": large.pk, "quantity": 1}]
    card = dict(ask(caller(asha), "exchange_items", number=order.number, items=items).card.lines)
    assert card["You pay more"] == "₹100 · UPI asha@upi"
    made = done(confirm(caller(asha), "exchange_items", number=order.number, items=items))
    assert (made.amount_paise, Stock.objects.get(variant=large).reserved) == (-10_000, 1)

    finish(caller(meera), made.number)

    stock = Stock.objects.get(variant=large)
    assert (stock.on_hand, stock.reserved, stock.allocated) == (4, 0, 0)
    assert order.lines.get(size="M").exchanged == 1
    assert kept_money(order) == order.total_paise + 10_000
    again = [{**items[0], "quantity": 2}]
    outcome = execute_tool(caller(asha), "exchange_items", {"number": order.number, "items": again})
    assert refused(outcome) == "return_refused"
    assert sound()


def test_what_is_turned_down_is_free_again(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, order: Order
) -> None:
    line, large = order.lines.get(size="M").pk, shirt.variants.get(size="L")
    items = [{"line_id": line, "variant_id": large.pk, "quantity": 2}]
    made = done(confirm(caller(asha), "exchange_items", number=order.number, items=items))
    with pytest.raises(StepRefused):
        return_reject(caller=caller(meera), number=made.number, answer=" ", now=timezone.now())
    return_reject(caller=caller(meera), number=made.number, answer="It was worn.", now=timezone.now())
    assert Stock.objects.get(variant=large).reserved == 0
    told = done(execute_tool(caller(asha), "track_order", {})).timeline[-1].text
    assert told == "Your request was turned down: It was worn."
    view = done(execute_tool(caller(asha), "return_eligibility", {"number": order.number}))
    assert {x.size: x.quantity for x in view.lines} == {"M": 2, "S": 2}


def test_one_request_an_order_where_the_policy_says_so(asha: User, caller: MakeCaller, order: Order) -> None:
    with_policy(order, requests_per_order=1, unstated_is_final=False)
    done(confirm(caller(asha), "return_items", number=order.number, lines=pieces(order, "M")))
    wish = {"number": order.number, "lines": pieces(order, "S")}
    outcome = execute_tool(caller(asha), "return_items", wish)
    assert isinstance(outcome, Refused)
    assert outcome.message.startswith("A return or exchange of this order was requested already")
    assert Return.objects.count() == 1


def test_every_status_of_a_return_is_in_the_table() -> None:
    assert set(RETURN_STEPS) == set(Return.Status)
    assert [x for x in Return.Status if not RETURN_STEPS[x]] == [
        Return.Status.DONE,
        Return.Status.REJECTED,
        Return.Status.WITHDRAWN,
    ]
