"""Recommendations on transactions: the next basket of each person and the rest of a basket, beside plain methods.

Time split: everything is made from what was bought before the cut. Recall@20 = hits / min(20, wanted); nDCG@10 with
gain 1. Intervals are paired bootstraps over people or baskets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.evaluation.search import Comparison
from retailgenie.ai.ranking.blend import Blend, learn_blend, next_baskets, rank_for
from retailgenie.ai.ranking.companions import companions, pair_tables, pairs_of
from retailgenie.ai.ranking.links import cosine, ease
from retailgenie.ai.ranking.purchases import Ints, Purchases
from retailgenie.ai.ranking.taste import MONTH, History, Tables, histories_of, tables_of

TEST_SHARE = 0.15  # of the time that the transactions span lies after the cut
PAIRS = 3_000  # baskets of which one item is given
NEIGHBOURS = 100
DEPTH, CUTOFF = 20, 10
RESAMPLES = 2_000

Scores = NDArray[np.float64]
Rank = Callable[[int], Ints]
PerCase = dict[str, NDArray[np.float64]]


class TooFew(ValueError):
    """The transactions don't show anybody's next basket; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class RecommendEvaluation:
    """figures: ours. baselines: name -> figures. intervals: "figure over baseline" -> ours minus theirs."""

    figures: dict[str, float]
    baselines: dict[str, dict[str, float]]
    intervals: dict[str, Comparison]
    weights: dict[str, list[float]]


def evaluate_recommend(purchases: Purchases) -> RecommendEvaluation:
    """Measure the recipe and its baselines after the cut; raises TooFew."""
    start, end = _bounds(purchases)
    length = TEST_SHARE * (end - start)
    cut = end - length
    wanted = next_baskets(purchases, cut, end + 1.0)
    if not wanted:
        raise TooFew("Nobody who bought before the cut buys after it, so there is no next basket to foresee.")
    blend = learn_blend(purchases, cut, length)
    found = next_basket_cases(purchases, cut, wanted, blend)
    found |= together_cases(purchases, cut, end + 1.0)
    figures = {
        "people": float(len(wanted)),
        "people_new": float(len(found["ours", "new"]["recall20"])),
        "baskets": float(len(found["ours", "together"]["recall20"])),
    }
    own: dict[str, float] = {}
    baselines: dict[str, dict[str, float]] = {}
    for (name, task), cases in found.items():
        target = own if name == "ours" else baselines.setdefault(name, {})
        target |= {
            _named(figure, task): float(values.mean()) for figure, values in cases.items() if len(values)
        }
    return RecommendEvaluation(
        own | figures,
        baselines,
        _intervals(found),
        {"all": list(blend.anything.weights), "new": list(blend.new.weights)},
    )


def next_basket_cases(
    purchases: Purchases, cut: float, wanted: Mapping[int, Ints], blend: Blend
) -> dict[tuple[str, str], PerCase]:
    """Return (method, "all" or "new") -> figures of each person."""
    tables, histories = tables_of(purchases, cut), histories_of(purchases, cut)
    found: dict[tuple[str, str], PerCase] = {}
    methods = _plain_methods(purchases.before(cut), cut)
    for task in ("all", "new"):
        fresh = task == "new"
        cases = {
            person: np.setdiff1d(items, histories[person].items) if fresh else items
            for person, items in wanted.items()
        }
        cases = {person: items for person, items in cases.items() if len(items)}
        found["ours", task] = _cases(partial(_ours, histories, tables, blend, fresh), cases)
        for name, scores in methods.items():
            hidden = {person: histories[person].items for person in cases} if fresh else {}
            found[name, task] = _cases(partial(_by_score, scores, hidden), cases)
    return found


def _ours(
    histories: Mapping[int, History], tables: Tables, blend: Blend, only_new: bool, person: int
) -> Ints:
    return rank_for(histories[person], tables, blend, only_new=only_new).items


