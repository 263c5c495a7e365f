"""Past orders in bulk, for a shop that moves here or shows what it would look like: 20,000 in seconds, by COPY.

Every total is worked out by the same pricing and GST as at a checkout. Orders that have left the house do not touch
stock: what is on hand now was counted after they left. Orders still in the house take their pieces from it; one whose
pieces aren't there any more is left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from apps.catalog.delivery import delivery_estimate
from apps.catalog.models import Offer, Store, Variant
from apps.catalog.stock import Pick, StockShortage, stock_allocate
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
from apps.orders.numbers import format_number, sequence_take
from apps.orders.offers import Discount, Rule, best_discounts, reason
from apps.orders.pricing import (
    PICKUP_TERMS,
    DeliveryTerms,
    Quote,
    QuoteLine,
    category_parents,
    items_of,
    quote_with,
    rule_of,
)
from apps.orders.services.addresses import AddressInput

S = OrderStatus
RETURN_DAYS = 6.0  # from the door back to the warehouse
BRINGING = (S.PLACED, S.PACKED, S.SHIPPED, S.OUT_FOR_DELIVERY, S.DELIVERED)
COLLECTING = (S.PLACED, S.PACKED, S.READY_FOR_PICKUP, S.DELIVERED)
# When each step comes, as a share of the time from placing to delivery.
PACE: dict[str, float] = {
    S.PLACED: 0.0, S.CANCELLED: 0.08, S.PACKED: 0.15, S.SHIPPED: 0.35,
    S.READY_FOR_PICKUP: 0.5, S.OUT_FOR_DELIVERY: 0.9, S.DELIVERED: 1.0,
}  # fmt: skip
IN_HOUSE = frozenset({S.PLACED, S.PACKED, S.READY_FOR_PICKUP})
LEFT = frozenset({S.SHIPPED, S.OUT_FOR_DELIVERY, S.DELIVERED, S.RETURNED})


@dataclass(frozen=True, slots=True)
class PastLine:
    """unit_price_paise None means today's price."""

    variant_id: int
    quantity: int = 1
    unit_price_paise: int | None = None


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order as it was: who, what, when, and how far it has come. Lines have different variants.

    address (checked already: state filled in) for delivery, store_id for pick-up. offer_id: the one offer or coupon
    tried on it. days: from placing to delivery. owner_key: "user:12" or "visitor:<id>".
    """

    owner_key: str
    placed_at: datetime
    lines: tuple[PastLine, ...]
    name: str
    phone: str
    status: str = S.DELIVERED
    email: str = ""
    address: AddressInput | None = None
    store_id: int | None = None
    payment_method: str = Payment.Method.UPI
    payment_detail: str = ""
    offer_id: int | None = None
    days: float = 3.0
    cancel_reason: str = ""
    door: str = "classic"


class _Shop:
    """What pricing thousands of orders needs, read once."""

    def __init__(self, plans: Sequence[PastOrder]) -> None:
        ids = {line.variant_id for plan in plans for line in plan.lines}
        self.variants = Variant.objects.select_related("product").in_bulk(ids)
        self.stores = Store.objects.in_bulk()
        self.parents = category_parents()
        offers = Offer.objects.prefetch_related("categories", "brands")
        wanted = {plan.offer_id for plan in plans if plan.offer_id is not None}
        self.rules: dict[int, Rule] = {offer.pk: rule_of(offer) for offer in offers.filter(pk__in=wanted)}
        self._terms: dict[str, DeliveryTerms] = {}

    def terms(self, plan: PastOrder) -> DeliveryTerms:
        if plan.address is None:
            return PICKUP_TERMS
        pin = plan.address.pin
        if pin not in self._terms:
            estimate = delivery_estimate(pin)
            self._terms[pin] = DeliveryTerms(estimate.fee_paise, estimate.free_above_paise)
        return self._terms[pin]

    def states(self, plan: PastOrder) -> tuple[str, str]:
        """Return (supplied from, place of supply)."""
        here = self.stores[plan.store_id].state if plan.store_id else SELLER_STATE
        return here, plan.address.state if plan.address else here

    def quote(self, plan: PastOrder) -> Quote:
        lines = [
            QuoteLine(
                line_id=0,
                variant=self.variants[x.variant_id],
                quantity=x.quantity,
                unit_price_paise=self.variants[x.variant_id].price_paise
                if x.unit_price_paise is None
                else x.unit_price_paise,
            )
            for x in plan.lines
        ]
        discounts: tuple[Discount, ...] = ()
        rule = self.rules.get(plan.offer_id or 0)
        if rule is not None:
            items = items_of(lines, self.parents)
            discounts = best_discounts(items, [], rule) if rule.code else best_discounts(items, [rule], None)
        coupon = rule.code if rule is not None and discounts else ""
        return quote_with(lines, discounts, self.terms(plan), coupon)


class _Rows:
    """Rows by table, in the order in which foreign keys allow them to be written."""

    def __init__(self) -> None:
        tables: tuple[type[models.Model], ...] = (
            Order, OrderLine, Payment, Refund, OrderEvent, Redemption, Allocation,
        )  # fmt: skip
        self.of: dict[type[models.Model], list[dict[str, Any]]] = {table: [] for table in tables}

    def add(self, table: type[models.Model], **values: Any) -> None:
        self.of[table].append(values)


@transaction.atomic
def orders_import(*, plans: Iterable[PastOrder], now: datetime) -> list[str]:
    """Write past orders and return their numbers, oldest first.

    Raises KeyError for an unknown variant or store and PinUnknown for a PIN that isn't one; then nothing is written.
    """
    ordered = sorted(plans, key=lambda plan: plan.placed_at)
    shop, rows, written = _Shop(ordered), _Rows(), []
    places = sequence_take(len(ordered))
    order_ids = _ids(Order, len(ordered))
    line_ids = iter(_ids(OrderLine, sum(len(plan.lines) for plan in ordered)))
    payment_ids = _ids(Payment, len(ordered))
    for plan, place, order_id, payment_id in zip(ordered, places, order_ids, payment_ids, strict=True):
        number = format_number(place, at=plan.placed_at)
        picks = _allocate(plan, number, now)
        if picks is not None:
            _one(
                rows,
                shop,
                plan,
                _Ids(number, order_id, payment_id),
                [next(line_ids) for _x in plan.lines],
                picks,
            )
            written.append(number)
    for table, values in rows.of.items():
        _copy(table, values)
    return written


@dataclass(frozen=True, slots=True)
class _Ids:
    number: str
    order: int
    payment: int


def _allocate(plan: PastOrder, number: str, now: datetime) -> list[Pick] | None:
    if plan.status not in IN_HOUSE:
        return []
    wants = {line.variant_id: line.quantity for line in plan.lines}
    try:
        return stock_allocate(wants=wants, reference=number, now=now, store_id=plan.store_id)
    except StockShortage:
        return None


def _one(
    rows: _Rows, shop: _Shop, plan: PastOrder, ids: _Ids, line_ids: list[int], picks: Sequence[Pick]
) -> None:
    quote = shop.quote(plan)
    here, there = shop.states(plan)
    taxes = [_tax(line.total_paise, line.variant.product.gst_percent, here == there) for line in quote.lines]
    rate = principal_rate([(line.total_paise, line.variant.product.gst_percent) for line in quote.lines])
    tax = sum(x.total_paise for x in taxes) + _tax(quote.delivery_paise, rate, here == there).total_paise
    steps = _steps(plan)
    rows.add(
        Order,
        id=ids.order, number=ids.number, owner_key=plan.owner_key, placement_key="", cart_id=None,
        status=plan.status, fulfilment="pickup" if plan.store_id else "delivery", store_id=plan.store_id,
        ship_to=asdict(plan.address) if plan.address else {},
        contact_name=plan.name, contact_phone=plan.phone, contact_email=plan.email,
        place_of_supply=there, supplied_from=here,
        subtotal_paise=quote.subtotal_paise, discount_paise=quote.discount_paise,
        delivery_paise=quote.delivery_paise, total_paise=quote.total_paise, tax_paise=tax,
        coupon=quote.coupon,
        offers=[
            {"title": x.rule.title, "reason": reason(x.rule), "discount_paise": x.total_paise}
            for x in quote.discounts
        ],
        promised_date=timezone.localdate(plan.placed_at + timedelta(days=max(plan.days, 1))),
        door=plan.door, placed_at=plan.placed_at, updated_at=steps[-1][1],
    )  # fmt: skip
    for line, line_tax, line_id in zip(quote.lines, taxes, line_ids, strict=True):
        _line(rows, plan, ids, line, line_tax, line_id)
        for pick in picks:
            if pick.variant_id == line.variant.pk:
                rows.add(
                    Allocation, line_id=line_id, stock_id=pick.stock_id, quantity=pick.quantity, state="held"
                )
    _money(rows, plan, ids, quote.total_paise, steps)
    for discount in quote.discounts:
        rows.add(
            Redemption,
            offer_id=discount.rule.offer_id, order_id=ids.order, owner_key=plan.owner_key,
            discount_paise=discount.total_paise,
            released_at=steps[-1][1] if plan.status == S.CANCELLED else None,
        )  # fmt: skip


def _line(rows: _Rows, plan: PastOrder, ids: _Ids, line: QuoteLine, tax: Tax, line_id: int) -> None:
    variant, product, status = line.variant, line.variant.product, plan.status
    rows.add(
        OrderLine,
        id=line_id, order_id=ids.order, variant_id=variant.pk, product_title=product.title,
        colour=variant.colour, size=variant.size, image=variant.image, hsn=product.hsn,
        gst_percent=product.gst_percent, quantity=line.quantity,
        cancelled=line.quantity if status == S.CANCELLED else 0,
        shipped=line.quantity if status in LEFT else 0,
        delivered=line.quantity if status in (S.DELIVERED, S.RETURNED) else 0,
        returned=line.quantity if status == S.RETURNED else 0,
        unit_price_paise=line.unit_price_paise, discount_paise=line.discount_paise,
        total_paise=line.total_paise, tax_paise=tax.total_paise,
        cgst_paise=tax.cgst_paise, sgst_paise=tax.sgst_paise, igst_paise=tax.igst_paise,
    )  # fmt: skip


def _money(
    rows: _Rows, plan: PastOrder, ids: _Ids, total_paise: int, steps: Sequence[tuple[str, datetime]]
) -> None:
    """The payment, the refund of a cancelled or returned order, and the timeline."""
    cash = plan.payment_method == Payment.Method.COD
    taken = not cash or plan.status in (S.DELIVERED, S.RETURNED)
    undone = plan.status in (S.CANCELLED, S.RETURNED)
    last = steps[-1][1]
    state = (
        Payment.State.REFUNDED if undone and taken
        else Payment.State.VOIDED if undone
        else Payment.State.CAPTURED if taken
        else Payment.State.PENDING
    )  # fmt: skip
    rows.add(
        Payment,
        id=ids.payment, order_id=ids.order, method=plan.payment_method, state=state, amount_paise=total_paise,
        detail=plan.payment_detail, provider="embedded", provider_reference=_reference("pay", ids.number),
        created_at=plan.placed_at, updated_at=last,
    )  # fmt: skip
    for status, at in steps:
        why = {"reason": plan.cancel_reason} if status == S.CANCELLED else {}
        rows.add(OrderEvent, order_id=ids.order, kind=status, status=status, details=why, actor="", at=at)
    if state == Payment.State.REFUNDED and total_paise:
        rows.add(
            Refund,
            payment_id=ids.payment, amount_paise=total_paise, reason=plan.cancel_reason or plan.status,
            state="completed", provider_reference=_reference("ref", ids.number), created_at=last,
            completed_at=last,
        )  # fmt: skip
        details = {"amount_paise": total_paise}
        rows.add(
            OrderEvent,
            order_id=ids.order,
            kind="refunded",
            status=plan.status,
            details=details,
            actor="",
            at=last,
        )


def _steps(plan: PastOrder) -> list[tuple[str, datetime]]:
    """Return the statuses that the order went through, with their times."""
    path: tuple[OrderStatus, ...] = COLLECTING if plan.store_id else BRINGING
    if plan.status == S.CANCELLED:
        path = (S.PLACED, S.CANCELLED)
    elif plan.status != S.RETURNED:
        path = path[: path.index(S(plan.status)) + 1]
    steps = [(str(x), plan.placed_at + timedelta(days=plan.days * PACE[x])) for x in path]
    if plan.status == S.RETURNED:
        steps.append((str(S.RETURNED), plan.placed_at + timedelta(days=plan.days + RETURN_DAYS)))
    return steps


def _tax(total_paise: int, percent: Any, inside_one_state: bool) -> Tax:
    return tax_contained(total_paise, percent, inside_one_state=inside_one_state)


def _reference(kind: str, number: str) -> str:
    return f"{kind}_{hashlib.sha256(f'past:{number}'.encode()).hexdigest()[:24]}"


def _ids(table: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [table._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    target = connection.ops.quote_name(table._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"copy {target} ({quoted}) from stdin") as copy:
        for row in rows:
            copy.write_row([json.dumps(x) if isinstance(x, dict | list) else x for x in row.values()])
