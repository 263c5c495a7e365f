"""Bought together: what else lies in the baskets that hold an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from retailgenie.ai.ranking.links import cosine, together
from retailgenie.ai.ranking.purchases import Ints, Purchases

# Chosen by hand on one stretch of foreign transactions and kept on the next: no learned weights or trees did better.
RATE, FRESH, ALIKE, PEOPLE = 0.7, 0.3, 1.0, 1.0
FRESH_DAYS = 60.0
SHRINK = 5.0  # baskets
PRIOR = 2.0  # baskets in the usual proportions that are added to an item's own
CANDIDATES = 300
SEED = 7


@dataclass(frozen=True, slots=True)
class PairTables:
    """Item-to-item tables of what was bought before an instant. usual: share of all companions that an item is."""

    count: csr_matrix
    fresh: csr_matrix
    alike: csr_matrix
    people: csr_matrix
    usual: NDArray[np.float32]


def pair_tables(purchases: Purchases, at: float) -> PairTables:
    """Return the tables of what was bought before an instant."""
    past = purchases.before(at)
    baskets = past.baskets()
    _, row = np.unique(past.basket, return_inverse=True)
    ages = np.zeros(baskets.shape[0])
    ages[row] = at - past.at
    count = together(baskets)
    return PairTables(
        count=count,
        fresh=together(baskets, 0.5 ** (ages / FRESH_DAYS)),
        alike=cosine(baskets, shrink=SHRINK),
        people=cosine(past.bought()),
        usual=_shares(count),
    )


def pairs_of(purchases: Purchases, start: float, end: float, limit: int) -> list[tuple[int, Ints]]:
    """Return (one item, the rest of its basket) for up to `limit` baskets in [start, end), drawn by seed."""
    within = purchases.where((purchases.at >= start) & (purchases.at < end))
    order = np.argsort(within.basket, kind="stable")
    _, starts = np.unique(within.basket[order], return_index=True)
    found = [within.item[rows] for rows in np.split(order, starts[1:]) if len(rows) > 1]
    rng = np.random.default_rng(SEED)
    drawn = rng.permutation(len(found))[:limit]
    picked = [(found[n], int(rng.integers(len(found[n])))) for n in drawn]
    return [(int(items[place]), np.delete(items, place)) for items, place in picked]


def companions(tables: PairTables, item: int) -> tuple[Ints, NDArray[np.float64]]:
    """Return up to CANDIDATES that go with an item, best first, and their scores.

    Score: 0.7 log P(other | item) + 0.3 log of the same over fresh baskets + both cosines.
    """
    count = _row(tables.count, item)
    near = count + 1e-4 * tables.usual
    near[item] = -1.0
    chosen = np.sort(np.argsort(-near, kind="stable")[: min(CANDIDATES, len(near) - 1)])
    scores = (
        RATE * _rate(count, tables.usual)
        + FRESH * _rate(_row(tables.fresh, item), tables.usual)
        + ALIKE * _row(tables.alike, item)
        + PEOPLE * _row(tables.people, item)
    )[chosen]
    best = np.argsort(-scores, kind="stable")
    return chosen[best], np.asarray(scores[best], dtype=np.float64)


def together_count(tables: PairTables, item: int) -> NDArray[np.float32]:
    """Return (items,): baskets that hold both, as they are counted in `count`."""
    return _row(tables.count, item)


def _rate(count: NDArray[np.float32], usual: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.log((count + PRIOR * usual + 1e-6) / (count.sum() + PRIOR)), dtype=np.float32)


def _shares(table: csr_matrix) -> NDArray[np.float32]:
    """Return how large a part of all companions each item is."""
    totals = np.asarray(table.sum(axis=0)).ravel()
    return np.asarray(totals / max(1e-9, float(totals.sum())), dtype=np.float32)


def _row(table: csr_matrix, item: int) -> NDArray[np.float32]:
    found = np.zeros(table.shape[1], dtype=np.float32)
    start, end = table.indptr[item], table.indptr[item + 1]
    found[table.indices[start:end]] = table.data[start:end]
    return found
