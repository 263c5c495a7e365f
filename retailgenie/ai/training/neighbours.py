"""Finds the space in which the families of an intent lie together: spread within intents is evened out (Rao 1948)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from retailgenie.ai.nlu.neighbours import Neighbours

DIMENSIONS = 160  # 128 to 512 read left-out families alike
SPREAD_ROWS = 30_000  # messages that the spread within intents is taken from; more of them tell the same
AT_ONCE = 8_192  # rows made whole at a time
LEAST_SPREAD = 1e-5  # added to each direction's variance: some hardly vary at all
Floats = NDArray[np.float32]
Halves = NDArray[np.float16]


def fit_neighbours(
    vectors: Halves, targets: NDArray[np.int64], families: NDArray[np.str_], rows: NDArray[np.int64]
) -> Neighbours:
    """Return the families of some rows as points; vectors: (n, columns), targets: (n,) places of intents."""
    names, family_of = np.unique(families[rows], return_inverse=True)
    intents = np.zeros(len(names), np.int16)
    intents[family_of] = targets[rows]
    centres = _means(vectors, rows, family_of, len(names))
    some = rows[:: max(1, len(rows) // SPREAD_ROWS)]
    sample = vectors[some].astype(np.float32)
    mean = sample.mean(axis=0)
    everyone = np.arange(len(some))
    sample -= _means(sample, everyone, targets[some], int(targets.max()) + 1)[targets[some]]
    within = (sample.T @ sample / len(sample)).astype(np.float64)
    values, directions = np.linalg.eigh(within + LEAST_SPREAD * np.eye(len(within)))
    evened = directions / np.sqrt(values)
    _, telling = np.linalg.eigh(np.cov(_unit((centres - mean) @ evened).T))
    projection = (evened @ telling[:, ::-1][:, :DIMENSIONS]).astype(np.float32)
    points = _unit((centres - mean) @ projection).astype(np.float32)
    return Neighbours(projection, np.asarray(mean @ projection, np.float32), points, intents)


def _means(
    vectors: Floats | Halves, rows: NDArray[np.int64], groups: NDArray[np.int64], count: int
) -> Floats:
    """Return (count, columns) means of the rows of each group, zeros for an empty one; groups: (rows,)."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    for start in range(0, len(rows), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        size = len(groups[part])
        belongs = csr_matrix((np.ones(size, np.float32), (groups[part], np.arange(size))), (count, size))
        sums += belongs @ vectors[rows[part]].astype(np.float32)
    return np.asarray(sums / np.maximum(np.bincount(groups, minlength=count), 1)[:, np.newaxis], np.float32)


def _unit(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9), dtype=np.float64
    )
