"""The second voice of the intent head: which template families a message lies near, where intents lie apart.

A straight line between intents forgets single wordings; the families near a message remember them. Both err on
different messages, so that together they err less on wordings that neither has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

CLOSE = 0.04  # what a cosine must lack beside the nearest one for a family to weigh 1/e of it
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Neighbours:
    """Families as points. projection: (columns, d), offset: (d,), centres: (families, d) of unit length; intents:
    (families,) places of their intents among the labels.
    """

    projection: Floats
    offset: Floats
    centres: Floats
    intents: NDArray[np.int16]

    def votes(self, vectors: Floats, classes: int) -> Floats:
        """Return (n, classes) shares that sum to 1, from (n, columns) vectors of messages."""
        points = _product(vectors, self.projection) - self.offset
        points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
        similarity = _product(points, self.centres.T)
        near = np.exp((similarity - similarity.max(axis=1, keepdims=True)) / CLOSE) * self._weights
        found = np.stack([np.bincount(self.intents, weights, classes) for weights in near])
        return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float32)

    @cached_property
    def _weights(self) -> Floats:
        """(families,) so that an intent of many families does not win by their number."""
        counts = np.bincount(self.intents)
        return np.asarray(counts[self.intents] ** -0.5, dtype=np.float32)


def _product(rows: Floats, matrix: Floats) -> Floats:
    """Return rows @ matrix; a row alone on this thread: on a busy machine BLAS threads cost more than the product."""
    return np.asarray(
        np.einsum("ij,jk->ik", rows, matrix) if len(rows) == 1 else rows @ matrix, dtype=np.float32
    )
