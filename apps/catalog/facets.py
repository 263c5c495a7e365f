"""Facets: which values the results have, how many have each, and which of them were asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from apps.catalog.facts import BRAND, CATEGORY, COLOUR, SIZE, Facts, Pair, facts
from apps.catalog.orderly import orderly
from retailgenie.ai.types import Facet, FacetValue, SearchQuery

MAX_FACETS = 10
MAX_VALUES = 16
FIRST = (CATEGORY, BRAND, COLOUR, SIZE)


def facets_of(product_ids: Sequence[int] | NDArray[np.int64], query: SearchQuery) -> tuple[Facet, ...]:
    """Return the facets of these results: the fixed ones first, then the attributes that most results have."""
    known = facts()
    counted: dict[str, list[tuple[str, int]]] = {}
    for (attribute, value), count in known.counts(product_ids):
        counted.setdefault(attribute, []).append((value, count))
    selected = selected_pairs(query, known)
    chosen = {name for name, _ in selected}
    useful = orderly().union(FIRST)
    names = [name for name in counted if name in chosen or (name in useful and len(counted[name]) > 1)]
    names.sort(key=lambda name: (_place(name), -sum(count for _, count in counted[name]), name))
    return tuple(
        Facet(name, attribute_label(name), _values(name, counted[name], selected, known))
        for name in names[:MAX_FACETS]
    )


def selected_pairs(query: SearchQuery, known: Facts) -> frozenset[Pair]:
    """Return the values that the query asks for, as the catalogue writes them."""
    return frozenset(
        (limit.attribute, known.canonical_value(limit.attribute, value))
        for limit in query.limits
        if not limit.excluded
        for value in limit.values
    )


def attribute_label(name: str) -> str:
    """Return an attribute's name as people read it: "sleeve_length" -> "Sleeve length", in their language."""
    return gettext(name.replace("_", " ").strip().capitalize())


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _values(
    name: str, counted: list[tuple[str, int]], selected: frozenset[Pair], known: Facts
) -> tuple[FacetValue, ...]:
    top = sorted(counted, key=lambda x: ((name, x[0]) not in selected, -x[1], x[0]))[:MAX_VALUES]
    if name == SIZE:
        top.sort(key=lambda x: (known.size_order.get(x[0], 0), x[0]))
    return tuple(FacetValue(value, count, (name, value) in selected) for value, count in top)
