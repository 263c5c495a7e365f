"""What a process remembers of all products: which values each one has, for counting facets and reading words.

Counting the facets of a few thousand results in SQL costs 15-25 ms, here under one. Prices and stock are never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.catalog.models import Category, Product, Variant
from apps.catalog.versions import catalog_version
from retailgenie.lib.remembered import Remembered

CATEGORY, BRAND, COLOUR, SIZE = "category", "brand", "colour", "size"
VARIANT_ATTRIBUTES = (COLOUR, SIZE)

Pair = tuple[str, str]  # attribute, value


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

    def counts(self, product_ids: Sequence[int]) -> Iterator[tuple[Pair, int]]:
        """Yield every value that some of these products have, with how many have it."""
        if not len(self.keys):
            return
        wanted = np.asarray(product_ids, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        chosen = np.zeros(len(self.keys), dtype=bool)
        chosen[places[self.keys[places] == wanted]] = True
        counted = np.bincount(self.codes[chosen[self.rows]], minlength=len(self.pairs))
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
    names = dict(Category.objects.values_list("pk", "name"))
    codes: dict[Pair, int] = {}
    keys, rows, found = [], [], []
    looks = _variant_values()
    products = Product.objects.filter(is_active=True).order_by("pk")
    for row, (key, category, brand, attributes) in enumerate(
        products.values_list("pk", "category_id", "brand__name", "attributes").iterator(chunk_size=5_000)
    ):
        keys.append(key)
        for pair in _pairs(names[category], brand, attributes, looks.get(key, ())):
            rows.append(row)
            found.append(codes.setdefault(pair, len(codes)))
    return Facts(
        keys=np.array(keys, dtype=np.int64),
        rows=np.array(rows, dtype=np.int32),
        codes=np.array(found, dtype=np.int32),
        pairs=tuple(codes),
        canonical={(name, value.casefold()): value for name, value in codes},
        categories=_category_trees(),
        size_order=dict(Variant.objects.exclude(size="").values_list("size", "size_position")),
    )


def _pairs(
    category: str, brand: str | None, attributes: Mapping[str, Sequence[object]], looks: Iterable[Pair]
) -> set[Pair]:
    pairs = {(CATEGORY, category), *looks}
    if brand:
        pairs.add((BRAND, brand))
    pairs.update((name, str(value)) for name, values in attributes.items() for value in values)
    return pairs


def _variant_values() -> dict[int, set[Pair]]:
    found: dict[int, set[Pair]] = {}
    rows = Variant.objects.filter(is_active=True).order_by()
    for product, colour, size in rows.values_list("product_id", "colour", "size").distinct():
        pairs = found.setdefault(product, set())
        if colour:
            pairs.add((COLOUR, colour))
        if size:
            pairs.add((SIZE, size))
    return found


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
