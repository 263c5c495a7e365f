"""What the demo shop promises for its goods: return windows and GST rates, as data."""

from __future__ import annotations

from decimal import Decimal

# Days after delivery in which a thing may come back; None is a final sale (hygiene, or jewellery that is worn).
RETURN_DAYS: dict[str, int | None] = {
    "clothing": 14,
    "footwear": 14,
    "bags": 14,
    "accessories": 14,
    "home": 10,
    "watches": 7,
    "final": None,
}

SLAB_RUPEES = 2_500

# (percent up to the slab, percent above it). Rates from 22 September 2025: CBIC Notification 9/2025-Central Tax (Rate)
# of 17 September 2025, read for the usual goods of each kind; demo data, no tax advice.
GST_PERCENT: dict[str, tuple[int, int]] = {
    "garment": (5, 18),  # chapters 61 and 62, per piece
    "shoe": (5, 18),  # chapter 64, per pair
    "madeup": (5, 18),  # chapter 63, per piece
    "fabric": (5, 5),  # unstitched, chapters 50 to 55
    "jewellery": (3, 3),  # 7113 and 7117
    "bag": (18, 18),  # 4202 and 4203
    "cottonbag": (5, 5),  # 4202 22: hand bags of cotton or jute
    "watch": (18, 18),
    "optics": (18, 18),  # 9004, not for correcting vision
    "cosmetics": (18, 18),  # 3303 and 3304
    "hairoil": (5, 5),  # 3305, hair oil
    "lighting": (18, 18),  # 9405
    "ceramic": (5, 5),  # 6911 and 6912
    "steelware": (5, 5),  # 7323 and 7615
    "craft": (5, 5),  # handicrafts, candles, dhurries
}


def gst_percent(rule: str, price_paise: int) -> Decimal:
    """Return the rate that a thing at this price (GST included) bears."""
    low, high = GST_PERCENT[rule]
    return Decimal(low if price_paise <= SLAB_RUPEES * 100 else high)
