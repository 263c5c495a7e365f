"""What was bought, as arrays: the one form in which recommendations read orders, ours or foreign ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Purchases:
    """Lines of baskets, each item of a basket once, oldest first; all arrays have one length.

    person, item, basket: row numbers. at: days since any fixed instant. people, items: how many there are in all.
    """

    person: Ints
    item: Ints
    basket: Ints
    at: Floats
    people: int
    items: int

    def __len__(self) -> int:
        return len(self.at)

    def where(self, kept: NDArray[np.bool_]) -> Purchases:
        """Return the kept lines, under the same row numbers."""
        return Purchases(
            self.person[kept], self.item[kept], self.basket[kept], self.at[kept], self.people, self.items
        )

    def before(self, instant: float) -> Purchases:
        """Return what was bought before an instant."""
        return self.where(self.at < instant)

    def bought(self) -> csr_matrix:
        """Return (people, items) float32: 1 where a person ever bought an item."""
        found = self.counts()
        found.data[:] = 1.0
        return found

    def counts(self) -> csr_matrix:
        """Return (people, items) float32: in how many baskets a person bought an item."""
        return _table(self.person, self.item, (self.people, self.items))

    def baskets(self) -> csr_matrix:
        """Return (baskets that hold anything, items) float32 of 0 and 1."""
        _, row = np.unique(self.basket, return_inverse=True)
        return _table(row, self.item, (int(row.max(initial=-1)) + 1, self.items))


def _table(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix  # learning alone needs it

    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


@dataclass(frozen=True, slots=True)
class Named:
    """Purchases with the names behind their row numbers."""

    purchases: Purchases
    people: list[Any]
    items: list[Any]


def purchases_of(lines: Iterable[tuple[Hashable, Hashable, Hashable, float]]) -> Named:
    """Number (person, item, basket, at in days) lines; a basket that names an item twice counts it once."""
    people: dict[Hashable, int] = {}
    items: dict[Hashable, int] = {}
    baskets: dict[Hashable, int] = {}
    rows = {
        (
            baskets.setdefault(basket, len(baskets)),
            items.setdefault(item, len(items)),
        ): (people.setdefault(person, len(people)), at)
        for person, item, basket, at in lines
    }
    keys = np.array(list(rows), dtype=np.int64).reshape(-1, 2)
    person = np.array([row[0] for row in rows.values()], dtype=np.int64)
    at = np.array([row[1] for row in rows.values()], dtype=np.float64)
    order = np.lexsort((keys[:, 1], keys[:, 0], at))
    found = Purchases(person[order], keys[order, 1], keys[order, 0], at[order], len(people), len(items))
    return Named(found, list(people), list(items))
