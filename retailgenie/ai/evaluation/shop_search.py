"""Judges what the shop's search shows by conditions that a right answer meets, written beside each query.

Conditions instead of product ids: the demo shop is made anew with the day, and a right answer stays one. `want` is what
the shopper has in mind; `limits` is what was stated and must not be broken by anything that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, quantiles
from typing import Any

SUCCESS_DEPTH = 5
UNISEX = "Unisex"
TOLD_LIMITS = frozenset({"colour", "size", "material", "gender"})  # may be given up, if the page says so


@dataclass(frozen=True, slots=True)
class Look:
    """One variant: price in paise."""

    colour: str
    size: str
    price_paise: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it can be judged. words: title, attributes and tags in small letters."""

    category: str
    words: str
    attributes: Mapping[str, Sequence[str]]
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one search showed on its first page. relaxed: the page says that a limit was given up.

    not_carried: the page says that the shop does not have what was asked for.
    """

    shown: tuple[Shown, ...]
    relaxed: bool
    ms: float
    not_carried: bool = False


Conditions = Mapping[str, Any]
Search = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Judged:
    """How one query went. breaks: shown products that break a stated limit; share: right ones of the first five."""

    query: str
    kind: str
    hit: bool
    share: float
    breaks: int
    empty: bool
    ms: float


def judge(row: Mapping[str, Any], answer: Answer) -> Judged:
    """Judge one row {query, class, want, limits, nothing}: what is shown against its conditions."""
    want, limits = row.get("want", {}), row.get("limits", {})
    right = [
        meets(shown, {**want, **limits.get("is", {})}) and not _excluded(shown, limits.get("not", {}))
        for shown in answer.shown[:SUCCESS_DEPTH]
    ]
    nothing = bool(row.get("nothing"))
    told = not answer.shown or answer.not_carried
    return Judged(
        query=row["query"],
        kind=row["class"],
        hit=told if nothing else any(right),
        share=float(told) if nothing else (mean(right) if right else 0.0),
        breaks=sum(_breaks(shown, limits, told=answer.relaxed) for shown in answer.shown),
        empty=not answer.shown and not nothing,
        ms=answer.ms,
    )


def meets(shown: Shown, conditions: Conditions) -> bool:
    """Say whether a product meets all conditions; colour, size and price by one and the same variant."""
    of_product = (
        _meets_one(shown, name, wanted)
        for name, wanted in conditions.items()
        if name not in ("colour", "size", "min", "max")
    )
    return all(of_product) and any(_look_fits(look, conditions) for look in shown.looks)


def _meets_one(shown: Shown, name: str, wanted: Sequence[str]) -> bool:
    if name == "category":
        return shown.category in wanted
    if name == "words":
        return any(word in shown.words for word in wanted)
    values = shown.attributes.get(name, ())
    if name == "gender" and (UNISEX in values or not values):
        return True
    return any(value in wanted for value in values)


def _look_fits(look: Look, conditions: Conditions) -> bool:
    return (
        look.colour in conditions.get("colour", (look.colour,))
        and look.size in conditions.get("size", (look.size,))
        and conditions.get("min", 0) * 100 <= look.price_paise
        and look.price_paise <= conditions.get("max", float("inf")) * 100
    )


def _excluded(shown: Shown, unwanted: Conditions) -> bool:
    if any(_meets_one(shown, name, values) for name, values in unwanted.items() if name != "colour"):
        return True
    return all(look.colour in unwanted.get("colour", ()) for look in shown.looks)


def _breaks(shown: Shown, limits: Mapping[str, Conditions], *, told: bool) -> bool:
    stated = limits.get("is", {})
    hard = {name: value for name, value in stated.items() if not (told and name in TOLD_LIMITS)}
    return not meets(shown, hard) or _excluded(shown, limits.get("not", {}))


def shop_search_figures(
    rows: Iterable[Mapping[str, Any]], search: Search
) -> tuple[dict[str, float], dict[str, dict[str, float]], list[Judged]]:
    """Return the figures of all queries, of each class, and what went wrong."""
    judged = [judge(row, search(row["query"])) for row in rows]
    kinds = dict.fromkeys(found.kind for found in judged)
    per_class = {kind: figures_of([found for found in judged if found.kind == kind]) for kind in kinds}
    return figures_of(judged), per_class, [found for found in judged if not found.hit or found.breaks]


def figures_of(judged: Sequence[Judged]) -> dict[str, float]:
    """Return success5, precision5, violations, zero_results and the milliseconds of some judged queries."""
    times = sorted(found.ms for found in judged)
    spread = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {
        "queries": float(len(judged)),
        "success5": mean(found.hit for found in judged),
        "precision5": mean(found.share for found in judged),
        "violations": float(sum(found.breaks for found in judged)),
        "zero_results": float(sum(found.empty for found in judged)),
        "p50_ms": spread[49],
        "p95_ms": spread[94],
    }
