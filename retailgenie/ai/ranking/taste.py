"""What speaks for an item beside one person's purchases: own habit, item to item, and what sells now.

Every number is known at the instant the tables were made for: nothing bought later is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.itemlinks import ItemLinks
from retailgenie.ai.ranking.purchases import Floats, Ints, Purchases

FEATURES = (
    "bought",  # ever bought by this person: 0 or 1
    "times",  # log(1 + baskets of theirs that held it)
    "share",  # share of their baskets that held it
    "fresh_14", "fresh_30", "fresh_90",  # log(1 + those baskets, each halved every so many days)
    "since",  # e^(-days since they last bought it / 60)
    "due",  # 1 where the time since then is their usual gap between two purchases of it, less the further off
    "in_last",  # in their last basket
    "repeats",  # bought, times the share of its buyers who bought it again (shrunk)
    "habitual",  # bought, times log of how many items they ever bought
    "linked",  # EASE over all that they bought
    "linked_fresh",  # EASE over what they bought, halved every 30 days
    "linked_bought",  # EASE where it was bought already
    "alike",  # cosine with what they bought, per root of the number of items
    "sold_7", "sold_30", "sold_180",  # log(1 + sales to anybody, halved every so many days)
    "sold_month",  # log(1 + sales to anybody within 30 days)
)  # fmt: skip
FRESH_DAYS, SOLD_DAYS, LINK_DAYS, MONTH = (14.0, 30.0, 90.0), (7.0, 30.0, 180.0), 30.0, 30.0
SINCE_DAYS = 60.0
PRIOR_BUYERS = 2.0  # buyers of the average item that are added to an item's own when its repeats are counted
CANDIDATES = 400  # items a person that are scored: their own, the best linked, the best selling

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tables:
    """What all persons share. sold: (items, 4) as in FEATURES. repeats: (items,) 0-1. at: their instant, in days."""

    linked: ItemLinks
    alike: ItemLinks
    sold: Rows
    repeats: NDArray[np.float32]
    at: float

    @property
    def items(self) -> int:
        return len(self.repeats)


@dataclass(frozen=True, slots=True)
class History:
    """What one person bought, each item of a basket once, oldest first; ages in days before the tables' instant."""

    items: Ints
    baskets: Ints
    ages: Floats


def tables_of(purchases: Purchases, at: float) -> Tables:
    """Return the shared tables of what was bought before an instant."""
    from retailgenie.ai.ranking.links import bought_links, cosine  # with scipy; serving only reads tables

    past = purchases.before(at)
    return Tables(
        linked=ItemLinks.of(bought_links(past)),
        alike=ItemLinks.of(cosine(past.bought())),
        sold=_sold(past, at),
        repeats=_repeats(past),
        at=at,
    )


def histories_of(purchases: Purchases, at: float) -> dict[int, History]:
    """Return what each person who bought before an instant had bought by then."""
    past = purchases.before(at)
    order = np.argsort(past.person, kind="stable")
    people, starts = np.unique(past.person[order], return_index=True)
    return {
        int(person): History(past.item[rows], past.basket[rows], at - past.at[rows])
        for person, rows in zip(people, np.split(order, starts[1:]), strict=True)
    }


def candidates(history: History, tables: Tables) -> Ints:
    """Return the items worth scoring for a person, at most CANDIDATES, in ascending order."""
    own = np.unique(history.items)
    score = _linked(tables.linked, np.ones(len(own)), own)
    score += 0.1 * tables.sold[:, 1] / max(float(tables.sold[:, 1].max(initial=0.0)), 1e-9)
    score[own] += 1e6
    best = np.argsort(-score, kind="stable")[:CANDIDATES]
    return np.sort(best)


def taste_features(history: History, tables: Tables, chosen: Ints) -> Rows:
    """Return (chosen items, FEATURES) float32 for one person."""
    own, habit = _habits(history)
    table = np.zeros((tables.items, habit.shape[1]), dtype=np.float32)
    table[own] = habit
    bought = table[:, 0]
    fresh = np.expm1(habit[:, FEATURES.index("fresh_30")])
    linked = _linked(tables.linked, np.ones(len(own)), own)
    alike = _linked(tables.alike, np.full(len(own), max(len(own), 1) ** -0.5), own)
    parts = [
        table[chosen],
        (bought * tables.repeats)[chosen, np.newaxis],
        (bought * np.log(max(len(own), 1)))[chosen, np.newaxis],
        linked[chosen, np.newaxis],
        _linked(tables.linked, fresh, own)[chosen, np.newaxis],
        (linked * bought)[chosen, np.newaxis],
        alike[chosen, np.newaxis],
        tables.sold[chosen],
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _habits(history: History) -> tuple[Ints, Rows]:
    """Return the person's items and, for each, the features from "bought" to "in_last"."""
    own, row = np.unique(history.items, return_inverse=True)
    times = np.bincount(row).astype(np.float64)
    baskets = max(1, len(np.unique(history.baskets)))
    newest, oldest = np.full(len(own), np.inf), np.zeros(len(own))
    np.minimum.at(newest, row, history.ages)
    np.maximum.at(oldest, row, history.ages)
    gap = np.where(times > 1, (oldest - newest) / np.maximum(times - 1, 1), np.nan)
    due = np.nan_to_num(np.exp(-np.abs(np.log((newest + 1) / (gap + 1)))))
    last = history.baskets[-1] if len(history.baskets) else -1
    columns = [np.ones(len(own)), np.log1p(times), times / baskets]
    columns += [np.log1p(np.bincount(row, 0.5 ** (history.ages / days), len(own))) for days in FRESH_DAYS]
    columns += [np.exp(-newest / SINCE_DAYS), due, np.isin(own, history.items[history.baskets == last])]
    return own, np.stack(columns, axis=1).astype(np.float32)


def _linked(links: ItemLinks, weights: Floats, own: Ints) -> NDArray[np.float64]:
    return links.summed(own, weights)


def _sold(past: Purchases, at: float) -> Rows:
    ages = at - past.at
    sums = [np.bincount(past.item, 0.5 ** (ages / days), past.items) for days in SOLD_DAYS]
    sums.append(np.bincount(past.item, ages <= MONTH, past.items))
    return np.asarray(np.log1p(np.stack(sums, axis=1)), dtype=np.float32)


def _repeats(past: Purchases) -> NDArray[np.float32]:
    counts = past.counts()
    buyers = np.bincount(counts.indices, minlength=past.items)
    again = np.bincount(counts.indices, counts.data > 1, past.items)
    usual = again.sum() / max(1, buyers.sum())
    return np.asarray((again + PRIOR_BUYERS * usual) / (buyers + PRIOR_BUYERS), dtype=np.float32)
