"""Trains the intent head from the grammars: embeddings and hashed n-grams, linear layer, temperature, scope.

Families are split 70/15/15: what is learned from the training families reads the validation families, on which
temperature and scope are fitted; what is learned from both reads the test families, which are only measured; the
shipped weights use every family. A minute of two cores.
"""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from retailgenie.ai.nlu.intents import (
    VECTOR,
    IntentHead,
    TextEncoder,
    gram_columns,
    mixed,
    scope_features,
    sharpened,
    softmax,
)
from retailgenie.ai.nlu.neighbours import Neighbours
from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.nlu.spelling import Spelling
from retailgenie.ai.nlu.taxonomy import FINE, OUT_OF_SCOPE, TOP_OF
from retailgenie.ai.training.grammar import Example, generate, parts_of
from retailgenie.ai.training.neighbours import fit_neighbours
from retailgenie.ai.training.noise import varied_copies
from retailgenie.ai.training.softmax import Fitted, fit, hashed_matrix

EPOCHS = 6  # more of them learn the grammars by heart: unseen families lose
PER_INTENT = 300
OUT_OF_SCOPE_MESSAGES = 5000  # what people may say that is no shop's business is wide
OUT_OF_SCOPE_WEIGHT = (
    0.4  # ... but few messages are such: unweighted, unknown wordings of wishes fall into it
)
VARIED = 0.2  # share of the training messages of which a mistyped or shortened copy is learned too
HASHED_WEIGHT = 0.4  # measured: whole n-grams overfit the grammars, none of them loses typing errors
PROTOTYPE_STEP = 8  # every eighth message is kept as a prototype: 0.4 ms a look-up
# Weights of `scope_features` before they are scaled. What a message is near to counts for more than our own families
# would have it: they know what they are from, which messages from elsewhere (CLINC150's development half) do not.
SCOPE_MIX = np.array([0, -1, 2, 0, 12, -12], dtype=np.float32)
IN_SCOPE_REJECTED = 0.01  # share of the validation wishes that the scope threshold may reject
HIGHEST_THRESHOLD = 0.1  # what is out of scope in the grammars is told more easily than what people ask
VALIDATION, TEST = range(70, 85), range(85, 100)  # of 100 parts of the families
USED_OFTEN = 3  # messages that make a word a known one for mending slips
BATCH = 512
THREADS = 2
REPORT_FILE = "report.json"
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures on families that training had not seen, by the head alone."""

    fine: float
    top: float
    ece: float
    scope_auroc: float


@dataclass(frozen=True, slots=True)
class TrainReport:
    """Figures of one training; validation has fitted temperature and scope, test nothing."""

    version: str
    encoder: str
    examples: int
    families: int
    validation: Measured
    test: Measured
    temperature: float
    threshold: float
    seconds: float


@dataclass(frozen=True)
class _Data:
    """Messages as numbers; part: 0-99 of the family; original: False for varied copies; vectors in half precision."""

    vectors: NDArray[np.float16]
    hashed: csr_matrix
    targets: NDArray[np.int64]
    families: NDArray[np.str_]
    parts: NDArray[np.int64]
    original: Bools
    labels: tuple[str, ...]
    spelling: Spelling

    @property
    def last(self) -> NDArray[np.float16]:
        """(n, 384) vectors of the last layer, in half precision."""
        return self.vectors[:, -VECTOR:]

    @property
    def outside(self) -> int:
        return self.labels.index(OUT_OF_SCOPE)

    def rows(self, parts: range) -> Bools:
        """Return the unvaried messages of some parts."""
        return np.isin(self.parts, list(parts)) & self.original


@dataclass(frozen=True)
class _Learned:
    linear: Fitted
    neighbours: Neighbours


@dataclass(frozen=True)
class _Held:
    """What was read of left-out messages: (n,) targets, (n, classes) logits and votes, (n, 2) nearest similarities."""

    targets: NDArray[np.int64]
    logits: Floats
    votes: Floats
    near: Floats

    def probabilities(self, temperature: float, sharpness: float) -> Floats:
        """Return (n, classes)."""
        return sharpened(mixed(softmax(self.logits / temperature), self.votes), sharpness)


@dataclass(frozen=True)
class _Calibration:
    temperature: float
    sharpness: float
    scope: Floats
    threshold: float


def train_head(
    encoder: TextEncoder,
    out_dir: Path | str,
    *,
    version: str = "",
    progress: Progress = lambda message, share: None,
    per_intent: int = PER_INTENT,
    epochs: int = EPOCHS,
    seed: int = 7,
) -> TrainReport:
    """Train, calibrate and write a head with its report into a folder; the same seed gives the same head."""
    started = time.monotonic()
    progress("Writing messages from the grammars", 0.0)
    outside = OUT_OF_SCOPE_MESSAGES * per_intent // PER_INTENT
    examples = generate(per_intent=per_intent, out_of_scope=outside, seed=seed)
    data = _prepare(encoder, examples, varied_copies(examples, VARIED, seed), progress)
    # on a busy machine BLAS threads wait for each other longer than they work
    with threadpool_limits(limits=1):
        progress("Training on 70 of 100 parts of the families", 0.6)
        chosen_by = _left_out(data, range(VALIDATION.start), VALIDATION, epochs)
        calibration = _calibrate(chosen_by, data)
        progress("Training on 85 of 100 parts of the families", 0.75)
        measured_by = _left_out(data, range(TEST.start), TEST, epochs)
        progress("Training on all families", 0.9)
        learned = _fit(data, np.ones(len(data.targets), dtype=bool), epochs)
    name = version or f"intents-{zlib.crc32(learned.linear.dense.tobytes()):08x}"
    head = _head(name, encoder.name, learned, data, calibration)
    head.save(out_dir)
    report = TrainReport(
        version=head.version,
        encoder=head.encoder,
        examples=len(examples),
        families=len({example.family for example in examples}),
        validation=_measured(chosen_by, calibration, data),
        test=_measured(measured_by, calibration, data),
        temperature=round(calibration.temperature, 3),
        threshold=round(calibration.threshold, 4),
        seconds=round(time.monotonic() - started, 1),
    )
    (Path(out_dir) / REPORT_FILE).write_text(json.dumps(asdict(report), indent=1))
    progress("Done", 1.0)
    return report


def _prepare(
    encoder: TextEncoder, examples: Sequence[Example], copies: Sequence[Example], progress: Progress
) -> _Data:
    everything = [*examples, *copies]
    texts = [analyse(example.text) for example in examples]
    spelling = Spelling(_words(texts))
    texts += [spelling.mended(analyse(example.text), encoder.knows) for example in copies]
    index = {name: position for position, name in enumerate(FINE)}
    parts = parts_of(examples)
    return _Data(
        _encoded(encoder, [text.gloss for text in texts], progress),
        hashed_matrix([gram_columns(text) for text in texts], HASHED_WEIGHT),
        np.array([index[example.intent] for example in everything], dtype=np.int64),
        np.array([example.family for example in everything]),
        np.array([parts[example.family] for example in everything], dtype=np.int64),
        np.arange(len(everything)) < len(examples),
        FINE,
        spelling,
    )


def _words(texts: Sequence[Text]) -> list[str]:
    """Return the Latin words that several messages use, most used first."""
    counts = Counter(token.word for text in texts for token in text.tokens if token.word.isascii())
    return [word for word, count in counts.most_common() if count >= USED_OFTEN and word.isalpha()]


def _encoded(encoder: TextEncoder, glosses: Sequence[str], progress: Progress) -> NDArray[np.float16]:
    """Return (n, layers x 384) vectors in half precision; each text is encoded once, by two threads."""
    unique = sorted(set(glosses), key=lambda gloss: (len(gloss), gloss))
    starts = range(0, len(unique), BATCH)
    parts: list[NDArray[np.float16]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for vectors in pool.map(lambda start: encoder.deep(unique[start : start + BATCH]), starts):
            parts.append(vectors.astype(np.float16))
            progress("Encoding messages", 0.05 + 0.5 * len(parts) / len(starts))
    place = {gloss: position for position, gloss in enumerate(unique)}
    return np.concatenate(parts)[[place[gloss] for gloss in glosses]]


def _left_out(data: _Data, seen: range, parts: range, epochs: int) -> _Held:
    """Read the families of some parts with what is learned from the seen ones."""
    learned = _fit(data, np.isin(data.parts, list(seen)), epochs)
    return _predict(learned, data, data.rows(seen), parts)


def _fit(data: _Data, wanted: Bools, epochs: int) -> _Learned:
    counts = np.where(data.targets == data.outside, OUT_OF_SCOPE_WEIGHT, 1.0).astype(np.float32)
    linear = fit(
        data.vectors,
        data.hashed,
        data.targets,
        len(data.labels),
        epochs=epochs,
        rows=np.flatnonzero(wanted),
        weights_of=counts,
    )
    own = np.flatnonzero(wanted & data.original)
    return _Learned(linear, fit_neighbours(data.vectors, data.targets, data.families, own))


def _predict(learned: _Learned, data: _Data, known: Bools, parts: range) -> _Held:
    """Read the left-out messages of some parts with what was learned from the known ones."""
    rows = data.rows(parts)
    vectors, linear = data.vectors[rows].astype(np.float32), learned.linear
    hashed = np.asarray(data.hashed[np.flatnonzero(rows)] @ linear.hashed.T)
    kept = np.flatnonzero(known)[::PROTOTYPE_STEP]
    inside = data.targets[kept] != data.outside
    similarity = vectors[:, -VECTOR:] @ data.last[kept].astype(np.float32).T
    return _Held(
        data.targets[rows],
        vectors @ linear.dense.T + hashed + linear.bias,
        learned.neighbours.votes(vectors, len(data.labels)),
        np.stack([similarity[:, inside].max(axis=1), similarity[:, ~inside].max(axis=1)], axis=1),
    )


def _calibrate(held: _Held, data: _Data) -> _Calibration:
    temperature = _smallest_loss(np.geomspace(0.3, 3.0, 47), held.targets, lambda x: softmax(held.logits / x))
    sharpness = _smallest_loss(
        np.geomspace(0.5, 3.0, 47), held.targets, lambda x: held.probabilities(temperature, x)
    )
    features = _scope_features(held.probabilities(temperature, sharpness), held.near, data)
    inside = held.targets != data.outside
    combined = (features @ SCOPE_MIX)[:, np.newaxis]
    model = LogisticRegression(class_weight="balanced", max_iter=500).fit(combined, inside)
    weights = (model.coef_[0, 0] * SCOPE_MIX).astype(np.float32)
    weights[0] += float(model.intercept_[0])
    threshold = float(np.quantile(_in_scope(features, weights)[inside], IN_SCOPE_REJECTED))
    return _Calibration(temperature, sharpness, weights, min(threshold, HIGHEST_THRESHOLD))


def _scope_features(probabilities: Floats, near: Floats, data: _Data) -> Floats:
    return np.stack(
        [
            scope_features(p, data.labels, float(n[0]), float(n[1]))
            for p, n in zip(probabilities, near, strict=True)
        ]
    )


def _in_scope(features: Floats, weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(features @ weights))), dtype=np.float32)


def _smallest_loss(
    choices: NDArray[np.float64], targets: NDArray[np.int64], read: Callable[[float], Floats]
) -> float:
    """Return the temperature or sharpness with the smallest log loss (Guo 2017)."""
    rows = np.arange(len(targets))

    def loss(choice: float) -> float:
        return float(-np.log(np.clip(read(choice)[rows, targets], 1e-9, 1)).mean())

    return min((float(x) for x in choices), key=loss)


def _head(
    version: str, encoder: str, learned: _Learned, data: _Data, calibration: _Calibration
) -> IntentHead:
    kept = np.flatnonzero(data.original)[::PROTOTYPE_STEP]
    return IntentHead(
        version=version,
        encoder=encoder,
        labels=data.labels,
        dense=learned.linear.dense,
        hashed=learned.linear.hashed,
        bias=learned.linear.bias,
        temperature=calibration.temperature,
        sharpness=calibration.sharpness,
        neighbours=learned.neighbours,
        prototypes=data.last[kept].astype(np.float32),
        prototype_in_scope=data.targets[kept] != data.outside,
        scope=calibration.scope,
        hashed_weight=HASHED_WEIGHT,
        threshold=calibration.threshold,
        spelling=data.spelling,
    )


def _measured(held: _Held, calibration: _Calibration, data: _Data) -> Measured:
    probabilities = held.probabilities(calibration.temperature, calibration.sharpness)
    chosen = probabilities.argmax(axis=1)
    tops = np.array([TOP_OF[name] for name in data.labels])
    right = chosen == held.targets
    scope = _in_scope(_scope_features(probabilities, held.near, data), calibration.scope)
    return Measured(
        fine=round(float(right.mean()), 4),
        top=round(float((tops[chosen] == tops[held.targets]).mean()), 4),
        ece=round(calibration_error(probabilities.max(axis=1), right), 4),
        scope_auroc=round(_auroc(scope, held.targets != data.outside), 4),
    )


def _auroc(scores: Floats, inside: Bools) -> float:
    order = scores.argsort().argsort() + 1
    positives = int(inside.sum())
    return float(
        (order[inside].sum() - positives * (positives + 1) / 2) / (positives * (len(inside) - positives))
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
