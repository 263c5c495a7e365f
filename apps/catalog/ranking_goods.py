"""Products as the ranker's features see them: facts of a few candidates, or of the whole catalogue for training."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import F, Sum

from apps.catalog.models import Product, Stock
from apps.catalog.pages import SEASON_OF_MONTH
from retailgenie.ai.ranking.features import Goods

SEASONS = ("winter", "summer", "monsoon", "festive")  # numbered from 1; 0 is none
SECONDS_A_DAY = 86_400
PAISE = 100
SECONDS = 60.0
MOST = 20_000  # products that are remembered


def season_number(name: str) -> int:
    """Return 1-4 for a season's name in any letters, 0 for none of them."""
    return SEASONS.index(name.lower()) + 1 if name.lower() in SEASONS else 0


def season_of(at: datetime) -> int:
    """Return the number of the season that an instant lies in."""
    return season_number(SEASON_OF_MONTH[at.month])


def category_medians() -> dict[str, float]:
    """Return category slug -> median of log rupees of its active products."""
    logs: dict[str, list[float]] = {}
    rows = Product.objects.filter(is_active=True, min_price_paise__gt=0)
    for category, paise in rows.values_list("category__slug", "min_price_paise"):
        logs.setdefault(category, []).append(float(np.log(paise / PAISE)))
    return {category: float(np.median(values)) for category, values in logs.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """One product. kind: slug of its category. pieces: available, by state of the store."""

    external_id: str
    kind: str
    category: int
    brand: int
    paise: int
    mrp_paise: int
    rating: float
    reviews: int
    launched: float
    season: int
    pieces: Mapping[str, int]


class _Recent:
    """Facts read within the last SECONDS: ranking can live with stock of a minute ago, what is sold never asks it."""

    def __init__(self) -> None:
        self._found: dict[int, Facts] = {}
        self._since = 0.0
        self._lock = Lock()

    def of(self, keys: Sequence[int]) -> dict[int, Facts]:
        with self._lock:
            if time.monotonic() - self._since > SECONDS or len(self._found) > MOST:
                self._found, self._since = {}, time.monotonic()
            found = self._found
        missing = [key for key in keys if key not in found]
        if missing:
            found.update(_read(missing))
        return {key: found[key] for key in keys if key in found}

    def forget(self) -> None:
        with self._lock:
            self._found = {}


recent_facts = _Recent()


def goods_of(facts: Sequence[Facts], medians: Mapping[str, float]) -> Goods:
    """Return products as features take them, in the order given. medians: see category_medians."""
    prices = np.array([max(1.0, row.paise / PAISE) for row in facts])
    usual = np.array([medians.get(row.kind, np.nan) for row in facts])
    states = tuple(sorted({state for row in facts for state in row.pieces}))
    return Goods(
        category=_ints(row.category for row in facts),
        brand=_ints(row.brand for row in facts),
        price=prices,
        level=np.nan_to_num(np.log(prices) - usual),
        discount=np.array(
            [max(0.0, 1 - row.paise / row.mrp_paise) if row.mrp_paise else 0.0 for row in facts]
        ),
        rating=np.array([row.rating for row in facts]),
        reviews=np.array([float(row.reviews) for row in facts]),
        launched=np.array([row.launched for row in facts]),
        season=_ints(row.season for row in facts),
        stock=np.array([float(sum(row.pieces.values())) for row in facts]),
        nearby=np.array(
            [[row.pieces.get(state, 0) > 0 for row in facts] for state in states], dtype=bool
        ).reshape(len(states), len(facts)),
        state_names=states,
    )


def _read(keys: Sequence[int]) -> dict[int, Facts]:
    pieces: dict[int, dict[str, int]] = {}
    rows = (
        Stock.objects.filter(variant__product_id__in=keys, variant__is_active=True, store__is_active=True)
        .order_by()
        .values_list("variant__product_id", "store__state")
        .annotate(pieces=Sum(F("on_hand") - F("allocated") - F("reserved")))
    )
    for key, state, count in rows:
        pieces.setdefault(key, {})[state] = count
    names = (
        "external_id", "category__slug", "category_id", "brand_id", "min_price_paise", "mrp_paise", "rating",
        "review_count", "launched_at", "season",
    )  # fmt: skip
    return {
        key: Facts(
            name, kind, category, brand or 0, paise, mrp, float(rating), reviews, launched.timestamp() / SECONDS_A_DAY,
            season_number(season), pieces.get(key, {}),
        )
        for key, name, kind, category, brand, paise, mrp, rating, reviews, launched, season in Product.objects.filter(
            pk__in=keys
        ).values_list("pk", *names)
    }  # fmt: skip


def _ints(values: Any) -> Any:
    return np.array(list(values), dtype=np.int64)
