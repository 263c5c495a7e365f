"""Trains the ranker of search results on a log of visits and says how near it comes to what can be reached.

Binary LightGBM over the features of `ranking.features`, replayed in time order: the model learns from the first part
of the time and is measured on the last. A click further down the page tells more, since fewer look there: it is
weighted by one over the examination of its place, estimated from the log itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.features import FEATURES, PLACES, Act, Asked, Goods, Memory, Rows, feature_rows
from retailgenie.ai.training.simulator import Visit, Wish, state_of

TEST_SHARE = 0.2  # of the time, the last, on which nothing is learned
WARM_SHARE = 0.1  # of the time, the first, that only fills the memory
TREES, LEAVES, RATE, LEAST_IN_LEAF = 120, 15, 0.1, 80
CUTOFF = 10
SEED = 11
THREADS = 1  # two wait for each other longer than they save where the machine is busy

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """One visit as the model sees it: a row of features per place, what was done, and the simulator's own odds."""

    at: float
    features: Rows
    acted: NDArray[np.int64]
    chance: Floats
    appeal: Floats


@dataclass(frozen=True, slots=True)
class Trained:
    """text: LightGBM's own form. figures: of the part of the time that nothing was learned from."""

    text: str
    figures: dict[str, float]
    gains: dict[str, float]


def replayed(
    goods: Goods, wishes: Sequence[Wish], visits: Sequence[Visit], seasons: Sequence[int], memory: Memory
) -> Iterator[Shown]:
    """Yield every visit with features from what came before it; its own acts are remembered after it."""
    for visit in visits:
        person = str(visit.person)
        yield Shown(
            visit.at,
            feature_rows(
                goods, memory, person, asked_of(wishes[visit.wish], visit, seasons, goods.state_names)
            ),
            visit.acted,
            visit.chance,
            visit.appeal,
        )
        remember(goods, memory, visit)


def asked_of(wish: Wish, visit: Visit, seasons: Sequence[int], states: Sequence[str]) -> Asked:
    """Return the search of a visit with the candidates that were shown."""
    place = {int(row): number for number, row in enumerate(wish.rows)}
    places = [place[int(row)] for row in visit.shown]
    return Asked(
        rows=visit.shown,
        similarity=wish.similarity[places],
        words=wish.lexical[places],
        at=visit.at,
        season=seasons[int(visit.at) % len(seasons)],
        state=states[state_of(visit.person, len(states))] if states else "",
    )


def remember(goods: Goods, memory: Memory, visit: Visit) -> None:
    """Add what happened in a visit."""
    for row, acted in zip(visit.shown, visit.acted, strict=True):
        for act in (Act.SHOWN, Act.CLICK, Act.CART, Act.ORDER)[: int(acted) + 1]:
            memory.add(goods, str(visit.person), int(row), act, visit.at)


def train_ranker(shown: Sequence[Shown]) -> Trained:
    """Learn from the first part of the time and measure on the last."""
    import lightgbm

    start, end = shown[0].at, shown[-1].at
    cut = end - TEST_SHARE * (end - start)
    learned = [x for x in shown if start + WARM_SHARE * (end - start) <= x.at < cut]
    later = [x for x in shown if x.at >= cut]
    looked = examination(learned)
    weights = np.concatenate([np.where(x.acted > 0, 1.0 / looked[: len(x.acted)], 1.0) for x in learned])
    data = lightgbm.Dataset(
        np.concatenate([x.features for x in learned]),
        np.concatenate([x.acted > 0 for x in learned]).astype(np.int32),
        weight=weights,
        feature_name=list(FEATURES),
        params={"verbose": -1},
    )
    booster = lightgbm.train(_settings(), data, TREES)
    gains = dict(zip(FEATURES, map(float, booster.feature_importance("gain")), strict=True))
    return Trained(booster.model_to_string(), later_figures(booster, later), gains)


def _settings() -> dict[str, Any]:
    return {
        "objective": "binary",
        "learning_rate": RATE,
        "num_leaves": LEAVES,
        "min_data_in_leaf": LEAST_IN_LEAF,
        "feature_fraction": 0.7,
        "lambda_l2": 5.0,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": THREADS,
        "seed": SEED,
        "verbose": -1,
    }


def examination(shown: Sequence[Shown]) -> Floats:
    """Return how often each place is looked at beside the first, at least 0.1, smoothed to fall steadily.

    Estimated from clicks per place; the order on the page is shaken, so likes differ less by place than looks do.
    """
    size = max(len(x.acted) for x in shown)
    clicks, times = np.zeros(size), np.zeros(size)
    for x in shown:
        clicks[: len(x.acted)] += x.acted > 0
        times[: len(x.acted)] += 1.0
    rate = clicks / np.maximum(times, 1.0)
    falling = np.minimum.accumulate(rate / max(rate[0], 1e-9))
    return np.asarray(np.maximum(np.sqrt(falling), 0.1))


def later_figures(booster: Any, later: Sequence[Shown]) -> dict[str, float]:
    """Return AUC beside that of the simulator's own probabilities, and nDCG@10 beside the semantic order."""
    scores = [np.asarray(booster.predict(x.features, num_threads=THREADS)) for x in later]
    clicked = np.concatenate([x.acted > 0 for x in later])
    best = np.concatenate([x.chance for x in later])
    auc, reach = auc_of(np.concatenate(scores), clicked), auc_of(best, clicked)
    told = [(x, score) for x, score in zip(later, scores, strict=True) if x.acted.any()]
    ours = float(np.mean([ndcg(score, x.acted) for x, score in told]))
    served = float(np.mean([ndcg(_served(booster, x), x.acted) for x, _ in told]))
    semantic = float(np.mean([ndcg(x.features[:, 0], x.acted) for x, _ in told]))
    return {
        "auc": auc,
        "auc_reachable": reach,
        "auc_share": auc / reach,
        "auc_semantic": auc_of(np.concatenate([x.features[:, 0] for x in later]), clicked),
        "ndcg10": ours,
        "ndcg10_semantic": semantic,
        "ndcg10_gain": ours / semantic - 1.0,
        "ndcg10_served": served,
        "ndcg10_served_gain": served / semantic - 1.0,
        "ndcg10_reachable": float(np.mean([ndcg(x.appeal, x.acted) for x, _ in told])),
        "visits": float(len(later)),
        "rows": float(len(clicked)),
        "clicks": float(clicked.sum()),
    }


def _served(booster: Any, shown: Shown) -> Floats:
    """Return scores as the shop serves them: the model's, less what a result's place in the semantic order costs."""
    places = np.argsort(np.argsort(-shown.features[:, 0], kind="stable"), kind="stable")
    raw = booster.predict(shown.features, raw_score=True, num_threads=THREADS)
    return np.asarray(raw - PLACES * np.log2(places + 1.0))


def auc_of(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Return the chance that a positive scores above a negative, ties half.

    Worked example: scores 0.1, 0.4, 0.35, 0.8 of a no, no, yes and yes give 0.75.
    """
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    ones = int(positive.sum())
    zeros = len(scores) - ones
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / max(1, ones * zeros))


def ndcg(scores: Floats | Rows, gains: NDArray[np.int64]) -> float:
    """Return nDCG@10 with linear gain of the order that the scores give."""
    discounts = 1.0 / np.log2(np.arange(CUTOFF) + 2.0)
    got = gains[np.argsort(-scores, kind="stable")][:CUTOFF]
    ideal = np.sort(gains)[::-1][:CUTOFF]
    return float(got @ discounts[: len(got)]) / float(ideal @ discounts[: len(ideal)])
