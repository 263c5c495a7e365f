"""Whatever is cancelled, changed, returned or exchanged: nobody gains or loses a paisa, and the papers say the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.catalog.models import Offer, Product
from apps.ledger.execution import execute_tool
from apps.orders.models import CreditNote, Invoice, Order, OrderLine
from apps.orders.services.progress import order_advance
from apps.orders.services.remainder import goods_paid, goods_price, kept_quantities
from apps.orders.services.return_desk import return_receive, return_settle
from retailgenie.ai.tools.types import Caller, NeedsApproval
from tests.apps.catalog.factories import make_product
from tests.apps.orders.after import MakeCaller, kept_money, sound
from tests.apps.orders.shopping import add, confirm, done, place

OFFERS: list[dict[str, Any]] = [
    {"kind": "percentage", "percent": 15},
    {"kind": "percentage", "percent": 30, "max_discount_paise": 20_000},
    {"kind": "percentage", "percent": 20, "min_subtotal_paise": 150_000},
    {"kind": "amount", "amount_paise": 15_000, "min_subtotal_paise": 120_000},
    {"kind": "buy_x_get_y", "buy_quantity": 2, "free_quantity": 1},
    {"kind": "bundle", "buy_quantity": 3, "amount_paise": 119_900},
]
COUPONS: list[dict[str, Any]] = [
    {"kind": "percentage", "percent": 10, "max_discount_paise": 9_000},
    {"kind": "amount", "amount_paise": 7_777},
]


def standing(order: Order) -> tuple[int, int]:
    """What the kept goods cost, and what they would cost if just they were bought."""
    order = Order.objects.get(pk=order.pk)
    return goods_paid(order), goods_price(order, kept_quantities(order))


class Life:
    """One order, and what is done with it."""

    def __init__(self, shopper: Caller, staff: Caller, order: Order, draw: Any) -> None:
        self.shopper, self.staff, self.order, self.draw = shopper, staff, order, draw

    def pieces(self) -> list[OrderLine]:
        kept = kept_quantities(Order.objects.get(pk=self.order.pk))
        rows = self.order.lines.select_related("variant__product").order_by("pk")
        return [row for row in rows if kept[row.pk]]

    def chosen(self) -> tuple[OrderLine, int]:
        row = self.draw(st.sampled_from(self.pieces()))
        most = kept_quantities(Order.objects.get(pk=self.order.pk))[row.pk]
        return row, self.draw(st.integers(1, most))

    def swap(self) -> dict[str, Any]:
        row, count = self.chosen()
        assert row.variant is not None
        others = list(row.variant.product.variants.exclude(pk=row.variant.pk).order_by("pk"))
        new = self.draw(st.sampled_from(others))
        items = [{"line_id": row.pk, "variant_id": new.pk, "quantity": count}]
        return {"number": self.order.number, "items": items}

    def part(self) -> dict[str, Any]:
        row, count = self.chosen()
        return {"number": self.order.number, "lines": [{"line_id": row.pk, "quantity": count}]}

    def cancel(self) -> None:
        before, _price = standing(self.order)
        done(confirm(self.shopper, "cancel_order", **self.part()))
        if Order.objects.get(pk=self.order.pk).status == "cancelled":
            assert kept_money(self.order) == 0
        else:
            self.same(before)

    def change(self) -> None:
        done(confirm(self.shopper, "change_order_items", **self.swap()))
        paid, price = standing(self.order)
        assert paid == price

    def give_back(self) -> None:
        before, _price = standing(self.order)
        made = done(confirm(self.shopper, "return_items", **self.part()))
        self.finish(made.number)
        self.same(before)

    def exchange(self) -> None:
        wish = self.swap()
        outcome = execute_tool(self.shopper, "exchange_items", wish)
        assert isinstance(outcome, NeedsApproval)
        self.finish(done(confirm(self.shopper, "exchange_items", **wish)).number)
        paid, price = standing(self.order)
        assert paid == price

    def finish(self, number: str) -> None:
        return_receive(caller=self.staff, number=number, written_off={}, now=timezone.now())
        return_settle(caller=self.staff, number=number, now=timezone.now())

    def same(self, before: int) -> None:
        """The rest costs what it would have cost alone, unless less was paid for everything."""
        paid, price = standing(self.order)
        assert paid == (min(before, price) if self.pieces() else 0)

    def go_on(self, *steps: str) -> None:
        for step in steps:
            order_advance(caller=self.staff, number=self.order.number, to=step, now=timezone.now())

    def open(self) -> bool:
        return Order.objects.get(pk=self.order.pk).status not in ("cancelled", "returned")


def live(life: Life) -> None:
    draw = life.draw
    for _time in range(draw(st.integers(0, 2))):
        if life.open():
            draw(st.sampled_from([life.cancel, life.change]))()
    if not life.open():
        return
    life.go_on("packed")
    if draw(st.booleans()):
        life.cancel()
    if not life.open():
        return
    life.go_on("shipped", "out_for_delivery", "delivered")
    for _time in range(draw(st.integers(0, 4))):
        if life.open():
            draw(st.sampled_from([life.give_back, life.exchange]))()


def agree(order: Order) -> bool:
    """Money, goods and papers say the same."""
    order.refresh_from_db()
    if order.status != "cancelled":
        assert kept_money(order) == goods_paid(order) + order.delivery_paise
    if Invoice.objects.filter(order=order).exists():
        billed = sum(x.total_paise for x in Invoice.objects.filter(order=order))
        notes = CreditNote.objects.filter(invoice__order=order)
        assert billed - sum(x.total_paise for x in notes) == kept_money(order)
        assert all(x["total_paise"] > 0 for note in notes for x in note.lines)
    return sound()


@pytest.mark.usefixtures("warehouse")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nobody_gains_or_loses_whatever_happens(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, data: st.DataObject
) -> None:
    with transaction.atomic():
        start = timezone.now() - timedelta(days=1)
        for terms in data.draw(st.lists(st.sampled_from(OFFERS), max_size=2)):
            Offer.objects.create(title="Offer", starts_at=start, **terms)
        coupon = data.draw(st.none() | st.sampled_from(COUPONS))
        store = shirt.variants.first().stocks.get().store  # type: ignore[union-attr]
        scarf = make_product("Scarf", price=333, pieces=9, store=store, hsn="6214", gst_percent=5)
        Product.objects.update(return_days=30)
        for size, rupees in (("L", 655), ("S", 249)):
            shirt.variants.filter(size=size).update(price_paise=rupees * 100, mrp_paise=rupees * 100)
        shopper, staff = caller(asha), caller(meera)
        for product in (shirt, scarf):
            for size in data.draw(st.lists(st.sampled_from("SML"), min_size=1, max_size=2)):
                add(shopper, product.variants.get(size=size).pk, data.draw(st.integers(1, 2)))
        if coupon is not None:
            Offer.objects.create(title="Coupon", code="EXTRA", starts_at=start, **coupon)
            done(execute_tool(shopper, "apply_coupon", {"code": "EXTRA"}))
        order = Order.objects.get(number=place(shopper, payment_detail="asha@upi").number)
        Offer.objects.update(is_active=False)
        life = Life(shopper, staff, order, data.draw)
        live(life)
        assert agree(order)
        transaction.set_rollback(True)
