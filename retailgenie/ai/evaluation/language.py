"""Figures of language understanding: intents, scope, money, references. Pure: rows in, numbers out, no files.

Errors carry the row's number and the cause, never its text, so that a result on foreign data can be kept.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.nlu.keywords import keyword_intents
from retailgenie.ai.nlu.money import parse_money
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.references import find_reference
from retailgenie.ai.nlu.taxonomy import TOP_OF, fine_of
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import EntityKind, IntentScore

REJECTED_IN_SCOPE = 0.05
ECE_BINS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """figures and baselines: names of docs/measures; per: breakdowns; errors: row number and cause only."""

    figures: dict[str, float]
    baselines: dict[str, dict[str, float]] = field(default_factory=dict)
    per: dict[str, Any] = field(default_factory=dict)
    errors: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class IntentRow:
    """One message and the intent it should get; context as keyword arguments of ReadContext."""

    text: str
    intent: str
    language: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


def intents_figures(rows: Sequence[IntentRow], reader: Reader, vocabulary: Vocabulary) -> Figures:
    """Return accuracy, macro_f1, top3, ece, top_level, p50_ms, p95_ms; baseline "keywords" on the same rows."""
    if not rows:
        return Figures({"rows": 0.0})
    predicted: list[tuple[IntentScore, ...]] = []
    spent: list[float] = []
    for row in rows:
        analyse.cache_clear()
        started = time.perf_counter()
        reading = reader.read(row.text, vocabulary, context_of(row.context))
        spent.append((time.perf_counter() - started) * 1000)
        predicted.append(tuple(replace(x, name=fine_of(x.name)) for x in reading.segments[0].intents))
    keywords = [keyword_intents(analyse(row.text)) for row in rows]
    figures = _intent_figures(rows, predicted)
    figures |= {
        "p50_ms": float(np.percentile(spent, 50)),
        "p95_ms": float(np.percentile(spent, 95)),
        "rows": float(len(rows)),
    }
    errors = tuple(
        {"row": number, "expected": row.intent, "got": scores[0].name}
        for number, (row, scores) in enumerate(zip(rows, predicted, strict=True))
        if scores[0].name != row.intent
    )
    per = {"f1": _f1_by_class(rows, predicted), "language": _by_language(rows, predicted)}
    return Figures(figures, {"keywords": _intent_figures(rows, keywords)}, per, errors)


def context_of(given: Mapping[str, Any]) -> ReadContext:
    """Return a ReadContext from plain data (lists become tuples)."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return ReadContext(**plain)


def _intent_figures(
    rows: Sequence[IntentRow], predicted: Sequence[tuple[IntentScore, ...]]
) -> dict[str, float]:
    right = np.array([scores[0].name == row.intent for row, scores in zip(rows, predicted, strict=True)])
    confidence = np.array([scores[0].score for scores in predicted])
    top3 = [row.intent in [x.name for x in scores[:3]] for row, scores in zip(rows, predicted, strict=True)]
    top = [
        TOP_OF.get(scores[0].name) == TOP_OF.get(row.intent)
        for row, scores in zip(rows, predicted, strict=True)
    ]
    f1 = _f1_by_class(rows, predicted)
    return {
        "accuracy": float(right.mean()),
        "macro_f1": float(np.mean(list(f1.values()))),
        "top3": float(np.mean(top3)),
        "top_level": float(np.mean(top)),
        "ece": expected_calibration_error(confidence, right),
    }


def _f1_by_class(rows: Sequence[IntentRow], predicted: Sequence[tuple[IntentScore, ...]]) -> dict[str, float]:
    wanted = Counter(row.intent for row in rows)
    given = Counter(scores[0].name for scores in predicted)
    hits = Counter(
        row.intent for row, scores in zip(rows, predicted, strict=True) if scores[0].name == row.intent
    )
    return {name: 2 * hits[name] / (wanted[name] + given[name]) for name in sorted(wanted)}


