"""The learned blend: own history, item to item and what sells, as earlier weeks showed.

Two orders: over everything, and over what the person has not bought yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.choice import Choice
from retailgenie.ai.ranking.order import Order, fit_order
from retailgenie.ai.ranking.purchases import Ints, Purchases
from retailgenie.ai.ranking.taste import (
    FEATURES,
    History,
    Tables,
    candidates,
    histories_of,
    tables_of,
    taste_features,
)

SLICES = 3  # earlier stretches of time that it is learned from
BOUGHT = FEATURES.index("bought")


@dataclass(frozen=True, slots=True)
class Blend:
    """The order of all items, and of those that are new to the person."""

    anything: Order
    new: Order


@dataclass(frozen=True, slots=True)
class Ranked:
    """Items, best first, with their scores and features (items, FEATURES)."""

    items: Ints
    scores: NDArray[np.float64]
    features: NDArray[np.float32]


def next_baskets(purchases: Purchases, start: float, end: float) -> dict[int, Ints]:
    """Return person -> items of their first basket in [start, end), of people who had bought before."""
    known = set(np.unique(purchases.person[purchases.at < start]).tolist())
    within = purchases.where((purchases.at >= start) & (purchases.at < end))
    first: dict[int, int] = {}
    items: dict[int, list[int]] = {}
    for person, basket, item in zip(within.person, within.basket, within.item, strict=True):
        if int(person) in known and first.setdefault(int(person), int(basket)) == int(basket):
            items.setdefault(int(person), []).append(int(item))
    return {person: np.array(found) for person, found in items.items()}


def learn_blend(purchases: Purchases, at: float, length: float) -> Blend:
    """Learn from the next baskets of the SLICES stretches of `length` days that end at an instant."""
    anything: list[Choice] = []
    new: list[Choice] = []
    for number in range(1, SLICES + 1):
        start = at - number * length
        tables, histories = tables_of(purchases, start), histories_of(purchases, start)
        for person, wanted in next_baskets(purchases, start, start + length).items():
            chosen = candidates(histories[person], tables)
            features = taste_features(histories[person], tables, chosen)
            taken = np.isin(chosen, wanted)
            fresh = features[:, BOUGHT] == 0
            anything.append(Choice(features, taken))
            new.append(Choice(features[fresh], taken[fresh]))
    return Blend(fit_order(anything), fit_order(new))


def rank_for(history: History, tables: Tables, blend: Blend, *, only_new: bool = False) -> Ranked:
    """Return a person's items, best first; ties by row number."""
    chosen = candidates(history, tables)
    features = taste_features(history, tables, chosen)
    if only_new:
        kept = features[:, BOUGHT] == 0
        chosen, features = chosen[kept], features[kept]
    scores = (blend.new if only_new else blend.anything).scores(features)
    order = np.argsort(-scores, kind="stable")
    return Ranked(chosen[order], scores[order], features[order])
