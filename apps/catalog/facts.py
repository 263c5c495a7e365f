"""What a process remembers of all products: which values each one has, for counting facets and reading words.

Counting the facets of a few thousand results in SQL costs 15-25 ms, here under one. Prices and stock are never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import Min
from django.utils import timezone
from numpy.typing import NDArray

from apps.catalog.fact_table import (
    BRAND,
    CATEGORY,
    COLOUR,
    SIZE,
    VARIANT_ATTRIBUTES,
    FactTable,
    Pair,
    fact_table,
)
from apps.catalog.index_folders import (
    TAKEN_OVER_FROM,
    changed_since,
    explains_all,
    folder_done,
    folder_of,
    older_folder,
)
from apps.catalog.models import Category, Variant
from apps.catalog.versions import catalog_version
from retailgenie.ai.retrieval.text import terms
from retailgenie.lib.remembered import Remembered

__all__ = ["BRAND", "CATEGORY", "COLOUR", "SIZE", "VARIANT_ATTRIBUTES", "Facts", "Pair", "facts"]

KIND = "facts"


@dataclass(frozen=True)
class Facts:
    """keys: (products,) ids, ascending. rows, codes: (pairs,) which product has which of `pairs`."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    pairs: tuple[Pair, ...]
    canonical: Mapping[
        tuple[str, str], str
    ]  # attribute, value in small letters -> value as the catalogue writes it
    categories: Mapping[str, frozenset[int]]  # category name in small letters -> its id and those below it
    size_order: Mapping[str, int]
    category_names: Mapping[int, str]

    @cached_property
    def look_words(self) -> frozenset[str]:
        """The words of colours and sizes: titles that differ in nothing else are of one thing."""
        looks = (value for attribute, value in self.pairs if attribute in VARIANT_ATTRIBUTES)
        return frozenset(word for value in looks for word in terms(value))

    def having(self, wanted: Sequence[Sequence[Pair]]) -> NDArray[np.int64] | None:
        """Return the ids of the products that have one pair of each group, ascending; None without a group."""
        found: NDArray[np.int32] | None = None
        for group in wanted:
            parts = [self._rows_with(self._code_of[pair]) for pair in group if pair in self._code_of]
            rows = np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int32)
            found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
        return None if found is None else self.keys[found]

    def _rows_with(self, code: int) -> NDArray[np.int32]:
        starts, rows = self._rows_by_code
        return rows[starts[code] : starts[code + 1]]

    @cached_property
    def _code_of(self) -> dict[Pair, int]:
        return {pair: code for code, pair in enumerate(self.pairs)}

    @cached_property
    def _rows_by_code(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """For each code where its rows begin, and the rows of all codes one after the other."""
        starts = np.concatenate(([0], np.cumsum(np.bincount(self.codes, minlength=len(self.pairs)))))
        return starts, self.rows[np.argsort(self.codes, kind="stable")]

    def counts(self, product_ids: Sequence[int]) -> Iterator[tuple[Pair, int]]:
        """Yield every value that some of these products have, with how many have it."""
        if not len(self.keys):
            return
        wanted = np.unique(np.asarray(product_ids, dtype=np.int64))
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        places = places[self.keys[places] == wanted]
        first = np.searchsorted(self.rows, places, side="left")
        size = np.searchsorted(self.rows, places, side="right") - first
        # the pairs of product n lie together: first[n], first[n] + 1, ...
        each = np.repeat(first - np.concatenate(([0], np.cumsum(size)[:-1])), size) + np.arange(size.sum())
        counted = np.bincount(self.codes[each], minlength=len(self.pairs))
        for code in np.flatnonzero(counted):
            yield self.pairs[code], int(counted[code])

    def values(self) -> dict[str, list[str]]:
        """Return attribute -> its values, in the order first seen."""
        found: dict[str, list[str]] = {}
        for attribute, value in self.pairs:
            found.setdefault(attribute, []).append(value)
        return found

    def canonical_sizes(self, value: str) -> list[str]:
        """Return the sizes meant by one as it was said: "9" also means "UK 9" where no size is called 9."""
        exact = self.canonical.get((SIZE, value.casefold()))
        if exact is not None:
            return [exact]
        said = value.casefold().split()[-1:]
        return [size for size in self.size_order if size.casefold().split()[-1:] == said] or [value]

    def canonical_value(self, attribute: str, value: str) -> str:
        """Return a value as the catalogue writes it, or as given where the catalogue does not have it."""
        return self.canonical.get((attribute, value.casefold()), value)


def facts() -> Facts:
    """Return the facts of the running catalogue."""
    return _facts.get()


def _read() -> Facts:
    """Read all products, or where there are many the arrays of the version before and what changed since."""
    folder, began_at = folder_of(KIND), timezone.now()
    table = FactTable.load(folder)
    if table is None:
        table = _taken_over() or fact_table(None)
        if len(table.keys) >= TAKEN_OVER_FROM:
            table.save(folder)
            folder_done(folder, began_at=began_at)
    sizes = Variant.objects.exclude(size="").order_by().values_list("size").annotate(Min("size_position"))
    return Facts(
        keys=table.keys,
        rows=table.rows,
        codes=table.codes,
        pairs=table.pairs,
        canonical={(name, value.casefold()): value for name, value in table.pairs},
        categories=_category_trees(),
        size_order=dict(sizes),
        category_names=dict(Category.objects.values_list("pk", "name")),
    )


def _taken_over() -> FactTable | None:
    older = older_folder(KIND)
    table = FactTable.load(older) if older is not None else None
    if older is None or table is None:
        return None
    changed = changed_since(older, total=len(table.keys))
    if changed is None:
        return None
    now = fact_table(changed)
    before = np.intersect1d(table.keys, np.asarray(changed, dtype=np.int64)).tolist()
    if not explains_all(older, before=before, now=now.keys.tolist()):
        return None
    return table.with_instead(now, changed)


def _category_trees() -> dict[str, frozenset[int]]:
    rows = list(Category.objects.values_list("pk", "parent_id", "name", "slug"))
    below: dict[int | None, list[int]] = {}
    for key, parent, _, _ in rows:
        below.setdefault(parent, []).append(key)

    def tree(key: int) -> frozenset[int]:
        return frozenset({key}).union(*(tree(child) for child in below.get(key, [])))

    found: dict[str, frozenset[int]] = {}
    for key, _, name, slug in rows:
        for word in {name.casefold(), slug.casefold()}:
            found[word] = found.get(word, frozenset()) | tree(key)
    return found


_facts: Remembered[Facts] = Remembered(_read, catalog_version)
