"""Shoppers made of chance, who search a real catalogue and click, put into the cart and buy.

They stand in for a log that a new shop does not have. A shopper has tastes (budget, kinds, brands, a style) and looks
at results from the top, the further down the less. Much of what moves them no feature sees: a hidden appeal of every
product, a hidden style of product and shopper, and plain whim; so what a ranker reaches is held against the
probabilities that the clicks were drawn from, which no ranker can beat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHOWN = 24  # results of a search that are on the page
STYLE = 4  # dimensions of the hidden style
PATIENCE = 0.06  # examination of place k (from 0) is 1 / (1 + PATIENCE k); click models, Craswell 2008
JITTER = 0.05  # noise on the semantic order of the page, in units of cosine: other places are seen too
LOVED_KINDS, LOVED_BRANDS = 4, 5
WEEKLY = 1.2  # searches a shopper makes a week, on average
SEEKS_LOVED = 0.6  # share of searches for a kind that the shopper loves

# What moves a shopper who looks at a result, in log-odds of a click.
BASE, MATCH, DETAIL, BUDGET, BRAND, KIND = -6.6, 4.4, 2.6, -1.9, 1.5, 1.0
APPEAL, WHIM, TASTE, RATING, SEASON, SOLD_OUT, NEARBY = 0.8, 0.35, 0.5, 0.5, 0.5, -2.5, 0.6
CART, ORDER = -0.9, 0.3  # log-odds after a click and after the cart, to which a quarter of the rest is added


@dataclass(frozen=True, slots=True)
class World:
    """The catalogue as shoppers see it; one row a product. season: 0 none, else 1-4. rating: 0 without reviews.

    nearby: (states, products), 1 where a store of the state has it; see `state_of`.
    """

    category: Ints
    brand: Ints
    price: Floats
    rating: Floats
    season: Ints
    stock: Floats
    launched: Floats
    nearby: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wish:
    """A search. rows: candidates, best similarity first. wanted: 1 where the kind is right.

    detail: share of what else was asked for (colour, material, occasion) that holds, 0-1.
    """

    text: str
    kind: int
    rows: Ints
    similarity: Floats
    lexical: Floats
    wanted: Floats
    detail: Floats


@dataclass(frozen=True, slots=True)
class Visit:
    """One search of one shopper. rows: what was shown, in places. acted: 0 nothing, 1 click, 2 cart, 3 order.

    chance: of a click at that place; appeal: the same if it had been looked at. Both are for measuring only.
    """

    at: float
    person: int
    wish: int
    shown: Ints
    acted: Ints
    chance: Floats
    appeal: Floats


@dataclass(frozen=True, slots=True)
class _People:
    budget: Floats
    kinds: Floats
    brands: Floats
    style: Floats
    eager: Floats


def simulate(
    world: World, wishes: Sequence[Wish], *, people: int, days: int, seasons: Sequence[int], seed: int
) -> list[Visit]:
    """Return all visits of `days` days in time order. seasons: which season (1-4) each day is in."""
    rng = np.random.default_rng(seed)
    crowd = _crowd(rng, world, people)
    appeal = rng.normal(0.0, 1.0, len(world.price))
    look = rng.normal(0.0, 1.0, (len(world.price), STYLE)) / np.sqrt(STYLE)
    level = _price_level(world)
    by_kind: dict[int, list[int]] = {}
    for number, wish in enumerate(wishes):
        by_kind.setdefault(wish.kind, []).append(number)
    count = rng.poisson(people * days * WEEKLY / 7.0)
    instants = np.sort(rng.uniform(0.0, days, count))
    who = rng.choice(people, count, p=crowd.eager / crowd.eager.sum())
    visits = []
    for at, person in zip(instants, who, strict=True):
        number = _wish_of(rng, crowd.kinds[person], by_kind, len(wishes))
        wish = wishes[number]
        places = _page(rng, world, wish, float(at))
        if not len(places):
            continue
        rows = wish.rows[places]
        odds = (
            BASE
            + MATCH * wish.wanted[places]
            + DETAIL * wish.wanted[places] * wish.detail[places]
            + BUDGET * np.abs(level[rows] - crowd.budget[person])
            + BRAND * crowd.brands[person, world.brand[rows]]
            + KIND * crowd.kinds[person, world.category[rows]]
            + APPEAL * appeal[rows]
            + TASTE * (look[rows] @ crowd.style[person])
            + RATING * np.where(world.rating[rows] > 0, world.rating[rows] - 4.0, 0.0)
            + SEASON * _in_season(world.season[rows], seasons[int(at) % len(seasons)])
            + SOLD_OUT * (world.stock[rows] <= 0)
            + NEARBY * _near(world, int(person))[rows]
        )
        visits.append(_visit(rng, float(at), int(person), number, rows, odds))
    return visits


def state_of(person: int, states: int) -> int:
    """Return the number of the state a shopper lives in; -1 where there are none."""
    return person % states if states else -1


def _near(world: World, person: int) -> NDArray[np.bool_]:
    state = state_of(person, len(world.nearby))
    return world.nearby[state] if state >= 0 else np.zeros(len(world.price), dtype=bool)


def _visit(rng: np.random.Generator, at: float, person: int, wish: int, rows: Ints, odds: Floats) -> Visit:
    appeal = _sigmoid(odds)
    chance = appeal / (1.0 + PATIENCE * np.arange(len(rows)))
    whim = rng.normal(0.0, WHIM, len(rows))
    felt = _sigmoid(odds + whim) / (1.0 + PATIENCE * np.arange(len(rows)))
    clicked = rng.random(len(rows)) < felt
    carted = clicked & (rng.random(len(rows)) < _sigmoid(CART + 0.25 * (odds + whim - BASE - MATCH)))
    ordered = carted & (rng.random(len(rows)) < _sigmoid(ORDER + 0.25 * (odds + whim - BASE - MATCH)))
    acted = clicked.astype(np.int64) + carted + ordered
    return Visit(at, person, wish, rows, acted, chance, appeal)


def _page(rng: np.random.Generator, world: World, wish: Wish, at: float) -> Ints:
    """Return places among the wish's candidates, as the page shows them: by similarity, shaken a little."""
    there = np.flatnonzero(world.launched[wish.rows] <= at)
    shaken = wish.similarity[there] + rng.normal(0.0, JITTER, len(there))
    return there[np.argsort(-shaken, kind="stable")[:SHOWN]]


