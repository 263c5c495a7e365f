"""Shapley values of boosted trees: what of a score is owed to which feature.

Path-dependent TreeSHAP (Lundberg 2018). For one leaf with the features 1..d on its way the value of feature j is
v (p_j - r_j) times the integral over y from 0 to 1 of the product over k != j of (p_k y + r_k (1 - y)): p_k is 1
where the row passes the leaf's tests on k, r_k the share of the learned rows that did. Legendre's rule with d/2
points is exact for it. p is 0 or 1, so all values of a leaf fit in a table of 2^d lines, made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeafPath:
    """The way to one leaf: its features, for each the share of rows that passed, and its tests (column, must pass)."""

    value: float
    features: list[int]
    shares: list[float]
    tests: list[list[tuple[int, bool]]]


class Credit:
    """The tables of all leaves; paths of the whole sum of trees."""

    def __init__(self, paths: Sequence[LeafPath], features: int) -> None:
        self._features = features
        told = [path for path in paths if path.features]
        tests = [test for path in told for group in path.tests for test in group]
        sizes = np.array([len(group) for path in told for group in path.tests], dtype=np.intp)
        lengths = np.array([len(path.features) for path in told], dtype=np.intp)
        self._column = np.array([column for column, _ in tests], dtype=np.intp)
        self._wanted = np.array([wanted for _, wanted in tests], dtype=np.bool_)
        self._group_at = np.cumsum(sizes) - sizes
        self._leaf_at = np.cumsum(lengths) - lengths
        self._feature = np.array([x for path in told for x in path.features], dtype=np.intp)
        self._place = np.arange(len(self._feature)) - np.repeat(self._leaf_at, lengths)
        self._leaf = np.repeat(np.arange(len(told)), lengths)
        self._length = lengths[self._leaf]
        tables = _tables(told)
        ends = np.cumsum([table.size for table in tables])
        self._start = np.array([end - table.size for end, table in zip(ends, tables, strict=True)])[
            self._leaf
        ]
        self._table = np.concatenate([table.ravel() for table in tables]) if tables else np.zeros(0)

    def of(self, passed: NDArray[np.bool_]) -> Floats:
        """Return (n, features) for (n, columns): whether a row passed each test."""
        if not len(self._feature):
            return np.zeros((len(passed), self._features))
        held = np.logical_and.reduceat(passed[:, self._column] == self._wanted, self._group_at, axis=1)
        pattern = np.add.reduceat(held << self._place, self._leaf_at, axis=1)[:, self._leaf]
        values = self._table[self._start + pattern * self._length + self._place]
        cell = np.arange(len(passed))[:, np.newaxis] * self._features + self._feature
        sums = np.bincount(cell.ravel(), values.ravel(), minlength=len(passed) * self._features)
        return np.asarray(sums.reshape(len(passed), self._features), dtype=np.float64)


def _tables(paths: Sequence[LeafPath]) -> list[Floats]:
    """Return (2^d, d) for each path, d being the number of its features; bit k of a line's number is p_k."""
    found: dict[int, Floats] = {}
    for size in {len(path.features) for path in paths}:
        numbers = [number for number, path in enumerate(paths) if len(path.features) == size]
        shares = np.array([paths[number].shares for number in numbers])
        values = np.array([paths[number].value for number in numbers])
        found |= dict(zip(numbers, _credited(shares, values), strict=True))
    return [found[number] for number in range(len(paths))]


def _credited(shares: Floats, values: Floats) -> Floats:
    """Return (leaves, 2^d, d) for (leaves, d) shares and (leaves,) values."""
    size = shares.shape[1]
    passed = (np.arange(2**size)[:, np.newaxis] >> np.arange(size)) & 1
    points, weights = np.polynomial.legendre.leggauss((size + 1) // 2)
    total = np.zeros((len(shares), 2**size, size))
    for point, weight in zip((points + 1.0) / 2.0, weights / 2.0, strict=True):
        factor = passed * point + shares[:, np.newaxis, :] * (1.0 - point)
        total += weight * factor.prod(axis=2, keepdims=True) / factor
    return np.asarray(values[:, np.newaxis, np.newaxis] * (passed - shares[:, np.newaxis, :]) * total)
