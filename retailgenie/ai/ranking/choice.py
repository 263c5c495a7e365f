"""Learns weights from choices: of these candidates, those were taken.

Conditional logit (McFadden 1974): the probability of a candidate is the softmax of its weighted features; where several
were taken, each bears an equal share. Convex, so the same data give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 1e-3  # on weights of standardised features
ITERATIONS = 200

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """One occasion. features: (candidates, features). taken: which of the candidates were chosen."""

    features: Rows
    taken: NDArray[np.bool_]


def fit_choice(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """Return one weight a feature; zeros where no occasion has both a taken and a left candidate.

    An occasion on which more was taken weighs more, by the root of the number up to twenty.
    """
    told = [x for x in choices if x.taken.any() and not x.taken.all()]
    if not told:
        return np.zeros(choices[0].features.shape[1] if choices else 0)
    rows = np.concatenate([x.features for x in told]).astype(np.float64)
    spread = rows.std(axis=0)
    spread[spread < 1e-9] = np.inf  # a feature that never differs gets no weight
    rows = (rows - rows.mean(axis=0)) / spread
    starts = np.cumsum([0, *(len(x.taken) for x in told[:-1])])
    lengths = np.array([len(x.taken) for x in told])
    counts = np.array([x.taken.sum() for x in told])
    worth = np.sqrt(np.minimum(counts, 20))
    worth = worth / worth.sum()
    target = np.concatenate([x.taken for x in told]) * np.repeat(worth / counts, lengths)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), lengths)
        raised = np.exp(scores)
        totals = np.add.reduceat(raised, starts)
        shares = raised * np.repeat(worth / totals, lengths)
        value = -(target * scores).sum() + (worth * np.log(totals)).sum()
        return float(value + RIDGE * weights @ weights), rows.T @ (shares - target) + 2 * RIDGE * weights

    from scipy.optimize import minimize  # learning alone needs it

    found = minimize(
        loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}
    )
    return np.asarray(found.x / spread)
