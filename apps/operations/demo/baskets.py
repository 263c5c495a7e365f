"""What people put into one order: themes with companions, so that what goes together is bought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate
from random import Random

from apps.operations.demo.calendar import diwali, wedding_season
from apps.operations.demo.catalogue import LoadedVariant
from apps.operations.demo.chance import chance
from apps.operations.demo.kinds import read_table

WINTER = (10, 11, 12, 1, 2)
SUMMER = (3, 4, 5, 6)
TRIES = 4  # draws for a product that was already sold on the day


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind that an order is about, and what comes with it how often (0-1). who: "w", "m" or "" for both."""

    kind: str
    weight: float
    who: str
    companions: Mapping[str, float]
    mood: str = ""  # "wedding", "festive", "Winter" or "Summer": when it is bought more


@cache
def themes() -> tuple[Theme, ...]:
    """Return what orders are about."""
    return tuple(Theme(**row) for row in read_table("themes"))


class Shelf:
    """The variants by kind, drawn as their products' appeal says, and never before they were launched."""

    def __init__(self, loaded: Sequence[LoadedVariant]) -> None:
        products: dict[str, dict[int, list[LoadedVariant]]] = {}
        for variant in loaded:
            products.setdefault(variant.product.kind.slug, {}).setdefault(variant.product_id, []).append(
                variant
            )
        self._products = {kind: list(found.values()) for kind, found in products.items()}
        self._weights = {
            kind: list(accumulate(variants[0].product.draw for variants in found))
            for kind, found in self._products.items()
        }
        self._partners: dict[tuple[str, str], int] = {}

    def draw(self, rng: Random, kind: str, day: date, *, partner: str = "") -> LoadedVariant | None:
        """Draw a variant of a kind that was on sale that day; partner: the key of what it should go with."""
        products = self._products[kind]
        for attempt in range(TRIES):
            if partner and attempt == 0 and rng.random() < 0.55:
                variants = products[self._partner(partner, kind)]
            else:
                variants = rng.choices(products, cum_weights=self._weights[kind])[0]
            if variants[0].product.launched < day:
                return rng.choice(variants)
        first = products[0]  # an anchor where the kind has any: those have always been there
        return rng.choice(first) if first[0].product.launched < day else None

    def _partner(self, key: str, kind: str) -> int:
        pair = (key, kind)
        if pair not in self._partners:
            self._partners[pair] = chance("partner", *pair).randrange(len(self._products[kind]))
        return self._partners[pair]


def basket(rng: Random, shelf: Shelf, day: date, *, woman: bool) -> list[LoadedVariant]:
    """Draw what one order holds: a theme and some of its companions; empty where nothing was on sale yet."""
    theme = rng.choices(themes(), cum_weights=_weights(day, woman))[0]
    main = shelf.draw(rng, theme.kind, day) or shelf.draw(rng, "women-kurtas" if woman else "men-shirts", day)
    if main is None:
        return []
    found = {main.id: main}
    for kind, share in theme.companions.items():
        if rng.random() < share:
            extra = shelf.draw(rng, kind, day, partner=main.product.key)
            if extra is not None:
                found[extra.id] = extra
    return list(found.values())


@lru_cache(maxsize=2_000)
def _weights(day: date, woman: bool) -> list[float]:
    own = "w" if woman else "m"
    weights = (x.weight * (1.0 if x.who in ("", own) else 0.25) * _mood(x.mood, day) for x in themes())
    return list(accumulate(weights))


def _mood(mood: str, day: date) -> float:
    if mood == "wedding":
        return 2.5 if wedding_season(day) else 0.8
    if mood == "festive":
        return 2.2 if 0 <= (diwali(day.year) - day).days <= 30 else 1.0
    if mood:
        return 1.6 if day.month in (WINTER if mood == "Winter" else SUMMER) else 0.25
    return 1.0
