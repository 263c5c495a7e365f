"""Softmax regression over dense and hashed columns by minibatch Adam (Kingma & Ba 2015): numpy and scipy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from retailgenie.ai.nlu.intents import HASHED, softmax

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Fitted:
    dense: Floats
    hashed: Floats
    bias: Floats


def hashed_matrix(columns: Sequence[Sequence[int]], weight: float) -> csr_matrix:
    """Return (n, HASHED) with weight / sqrt(columns of the row) in each of a row's columns."""
    pointers = np.cumsum([0, *(len(row) for row in columns)])
    indices = np.fromiter((x for row in columns for x in row), dtype=np.int32, count=int(pointers[-1]))
    values = np.concatenate([np.full(len(row), weight / max(1.0, len(row) ** 0.5)) for row in columns])
    return csr_matrix((values.astype(np.float32), indices, pointers), shape=(len(columns), HASHED))


def fit(
    vectors: Floats | Halves,
    hashed: csr_matrix,
    targets: NDArray[np.int64],
    classes: int,
    *,
    epochs: int,
    rows: NDArray[np.int64] | None = None,
    weights_of: Floats | None = None,
    batch: int = 128,
    rate: float = 0.02,
    decay: float = 0.0,
    smoothing: float = 0.05,
    seed: int = 3,
) -> Fitted:
    """Return the weights that fit targets (n,) from vectors (n, columns) and hashed (n, HASHED); one seed, one result.

    rows: places of the rows to learn from, all where it is left out. weights_of: (n,) how much each counts, 1 where it
    is left out. Vectors may be in half precision: a batch at a time is made whole.
    """
    random = np.random.default_rng(seed)
    used = np.arange(len(targets)) if rows is None else rows
    counts = np.ones(len(targets), np.float32) if weights_of is None else weights_of
    weights = [
        np.zeros((vectors.shape[1], classes), np.float32),
        np.zeros((HASHED, classes), np.float32),
        np.zeros(classes, np.float32),
    ]
    moments = [(np.zeros_like(x), np.zeros_like(x)) for x in weights]
    step, total = 0, epochs * -(-len(used) // batch)
    for _ in range(epochs):
        order = used[random.permutation(len(used))]
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            dense, sparse = vectors[some].astype(np.float32, copy=False), hashed[some]
            error = softmax(dense @ weights[0] + sparse @ weights[1] + weights[2]) - smoothing / classes
            error[np.arange(len(some)), targets[some]] -= 1 - smoothing
            error *= (counts[some] / len(some))[:, np.newaxis]
            gradients = (dense.T @ error, np.asarray(sparse.T @ error), error.sum(axis=0))
            step += 1
            speed = rate * (1 - step / (total + 1))
            for weight, gradient, (first, second) in zip(weights, gradients, moments, strict=True):
                _adam(weight, gradient + decay * weight, first, second, step, speed)
    return Fitted(weights[0].T.copy(), weights[1].T.copy(), weights[2])


def _adam(weight: Floats, gradient: Floats, first: Floats, second: Floats, step: int, rate: float) -> None:
    """Update weight and both moments in place."""
    first *= BETA1
    first += (1 - BETA1) * gradient
    second *= BETA2
    second += (1 - BETA2) * gradient**2
    mean, spread = first / (1 - BETA1**step), second / (1 - BETA2**step)
    weight -= rate * mean / (np.sqrt(spread) + EPSILON)
