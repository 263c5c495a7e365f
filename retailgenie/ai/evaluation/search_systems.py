"""The shop's search beside its baselines over one foreign catalogue, in one run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import bm25s
import numpy as np

from retailgenie.ai.encoder import Encoder
from retailgenie.ai.encoder.encoder import Vectors
from retailgenie.ai.evaluation.search import (
    Comparison,
    Judged,
    QueryFigures,
    System,
    compare,
    evaluate_system,
    mean_figures,
)
from retailgenie.ai.retrieval.fusion import dense_weight, linear_fusion, ranked, rrf
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex
from retailgenie.ai.retrieval.text import words

DEPTH = 200  # candidates of each kind
EMBEDDED_CHARS = 1_000
ENCODED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class SearchProduct:
    """A product of the measured catalogue. text: everything but the title, for people and BM25 alike."""

    product_id: str
    title: str
    text: str = ""

    @property
    def embedded(self) -> str:
        """What the encoder reads: its limit is 256 tokens, the rest would only cost time."""
        return f"{self.title}. {self.text}"[:EMBEDDED_CHARS]


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """figures: of the measured system, with p50_ms and p95_ms. baselines: name -> figures.

    intervals: baseline -> nDCG@10 of the measured system minus the baseline's. per_query: of every system.
    """

    figures: dict[str, float]
    baselines: dict[str, dict[str, float]]
    intervals: dict[str, Comparison]
    per_query: dict[str, dict[str, QueryFigures]]
    queries: int


def evaluate_search(
    products: Sequence[SearchProduct],
    judged: Judged,
    encoder: Encoder,
    *,
    measured: System | None = None,
    vectors: Vectors | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SearchEvaluation:
    """Rank every judged query by the measured system and by bm25, lexical, dense and rrf.

    measured: the shop's service over the same products; without one the pure hybrid of `retrieval` is
    measured.
    vectors: of the products, in their order, to save the minutes of encoding them here.
    """
    if vectors is None:
        vectors = encode_products(products, encoder, progress)
    with tempfile.TemporaryDirectory() as folder:
        systems = search_systems(products, encoder, vectors, Path(folder) / "index")
        hybrid = systems.pop("hybrid")
        timed, times = _timed(measured or hybrid)
        own = evaluate_system(timed, judged)
        others = {name: evaluate_system(system, judged) for name, system in systems.items()}
    return _summary(own, others, times)


def _summary(
    own: Mapping[str, QueryFigures], others: Mapping[str, dict[str, QueryFigures]], times: Sequence[float]
) -> SearchEvaluation:
    p50, p95 = np.percentile(times, [50, 95]) if times else (0.0, 0.0)
    return SearchEvaluation(
        figures={**mean_figures(own), "p50_ms": float(p50), "p95_ms": float(p95)},
        baselines={name: mean_figures(found) for name, found in others.items()},
        intervals={name: compare(own, found) for name, found in others.items()},
        per_query={"hybrid": dict(own), **others},
        queries=len(own),
    )


def _timed(system: System) -> tuple[System, list[float]]:
    times: list[float] = []

    def run(query: str) -> Sequence[str]:
        start = perf_counter()
        found = system(query)
        times.append((perf_counter() - start) * 1000)
        return found

    return run, times


def encode_products(
    products: Sequence[SearchProduct], encoder: Encoder, progress: Callable[[int], None] = lambda done: None
) -> Vectors:
    """Encode all products, telling how many are done after every few hundred."""
    parts = []
    for start in range(0, len(products), ENCODED_AT_ONCE):
        part = products[start : start + ENCODED_AT_ONCE]
        parts.append(encoder.encode([x.embedded for x in part]))
        progress(start + len(part))
    return np.vstack(parts)


def search_systems(
    products: Sequence[SearchProduct], encoder: Encoder, vectors: Vectors, folder: Path
) -> dict[str, System]:
    """Return bm25, lexical, dense, rrf and hybrid; each maps a query to product ids, best first."""
    ids = [x.product_id for x in products]
    index = LexicalIndex.build(folder, (LexicalDocument(n, x.title, x.text) for n, x in enumerate(products)))

    def dense_scores(query: str) -> dict[int, float]:
        scores = vectors @ encoder.encode([query])[0]
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return {int(n): float(scores[n]) for n in best}

    def lexical_scores(query: str) -> dict[int, float]:
        return index.search(query, DEPTH)

    def system(score: Callable[[str], Mapping[int, float]]) -> System:
        return lambda query: [ids[n] for n in ranked(score(query))]

    return {
        "bm25": _bm25(products),
        "lexical": system(lexical_scores),
        "dense": system(dense_scores),
        "rrf": system(lambda query: rrf(lexical_scores(query), dense_scores(query))),
        "hybrid": system(
            lambda query: linear_fusion(lexical_scores(query), dense_scores(query), dense_weight(query))
        ),
    }


def _bm25(products: Sequence[SearchProduct]) -> System:
    """bm25s as it comes, over title and all text, but keeping one-character tokens."""
    model: Any = bm25s.BM25()
    model.index([words(f"{x.title} {x.text}") for x in products], show_progress=False)
    ids = [x.product_id for x in products]

    def search(query: str) -> Sequence[str]:
        known = [word for word in words(query) if word in model.vocab_dict]
        if not known:
            return []
        scores = model.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [ids[n] for n in best if scores[n] > 0]

    return search
