"""Writes planned orders: rows, payments, timelines, and what open ones hold of the stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from apps.catalog.models import Offer, StockMovement
from apps.operations.demo.bulk import copy_rows, reserve_ids
from apps.operations.demo.catalogue import INDIA
from apps.operations.demo.order_plans import LinePlan, OrderPlan
from apps.operations.demo.stores import LoadedStock
from apps.orders.gst import SELLER_STATE, Tax, principal_rate, tax_contained
from apps.orders.models import (
    Allocation,
    Order,
    OrderEvent,
    OrderLine,
    OrderStatus,
    Payment,
    Redemption,
    Refund,
)
from apps.orders.numbers import format_number
from apps.orders.offers import spread

S = OrderStatus
HOLDING = frozenset({S.PLACED.value, S.PACKED.value, S.READY_FOR_PICKUP.value})
GONE = frozenset({S.SHIPPED.value, S.OUT_FOR_DELIVERY.value, S.DELIVERED.value, S.RETURNED.value})
ARRIVED = frozenset({S.DELIVERED.value, S.RETURNED.value})
taxed = lru_cache(maxsize=100_000)(tax_contained)


# Where each list of Rows goes, parents first.
TABLES: dict[str, tuple[type[Model], str]] = {
    "orders": (
        Order,
        (
            "id number owner_key status fulfilment store_id ship_to contact_name contact_phone contact_email "
            "place_of_supply supplied_from subtotal_paise discount_paise delivery_paise total_paise tax_paise coupon "
            "offers promised_date door placed_at updated_at"
        ),
    ),
    "lines": (
        OrderLine,
        (
            "id order_id variant_id product_title colour size image hsn gst_percent quantity cancelled shipped "
            "delivered returned unit_price_paise discount_paise total_paise tax_paise cgst_paise sgst_paise igst_paise"
        ),
    ),
    "events": (OrderEvent, "order_id kind status details actor at"),
    "payments": (
        Payment,
        "id order_id method state amount_paise provider provider_reference created_at updated_at",
    ),
    "refunds": (Refund, "payment_id amount_paise reason state provider_reference created_at completed_at"),
    "redemptions": (Redemption, "offer_id order_id owner_key discount_paise released_at"),
    "allocations": (Allocation, "line_id stock_id quantity"),
    "movements": (StockMovement, "stock_id kind allocated_change reference at"),
}


@dataclass(slots=True)
class Rows:
    """What is to be written, by table."""

    orders: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    payments: list[tuple[Any, ...]] = field(default_factory=list)
    refunds: list[tuple[Any, ...]] = field(default_factory=list)
    redemptions: list[tuple[Any, ...]] = field(default_factory=list)
    allocations: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)


def load_orders(plans: Sequence[OrderPlan], stock: dict[int, list[LoadedStock]], welcome: Offer) -> int:
    """Write orders (oldest first) with all that belongs to them; returns how many."""
    rows, free = Rows(), _Free(stock)
    sequence = _sequence(len(plans))
    order_ids, payment_ids = reserve_ids(Order, len(plans)), reserve_ids(Payment, len(plans))
    line_ids = iter(reserve_ids(OrderLine, sum(len(plan.lines) for plan in plans)))
    for index, plan in enumerate(plans):
        number = format_number(sequence[index], at=plan.placed_at)
        _hold(plan, free)
        ids = [next(line_ids) for _ in plan.lines]
        tax = _lines(rows, plan, order_ids[index], ids)
        rows.orders.append(_order(plan, order_ids[index], number, tax))
        _events(rows, plan, order_ids[index])
        _payment(rows, plan, order_ids[index], payment_ids[index])
        _allocations(rows, plan, ids, number, free)
        if plan.discount_paise:
            rows.redemptions.append(
                (welcome.pk, order_ids[index], plan.shopper.key, plan.discount_paise, _released(plan))
            )
    _write(rows)
    return len(plans)


class _Free:
    """What every stock row can still give; an open order takes from one place, warehouses first."""

    def __init__(self, stock: dict[int, list[LoadedStock]]) -> None:
        self._stock = stock
        self._taken: dict[int, int] = {}
        self.picks: dict[int, LoadedStock] = {}

    def place(self, line: LinePlan, store_id: int | None) -> LoadedStock | None:
        """Return a place that has all pieces of a line; for a pick-up only that store counts."""
        rows = [x for x in self._stock[line.variant.id] if store_id is None or x.store_id == store_id]
        rows.sort(key=lambda row: (not row.warehouse, row.id))
        return next((x for x in rows if x.on_hand - self._taken.get(x.id, 0) >= line.quantity), None)

    def take(self, row: LoadedStock, quantity: int) -> None:
        self._taken[row.id] = self._taken.get(row.id, 0) + quantity


def _hold(plan: OrderPlan, free: _Free) -> None:
    """An open order whose pieces nobody has any more is one that left already."""
    if plan.status not in HOLDING:
        return
    store_id = plan.store.pk if plan.store else None
    if any(free.place(line, store_id) is None for line in plan.lines):
        plan.store = None
        kept = [event for event in plan.events if event[0] in (S.PLACED, S.PACKED)]
        plan.events = [*kept, (S.SHIPPED.value, S.SHIPPED.value, kept[-1][2])]


def _allocations(rows: Rows, plan: OrderPlan, ids: Sequence[int], number: str, free: _Free) -> None:
    if plan.status not in HOLDING:
        return
    for line_id, line in zip(ids, plan.lines, strict=True):
        place = free.place(line, plan.store.pk if plan.store else None)
        if place is None:  # two lines of one order never share a variant
            raise LookupError(f"{line.variant.plan.sku} is gone")
        free.take(place, line.quantity)
        rows.allocations.append((line_id, place.id, line.quantity))
        rows.movements.append(
            (place.id, StockMovement.Kind.ALLOCATE.value, line.quantity, number, plan.placed_at)
        )


def _order(plan: OrderPlan, order_id: int, number: str, tax_paise: int) -> tuple[Any, ...]:
    here = plan.store.state if plan.store else SELLER_STATE
    offers = []
    if plan.discount_paise:
        offers = [
            {
                "title": "10% off your first order",
                "reason": "10% off with coupon WELCOME10",
                "discount_paise": plan.discount_paise,
            }
        ]
    return (
        order_id, number, plan.shopper.key, plan.status, "pickup" if plan.store else "delivery",
        plan.store.pk if plan.store else None, {} if plan.store else plan.shopper.address, plan.shopper.name,
        plan.shopper.phone, plan.shopper.email, here if plan.store else plan.shopper.address["state"], here,
        plan.subtotal_paise, plan.discount_paise, plan.delivery_paise, plan.total_paise, tax_paise,
        "WELCOME10" if plan.discount_paise else "", offers,
        plan.placed_at.astimezone(INDIA).date() + timedelta(days=plan.days), plan.door, plan.placed_at,
        plan.events[-1][2],
    )  # fmt: skip


def _lines(rows: Rows, plan: OrderPlan, order_id: int, ids: Sequence[int]) -> int:
    """Add the lines; returns the GST contained in the whole order."""
    inside = plan.store is not None or plan.shopper.address["state"] == SELLER_STATE
    off = spread(plan.discount_paise, [line.unit_price_paise * line.quantity for line in plan.lines])
    status, whole, totals = plan.status, 0, []
    for line_id, line, discount in zip(ids, plan.lines, off, strict=True):
        variant, product = line.variant.plan, line.variant.product
        total = line.unit_price_paise * line.quantity - discount
        tax = taxed(total, product.gst_percent, inside_one_state=inside)
        whole += tax.total_paise
        totals.append((total, product.gst_percent))
        rows.lines.append((
            line_id, order_id, line.variant.id, product.title, variant.colour, variant.size,
            f"/pictures/{variant.picture}.svg", product.kind.hsn, product.gst_percent, line.quantity,
            *_quantities(status, line.quantity), line.unit_price_paise, discount, total, tax.total_paise,
            tax.cgst_paise, tax.sgst_paise, tax.igst_paise,
        ))  # fmt: skip
    return whole + _delivery_tax(plan, totals, inside).total_paise


def _delivery_tax(plan: OrderPlan, totals: list[tuple[int, Decimal]], inside: bool) -> Tax:
    return taxed(plan.delivery_paise, principal_rate(totals), inside_one_state=inside)


def _quantities(status: str, quantity: int) -> tuple[int, int, int, int]:
    """Return (cancelled, shipped, delivered, returned)."""
    gone = quantity if status in GONE else 0
    arrived = quantity if status in ARRIVED else 0
    back = quantity if status == S.RETURNED else 0
    return quantity if status == S.CANCELLED else 0, gone, arrived, back


def _events(rows: Rows, plan: OrderPlan, order_id: int) -> None:
    for kind, status, when in plan.events:
        mine = kind in (S.PLACED, S.CANCELLED, S.RETURNED)
        details = {"reason": plan.reason} if kind == S.CANCELLED else {}
        rows.events.append((order_id, kind, status, details, plan.shopper.key if mine else "system", when))
    if _refunded(plan):
        last = plan.events[-1]
        rows.events.append(
            (order_id, "refunded", last[1], {"amount_paise": plan.total_paise}, "system", last[2])
        )


def _refunded(plan: OrderPlan) -> bool:
    return plan.status == S.RETURNED or (plan.status == S.CANCELLED and plan.method != Payment.Method.COD)


def _released(plan: OrderPlan) -> datetime | None:
    return plan.events[-1][2] if plan.status == S.CANCELLED else None


def _payment(rows: Rows, plan: OrderPlan, order_id: int, payment_id: int) -> None:
    cash, last = plan.method == Payment.Method.COD, plan.events[-1][2]
    state = Payment.State.CAPTURED
    if _refunded(plan):
        state = Payment.State.REFUNDED
    elif cash and plan.status not in ARRIVED:
        state = Payment.State.VOIDED if plan.status == S.CANCELLED else Payment.State.PENDING
    rows.payments.append(
        (
            payment_id,
            order_id,
            plan.method,
            state.value,
            plan.total_paise,
            "demo",  # no provider has records of them
            plan.reference("pay"),
            plan.placed_at,
            last,
        )
    )
    if _refunded(plan):
        reason = plan.reason if plan.status == S.CANCELLED else "returned"
        rows.refunds.append(
            (payment_id, plan.total_paise, reason, "completed", plan.reference("ref"), last, last)
        )


def _write(rows: Rows) -> None:
    for name, (model, names) in TABLES.items():
        copy_rows(model, names, getattr(rows, name))
    _allocate(rows.movements)


def _allocate(movements: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update catalog_stock s set allocated = s.allocated + given.pieces from (select stock_id, sum(pieces) as "
            "pieces from unnest(%s::bigint[], %s::int[]) as rows (stock_id, pieces) group by stock_id) given "
            "where s.id = given.stock_id",
            [[row[0] for row in movements], [row[2] for row in movements]],
        )


def _sequence(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('orders_number_seq') from generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def orders_in_time(plans: Iterable[OrderPlan]) -> list[OrderPlan]:
    """Return plans oldest first, as their numbers run."""
    return sorted(plans, key=lambda plan: (plan.placed_at, plan.key))
