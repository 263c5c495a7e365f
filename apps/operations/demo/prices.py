"""Prices as shops print them, and how they moved over two years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from apps.operations.demo.calendar import sales
from apps.operations.demo.chance import chance

HISTORY_DAYS = 730


def ending(rupees: float) -> int:
    """Return the nearest price that ends as shops like it: ₹449, ₹799, ₹1,299."""
    step = 50 if rupees < 1_000 else 100
    return max(round(rupees / step), 1) * step - 1


def list_price(rng: Random, price: int) -> int:
    """Return the MRP of a thing sold at this price; one in eight has no discount."""
    if rng.random() < 1 / 8:
        return price
    return max(ending(price / (1 - rng.uniform(0.1, 0.6))), price)


@dataclass(frozen=True, slots=True)
class PriceStep:
    """From this day on the price was this share of today's."""

    day: date
    share: float


def price_steps(key: str, today: date, launched: date) -> list[PriceStep]:
    """Return the price history of a product, oldest first; the last step is today's price (share 1)."""
    rng = chance("history", key)
    start = max(launched, today - timedelta(days=HISTORY_DAYS))
    steps = [PriceStep(start, 1.0)]
    if rng.random() < 0.3 and (today - start).days > 200:
        steps = [PriceStep(start, rng.choice([0.9, 1.1, 1.15])), PriceStep(start + timedelta(days=150), 1.0)]
    for year in range(start.year, today.year + 1):
        for _, first, last, deepest in sales(year):
            joins, share = rng.random() < 0.35, 1 - rng.uniform(0.1, deepest)
            if joins and first > start and last + timedelta(days=1) < today:
                steps += [PriceStep(first, share), PriceStep(last + timedelta(days=1), 1.0)]
    return sorted(steps, key=lambda step: step.day)


def price_at(steps: list[PriceStep], day: date, price_paise: int, mrp_paise: int) -> int:
    """Return what a thing cost on a day, in paise; never above its MRP."""
    share = steps[0].share
    for step in steps:
        if step.day <= day:
            share = step.share
    return price_paise if share == 1.0 else stepped(price_paise, mrp_paise, share)


def stepped(price_paise: int, mrp_paise: int, share: float) -> int:
    """Return today's price moved by a share, with a proper ending; never above the MRP."""
    return price_paise if share == 1.0 else min(ending(price_paise * share / 100) * 100, mrp_paise)
