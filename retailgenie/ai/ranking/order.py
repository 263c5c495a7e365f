"""A learned order: a linear blend of features, corrected by a few small trees.

The trees are LambdaMART (Burges 2010, by LightGBM) that start from the blend's scores, so that where they learned
nothing the blend stands; measured above either alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.choice import Choice, fit_choice
from retailgenie.ai.ranking.trees import Trees

TREES, LEAVES, RATE = 120, 8, 0.05
LEAST_IN_LEAF = 300  # rows: fewer learn the occasions by heart
LEAST_CHOICES = 200  # occasions with something taken from which trees are grown at all
THREADS = 1  # two wait for each other longer than they save where the machine is busy
SEED = 7


@dataclass(frozen=True)
class Order:
    """weights: one a feature. trees: LightGBM's text form; empty where there was too little to learn from."""

    weights: NDArray[np.float64]
    trees: str = ""

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return a score a row, higher first."""
        linear = features @ self.weights
        if not self.trees or not len(features):
            return np.asarray(linear)
        return np.asarray(linear + self._trees.scores(features))

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self.trees)


def fit_order(choices: Sequence[Choice]) -> Order:
    """Learn from occasions; the same occasions give the same order."""
    weights = fit_choice(choices)
    told = [x for x in choices if x.taken.any() and not x.taken.all()]
    if len(told) < LEAST_CHOICES:
        return Order(weights)
    import lightgbm

    features = np.concatenate([x.features for x in told])
    data = lightgbm.Dataset(
        features,
        np.concatenate([x.taken for x in told]).astype(np.int32),
        group=[len(x.taken) for x in told],
        init_score=features @ weights,
        params={"verbose": -1},
    )
    settings = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 20,
        "learning_rate": RATE,
        "num_leaves": LEAVES,
        "min_data_in_leaf": LEAST_IN_LEAF,
        "feature_fraction": 0.6,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": THREADS,
        "seed": SEED,
        "verbose": -1,
    }
    text = lightgbm.train(settings, data, TREES).model_to_string()
    Trees(text)  # what can't be read must not be served
    return Order(weights, text)
