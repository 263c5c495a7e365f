"""Trains the intent head from the grammars: embeddings and hashed n-grams, linear layer, temperature, scope.

Calibration and scope are fitted on predictions for template families that the fold had not seen; the
shipped weights then
use every family. About ten seconds of one core.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from retailgenie.ai.nlu.intents import IntentHead, TextEncoder, gram_columns, scope_features, softmax
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.taxonomy import FINE, OUT_OF_SCOPE, TOP_OF
from retailgenie.ai.training.grammar import Example, generate
from retailgenie.ai.training.softmax import Fitted, fit, hashed_matrix

FOLDS = 4
EPOCHS = 8  # more of them learn the grammars by heart: unseen families lose
HASHED_WEIGHT = 0.4  # measured: whole n-grams overfit the grammars, none of them loses typing errors
PROTOTYPE_STEP = 6  # every sixth message is kept as a prototype: 0.2 ms a look-up
IN_SCOPE_REJECTED = 0.01  # share of shop messages that the scope threshold may reject on unseen families
BATCH = 512
REPORT_FILE = "report.json"
Floats = NDArray[np.float32]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class TrainReport:
    """Figures of one training; held_out_* are on template families the fold had not seen."""

    version: str
    encoder: str
    examples: int
    families: int
    held_out_accuracy: float
    held_out_top_level: float
    held_out_ece: float
    scope_auroc: float
    temperature: float
    threshold: float
    seconds: float


@dataclass(frozen=True)
class _Data:
    vectors: Floats
    hashed: csr_matrix
    targets: NDArray[np.int64]
    folds: NDArray[np.int64]
    labels: tuple[str, ...]


def train_head(
    encoder: TextEncoder,
    out_dir: Path | str,
    *,
    version: str = "",
    progress: Progress = lambda message, share: None,
    per_intent: int = 150,
    epochs: int = EPOCHS,
    seed: int = 7,
) -> TrainReport:
    """Train, calibrate and write a head with its report into a folder; the same seed gives the same head."""
    started = time.monotonic()
    progress("Writing messages from the grammars", 0.0)
    examples = generate(per_intent=per_intent, seed=seed)
    data = _prepare(encoder, examples, progress)
    with threadpool_limits(
        limits=1
    ):  # on a busy machine BLAS threads wait for each other longer than they work
        progress("Training on three of four families", 0.6)
        logits, features = _out_of_fold(data, epochs)
        temperature = _temperature(logits, data.targets)
        scope, threshold, auroc = _fit_scope(softmax(logits / temperature), features, data)
        progress("Training on all families", 0.85)
        fitted = _fit(data, np.ones(len(data.targets), dtype=bool), epochs)
    name = version or f"intents-{zlib.crc32(fitted.dense.tobytes()):08x}"
    head = _head(name, encoder.name, fitted, data, temperature, scope, threshold)
    head.save(out_dir)
    report = _report(head, examples, logits, temperature, data, auroc, time.monotonic() - started)
    (Path(out_dir) / REPORT_FILE).write_text(json.dumps(asdict(report), indent=1))
    progress("Done", 1.0)
    return report


def _prepare(encoder: TextEncoder, examples: Sequence[Example], progress: Progress) -> _Data:
    texts = [analyse(example.text) for example in examples]
    parts = []
    for start in range(0, len(texts), BATCH):
        parts.append(encoder.encode([text.gloss for text in texts[start : start + BATCH]]))
        progress("Encoding messages", 0.05 + 0.5 * start / len(texts))
    index = {name: position for position, name in enumerate(FINE)}
    return _Data(
        np.concatenate(parts),
        hashed_matrix([gram_columns(text) for text in texts], HASHED_WEIGHT),
        np.array([index[example.intent] for example in examples], dtype=np.int64),
        np.array([zlib.crc32(example.family.encode()) % FOLDS for example in examples], dtype=np.int64),
        FINE,
    )


def _fit(data: _Data, rows: NDArray[np.bool_], epochs: int) -> Fitted:
    return fit(data.vectors[rows], data.hashed[rows], data.targets[rows], len(data.labels), epochs=epochs)


def _out_of_fold(data: _Data, epochs: int) -> tuple[Floats, Floats]:
    """Return (n, classes) logits and (n, 2) nearest similarities in and out of scope, without the row's family."""
    logits = np.zeros((len(data.targets), len(data.labels)), np.float32)
    near = np.zeros((len(data.targets), 2), np.float32)
    outside = data.labels.index(OUT_OF_SCOPE)
    for fold in range(FOLDS):
        held = data.folds == fold
        fitted = _fit(data, ~held, epochs)
        logits[held] = _logits(fitted, data, held)
        known = np.flatnonzero(~held)[::PROTOTYPE_STEP]
        similarity = data.vectors[held] @ data.vectors[known].T
        inside = data.targets[known] != outside
        near[held] = np.stack([similarity[:, inside].max(axis=1), similarity[:, ~inside].max(axis=1)], axis=1)
    return logits, near


