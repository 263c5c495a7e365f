"""What a process remembers of all products: which values each one has, for counting facets and reading words.

Counting the facets of a few thousand results in SQL costs 15-25 ms, here under one. Prices are kept for narrowing a
large catalogue, never for showing; stock is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import Min
from django.utils import timezone
from numpy.typing import NDArray

from apps.catalog.fact_reading import fact_table
from apps.catalog.fact_table import BRAND, CATEGORY, COLOUR, SIZE, VARIANT_ATTRIBUTES, FactTable, Pair
from apps.catalog.index_folders import (
    SLOW_FROM,
    TAKEN_OVER_FROM,
    changed_since,
    folder_done,
    folder_of,
    older_folder,
    still_holds,
)
from apps.catalog.models import Category, Variant
from apps.catalog.versions import catalog_version, connections_closed
from retailgenie.ai.retrieval.text import terms
from retailgenie.lib.remembered import Remembered

__all__ = ["BRAND", "CATEGORY", "COLOUR", "SIZE", "VARIANT_ATTRIBUTES", "Facts", "Pair", "facts"]

KIND = "goods"  # of the folders; another name than that of tables which held less


@dataclass(frozen=True)
class Facts:
    """table: the arrays. The rest is small and read anew with each version."""

    table: FactTable
    canonical: Mapping[
        tuple[str, str], str
    ]  # attribute, value in small letters -> value as the catalogue writes it
    categories: Mapping[str, frozenset[int]]  # category name in small letters -> its id and those below it
    size_order: Mapping[str, int]
    category_names: Mapping[int, str]

    @property
    def keys(self) -> NDArray[np.int64]:
        return self.table.keys

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self.table.pairs

    @cached_property
    def look_words(self) -> frozenset[str]:
        """The words of colours and sizes: titles that differ in nothing else are of one thing."""
        looks = (value for attribute, value in self.pairs if attribute in VARIANT_ATTRIBUTES)
        return frozenset(word for value in looks for word in terms(value))

    def rows_with(self, pair: Pair) -> NDArray[np.int32]:
        """Return the rows of the products that have a value, ascending."""
        code = self.code_of.get(pair)
        if code is None:
            return np.empty(0, dtype=np.int32)
        starts, rows = self._rows_by_code
        return rows[starts[code] : starts[code + 1]]

    def looks_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which variants these products have, as numbers of lines of the table."""
        return _lines(self._look_starts, rows)

    def rows_of(self, product_ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of those of the products that there are, in the order given."""
        ids = np.asarray(product_ids, dtype=np.int64)
        if len(ids) == len(self.keys) and (ids == self.keys).all():
            return np.arange(len(ids))
        if not len(self.keys):
            return np.empty(0, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, ids), len(self.keys) - 1)
        there: NDArray[np.bool_] = self.keys[places] == ids
        return places[there]

    @cached_property
    def code_of(self) -> dict[Pair, int]:
        return {pair: code for code, pair in enumerate(self.pairs)}

    @cached_property
    def _rows_by_code(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """For each code where its rows begin, and the rows of all codes one after the other."""
        codes, rows = self.table.codes, self.table.rows
        starts = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=len(self.pairs)))))
        return starts, rows[np.argsort(codes, kind="stable")]

    @cached_property
    def _starts(self) -> NDArray[np.int32]:
        return _starts(self.table.rows, len(self.keys))

    @cached_property
    def _look_starts(self) -> NDArray[np.int32]:
        return _starts(self.table.look_rows, len(self.keys))

    def counts(self, product_ids: Sequence[int] | NDArray[np.int64]) -> Iterator[tuple[Pair, int]]:
        """Yield every value that some of these products have, with how many have it."""
        rows = self.rows_of(product_ids)
        if not (np.diff(rows) > 0).all():
            rows = np.unique(rows)
        if 2 * len(rows) <= len(self.keys):
            counted = self._counted(rows)
        else:  # what the others have is sooner counted
            others = np.ones(len(self.keys), dtype=bool)
            others[rows] = False
            counted = np.diff(self._rows_by_code[0]) - self._counted(np.flatnonzero(others))
        for code in np.flatnonzero(counted):
            yield self.pairs[code], int(counted[code])

    def _counted(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(self.table.codes[_lines(self._starts, rows)], minlength=len(self.pairs))

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


def _starts(rows: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Return (count + 1,) where the lines of each row begin."""
    return np.searchsorted(rows, np.arange(count + 1, dtype=np.int32)).astype(np.int32)


def _lines(starts: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all lines of some rows: those of row n lie together, starts[n], starts[n] + 1, ..."""
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    first = starts[rows].astype(np.int64)
    size = starts[rows + 1] - first
    return np.repeat(first - np.concatenate(([0], np.cumsum(size)[:-1])), size) + np.arange(size.sum())


def facts() -> Facts:
    """Return the facts of the running catalogue."""
    return _facts.get()


def facts_renew() -> Facts:
    """Read the facts of the current version, and leave their files to the other processes."""
    return _facts.fresh()


def _read() -> Facts:
    """Read all products, or where there are many the arrays of the version before and what changed since."""
    folder, began_at = folder_of(KIND), timezone.now()
    table = FactTable.load(folder) if still_holds(folder) else None
    if table is None:
        table = _taken_over() or fact_table(None)
        if len(table.keys) >= TAKEN_OVER_FROM:
            table.save(folder)
            folder_done(folder, began_at=began_at)
    sizes = Variant.objects.exclude(size="").order_by().values_list("size").annotate(Min("size_position"))
    return Facts(
        table=table,
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
    return table.with_instead(fact_table(changed), changed)


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


_facts: Remembered[Facts] = Remembered(
    _read, catalog_version, slow=lambda old: len(old.keys) >= SLOW_FROM, after=connections_closed
)
