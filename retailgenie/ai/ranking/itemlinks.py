"""Links from item to item as a table of few values: what serving needs of it, in numpy alone.

It is learned with scipy, which a web process doesn't load: 31 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemLinks:
    """Row i is data[starts[i]:starts[i + 1]], of the columns others[...]; what is not there is 0."""

    data: NDArray[np.float32]
    others: NDArray[Any]
    starts: NDArray[Any]

    @classmethod
    def of(cls, table: csr_matrix) -> ItemLinks:
        return cls(table.data.astype(np.float32), table.indices, table.indptr)

    @property
    def items(self) -> int:
        return len(self.starts) - 1

    def row(self, item: int) -> tuple[NDArray[Any], NDArray[np.float32]]:
        """Return the items that one is linked to, and how strongly."""
        part = slice(int(self.starts[item]), int(self.starts[item + 1]))
        return self.others[part], self.data[part]

    def filled(self, item: int) -> NDArray[np.float32]:
        """Return (items,): a row with its zeros."""
        found = np.zeros(self.items, dtype=np.float32)
        others, data = self.row(item)
        found[others] = data
        return found

    def summed(self, rows: Ints, weights: NDArray[Any]) -> NDArray[np.float64]:
        """Return (items,): the sum of some rows, each times its weight."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(self.starts[rows] - before, lengths) + np.arange(int(lengths.sum()))
        values = self.data[places] * np.repeat(np.asarray(weights, dtype=np.float64), lengths)
        return np.asarray(np.bincount(self.others[places], values, self.items), dtype=np.float64)
