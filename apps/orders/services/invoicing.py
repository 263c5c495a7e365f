"""Invoices and credit notes: issued once, numbered without gaps, never changed.

A number is taken under the lock of its series in the transaction that writes the document: one that fails takes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.catalog.models import Store
from apps.orders.billing import DELIVERY, BilledLine, billed, credited, from_rows, sums, to_rows
from apps.orders.billing_models import CreditNote, Invoice, InvoiceSeries
from apps.orders.gst import principal_rate
from apps.orders.models import Order, OrderLine, Return
from apps.orders.offers import spread
from apps.orders.services.remainder import goods_paid
from apps.orders.states import STATES, gstin

APRIL = 4  # the financial year begins here
Kind = InvoiceSeries.Kind


def financial_year(day: date) -> str:
    """Return the year as invoices write it: "2627" for 1 April 2026 to 31 March 2027."""
    first = day.year if day.month >= APRIL else day.year - 1
    return f"{first % 100:02d}{(first + 1) % 100:02d}"


def number_take(*, kind: str, state: str, now: datetime) -> str:
    """Take the next number of a series: MH2627-000001, MH2627-C000001. Needs a transaction, and holds its lock."""
    names = {"kind": kind, "state": state, "financial_year": financial_year(timezone.localdate(now))}
    InvoiceSeries.objects.bulk_create([InvoiceSeries(**names)], ignore_conflicts=True)
    series = InvoiceSeries.objects.select_for_update().get(**names)
    series.last += 1
    series.save(update_fields=["last"])
    letter = "C" if kind == Kind.CREDIT_NOTE else ""
    return f"{state}{series.financial_year}-{letter}{series.last:06d}"


@transaction.atomic
def invoice_issue(*, order: Order, now: datetime, about: Return | None = None) -> Invoice:
    """Write the invoice of a locked order over what is going to leave, or over what an exchange (about) sends; once.

    An old order gets what should have followed its invoice too: credit notes of its returns, invoices of its exchanges.
    """
    name = about.number if about else ""
    found = Invoice.objects.filter(order=order, about=name).first()
    if found is not None:
        return found
    lines = _exchange_lines(order, about) if about else _order_lines(order)
    made = Invoice.objects.create(
        number=number_take(kind=Kind.INVOICE, state=order.supplied_from, now=now),
        order=order,
        about=name,
        issued_at=now,
        supplied_from=order.supplied_from,
        place_of_supply=order.place_of_supply,
        seller=_seller(order),
        buyer=_buyer(order),
        lines=to_rows(lines),
        **asdict(sums(lines)),
    )
    if about is None:
        _catch_up(order, now)
    return made


@transaction.atomic
def credit_note_issue(
    *,
    order: Order,
    quantities: Mapping[int, int],
    value_paise: int | None,
    reason: str,
    key: str,
    now: datetime,
    delivery_paise: int = 0,
) -> list[CreditNote]:
    """Credit pieces (line id -> quantity) of a locked order that are worth value_paise, and a part of its delivery.

    One note for each invoice that billed some of them. value_paise None: all that is left of these lines. The same key
    gives the same notes. None where there is no invoice yet or nothing is left to credit.
    """
    invoices = list(Invoice.objects.filter(order=order))
    names = [f"{key}:{x.about}" if x.about else key for x in invoices]
    found = list(CreditNote.objects.filter(key__in=names))
    if found:
        return found
    lines = _credited(invoices, quantities, value_paise, delivery_paise)
    notes = []
    for name, invoice in zip(names, invoices, strict=True):
        own = [x for x in lines if x.line_id in _billed_ids(invoice)]
        if own:
            notes.append(_note(invoice, own, key=name, reason=reason, now=now))
    return notes


def _billed_ids(invoice: Invoice) -> set[int]:
    return {row["line_id"] for row in invoice.lines}


def _credited(
    invoices: Sequence[Invoice], quantities: Mapping[int, int], value_paise: int | None, delivery_paise: int
) -> list[BilledLine]:
    rows = [row for invoice in invoices for row in from_rows(invoice.lines)]
    before: dict[int, int] = {}
    for invoice in invoices:
        before |= credited_before(invoice)
    inside = all(x.place_of_supply == x.supplied_from for x in invoices)
    lines = credited(
        [row for row in rows if row.line_id != DELIVERY],
        before=before,
        quantities=quantities,
        value_paise=value_paise,
        inside_one_state=inside,
    )
    return lines + credited(
        [row for row in rows if row.line_id == DELIVERY],
        before=before,
        quantities={DELIVERY: 1},
        value_paise=delivery_paise,
        inside_one_state=inside,
    )


def _note(
    invoice: Invoice, lines: Sequence[BilledLine], *, key: str, reason: str, now: datetime
) -> CreditNote:
    return CreditNote.objects.create(
        number=number_take(kind=Kind.CREDIT_NOTE, state=invoice.supplied_from, now=now),
        invoice=invoice,
        key=key,
        reason=reason[:120],
        issued_at=now,
        supplied_from=invoice.supplied_from,
        place_of_supply=invoice.place_of_supply,
        seller=invoice.seller,
        buyer=invoice.buyer,
        lines=to_rows(lines),
        **asdict(sums(lines)),
    )


def _catch_up(order: Order, now: datetime) -> None:
    """Write what came after packing for an order that had no invoice then."""
    for request in _received(order):
        taken: dict[int, int] = {}
        for row in request.lines.all():
            taken[row.line_id] = taken.get(row.line_id, 0) + row.quantity
        value = max(_value(request) - request.fee_paise - request.delivery_fee_paise, 0)
        delivery = request.amount_paise - value if request.kind == Return.Kind.RETURN else 0
        credit_note_issue(
            order=order,
            quantities=taken,
            value_paise=value,
            delivery_paise=max(delivery, 0),
            reason=request.reason or str(request.kind),
            key=request.number,
            now=now,
        )
        if request.status == Return.Status.DONE and request.sent_lines.filter(delivered__gt=0).exists():
            invoice_issue(order=order, about=request, now=now)


def _received(order: Order) -> list[Return]:
    """Requests whose old pieces have come, in their order."""
    came = (Return.Status.RECEIVED, Return.Status.DONE)
    return list(order.returns.filter(status__in=came).order_by("pk"))


def _value(request: Return) -> int:
    """Returns from before the value was kept brought it less their fees."""
    if request.kind == Return.Kind.EXCHANGE:
        return request.value_paise
    return request.value_paise or request.amount_paise + request.fee_paise


def credited_before(invoice: Invoice) -> dict[int, int]:
    """Return by line what earlier notes credited, in paise."""
    found: dict[int, int] = {}
    for rows in invoice.credit_notes.values_list("lines", flat=True):
        for line in from_rows(rows):
            found[line.line_id] = found.get(line.line_id, 0) + line.total_paise
    return found


def _exchange_lines(order: Order, request: Return) -> list[BilledLine]:
    inside = order.place_of_supply == order.supplied_from
    return [_billed(line, line.quantity, line.total_paise, inside) for line in request.sent_lines.all()]


def _billed(line: OrderLine, count: int, total_paise: int, inside: bool) -> BilledLine:
    return billed(
        line_id=line.pk,
        title=" · ".join(x for x in (line.product_title, line.colour, line.size) if x),
        hsn=line.hsn,
        quantity=count,
        unit_price_paise=line.unit_price_paise,
        total_paise=total_paise,
        percent=line.gst_percent,
        inside_one_state=inside,
    )


def _order_lines(order: Order) -> list[BilledLine]:
    """What left with the order itself, also when some of it has come back since."""
    inside = order.place_of_supply == order.supplied_from
    lines = [line for line in order.lines.all() if line.quantity > line.cancelled and not line.request_id]
    counts = [line.quantity - line.cancelled for line in lines]
    shares = [
        line.unit_price_paise * count - line.discount_paise * count // line.quantity
        for line, count in zip(lines, counts, strict=True)
    ]
    sent = sum(line.total_paise for line in order.lines.all() if line.request_id)
    undone = sum(x.total_paise for x in order.lines.all() if x.request_id and x.cancelled)
    value = goods_paid(order) + undone + sum(_value(x) for x in _received(order)) - sent
    found = [
        _billed(line, count, total, inside)
        for line, count, total in zip(lines, counts, spread(value, shares), strict=True)
    ]
    if not order.delivery_paise or not found:
        return found
    dearest = max(found, key=lambda x: x.total_paise)
    rates = [(x.total_paise, line.gst_percent) for x, line in zip(found, lines, strict=True)]
    delivery = billed(
        line_id=DELIVERY,
        title="Delivery",
        hsn=dearest.hsn,
        quantity=1,
        unit_price_paise=order.delivery_paise,
        total_paise=order.delivery_paise,
        percent=principal_rate(rates),
        inside_one_state=inside,
    )
    return [*found, delivery]


def _seller(order: Order) -> dict[str, Any]:
    place = order.store or Store.objects.filter(kind=Store.Kind.WAREHOUSE, state=order.supplied_from).first()
    address = f"{place.address}, {place.city} {place.pin}" if place else ""
    state = order.supplied_from
    return {
        "name": settings.SELLER_NAME,
        "address": address,
        "state": state,
        "gstin": gstin(state, settings.SELLER_PAN) if state in STATES else "",
    }


def _buyer(order: Order) -> dict[str, Any]:
    place = order.ship_to
    lines = [place.get(name, "") for name in ("line1", "line2")]
    city = f"{place.get('city', '')} {place.get('pin', '')}".strip()
    return {
        "name": order.buyer_company or order.contact_name,
        "gstin": order.buyer_gstin,
        "address": ", ".join(x for x in (*lines, city) if x),
        "state": order.place_of_supply,
        "phone": order.contact_phone,
    }
