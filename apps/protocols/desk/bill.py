"""A session's lines and what they cost, the same whether they are still in a cart or were ordered. Money is paise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from apps.orders.pricing import Quote


@dataclass(frozen=True, slots=True)
class BillLine:
    variant_id: int
    title: str
    image: str
    quantity: int
    unit_paise: int
    discount_paise: int

    @property
    def gross_paise(self) -> int:
        return self.unit_paise * self.quantity

    @property
    def total_paise(self) -> int:
        return self.gross_paise - self.discount_paise


@dataclass(frozen=True, slots=True)
class BillDiscount:
    """code: "" for an offer that needs none. by_line: paise off each line, in the bill's order."""

    title: str
    code: str
    by_line: tuple[int, ...]

    @property
    def total_paise(self) -> int:
        return sum(self.by_line)


@dataclass(frozen=True, slots=True)
class Bill:
    """total = subtotal - discounts + delivery; GST is inside the prices."""

    lines: tuple[BillLine, ...] = ()
    discounts: tuple[BillDiscount, ...] = ()
    delivery_paise: int = 0

    @property
    def subtotal_paise(self) -> int:
        return sum(x.gross_paise for x in self.lines)

    @property
    def discount_paise(self) -> int:
        return sum(x.discount_paise for x in self.lines)

    @property
    def total_paise(self) -> int:
        return self.subtotal_paise - self.discount_paise + self.delivery_paise

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept with a completed session."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Bill:
        return cls(
            tuple(BillLine(**x) for x in kept.get("lines", ())),
            tuple(
                BillDiscount(x["title"], x["code"], tuple(x["by_line"])) for x in kept.get("discounts", ())
            ),
            int(kept.get("delivery_paise", 0)),
        )


def bill_of(quote: Quote) -> Bill:
    """Write a quote as a bill."""
    lines = tuple(
        BillLine(
            x.variant.pk,
            _title(x.variant.product.title, x.variant.colour, x.variant.size),
            x.variant.image,
            x.quantity,
            x.unit_price_paise,
            x.discount_paise,
        )
        for x in quote.lines
    )
    found = (BillDiscount(x.rule.title, x.rule.code, tuple(x.by_line)) for x in quote.discounts)
    return Bill(lines, tuple(x for x in found if x.total_paise), quote.delivery_paise)


def _title(title: str, colour: str, size: str) -> str:
    extra = ", ".join(x for x in (colour, size) if x)
    return f"{title} ({extra})" if extra else title