def _logits(fitted: Fitted, data: _Data, rows: NDArray[np.bool_]) -> Floats:
    hashed = np.asarray(data.hashed[rows] @ fitted.hashed.T)
    return np.asarray(data.vectors[rows] @ fitted.dense.T + hashed + fitted.bias, dtype=np.float32)


def _temperature(logits: Floats, targets: NDArray[np.int64]) -> float:
    """Return the temperature with the smallest log loss (Guo 2017)."""
    rows = np.arange(len(targets))

    def loss(temperature: float) -> float:
        chosen = softmax(logits / temperature)[rows, targets]
        return float(-np.log(np.clip(chosen, 1e-9, 1)).mean())

    return min((float(x) for x in np.geomspace(0.3, 3.0, 47)), key=loss)


def _fit_scope(probabilities: Floats, near: Floats, data: _Data) -> tuple[Floats, float, float]:
    """Return the scope weights, the threshold on the in-scope probability, and the AUROC on unseen families."""
    features = np.stack(
        [
            scope_features(p, data.labels, float(n[0]), float(n[1]))
            for p, n in zip(probabilities, near, strict=True)
        ]
    )
    inside = data.targets != data.labels.index(OUT_OF_SCOPE)
    model = LogisticRegression(C=1.0, fit_intercept=False, class_weight="balanced", max_iter=500).fit(
        features, inside
    )
    weights = model.coef_[0].astype(np.float32)
    scores = 1 / (1 + np.exp(-(features @ weights)))
    threshold = float(np.quantile(scores[inside], IN_SCOPE_REJECTED))
    order = scores.argsort().argsort() + 1
    positives = int(inside.sum())
    auroc = (order[inside].sum() - positives * (positives + 1) / 2) / (positives * (len(inside) - positives))
    return weights, min(threshold, 0.5), float(auroc)


def _head(
    version: str,
    encoder: str,
    fitted: Fitted,
    data: _Data,
    temperature: float,
    scope: Floats,
    threshold: float,
) -> IntentHead:
    kept = np.arange(0, len(data.targets), PROTOTYPE_STEP)
    return IntentHead(
        version=version,
        encoder=encoder,
        labels=data.labels,
        dense=fitted.dense,
        hashed=fitted.hashed,
        bias=fitted.bias,
        temperature=temperature,
        prototypes=data.vectors[kept],
        prototype_in_scope=data.targets[kept] != data.labels.index(OUT_OF_SCOPE),
        scope=scope,
        hashed_weight=HASHED_WEIGHT,
        threshold=threshold,
    )


def _report(
    head: IntentHead,
    examples: Sequence[Example],
    logits: Floats,
    temperature: float,
    data: _Data,
    auroc: float,
    seconds: float,
) -> TrainReport:
    probabilities = softmax(logits / temperature)
    chosen = probabilities.argmax(axis=1)
    tops = np.array([TOP_OF[name] for name in data.labels])
    right = chosen == data.targets
    return TrainReport(
        version=head.version,
        encoder=head.encoder,
        examples=len(examples),
        families=len({example.family for example in examples}),
        held_out_accuracy=round(float(right.mean()), 4),
        held_out_top_level=round(float((tops[chosen] == tops[data.targets]).mean()), 4),
        held_out_ece=round(calibration_error(probabilities.max(axis=1), right), 4),
        scope_auroc=round(auroc, 4),
        temperature=round(temperature, 3),
        threshold=round(head.threshold, 4),
        seconds=round(seconds, 1),
    )


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins (Naeini 2015)."""
    edges = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[edges == b].mean()) - float(right[edges == b].mean()))
        * float((edges == b).mean())
        for b in range(bins)
        if (edges == b).any()
    ]
    return float(sum(gaps))
