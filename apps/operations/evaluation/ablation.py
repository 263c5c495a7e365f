"""Search with one technique at a time switched off, over the catalogue that is loaded: what each of them gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from apps.catalog import candidates, search, understanding
from retailgenie.ai.evaluation.search import (
    Judged,
    QueryFigures,
    System,
    compare,
    evaluate_system,
    mean_figures,
)
from retailgenie.ai.nlu import query
from retailgenie.ai.retrieval import compounds, evidence
from retailgenie.ai.retrieval.spelling import Correction
from retailgenie.ai.types import SearchQuery

Switch = tuple[Any, str, Any]  # module, name in it, what stands there while the technique is off


class _NoSpeller:
    """Leaves every word as it was typed."""

    def correct(self, text: str) -> Correction:
        return Correction(text)


def _text_only(said: str, language: str = "", page_size: int = 12) -> SearchQuery:
    return SearchQuery(text=said, said=said, page_size=page_size)


TECHNIQUES: Mapping[str, tuple[Switch, ...]] = {
    "unwanted words (without ...)": ((candidates, "divided", lambda text: (text, ())),),
    "brand named": ((evidence, "BRAND", 0.0),),
    "many reviews": ((evidence, "REVIEWED", 0.0),),
    "compounds": (
        (compounds, "split", lambda word, frequency: None),
        (compounds, "joined", lambda terms, frequency: []),
        (understanding, "taken_apart", lambda text: text),
    ),
    "small words that name things": ((query, "_whole", lambda work: []),),
    "spelling": ((search, "speller", _NoSpeller), (query, "_correct_unknown", lambda work: None)),
    "understanding as a whole": ((understanding, "understand", _text_only),),
    "weight by length (0.3 for all)": ((candidates, "dense_weight", lambda text: 0.3),),
    "meaning": ((candidates, "dense_weight", lambda text: 0.0),),
    "meaning counts more from the fourth page on": ((candidates, "PLACED", 10_000),),
    "leaving out what is far": ((candidates, "KEPT_LEXICAL", 0.0), (candidates, "KEPT_COSINE", 2.0)),
}


@contextmanager
def switched_off(switches: tuple[Switch, ...]) -> Iterator[None]:
    """Put something else in the place of a technique; everything stands as before afterwards."""
    with ExitStack() as after:
        for module, name, other in switches:
            after.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, other)
        yield


def ablations(
    system: Callable[[], System], judged: Judged, whole: Mapping[str, QueryFigures]
) -> dict[str, dict[str, float]]:
    """Return technique -> figures without it, and the whole minus them: nDCG@10 with its 95 % interval, recall@50.

    system: makes the shop's search, after the technique was switched off. whole: figures with everything on.
    """
    found = {}
    for name, switches in TECHNIQUES.items():
        with switched_off(switches):
            without = evaluate_system(system(), judged)
        gain = compare(whole, without)
        recall = compare(whole, without, value=lambda row: row.recall50)
        found[name] = {
            **mean_figures(without),
            "gain": gain.difference,
            "low": gain.low,
            "high": gain.high,
            "recall50_gain": recall.difference,
        }
    return found
