"""Which attributes a catalogue keeps so well that a word of a sentence may become a hard limit on them.

In a curated shop "blue" is a limit on colour. In a marketplace where a quarter of the products state a colour, in free
text, the same limit hides most of what is blue: read with limits on everything, nDCG@10 on ESCI-150 fell from 0.62 to
0.38. Attributes that are not orderly are still facets, and their words still count in the ranking.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from apps.catalog.facts import CATEGORY, Facts, facts
from apps.catalog.lexicon import is_slow
from apps.catalog.versions import catalog_version, connections_closed
from retailgenie.lib.remembered import Remembered

FILLED = 0.6  # share of the products of a kind that state the attribute, where any of that kind do
RARE = 3  # products; a value that fewer have is free text or an oddity
MOST_RARE = 0.5  # share of an attribute's values
ALWAYS_VALUES = 60  # so many values are no free text, however small the catalogue
ALWAYS_CATEGORIES = 120  # a young shop has a few things in each of many categories


def orderly() -> frozenset[str]:
    """Return the orderly attributes of the running catalogue."""
    return _orderly.get()


def orderly_attributes(known: Facts) -> frozenset[str]:
    """Return the names of the attributes whose values may limit a search that was only said, not chosen."""
    if not len(known.keys):
        return frozenset()
    names = list(dict.fromkeys(name for name, _ in known.pairs))
    numbers = {name: number for number, name in enumerate(names)}
    # numbers of two bytes are sorted many times faster
    narrow = np.int16 if len(names) < 2**15 else np.int32
    attribute_of = np.array([numbers[name] for name, _ in known.pairs], dtype=narrow)
    kinds = _kinds(known, attribute_of == numbers[CATEGORY])
    order = np.argsort(attribute_of[known.table.codes], kind="stable")
    ends = np.cumsum(np.bincount(attribute_of[known.table.codes], minlength=len(names)))
    parts = np.split(order, ends[:-1])
    return frozenset(
        name
        for name, part in zip(names, parts, strict=True)
        if _is_orderly(
            known.table.codes[part],
            known.table.rows[part],
            kinds,
            always=ALWAYS_CATEGORIES if name == CATEGORY else ALWAYS_VALUES,
        )
    )


def _kinds(known: Facts, is_category: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the category of each product, as a number."""
    kinds = np.zeros(len(known.keys), dtype=np.int64)
    of_category = is_category[known.table.codes]
    kinds[known.table.rows[of_category]] = known.table.codes[of_category]
    return kinds


def _is_orderly(
    codes: NDArray[np.int32], rows: NDArray[np.int32], kinds: NDArray[np.int64], *, always: int
) -> bool:
    """codes, rows: (pairs,) the values of one attribute and the products that have them, ascending.

    always: see ALWAYS_VALUES.
    """
    counts = np.bincount(codes)
    counts = counts[counts > 0]
    if len(counts) > always and (counts < RARE).mean() > MOST_RARE:
        return False
    holders = kinds[rows[np.diff(rows, prepend=-1) > 0]]
    held = np.bincount(holders, minlength=kinds.max() + 1) / np.maximum(np.bincount(kinds), 1)
    return bool(held[holders].mean() >= FILLED)


_orderly: Remembered[frozenset[str]] = Remembered(
    lambda: orderly_attributes(facts()), catalog_version, slow=is_slow, after=connections_closed
)
