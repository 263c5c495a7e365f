"""Figures of ranked search: how well rankings meet human judgements, and whether a difference is luck.

nDCG is Jarvelin and Kekalainen 2002 with discount 1/log2(rank + 1): unjudged results gain nothing and the
ideal order runs over everything judged. Intervals are paired bootstraps over queries (Sakai 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CUTOFF = 10
RECALL_DEPTH = 50
RESAMPLES = 10_000

Ranking = Sequence[str]
System = Callable[[str], Ranking]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged pair. gain: 0-1, linear. grade: for 2^grade - 1. relevant: counts for recall and MRR."""

    product_id: str
    gain: float
    grade: float
    relevant: bool


Judged = Mapping[str, Sequence[Judgement]]


@dataclass(frozen=True, slots=True)
class QueryFigures:
    """One query's figures, each 0-1; recall and mrr are None where nothing judged was relevant."""

    ndcg10: float
    ndcg10_exp: float
    recall50: float | None
    mrr: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean difference of nDCG@10 (first minus second) with its 95 % interval."""

    difference: float
    low: float
    high: float


def discounted_gain(gains: Sequence[float]) -> float:
    """Return DCG over the first ten: [1, 0, 0.5] -> 1/log2(2) + 0.5/log2(4) = 1.25."""
    return float(sum(gain / np.log2(rank + 2) for rank, gain in enumerate(gains[:CUTOFF])))


def query_figures(ranking: Ranking, judgements: Sequence[Judgement]) -> QueryFigures | None:
    """Return the figures of one ranking, or None where nothing judged has any gain: no nDCG there."""
    if not any(x.gain > 0 for x in judgements):
        return None
    relevant = {x.product_id for x in judgements if x.relevant}
    first = next((rank for rank, found in enumerate(ranking[:CUTOFF], 1) if found in relevant), None)
    return QueryFigures(
        ndcg10=_ndcg(ranking, {x.product_id: x.gain for x in judgements}),
        ndcg10_exp=_ndcg(ranking, {x.product_id: 2.0**x.grade - 1 for x in judgements}),
        recall50=len(relevant.intersection(ranking[:RECALL_DEPTH])) / len(relevant) if relevant else None,
        mrr=(1 / first if first else 0.0) if relevant else None,
    )


def _ndcg(ranking: Ranking, gains: Mapping[str, float]) -> float:
    ideal = discounted_gain(sorted(gains.values(), reverse=True))
    return discounted_gain([gains.get(found, 0.0) for found in ranking[:CUTOFF]]) / ideal


def evaluate_system(system: System, judged: Judged) -> dict[str, QueryFigures]:
    """Run every judged query; queries without any gain are left out."""
    found = {query: query_figures(system(query), judgements) for query, judgements in judged.items()}
    return {query: figures for query, figures in found.items() if figures is not None}


def mean_figures(per_query: Mapping[str, QueryFigures]) -> dict[str, float]:
    """Return ndcg10, ndcg10_exp, recall50 and mrr averaged over the queries that have them."""
    rows = list(per_query.values())

    def mean(values: Sequence[float | None]) -> float:
        known = [x for x in values if x is not None]
        return float(np.mean(known)) if known else 0.0

    return {
        "ndcg10": mean([x.ndcg10 for x in rows]),
        "ndcg10_exp": mean([x.ndcg10_exp for x in rows]),
        "recall50": mean([x.recall50 for x in rows]),
        "mrr": mean([x.mrr for x in rows]),
    }


def compare(
    first: Mapping[str, QueryFigures],
    second: Mapping[str, QueryFigures],
    *,
    value: Callable[[QueryFigures], float | None] = lambda x: x.ndcg10,
    seed: int = 7,
) -> Comparison:
    """Compare two systems over the queries both answered, by default on nDCG@10."""
    pairs = [(value(first[query]), value(second[query])) for query in first if query in second]
    differences: NDArray[np.float64] = np.array([a - b for a, b in pairs if a is not None and b is not None])
    if not len(differences):
        return Comparison(0.0, 0.0, 0.0)
    draws = np.random.default_rng(seed).integers(0, len(differences), (RESAMPLES, len(differences)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return Comparison(float(differences.mean()), float(low), float(high))
