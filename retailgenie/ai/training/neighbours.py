"""Finds the space in which the families of an intent lie together: spread within intents is evened out (Rao 1948)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.nlu.neighbours import Neighbours

DIMENSIONS = 224  # 128 to 384 read left-out families alike
LEAST_SPREAD = 1e-5  # added to each direction's variance: some hardly vary at all
Floats = NDArray[np.float32]


def fit_neighbours(vectors: Floats, targets: NDArray[np.int64], families: NDArray[np.str_]) -> Neighbours:
    """Return the families of messages as points; vectors: (n, columns), targets: (n,) places of intents."""
    mean = vectors.mean(axis=0)
    names, family_of = np.unique(families, return_inverse=True)
    centres = _means(vectors, family_of, len(names)) - mean
    intents = np.zeros(len(names), np.int16)
    intents[family_of] = targets
    spread = vectors - _means(vectors, targets, int(targets.max()) + 1)[targets]
    within = (spread.T @ spread / len(spread)).astype(np.float64)
    values, directions = np.linalg.eigh(within + LEAST_SPREAD * np.eye(len(within)))
    evened = directions / np.sqrt(values)
    placed = _unit(centres @ evened)
    _, telling = np.linalg.eigh(np.cov(placed.T))
    projection = (evened @ telling[:, ::-1][:, :DIMENSIONS]).astype(np.float32)
    points = _unit(centres @ projection).astype(np.float32)
    return Neighbours(projection, np.asarray(mean @ projection, np.float32), points, intents)


def _means(vectors: Floats, groups: NDArray[np.int64], count: int) -> Floats:
    """Return (count, columns) means of the rows of each group; zeros for an empty one."""
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(count))
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    filled = np.bincount(groups, minlength=count) > 0
    sums[filled] = np.add.reduceat(vectors[order], starts[filled], axis=0)
    return np.asarray(sums / np.maximum(np.bincount(groups, minlength=count), 1)[:, np.newaxis], np.float32)


def _unit(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9), dtype=np.float64
    )
