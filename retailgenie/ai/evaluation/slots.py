"""Whether a shopping sentence is read into exactly the slots that are meant: no more, no less, no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retailgenie.ai.evaluation.language import Figures
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Limit, SearchQuery, Sort
from retailgenie.lib.money import PAISE_PER_RUPEE

WORDS = "words"  # of the wish that no slot holds; compared only where a row states them


def slots_figures(rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> Figures:
    """Return exact (whole sentence), slot precision and recall over rows {text, expect, class}.

    expect: attribute -> values, not: {attribute: values}, min, max (rupees), sort, in_stock, words.
    """
    read = [slots_of(parse_query(str(row["text"]), vocabulary).query) for row in rows]
    wanted = [_plain(row["expect"]) for row in rows]
    for got, want in zip(read, wanted, strict=True):
        if WORDS not in want:
            got.pop(WORDS, None)
    right = [got == want for got, want in zip(read, wanted, strict=True)]
    shared = sum(len(got.items() & want.items()) for got, want in zip(read, wanted, strict=True))
    kinds = [str(row.get("class", "")) for row in rows]
    per = {
        kind: {"exact": _mean([fine for fine, its in zip(right, kinds, strict=True) if its == kind])}
        for kind in dict.fromkeys(kinds)
    }
    errors = tuple(
        {"row": number, "cause": _cause(got, want)}
        for number, (got, want) in enumerate(zip(read, wanted, strict=True))
        if got != want
    )
    figures = {
        "exact": _mean(right),
        "precision": shared / max(1, sum(map(len, read))),
        "recall": shared / max(1, sum(map(len, wanted))),
        "rows": float(len(rows)),
    }
    return Figures(figures, {}, per, errors)


def slots_of(query: SearchQuery) -> dict[str, Any]:
    """Return what a query states, as plain data that can be compared: name -> value."""
    found: dict[str, Any] = {_name(limit): frozenset(limit.values) for limit in query.limits}
    for name, paise in (("min", query.price.min_paise), ("max", query.price.max_paise)):
        if paise is not None:
            found[name] = paise / PAISE_PER_RUPEE
    if query.sort is not Sort.RELEVANCE:
        found["sort"] = query.sort.name.lower()
    if query.in_stock_only:
        found["in_stock"] = True
    if query.text:
        found[WORDS] = query.text
    return found


def _name(limit: Limit) -> str:
    return f"not {limit.attribute}" if limit.excluded else limit.attribute


def _plain(expect: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {f"not {name}": frozenset(x) for name, x in expect.get("not", {}).items()}
    for name, value in expect.items():
        if name in ("min", "max"):
            found[name] = float(value)
        elif name != "not":
            found[name] = frozenset(value) if isinstance(value, list) else value
    return found


def _cause(got: Mapping[str, Any], want: Mapping[str, Any]) -> str:
    names = [name for name in {**want, **got} if got.get(name) != want.get(name)]
    return "; ".join(f"{name}: {_said(got.get(name))} for {_said(want.get(name))}" for name in names)


def _said(value: Any) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / max(1, len(values))
