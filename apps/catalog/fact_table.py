"""What is known of every product, as arrays: read from the database, kept in files that all processes map."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.types import Sort

CATEGORY, BRAND, COLOUR, SIZE = "category", "brand", "colour", "size"
VARIANT_ATTRIBUTES = (COLOUR, SIZE)
NONE = -1  # the code of a colour or size that a variant does not have
# What products are sorted by. launched: microseconds since 1970.
MEASURES = np.dtype(
    [
        ("popularity", "f8"),
        ("price", "i8"),
        ("discount", "f8"),
        ("rating", "f8"),
        ("reviews", "i8"),
        ("launched", "i8"),
    ]
)
# What decides first, next and so on; "-" for the largest first. After all of them the id decides.
ORDERS: Mapping[Sort, tuple[str, ...]] = {
    Sort.RELEVANCE: ("-popularity",),
    Sort.PRICE_UP: ("price", "-popularity"),
    Sort.PRICE_DOWN: ("-price", "-popularity"),
    Sort.RATING: ("-rating", "-reviews"),
    Sort.NEWEST: ("-launched",),
    Sort.DISCOUNT: ("-discount", "-popularity"),
}
_PAIRS = "pairs.json"

Pair = tuple[str, str]  # attribute, value


@dataclass(frozen=True)
class FactTable:
    """One line a product, in the order of keys; rows count those lines.

    keys, categories: (products,) ids, ascending, and ids of their categories. measures: (products,) of MEASURES.
    places: (ORDERS, products) the place of each product where all are sorted so.
    rows, codes: (pairs,) which product has which of `pairs`; rows ascending.
    look_rows, look_colours, look_sizes, look_paise: (variants,) of active variants; rows ascending, codes or NONE.
    """

    keys: NDArray[np.int64]
    categories: NDArray[np.int64]
    measures: NDArray[Any]
    places: NDArray[np.int32]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    look_rows: NDArray[np.int32]
    look_colours: NDArray[np.int32]
    look_sizes: NDArray[np.int32]
    look_paise: NDArray[np.int64]
    pairs: tuple[Pair, ...]

    def save(self, folder: Path) -> None:
        """Write the arrays to a folder, whole or not at all; one that is there is replaced."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        try:
            for name in _array_names():
                np.save(scratch / f"{name}.npy", getattr(self, name))
            (scratch / _PAIRS).write_text(json.dumps(self.pairs), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # another process has just put its own there
                os.replace(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @classmethod
    def load(cls, folder: Path) -> FactTable | None:
        """Map the arrays of a folder, or return None where there is none."""
        try:
            pairs = json.loads((folder / _PAIRS).read_text(encoding="utf-8"))
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _array_names()}
        except FileNotFoundError:
            return None
        return cls(**arrays, pairs=tuple((name, value) for name, value in pairs))

    def with_instead(self, other: FactTable, keys: Sequence[int]) -> FactTable:
        """Return this table with the products `keys` taken from another, where the other has them."""
        codes = {pair: code for code, pair in enumerate(self.pairs)}
        # one more than the pairs, so that NONE stays NONE
        translated = np.array([*(codes.setdefault(pair, len(codes)) for pair in other.pairs), NONE], np.int32)
        kept = ~np.isin(self.keys, np.asarray(keys, dtype=np.int64))
        all_keys = np.concatenate([self.keys[kept], other.keys])
        order = np.argsort(all_keys, kind="stable")
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        places = place[np.cumsum(kept) - 1], place[int(kept.sum()) :]

        def joined(rows: str, *columns: str) -> Any:
            """Return the rows renumbered and the columns, in the order of the rows."""
            staying = kept[getattr(self, rows)]
            numbers = np.concatenate(
                [places[0][getattr(self, rows)[staying]], places[1][getattr(other, rows)]]
            )
            by_row = np.argsort(numbers, kind="stable")
            found = [numbers[by_row]]
            for name in columns:
                theirs = getattr(other, name)
                theirs = theirs if name == "look_paise" else translated[theirs]
                found.append(np.concatenate([getattr(self, name)[staying], theirs])[by_row])
            return found

        all_keys = all_keys[order]
        measures = np.concatenate([self.measures[kept], other.measures])[order]
        pair_rows, pair_codes = joined("rows", "codes")
        look_rows, colours, sizes, paise = joined("look_rows", "look_colours", "look_sizes", "look_paise")
        return FactTable(
            all_keys,
            np.concatenate([self.categories[kept], other.categories])[order],
            measures,
            places_of(measures),
            pair_rows,
            pair_codes,
            look_rows,
            colours,
            sizes,
            paise,
            tuple(codes),
        )


def places_of(measures: NDArray[Any]) -> NDArray[np.int32]:
    """Return (ORDERS, products) the place of each product in each order; what is alike stays in its order."""
    found = np.empty((len(ORDERS), len(measures)), dtype=np.int32)
    for places, names in zip(found, ORDERS.values(), strict=True):
        columns = [-measures[name[1:]] if name[0] == "-" else measures[name] for name in reversed(names)]
        places[np.lexsort(columns)] = np.arange(len(measures), dtype=np.int32)
    return found


def _array_names() -> list[str]:
    return [field.name for field in fields(FactTable) if field.name != "pairs"]