def _by_language(
    rows: Sequence[IntentRow], predicted: Sequence[tuple[IntentScore, ...]]
) -> dict[str, dict[str, float]]:
    found: dict[str, list[tuple[bool, bool]]] = {}
    for row, scores in zip(rows, predicted, strict=True):
        name = row.language or analyse(row.text).language.value
        same_top = TOP_OF.get(scores[0].name) == TOP_OF.get(row.intent)
        found.setdefault(name, []).append((scores[0].name == row.intent, same_top))
    return {
        name: {
            "rows": float(len(marks)),
            "accuracy": sum(fine for fine, _ in marks) / len(marks),
            "top_level": sum(top for _, top in marks) / len(marks),
        }
        for name, marks in sorted(found.items())
    }


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the gap between confidence and accuracy over ten equal bins, weighted by their rows (Naeini 2015)."""
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    shares = [(bins == b) for b in range(ECE_BINS) if (bins == b).any()]
    return float(sum(abs(confidence[x].mean() - right[x].mean()) * x.mean() for x in shares))


def scope_figures(rows: Sequence[tuple[str, bool]], reader: Reader) -> Figures:
    """Return auroc and oos_recall_at_5 (out-of-scope found when 5 % of in-scope rows are rejected)."""
    inside = np.array([is_in for _, is_in in rows], dtype=bool)
    if inside.all() or not inside.any():
        return Figures({"rows": float(len(rows))})
    scores = np.array([reader.in_scope(text) for text, _ in rows])
    threshold = float(np.quantile(scores[inside], REJECTED_IN_SCOPE))
    figures = {
        "auroc": auroc(scores, inside),
        "oos_recall_at_5": float((scores[~inside] < threshold).mean()),
        "rows": float(len(rows)),
        "in_scope_rows": float(inside.sum()),
    }
    wrong = np.flatnonzero((scores < threshold) == inside)
    errors = tuple(
        {"row": int(i), "in_scope": bool(inside[i]), "score": round(float(scores[i]), 3)} for i in wrong
    )
    keywords = np.array(
        [keyword_intents(analyse(text))[0].score if _keyword_known(text) else 0.0 for text, _ in rows]
    )
    return Figures(figures, {"keywords": {"auroc": auroc(keywords, inside)}}, {}, errors)


def _keyword_known(text: str) -> bool:
    return keyword_intents(analyse(text))[0].name != "out_of_scope"


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve with ties counted half (Mann and Whitney 1947)."""
    ordered, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del ordered
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    wanted = int(positive.sum())
    return float((ranks[positive].sum() - wanted * (wanted + 1) / 2) / (wanted * (len(scores) - wanted)))


def money_figures(rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Return exact over rows {text, expect: {min, max} in rupees or {quantity}}; null and absent mean open."""
    return _exact(rows, lambda row: _money_cause(str(row["text"]), row["expect"]))


def _money_cause(text: str, expect: Mapping[str, Any]) -> str:
    if "quantity" in expect:
        found = [x.value for x in find_entities(text).entities if x.kind is EntityKind.QUANTITY]
        first = found[0] if found else None
        return "" if first == expect["quantity"] else f"quantity {first}"
    got = parse_money(text).range
    wanted = tuple(None if expect.get(x) is None else round(float(expect[x]) * 100) for x in ("min", "max"))
    return "" if (got.min_paise, got.max_paise) == wanted else f"range {got.min_paise}..{got.max_paise}"


def references_figures(rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> Figures:
    """Return exact and wrong_target over rows {text, expect}; expect: the set fields of Reference, {} for none.

    wrong_target: a position, choice or set that was not meant (a missed reference is asked about, a wrong one acts).
    """
    figures = _exact(rows, lambda row: _reference_cause(str(_last_turn(row)), row["expect"], vocabulary))
    wrong = sum(1 for error in figures.errors if error["cause"].startswith("wrong"))
    return Figures(figures.figures | {"wrong_target": wrong / max(1, len(rows))}, {}, {}, figures.errors)


def _last_turn(row: Mapping[str, Any]) -> Any:
    return row["text"] if "text" in row else row["turns"][-1]


def read_reference(text: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the set fields of a message's Reference as plain data; limits as {attribute: first value}."""
    analysed = analyse(text)
    found = find_reference(analysed, parse_query(analysed, vocabulary), vocabulary)
    if found is None:
        return {}
    plain: dict[str, Any] = {
        "ordinals": list(found.ordinals),
        "except_ordinals": list(found.except_ordinals),
        "everything": found.everything,
        "choose": found.choose,
        "limits": {limit.attribute: limit.values[0] for limit in found.limits},
        "pronoun": found.pronoun,
        "again": found.again,
        "except_limits": {limit.attribute: limit.values[0] for limit in found.except_limits},
        "other": found.other,
    }
    return {name: value for name, value in plain.items() if value}


def _reference_cause(text: str, expect: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    got = read_reference(text, vocabulary)
    if got == dict(expect):
        return ""
    acting = ("ordinals", "except_ordinals", "everything", "choose", "limits")
    differs = any(got.get(name) and got.get(name) != expect.get(name) for name in acting)
    return ("wrong " if differs else "missed ") + ",".join(sorted(set(got) ^ set(expect)) or sorted(got))


def _exact(rows: Sequence[Mapping[str, Any]], cause_of: Callable[[Mapping[str, Any]], str]) -> Figures:
    causes = [cause_of(row) for row in rows]
    errors = tuple({"row": number, "cause": cause} for number, cause in enumerate(causes) if cause)
    return Figures({"exact": 1 - len(errors) / max(1, len(rows)), "rows": float(len(rows))}, {}, {}, errors)
