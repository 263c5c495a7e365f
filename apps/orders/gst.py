"""GST contained in inclusive prices, by line.

Supply inside one state: CGST and SGST, half the rate each; between states: IGST (IGST Act 2017, sections 7, 8 and 10:
goods are supplied where their movement ends, or where they are handed over). Each tax is rounded to the paisa by line,
halves up. Bringing goods is part of a composite supply and takes the rate of its principal supply, the dearest line
(CGST Act 2017, section 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SELLER_STATE = "MH"  # the state of the shop's registration for goods that are sent


@dataclass(frozen=True, slots=True)
class Tax:
    """GST contained in an amount, in paise."""

    cgst_paise: int = 0
    sgst_paise: int = 0
    igst_paise: int = 0

    @property
    def total_paise(self) -> int:
        return self.cgst_paise + self.sgst_paise + self.igst_paise


def tax_contained(total_paise: int, percent: Decimal, *, inside_one_state: bool) -> Tax:
    """Return the GST in an inclusive amount: total x rate / (100 + rate).

    ₹1,050.00 at 5 % inside one state contains ₹25.00 CGST and ₹25.00 SGST; between states ₹50.00 IGST.
    """
    if inside_one_state:
        half = _rounded(Decimal(total_paise) * percent / 2 / (100 + percent))
        return Tax(cgst_paise=half, sgst_paise=half)
    return Tax(igst_paise=_rounded(Decimal(total_paise) * percent / (100 + percent)))


def principal_rate(lines: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Return the rate of the dearest line, given as (total in paise, percent)."""
    return max(lines, key=lambda line: line[0])[1] if lines else Decimal(0)


def _rounded(paise: Decimal) -> int:
    return int(paise.quantize(Decimal(1), rounding=ROUND_HALF_UP))