def _plain_methods(past: Purchases, cut: float) -> dict[str, Callable[[int], Scores]]:
    counts, bought = past.counts(), past.bought()
    sales = np.bincount(past.item, minlength=past.items).astype(np.float64)
    recent = np.bincount(past.item, cut - past.at <= MONTH, past.items).astype(np.float64)
    tie = recent / (recent.max(initial=0.0) + 1.0)
    links, alike = ease(bought, kept=0), cosine(bought, shrink=0.0, kept=NEIGHBOURS)

    def own(person: int) -> Scores:
        return np.asarray(np.asarray(counts[person].todense()).ravel() + tie, dtype=np.float64)

    def through(table: object, person: int) -> Scores:
        return np.asarray((bought[person] @ table).todense(), dtype=np.float64).ravel()

    return {
        "popularity": lambda person: sales,
        "recent": lambda person: recent,
        "own": own,
        "knn": partial(through, alike),
        "ease": partial(through, links),
    }


def together_cases(purchases: Purchases, cut: float, end: float) -> dict[tuple[str, str], PerCase]:
    """Return (method, "together") -> figures of each basket: one of its items is given, the rest is wanted."""
    pairs = pairs_of(purchases, cut, end, PAIRS)
    tables, past = pair_tables(purchases, cut), purchases.before(cut)
    baskets = past.baskets()
    shared = (baskets.T @ baskets).tolil()
    shared.setdiag(0.0)
    counts = shared.tocsr()
    sales = np.bincount(past.item, minlength=past.items).astype(np.float64)
    found: dict[tuple[str, str], PerCase] = {}
    wanted = dict(enumerate(rest for _, rest in pairs))
    given = {number: np.array([item]) for number, (item, _) in enumerate(pairs)}
    found["ours", "together"] = _cases(lambda n: companions(tables, int(given[n][0]))[0], wanted)
    found["cooccurrence", "together"] = _cases(
        partial(
            _by_score, lambda n: np.asarray(counts[given[n][0]].todense(), dtype=np.float64).ravel(), given
        ),
        wanted,
    )
    found["popularity", "together"] = _cases(partial(_by_score, lambda n: sales, given), wanted)
    return found


def _by_score(scores: Callable[[int], Scores], hidden: Mapping[int, Ints], case: int) -> Ints:
    values = scores(case).copy()
    if case in hidden:
        values[hidden[case]] = -np.inf
    return np.argsort(-values, kind="stable")[:DEPTH]


def _cases(rank: Rank, wanted: Mapping[int, Ints]) -> PerCase:
    rows = [case_figures(rank(case), items) for case, items in wanted.items()]
    table = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return {"recall20": table[:, 0], "ndcg10": table[:, 1]}


def case_figures(ranking: Ints, wanted: Ints) -> tuple[float, float]:
    """Return recall@20 and nDCG@10: [a, x, b] for wanted {a, b} gives 1.0 and 1.5 / 1.63 = 0.92."""
    hits = np.isin(ranking[:DEPTH], wanted)
    discounts = 1.0 / np.log2(np.arange(CUTOFF) + 2.0)
    gained = float(hits[:CUTOFF] @ discounts[: len(hits[:CUTOFF])])
    ideal = float(discounts[: min(CUTOFF, len(wanted))].sum())
    return float(hits.sum()) / min(DEPTH, len(wanted)), gained / ideal


def _intervals(found: Mapping[tuple[str, str], PerCase]) -> dict[str, Comparison]:
    result = {}
    for (name, task), cases in found.items():
        for figure, theirs in cases.items():
            ours = found["ours", task][figure]
            if name != "ours" and len(ours):
                result[f"{_named(figure, task)} over {name}"] = _compare(ours - theirs)
    return result


def _compare(differences: Scores, seed: int = 7) -> Comparison:
    rng = np.random.default_rng(seed)
    means = [
        differences[rng.integers(0, len(differences), len(differences))].mean() for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return Comparison(float(differences.mean()), float(low), float(high))


def _named(figure: str, task: str) -> str:
    return figure if task == "all" else f"{figure}_{task}"


def _bounds(purchases: Purchases) -> tuple[float, float]:
    if not len(purchases):
        raise TooFew("There is no purchase with a person, an item and a time.")
    return float(purchases.at.min()), float(purchases.at.max())
