"""Boosted trees as LightGBM writes them, read and summed up with numpy alone.

LightGBM learns them; what serves doesn't load it, for with it comes scikit-learn: 86 MB a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.credit import Credit, LeafPath

NUMBERS_TO_THE_LEFT = "2"  # LightGBM's decision_type of "value <= threshold", nothing missing
MOST_LEAVES = 64  # of a tree: a leaf is a bit

Floats = NDArray[np.float64]


class TreesUnreadable(ValueError):
    """The text has trees of another kind (categories, missing values, too many leaves): learn them again."""


@dataclass(frozen=True)
class _Tree:
    """One tree: a list entry a split, and of leaves an entry a leaf. A negative child -k is leaf k - 1.

    leaf_count, split_count: how many of the learned rows came there.
    """

    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    leaf_value: list[float]
    leaf_count: list[float]
    split_count: list[float]

    @classmethod
    def read(cls, text: str) -> Self:
        found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        kinds = set(found.get("decision_type", "").split())
        if kinds - {NUMBERS_TO_THE_LEFT} or int(found["num_leaves"]) > MOST_LEAVES:
            raise TreesUnreadable("These trees have splits or sizes that can't be read here.")

        def numbers(name: str, kind: Any = float) -> list[Any]:
            return [kind(x) for x in found.get(name, "").split()]

        return cls(
            numbers("split_feature", int),
            numbers("threshold"),
            numbers("left_child", int),
            numbers("right_child", int),
            numbers("leaf_value"),
            numbers("leaf_count") or [1.0],
            numbers("internal_count"),
        )

    def leaves(self) -> Iterator[tuple[int, list[tuple[int, bool]]]]:
        """Yield each leaf, from the left, with its way: (split, whether it goes left)."""
        waiting: list[tuple[int, list[tuple[int, bool]]]] = [(0 if self.feature else -1, [])]
        while waiting:
            node, way = waiting.pop()
            if node < 0:
                yield -node - 1, way
                continue
            waiting.append((self.right[node], [*way, (node, False)]))
            waiting.append((self.left[node], [*way, (node, True)]))

    def count(self, node: int) -> float:
        return self.leaf_count[-node - 1] if node < 0 else self.split_count[node]


class Trees:
    """A sum of trees.

    A leaf is a bit of its tree, the leftmost the lowest. A split that a row fails rules out the leaves on its left;
    of what is left the lowest bit is the row's leaf (QuickScorer, Lucchese 2015).
    """

    def __init__(self, text: str) -> None:
        trees = [_Tree.read(part) for part in text.split("\nTree=")[1:]]
        if not trees:
            raise TreesUnreadable("There are no trees in this text.")
        self.features = int(_line(text, "max_feature_idx")) + 1
        splits = max(1, *(len(tree.feature) for tree in trees))
        shape = (len(trees), splits)
        self._feature = np.zeros(shape, dtype=np.intp)
        self._threshold = np.full(shape, np.inf)
        self._kept = np.full(shape, ~np.uint64(0))  # what stays possible where a split fails
        self._values = np.zeros((len(trees), max(len(tree.leaf_value) for tree in trees)))
        paths: list[LeafPath] = []
        for number, tree in enumerate(trees):
            used = len(tree.feature)
            self._feature[number, :used] = tree.feature
            self._threshold[number, :used] = tree.threshold
            for bit, (leaf, way) in enumerate(tree.leaves()):
                self._values[number, bit] = tree.leaf_value[leaf]
                for split, left in way:
                    if left:
                        self._kept[number, split] &= ~(np.uint64(1) << np.uint64(bit))
                paths.append(_path(tree, leaf, way, number * splits))
        self._credit = Credit(paths, self.features)

    def scores(self, rows: NDArray[Any]) -> Floats:
        """Return (n,) raw scores of (n, features)."""
        passed = self._passed(rows)
        kept = np.where(passed, ~np.uint64(0), self._kept)
        left = np.bitwise_and.reduce(kept, axis=2)
        bit = np.frexp((left & (~left + np.uint64(1))).astype(np.float64))[1] - 1
        return np.asarray(self._values[np.arange(len(self._values)), bit].sum(axis=1))

    def contributions(self, rows: NDArray[Any]) -> Floats:
        """Return (n, features): how much each feature moves a row's score away from the average one."""
        return self._credit.of(self._passed(rows).reshape(len(rows), -1))

    def _passed(self, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Return (n, trees, splits): whether a row goes left; what is not a number counts as 0, as in LightGBM."""
        known = np.nan_to_num(np.asarray(rows, dtype=np.float64), nan=0.0, posinf=np.inf, neginf=-np.inf)
        return np.asarray(known[:, self._feature] <= self._threshold)


def _line(text: str, name: str) -> str:
    start = text.index(f"\n{name}=") + len(name) + 2
    return text[start : text.index("\n", start)]


def _path(tree: _Tree, leaf: int, way: list[tuple[int, bool]], first: int) -> LeafPath:
    shares: dict[int, float] = {}
    tests: dict[int, list[tuple[int, bool]]] = {}
    for split, left in way:
        feature, child = tree.feature[split], (tree.left if left else tree.right)[split]
        shares[feature] = shares.get(feature, 1.0) * tree.count(child) / tree.count(split)
        tests.setdefault(feature, []).append((first + split, left))
    return LeafPath(tree.leaf_value[leaf], list(shares), list(shares.values()), list(tests.values()))
