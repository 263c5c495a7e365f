"""Rupees and paise: exact conversion and Indian grouping (₹12,99,000)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

PAISE_PER_RUPEE = 100


def format_inr(paise: int) -> str:
    """Format integer paise as people read it: ₹1,499, and ₹1,499.50 only where there are paise."""
    whole = paise % PAISE_PER_RUPEE == 0
    return format_currency(
        Decimal(paise) / PAISE_PER_RUPEE,
        "INR",
        format="¤#,##,##0" if whole else "¤#,##,##0.00",
        locale="en_IN",
        currency_digits=False,
    )


def to_paise(rupees: Decimal | int | str) -> int:
    """Convert rupees to paise, half a paisa up; raises decimal.InvalidOperation for what is no number."""
    exact = Decimal(rupees) * PAISE_PER_RUPEE
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
