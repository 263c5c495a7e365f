"""Parts of orders: items that change after a part is cancelled, delivery that was free, keys that move money once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Offer, Product
from apps.ledger.execution import execute_tool
from apps.orders.models import Invoice, Order, OrderPolicy, Refund
from apps.orders.payments import books
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.port import Charge, RefundRefused
from apps.orders.services import money
from apps.orders.services.progress import order_advance
from apps.orders.services.timeline import note
from tests.apps.orders.after import MakeCaller, buy, deliver, kept_money, sound
from tests.apps.orders.shopping import ask, confirm, done
from tests.apps.orders.test_exchange_money import finish, papers_agree


def cancel_some(by: Any, order: Order, size: str, count: int = 1) -> dict[str, str]:
    """Cancel pieces of the line of a size; returns the card's rows."""
    lines = [{"line_id": order.lines.get(size=size, cancelled=0).pk, "quantity": count}]
    card = ask(by, "cancel_order", number=order.number, lines=lines).card
    done(confirm(by, "cancel_order", number=order.number, lines=lines))
    return dict(card.lines)


def change_to(by: Any, product: Product, order: Order, size: str, to: str, count: int = 1) -> Any:
    line = order.lines.filter(size=size).order_by("cancelled").first()
    assert line is not None
    items = [{"line_id": line.pk, "variant_id": product.variants.get(size=to).pk, "quantity": count}]
    return done(confirm(by, "change_order_items", number=order.number, items=items))


@pytest.fixture
def sizes(shirt: Product) -> Product:
    """S ₹400, M ₹500, L ₹700."""
    for size, rupees in (("S", 400), ("L", 700)):
        shirt.variants.filter(size=size).update(price_paise=rupees * 100, mrp_paise=rupees * 100)
    return shirt


def test_items_change_after_a_part_was_cancelled(
    asha: User, meera: User, caller: MakeCaller, sizes: Product
) -> None:
    """Three M for ₹1,500, one cancelled: ₹1,000. One of the two becomes L: ₹1,200."""
    order = buy(caller(asha), sizes, "M", quantity=3, payment_detail="asha@upi")
    cancel_some(caller(asha), order, "M")
    view = change_to(caller(asha), sizes, order, "M", "L")
    assert [(x.size, x.quantity, x.cancelled, x.total_paise) for x in view.lines] == [
        ("M", 1, 0, 50_000), ("M", 1, 1, 50_000), ("L", 1, 0, 70_000),
    ]  # fmt: skip
    assert (kept_money(order), view.total_paise - view.goods_back_paise) == (120_000, 120_000)
    assert sound()
    done(confirm(caller(asha), "cancel_order", number=order.number, lines=[
        {"line_id": order.lines.get(size="L").pk, "quantity": 1}
    ]))  # fmt: skip
    change_to(caller(asha), sizes, order, "M", "S")
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    assert [(x["quantity"], x["total_paise"]) for x in Invoice.objects.get().lines] == [(1, 40_000)]
    assert papers_agree(order)


