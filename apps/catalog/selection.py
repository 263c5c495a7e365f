"""The products that the limits of a search allow, by the facts in memory: of a million, in a few milliseconds.

The conditions are those of `filters`, but for two that only the database can tell: whether a title names an excluded
value, and what is in stock. What is about to be shown is therefore asked for there once more (`allowed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.catalog.facts import CATEGORY, COLOUR, VARIANT_ATTRIBUTES, Facts, Pair
from apps.catalog.filters import GENDER, MAX_LIMITS, category_ids, unisex_for, variant_values
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery

FEW_ROWS = 0.2  # share of the products up to which their variants are looked up one product at a time

Mask = NDArray[np.bool_]


def rows_allowed(query: SearchQuery, known: Facts) -> NDArray[np.int64] | None:
    """Return the rows of the products that keep to the limits, ascending; None where there are no limits."""
    limits = query.limits[:MAX_LIMITS]
    of_variants = [limit for limit in limits if limit.attribute in VARIANT_ATTRIBUTES]
    of_products = [limit for limit in limits if limit.attribute not in VARIANT_ATTRIBUTES]
    rows: NDArray[np.int64] | None = None
    if of_products:
        mask = np.ones(len(known.keys), dtype=bool)
        for limit in of_products:
            mask &= ~_having(limit, known) if limit.excluded else _having(limit, known)
        rows = np.flatnonzero(mask)
    if of_variants or query.price != MoneyRange():
        return _with_variant(query.price, of_variants, rows, known)
    return rows


def _having(limit: Limit, known: Facts) -> Mask:
    """Return which products have one of a limit's values."""
    values = [known.canonical_value(limit.attribute, value) for value in limit.values]
    if limit.attribute == CATEGORY:
        return _in_categories(category_ids(values), known)
    mask = _mask([(limit.attribute, value) for value in values], known)
    if limit.attribute == GENDER and not limit.excluded:
        for_any = np.ones(len(known.keys), dtype=bool)
        for name, given in unisex_for(values).items():
            for_any &= _mask([(name, given[0])], known)
        mask |= for_any
    return mask


def _in_categories(ids: list[int], known: Facts) -> Mask:
    """Several categories may have one name ("Shoes" of women and of children); of these only the ids count."""
    mask = np.zeros(len(known.keys), dtype=bool)
    for name in {known.category_names[key] for key in ids if key in known.category_names}:
        rows = known.rows_with((CATEGORY, name))
        mask[rows[np.isin(known.table.categories[rows], ids)]] = True
    return mask


def _mask(pairs: Iterable[Pair], known: Facts) -> Mask:
    mask = np.zeros(len(known.keys), dtype=bool)
    for pair in pairs:
        mask[known.rows_with(pair)] = True
    return mask


def _with_variant(
    price: MoneyRange, limits: list[Limit], rows: NDArray[np.int64] | None, known: Facts
) -> NDArray[np.int64]:
    """Return those of the rows (None: of all) that have one variant which keeps to all limits at once."""
    table, found = known.table, None
    if rows is not None and len(rows) <= FEW_ROWS * len(known.keys):
        found = known.looks_of(rows)
    looks: Any = slice(None) if found is None else found
    fits = np.ones(len(table.look_rows) if found is None else len(found), dtype=bool)
    if price.min_paise is not None:
        fits &= table.look_paise[looks] >= price.min_paise
    if price.max_paise is not None:
        fits &= table.look_paise[looks] <= price.max_paise
    for limit in limits:
        codes = table.look_colours if limit.attribute == COLOUR else table.look_sizes
        has = np.zeros(len(known.pairs) + 1, dtype=bool)  # the last is what NONE points at
        wanted = [known.code_of.get((limit.attribute, value)) for value in variant_values(limit)]
        has[[code for code in wanted if code is not None]] = True
        fits &= ~has[codes[looks]] if limit.excluded else has[codes[looks]]
    chosen = np.zeros(len(known.keys), dtype=bool)
    chosen[table.look_rows[looks][fits]] = True
    if rows is not None and found is None:
        inside = np.zeros(len(known.keys), dtype=bool)
        inside[rows] = True
        chosen &= inside
    return np.flatnonzero(chosen)
