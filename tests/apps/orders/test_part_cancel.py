"""Cancelling pieces: the refund is what the goods cost less than before, by the order's own offers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Offer, Product
from apps.ledger.execution import execute_tool
from apps.orders.models import Order, Payment, Refund
from retailgenie.ai.tools.types import Refused
from tests.apps.orders.after import MakeCaller, buy, kept_money, sound, with_policy
from tests.apps.orders.shopping import add, ask, confirm, done, place, refused


def offer(**values: object) -> Offer:
    start = timezone.now() - timedelta(days=1)
    return Offer.objects.create(title="Offer", starts_at=start, **values)


def test_one_of_two_lines_comes_off(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "S", "M", payment_detail="asha@upi")
    line = order.lines.get(size="M")
    lines = [{"line_id": line.pk, "quantity": 1}]

    card = ask(caller(asha), "cancel_order", number=order.number, lines=lines).card
    assert dict(card.lines)["Refund"] == "₹500"
    view = done(confirm(caller(asha), "cancel_order", number=order.number, lines=lines))

    assert (view.status, view.refund_paise) == ("placed", 50_000)
    assert {x.size: x.cancelled for x in view.lines} == {"S": 0, "M": 1}
    assert "A part of the order was cancelled: 1 pieces." in [x.text for x in view.timeline]
    assert (kept_money(order), Payment.objects.get().state) == (order.total_paise - 50_000, "captured")
    assert sound()


def test_the_rest_gives_back_all_that_is_left(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "S", "M", quantity=2)
    first = [{"line_id": order.lines.get(size="S").pk, "quantity": 1}]
    done(confirm(caller(asha), "cancel_order", number=order.number, lines=first))
    view = done(confirm(caller(asha), "cancel_order", number=order.number))
    assert (view.status, view.refund_paise, kept_money(order)) == ("cancelled", order.total_paise, 0)
    assert [x.amount_paise for x in Refund.objects.order_by("pk")] == [50_000, order.total_paise - 50_000]
    assert sound()


@pytest.mark.parametrize(
    ("terms", "pieces", "total", "back"),
    [
        ({"kind": "buy_x_get_y", "buy_quantity": 1, "free_quantity": 1}, 2, 50_000, 0),
        ({"kind": "bundle", "buy_quantity": 3, "amount_paise": 120_000}, 3, 120_000, 20_000),
        ({"kind": "percentage", "percent": 20, "min_subtotal_paise": 150_000}, 3, 120_000, 20_000),
        ({"kind": "percentage", "percent": 20}, 3, 120_000, 40_000),
    ],
)
def test_nobody_gains_by_giving_back_a_part(
    asha: User,
    caller: MakeCaller,
    shirt: Product,
    terms: dict[str, object],
    pieces: int,
    total: int,
    back: int,
) -> None:
    offer(**terms)
    add(caller(asha), shirt.variants.get(size="M").pk, pieces)
    order = Order.objects.get(number=place(caller(asha)).number)
    assert order.subtotal_paise - order.discount_paise == total
    Offer.objects.update(is_active=False, percent=0)  # what holds now doesn't matter
    lines = [{"line_id": order.lines.get().pk, "quantity": 1}]

    assert done(confirm(caller(asha), "cancel_order", number=order.number, lines=lines)).refund_paise == back
    rest = done(confirm(caller(asha), "cancel_order", number=order.number))

    assert (rest.refund_paise, kept_money(order)) == (order.total_paise, 0)
    assert sound()


def test_cash_to_be_paid_gets_less(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "S", "M", payment_method="cod")
    lines = [{"line_id": order.lines.get(size="S").pk, "quantity": 1}]
    card = ask(caller(asha), "cancel_order", number=order.number, lines=lines).card
    assert dict(card.lines)["Taken off what you pay"] == "₹500"
    done(confirm(caller(asha), "cancel_order", number=order.number, lines=lines))
    assert Payment.objects.get().amount_paise == order.total_paise - 50_000
    assert not Refund.objects.exists()


def test_more_than_there_is_or_a_foreign_line_is_refused(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    order, other = buy(caller(asha), shirt, "S"), buy(caller(ravi), shirt, "M")
    for line_id, count, code in (
        (order.lines.get().pk, 2, "cancel_refused"),
        (other.lines.get().pk, 1, "not_found"),
    ):
        lines = [{"line_id": line_id, "quantity": count}]
        outcome = execute_tool(caller(asha), "cancel_order", {"number": order.number, "lines": lines})
        assert refused(outcome) == code
    assert not Refund.objects.exists()


def test_a_policy_lists_the_reasons_that_count(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "S")
    with_policy(order, cancel_reasons=["no longer needed", "ordered by mistake"])
    outcome = execute_tool(caller(asha), "cancel_order", {"number": order.number, "reason": "found cheaper"})
    assert isinstance(outcome, Refused)
    assert outcome.message == "Please give one of these reasons: no longer needed, ordered by mistake."
    done(confirm(caller(asha), "cancel_order", number=order.number, reason="No longer needed"))
