"""Joins lexical and semantic scores of the same query into one ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retailgenie.ai.retrieval.lexical import query_terms

RRF_K = 60
LEAST_DENSE_WEIGHT, WEIGHT_PER_TERM, MAX_DENSE_WEIGHT = 0.05, 0.1, 0.3

Scores = Mapping[int, float]


def dense_weight(text: str) -> float:
    """Return the share of the semantic score, 0.05-0.3, by a rule that holds for any catalogue.

    One or two words mostly name a category or model, which BM25 finds exactly; the longer the wish, the less
    likely a product holds all of its words.
    """
    further = max(1, len(query_terms(text))) - 1
    return min(MAX_DENSE_WEIGHT, LEAST_DENSE_WEIGHT + WEIGHT_PER_TERM * further)


def min_max(scores: Scores) -> dict[int, float]:
    """Scale to 0-1 within one list; equal scores all become 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}


def linear_fusion(lexical: Scores, dense: Scores, weight: float) -> dict[int, float]:
    """Return (1 - weight) * lexical + weight * dense after min-max; a list that lacks a key gives it 0."""
    first, second = min_max(lexical), min_max(dense)
    return {
        key: (1 - weight) * first.get(key, 0.0) + weight * second.get(key, 0.0)
        for key in first.keys() | second.keys()
    }


def added(scores: Scores, more: Scores) -> dict[int, float]:
    """Return the scores, each with what `more` gives its key; keys that only `more` has are left out."""
    return {key: score + more.get(key, 0.0) for key, score in scores.items()}


def in_two_depths(scores: Scores, deep: Scores, placed: int) -> list[int]:
    """Return the keys: the best `placed` by their scores, then all others by their deep scores.

    What holds most of the words is among the first; of the others none does, and there meaning tells more.
    """
    first = ranked(scores)[:placed]
    taken = frozenset(first)
    return [*first, *(key for key in ranked(deep) if key not in taken)]


def rrf(*lists: Scores) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack 2009, k = 60); a baseline only, it can fall below BM25 alone."""
    fused: dict[int, float] = {}
    for scores in lists:
        for rank, key in enumerate(ranked(scores), 1):
            fused[key] = fused.get(key, 0.0) + 1 / (RRF_K + rank)
    return fused


def ranked(scores: Scores) -> Sequence[int]:
    """Return the keys, best first, equal scores by key, so that pages don't shift between calls."""
    return sorted(scores, key=lambda key: (-scores[key], key))
