"""Which GST rate a thing bears on a day at a price, from the table gst_rates.yaml.

The bands of garments and footwear go by the sale value of one piece or pair after discount, without the tax. Our
prices contain it: a price is in a band when, less the band's tax, it doesn't pass the limit (₹2,625 at 5 % is ₹2,500).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("gst_rates.yaml")


@dataclass(frozen=True, slots=True)
class Band:
    """up_to_paise: the highest sale value without tax, None for the rest."""

    percent: Decimal
    up_to_paise: int | None = None

    def holds(self, unit_paise: Decimal) -> bool:
        """Say whether an inclusive price of one piece lies in this band."""
        return self.up_to_paise is None or unit_paise * 100 <= self.up_to_paise * (100 + self.percent)


@dataclass(frozen=True, slots=True)
class Rate:
    """What goods bear from a day on, and who says so."""

    hsn: str
    from_date: date
    bands: tuple[Band, ...]
    source: str
    source_date: date


@cache
def rates_table() -> tuple[Rate, ...]:
    """Read the table; bands come in rising order."""
    return tuple(
        Rate(
            hsn=hsn,
            from_date=entry["from"],
            bands=tuple(
                Band(Decimal(band["percent"]), band["up_to_rupees"] * 100 if "up_to_rupees" in band else None)
                for band in entry["bands"]
            ),
            source=entry["source"],
            source_date=entry["source_date"],
        )
        for entry in yaml.safe_load(TABLE.read_text(encoding="utf-8"))
        for hsn in entry["hsn"]
    )


def rate_of(hsn: str, on: date) -> Rate | None:
    """Return the entry that holds for a code on a day: the longest beginning, then the latest."""
    fitting = [x for x in rates_table() if hsn.startswith(x.hsn) and x.from_date <= on]
    return max(fitting, key=lambda x: (len(x.hsn), x.from_date), default=None)


def line_rate(*, hsn: str, listed: Decimal, total_paise: int, quantity: int, on: date) -> Decimal:
    """Return the percent for pieces sold together at total_paise (discount taken off, tax contained).

    listed: the product's own rate, for codes that the table doesn't know.
    """
    rate = rate_of(hsn, on) if hsn else None
    if rate is None:
        return listed
    unit = Decimal(total_paise) / quantity
    return next(band.percent for band in rate.bands if band.holds(unit))