def test_a_bundle_that_was_broken_stays_broken(asha: User, caller: MakeCaller, sizes: Product) -> None:
    """Three for ₹1,200: M, M, L cost 1,200. Without one M: ₹1,200 for two, nothing back. L for M: ₹1,000, 200 back."""
    Offer.objects.create(
        title="3 for 1200", kind="bundle", buy_quantity=3, amount_paise=120_000,
        starts_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    by = caller(asha)
    order = buy(by, sizes, "M", "L", quantity=1, payment_detail="asha@upi")
    assert order.total_paise == 120_000  # two pieces are no bundle: 500 + 700
    again = buy(by, sizes, "M", quantity=3, payment_detail="asha@upi")
    assert again.total_paise == 120_000
    cancel_some(by, again, "M")
    assert kept_money(again) == 100_000
    change_to(by, sizes, again, "M", "L")
    assert kept_money(again) == 120_000
    assert sound()


def test_a_dead_try_after_the_provider_answered_moves_money_once(
    asha: User, caller: MakeCaller, sizes: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies when the refund is sent and not written down; the timeline grows, and the yes comes again."""
    order = buy(caller(asha), sizes, "M", payment_detail="asha@upi")
    items = [{"line_id": order.lines.get().pk, "variant_id": sizes.variants.get(size="S").pk}]
    wish: dict[str, Any] = {"number": order.number, "items": items}
    token = ask(caller(asha), "change_order_items", **wish).token

    def dies(*_args: object, **_given: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(money, "order_announce", dies)
        with pytest.raises(OperationalError):
            execute_tool(caller(asha), "change_order_items", wish, token)
    assert [x.amount_paise for x in books.refunds()] == [10_000]
    assert not Refund.objects.exists()
    note(order, "contact_changed", actor="system", now=timezone.now())
    done(execute_tool(caller(asha), "change_order_items", wish, token))
    assert [x.amount_paise for x in books.refunds()] == [10_000]
    assert (order.lines.get().size, kept_money(order)) == ("S", order.total_paise - 10_000)


def test_a_payment_that_was_taken_by_a_dead_try_is_not_taken_again(
    asha: User, caller: MakeCaller, sizes: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = buy(caller(asha), sizes, "M", payment_method="cod")
    wish = {"number": order.number, "payment_method": "upi", "payment_detail": "asha@upi"}
    token = ask(caller(asha), "change_order_payment", **wish).token

    def dies(*_args: object, **_given: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(money, "payment_write", dies)
        with pytest.raises(OperationalError):
            execute_tool(caller(asha), "change_order_payment", wish, token)
    note(order, "contact_changed", actor="system", now=timezone.now())
    done(execute_tool(caller(asha), "change_order_payment", wish, token))
    assert [x.amount_paise for x in books.charges()] == [order.total_paise]
    assert kept_money(order) == order.total_paise


def test_the_provider_sends_no_more_back_than_was_charged(db: None) -> None:
    provider = EmbeddedProvider()
    charged = provider.charge(Charge("k", "upi", 10_000, "asha@upi"))
    first = provider.refund(key="a", reference=charged.reference, amount_paise=7_000)
    assert provider.refund(key="a", reference=charged.reference, amount_paise=7_000) == first
    with pytest.raises(RefundRefused):
        provider.refund(key="b", reference=charged.reference, amount_paise=3_001)
    provider.refund(key="b", reference=charged.reference, amount_paise=3_000)
    assert books.refunded(charged.reference) == 10_000


@pytest.fixture
def charges(db: None) -> OrderPolicy:
    """Delivery is free from ₹999; who keeps less than that pays its ₹49."""
    return OrderPolicy.objects.create(name="fee", part_delivery="charge", unstated_is_final=False)


def test_free_delivery_stays_free_unless_the_shop_says_otherwise(
    asha: User, caller: MakeCaller, sizes: Product
) -> None:
    order = buy(caller(asha), sizes, "M", quantity=2, payment_detail="asha@upi")
    rows = cancel_some(caller(asha), order, "M")
    assert ("Delivery" in rows, kept_money(order)) == (False, 50_000)


@pytest.mark.parametrize("packed_first", [False, True])
def test_a_shop_may_charge_for_delivery_when_the_rest_is_small(
    asha: User, meera: User, caller: MakeCaller, sizes: Product, charges: OrderPolicy, packed_first: bool
) -> None:
    """₹1,600. M off leaves ₹1,100: free. L off leaves ₹400: ₹49 are taken off, once."""
    order = buy(caller(asha), sizes, "M", "S", "L", payment_detail="asha@upi")
    assert (order.policy, order.delivery_paise, order.total_paise) == (charges, 0, 160_000)
    if packed_first:
        order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    assert "Delivery" not in cancel_some(caller(asha), order, "M")
    rows = cancel_some(caller(asha), order, "L")
    assert rows["Delivery"] == "−₹49 · what you keep costs less than ₹999, so delivery isn't free"
    assert (rows["Refund"], kept_money(order)) == ("₹651", 44_900)
    if not packed_first:
        order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
        assert [x["total_paise"] for x in Invoice.objects.get().lines] == [40_000, 4_900]
    assert papers_agree(order)


def test_returns_are_charged_once_and_never_for_our_fault(
    asha: User, meera: User, caller: MakeCaller, sizes: Product, charges: OrderPolicy
) -> None:
    by, staff = caller(asha), caller(meera)
    order = deliver(staff, buy(by, sizes, "M", "S", "L", payment_detail="asha@upi"))

    def asked(size: str, reason: str) -> dict[str, Any]:
        lines = [{"line_id": order.lines.get(size=size).pk, "quantity": 1}]
        return {"number": order.number, "lines": lines, "reason": reason}

    assert "Delivery" not in dict(ask(by, "return_items", **asked("L", "damaged")).card.lines)
    first = done(confirm(by, "return_items", **asked("L", "too big")))
    second = done(confirm(by, "return_items", **asked("S", "too small")))
    assert (first.amount_paise, second.amount_paise) == (65_100, 35_100)  # each would break the threshold
    finish(staff, second.number)
    finish(staff, first.number)
    assert [x.amount_paise for x in Refund.objects.order_by("pk")] == [35_100, 70_000]
    assert kept_money(order) == 54_900
    assert papers_agree(order)
