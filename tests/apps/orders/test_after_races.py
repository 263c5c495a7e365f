"""Many at once after the purchase: one refund, one cancellation, pieces and money that still add up."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.ledger.execution import execute_tool
from apps.orders.models import GiftCard, Order, Refund, Return
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.progress import order_advance
from apps.orders.services.return_desk import return_receive, return_settle
from apps.orders.services.timeline import StepRefused
from retailgenie.ai.tools.types import Done, Outcome, Refused
from retailgenie.lib.errors import ShopError
from tests.apps.orders.after import MakeCaller, buy, deliver, kept_money, person_key, sound
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import ask, confirm, done

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def shirt(shirt: Product) -> Product:
    shirt.return_days = 30
    shirt.save()
    return shirt


def test_one_return_is_refunded_once(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    order = deliver(caller(meera), buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi"))
    lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
    made = done(confirm(caller(asha), "return_items", number=order.number, lines=lines))
    now = timezone.now()
    return_receive(caller=caller(meera), number=made.number, written_off={}, now=now)

    def settle() -> bool:
        try:
            return_settle(caller=caller(meera), number=made.number, now=now)
        except StepRefused:
            return False
        return True

    assert sum(all_at_once([settle] * CROWD)) == 1
    assert [x.amount_paise for x in Refund.objects.all()] == [50_000]
    assert sound()


def test_the_same_pieces_are_asked_back_once(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    order = deliver(caller(meera), buy(caller(asha), shirt, "M"))
    wish = {"number": order.number, "lines": [{"line_id": order.lines.get().pk}]}
    tokens = [ask(caller(asha), "return_items", **wish).token for _n in range(CROWD)]
    jobs = [partial(execute_tool, caller(asha), "return_items", wish, token) for token in tokens]
    outcomes: list[Outcome] = all_at_once(jobs)
    assert sum(isinstance(x, Done) for x in outcomes) == 1
    assert {x.code for x in outcomes if isinstance(x, Refused)} == {"return_refused"}
    assert Return.objects.count() == 1


def test_cancel_against_ship_has_one_end(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M", payment_detail="asha@upi")
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    token = ask(caller(asha), "cancel_order", number=order.number).token

    def cancel() -> bool:
        return isinstance(execute_tool(caller(asha), "cancel_order", {"number": order.number}, token), Done)

    def ship() -> bool:
        try:
            order_advance(caller=caller(meera), number=order.number, to="shipped", now=timezone.now())
        except ShopError:
            return False
        return True

    cancelled, shipped = all_at_once([cancel, ship])
    order.refresh_from_db()
    assert (cancelled, shipped, order.status) in ((True, False, "cancelled"), (False, True, "shipped"))
    assert kept_money(order) == (0 if cancelled else order.total_paise)
    assert sound()


def test_two_orders_swap_sizes_at_once_without_blocking(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    small, large = shirt.variants.get(size="S").pk, shirt.variants.get(size="L").pk
    jobs = []
    for size, to in (("S", large), ("L", small)) * 2:
        order = buy(caller(asha), shirt, size)
        wish: dict[str, Any] = {
            "number": order.number, "items": [{"line_id": order.lines.get().pk, "variant_id": to}],
        }  # fmt: skip
        token = ask(caller(asha), "change_order_items", **wish).token
        jobs.append(partial(execute_tool, caller(asha), "change_order_items", wish, token))
    outcomes: list[Outcome] = all_at_once(jobs)
    assert all(isinstance(x, Done) for x in outcomes), outcomes
    assert {x.variant.size: x.allocated for x in Stock.objects.select_related("variant")} == {
        "S": 2,
        "M": 0,
        "L": 2,
    }
    assert sound()


def test_a_gift_card_is_never_overdrawn(asha: User, caller: MakeCaller, shirt: Product) -> None:
    giftcard_issue(
        code="GIFT-1", owner_key=person_key(asha), amount_paise=60_000, reference="t", now=timezone.now()
    )
    jobs = []
    for _n in range(4):
        order = buy(caller(asha), shirt, "M")
        wish = {"number": order.number, "payment_method": "gift_card", "payment_detail": "GIFT-1"}
        token = ask(caller(asha), "change_order_payment", **wish).token
        jobs.append(partial(execute_tool, caller(asha), "change_order_payment", wish, token))
    outcomes: list[Outcome] = all_at_once(jobs)
    assert sum(isinstance(x, Done) for x in outcomes) == 1
    assert GiftCard.objects.get().balance_paise == 60_000 - 54_900
    assert all(kept_money(order) == order.total_paise for order in Order.objects.all())
    assert sound()