def _crowd(rng: np.random.Generator, world: World, people: int) -> _People:
    kinds = np.zeros((people, int(world.category.max()) + 1))
    brands = np.zeros((people, int(world.brand.max()) + 1))
    for person in range(people):
        kinds[person, rng.choice(kinds.shape[1], min(LOVED_KINDS, kinds.shape[1]), replace=False)] = 1.0
        brands[person, rng.choice(brands.shape[1], min(LOVED_BRANDS, brands.shape[1]), replace=False)] = 1.0
    return _People(
        budget=rng.normal(0.0, 0.8, people),
        kinds=kinds,
        brands=brands,
        style=rng.normal(0.0, 1.0, (people, STYLE)),
        eager=np.minimum(rng.pareto(1.6, people) + 1.0, 12.0),
    )


def _wish_of(rng: np.random.Generator, loved: Floats, by_kind: dict[int, list[int]], count: int) -> int:
    kinds = [int(kind) for kind in np.flatnonzero(loved) if int(kind) in by_kind]
    if kinds and rng.random() < SEEKS_LOVED:
        return int(rng.choice(by_kind[int(rng.choice(kinds))]))
    return int(rng.integers(count))


def _price_level(world: World) -> Floats:
    """Return how dear each product is within its category: its log price in standard deviations."""
    logs = np.log(np.maximum(world.price, 1.0))
    size = int(world.category.max()) + 1
    number = np.maximum(np.bincount(world.category, minlength=size), 1)
    mean = np.bincount(world.category, logs, size) / number
    spread = np.sqrt(np.bincount(world.category, (logs - mean[world.category]) ** 2, size) / number)
    return np.asarray((logs - mean[world.category]) / np.maximum(spread[world.category], 0.1))


def _in_season(season: Ints, now: int) -> Floats:
    return np.where(season == 0, 0.0, np.where(season == now, 1.0, -1.0))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))
