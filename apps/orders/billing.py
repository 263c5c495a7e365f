"""The sums of invoices and credit notes, line by line. Nothing here touches the database.

Prices contain GST, so a line's taxable value is its total less the tax in it. A credit note takes back what the line's
total contained: the tax in all that was credited until now less the tax in what was credited before. So notes over
parts of a line add up to the line's own tax, to the paisa.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from apps.orders.gst import Tax, tax_contained
from apps.orders.offers import spread

DELIVERY = 0  # the line id of the delivery charge
REDUCED = "price reduced"  # on a credit note, behind a line whose pieces stay


@dataclass(frozen=True, slots=True)
class BilledLine:
    """total = unit price x quantity - discount = taxable value + tax, all in paise."""

    line_id: int
    title: str
    hsn: str
    quantity: int
    unit_price_paise: int
    discount_paise: int
    percent: str
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    total_paise: int


@dataclass(frozen=True, slots=True)
class Sums:
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    total_paise: int


def billed(
    *,
    line_id: int,
    title: str,
    hsn: str,
    quantity: int,
    unit_price_paise: int,
    total_paise: int,
    percent: Decimal,
    inside_one_state: bool,
) -> BilledLine:
    """Work out one line of an invoice."""
    tax = tax_contained(total_paise, percent, inside_one_state=inside_one_state)
    discount = unit_price_paise * quantity - total_paise
    return _line(line_id, title, hsn, quantity, unit_price_paise, discount, str(percent), total_paise, tax)


def credited(
    lines: Sequence[BilledLine],
    *,
    before: Mapping[int, int],
    quantities: Mapping[int, int],
    value_paise: int | None,
    inside_one_state: bool,
) -> list[BilledLine]:
    """Return the lines of a credit note over pieces (line id -> quantity) worth value_paise together.

    before: what was credited of each line already, in paise. value_paise None: all that is left of these lines. No
    line is credited more than was billed: what passes these lines makes the others cheaper, as when an amount off the
    whole order now falls on fewer pieces.
    """
    chosen = [line for line in lines if quantities.get(line.line_id)]
    left = [line.total_paise - before.get(line.line_id, 0) for line in chosen]
    shares = [
        min(rest, line.total_paise * quantities[line.line_id] // line.quantity)
        for line, rest in zip(chosen, left, strict=True)
    ]
    amounts = left if value_paise is None else _within(min(value_paise, sum(left)), shares, left)
    found = [
        _credit(line, before.get(line.line_id, 0), amount, quantities[line.line_id], inside_one_state)
        for line, amount in zip(chosen, amounts, strict=True)
        if amount
    ]
    more = 0 if value_paise is None or not chosen else value_paise - sum(amounts)
    return found + _cheaper([x for x in lines if x not in chosen], before, more, inside_one_state)


def _cheaper(
    others: Sequence[BilledLine], before: Mapping[int, int], value: int, inside_one_state: bool
) -> list[BilledLine]:
    """Take a value off lines whose pieces stay: one piece of "price reduced" each."""
    left = [line.total_paise - before.get(line.line_id, 0) for line in others]
    found = []
    for line, amount in zip(others, spread(min(value, sum(left)), left), strict=True):
        if amount:
            row = _credit(line, before.get(line.line_id, 0), amount, 1, inside_one_state)
            title = f"{line.title} ({REDUCED})"
            found.append(replace(row, title=title, unit_price_paise=amount, discount_paise=0))
    return found


def sums(lines: Iterable[BilledLine]) -> Sums:
    """Add up lines."""
    rows = list(lines)
    return Sums(
        taxable_paise=sum(x.taxable_paise for x in rows),
        cgst_paise=sum(x.cgst_paise for x in rows),
        sgst_paise=sum(x.sgst_paise for x in rows),
        igst_paise=sum(x.igst_paise for x in rows),
        total_paise=sum(x.total_paise for x in rows),
    )


def by_rate(lines: Iterable[BilledLine]) -> dict[str, Sums]:
    """Add up the lines of each rate, the lowest first."""
    groups: dict[str, list[BilledLine]] = {}
    for line in sorted(lines, key=lambda x: Decimal(x.percent)):
        groups.setdefault(line.percent, []).append(line)
    return {percent: sums(rows) for percent, rows in groups.items()}


def to_rows(lines: Iterable[BilledLine]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> list[BilledLine]:
    return [BilledLine(**row) for row in rows]


def _within(value: int, shares: Sequence[int], left: Sequence[int]) -> list[int]:
    """Split a value by shares; what passes their sum goes where something is left."""
    base = min(value, sum(shares))
    parts = spread(base, shares)
    more = spread(value - base, [rest - part for rest, part in zip(left, parts, strict=True)])
    return [part + extra for part, extra in zip(parts, more, strict=True)]


def _credit(line: BilledLine, before: int, amount: int, quantity: int, inside_one_state: bool) -> BilledLine:
    percent = Decimal(line.percent)
    then = tax_contained(before, percent, inside_one_state=inside_one_state)
    now = tax_contained(before + amount, percent, inside_one_state=inside_one_state)
    tax = Tax(
        now.cgst_paise - then.cgst_paise, now.sgst_paise - then.sgst_paise, now.igst_paise - then.igst_paise
    )
    return replace(
        line,
        quantity=quantity,
        discount_paise=line.unit_price_paise * quantity - amount,
        taxable_paise=amount - tax.total_paise,
        cgst_paise=tax.cgst_paise,
        sgst_paise=tax.sgst_paise,
        igst_paise=tax.igst_paise,
        total_paise=amount,
    )


def _line(
    line_id: int,
    title: str,
    hsn: str,
    quantity: int,
    unit_price_paise: int,
    discount_paise: int,
    percent: str,
    total_paise: int,
    tax: Tax,
) -> BilledLine:
    return BilledLine(
        line_id=line_id,
        title=title,
        hsn=hsn,
        quantity=quantity,
        unit_price_paise=unit_price_paise,
        discount_paise=discount_paise,
        percent=percent,
        taxable_paise=total_paise - tax.total_paise,
        cgst_paise=tax.cgst_paise,
        sgst_paise=tax.sgst_paise,
        igst_paise=tax.igst_paise,
        total_paise=total_paise,
    )
