"""Which product has which values, as arrays: read from the database, kept in files that all processes map."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.catalog.models import Category, Product, Variant

CATEGORY, BRAND, COLOUR, SIZE = "category", "brand", "colour", "size"
VARIANT_ATTRIBUTES = (COLOUR, SIZE)
READ_AT_ONCE = 5_000
_ARRAYS = ("keys", "rows", "codes")
_PAIRS = "pairs.json"

Pair = tuple[str, str]  # attribute, value
Look = tuple[int, str, str]  # product, colour, size of a variant


@dataclass(frozen=True)
class FactTable:
    """keys: (products,) ids, ascending. rows, codes: (pairs,) which product has which of `pairs`; rows ascending."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    pairs: tuple[Pair, ...]

    def save(self, folder: Path) -> None:
        """Write the arrays to a folder, whole or not at all; one that is there stays."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        try:
            for name in _ARRAYS:
                np.save(scratch / f"{name}.npy", getattr(self, name))
            (scratch / _PAIRS).write_text(json.dumps(self.pairs), encoding="utf-8")
            if not folder.exists():
                os.replace(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @classmethod
    def load(cls, folder: Path) -> FactTable | None:
        """Map the arrays of a folder, or return None where there is none."""
        try:
            pairs = json.loads((folder / _PAIRS).read_text(encoding="utf-8"))
            keys, rows, codes = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
        except FileNotFoundError:
            return None
        return cls(keys, rows, codes, tuple((name, value) for name, value in pairs))

    def with_instead(self, other: FactTable, keys: Sequence[int]) -> FactTable:
        """Return this table with the products `keys` taken from another, where the other has them."""
        codes = {pair: code for code, pair in enumerate(self.pairs)}
        translated = np.array([codes.setdefault(pair, len(codes)) for pair in other.pairs], dtype=np.int32)
        kept = ~np.isin(self.keys, np.asarray(keys, dtype=np.int64))
        staying = kept[self.rows]
        all_keys = np.concatenate([self.keys[kept], other.keys])
        order = np.argsort(all_keys, kind="stable")
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        renumbered = np.cumsum(kept) - 1
        rows = np.concatenate(
            [place[renumbered[self.rows[staying]]], place[int(kept.sum()) + other.rows.astype(np.int64)]]
        )
        found = np.concatenate([self.codes[staying], translated[other.codes]])
        by_row = np.argsort(rows, kind="stable")
        return FactTable(all_keys[order], rows[by_row], found[by_row], tuple(codes))


def fact_table(product_ids: Sequence[int] | None) -> FactTable:
    """Read the active ones of some products (None: of all) in two ordered streams, products and their variants."""
    names = dict(Category.objects.values_list("pk", "name"))
    codes: dict[Pair, int] = {}
    keys, rows, found = array("q"), array("i"), array("i")
    looks = _looks(product_ids)
    ahead: tuple[int, list[Look]] | None = next(looks, None)
    for row, (key, category, brand, attributes) in enumerate(_products(product_ids)):
        keys.append(key)
        while ahead is not None and ahead[0] < key:
            ahead = next(looks, None)
        own = ahead[1] if ahead is not None and ahead[0] == key else ()
        for pair in _pairs(names[category], brand, attributes, own):
            rows.append(row)
            found.append(codes.setdefault(pair, len(codes)))
    return FactTable(
        np.frombuffer(keys, dtype=np.int64) if keys else np.empty(0, np.int64),
        np.frombuffer(rows, dtype=np.int32) if rows else np.empty(0, np.int32),
        np.frombuffer(found, dtype=np.int32) if found else np.empty(0, np.int32),
        tuple(codes),
    )


def _products(
    product_ids: Sequence[int] | None,
) -> Iterator[tuple[int, int, str | None, Mapping[str, Sequence[object]]]]:
    rows = Product.objects.filter(is_active=True).order_by("pk")
    if product_ids is not None:
        rows = rows.filter(pk__in=product_ids)
    wanted = rows.values_list("pk", "category_id", "brand__name", "attributes")
    return wanted.iterator(chunk_size=READ_AT_ONCE)


def _looks(product_ids: Sequence[int] | None) -> Iterator[tuple[int, list[Look]]]:
    rows = Variant.objects.filter(is_active=True).order_by("product_id")
    if product_ids is not None:
        rows = rows.filter(product_id__in=product_ids)
    wanted = rows.values_list("product_id", "colour", "size").iterator(chunk_size=READ_AT_ONCE)
    for key, group in groupby(wanted, key=itemgetter(0)):
        yield key, list(group)


def _pairs(
    category: str, brand: str | None, attributes: Mapping[str, Sequence[object]], looks: Iterable[Look]
) -> set[Pair]:
    pairs: set[Pair] = {(CATEGORY, category)}
    if brand:
        pairs.add((BRAND, brand))
    for _, colour, size in looks:
        if colour:
            pairs.add((COLOUR, colour))
        if size:
            pairs.add((SIZE, size))
    pairs.update((name, str(value)) for name, values in attributes.items() for value in values)
    return pairs
