"""The learned intent head: a linear layer over vectors and hashed n-grams, near families beside it, a scope score.

Files of a head: `weights.npz` and `head.json`; no pickle, so a head from elsewhere can only be numbers.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.nlu.neighbours import Neighbours
from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.nlu.spelling import Spelling
from retailgenie.ai.nlu.taxonomy import OUT_OF_SCOPE
from retailgenie.ai.types import IntentScore

HASHED = 8192  # columns of hashed n-grams
WEIGHTS_FILE, META_FILE = "weights.npz", "head.json"
OWN_ENCODER = "encoder"  # folder inside a head's where its encoder was tuned with it
FORMAT = 4
NEAR = 0.35  # share of the near families beside the linear layer
VECTOR = 384  # columns of one layer
NEAR_ARRAYS = ("projection", "offset", "centres")
LEAST = 1e-6  # no intent is impossible
Floats = NDArray[np.float32]


class TextEncoder(Protocol):
    """What the head needs of an encoder: (n, layers x 384) float32, each layer of unit length, the last one last."""

    @property
    def name(self) -> str: ...

    def deep(self, texts: Sequence[str]) -> Floats: ...

    def knows(self, word: str) -> bool:
        """True for a lower-case word that the encoder has whole: it is no slip."""
        ...


class HeadUnusable(ValueError):
    """The stored head has another format or was trained on another encoder; train it again."""


@dataclass(frozen=True, slots=True)
class Scored:
    """All intents best first (calibrated, summing to 1) and the probability that the message is the shop's business."""

    intents: tuple[IntentScore, ...]
    in_scope: float


@lru_cache(maxsize=65536)
def _column(gram: str) -> int:
    return zlib.crc32(gram.encode()) % HASHED


def gram_columns(text: Text) -> list[int]:
    """Return the hashed columns of words, word pairs and letters (3-5) of a message, each once."""
    words = [x for x in text.flat.split() if any(char.isalnum() for char in x)]
    words = ["<n>" if x.replace(",", "").replace(".", "").isdigit() else x for x in words]
    glosses = [x for x in text.gloss.split() if x.isalpha()] if text.gloss != text.flat else []
    grams = {f"w:{x}" for x in (*words, *glosses)}
    grams.update(f"p:{a} {b}" for a, b in zip(("<s>", *words), (*words, "</s>"), strict=True))
    grams.update(f"p:{a} {b}" for a, b in pairwise(glosses))
    for word in words:
        padded = f" {word} "
        grams.update(f"c:{padded[i : i + n]}" for n in (3, 4, 5) for i in range(len(padded) - n + 1))
    return sorted({_column(gram) for gram in grams})


@dataclass(frozen=True)
class IntentHead:
    """A trained head. dense: (classes, layers x 384), hashed: (classes, HASHED), bias: (classes,).

    temperature: of the linear layer, sharpness: of its mixture with the neighbours. prototypes: (p, 384) last vectors
    of training messages, prototype_in_scope: (p,) booleans; scope: weights of `scope_features`.
    """

    version: str
    encoder: str
    labels: tuple[str, ...]
    dense: Floats
    hashed: Floats
    bias: Floats
    temperature: float
    sharpness: float
    neighbours: Neighbours
    prototypes: Floats
    prototype_in_scope: NDArray[np.bool_]
    scope: Floats
    hashed_weight: float = 1.0
    threshold: float = 0.5
    spelling: Spelling = field(default_factory=lambda: Spelling(()))

    @classmethod
    def load(cls, folder: Path | str, *, encoder: str = "") -> Self:
        """Load a head; raises HeadUnusable for another format or encoder, FileNotFoundError where there is none."""
        path = Path(folder)
        meta = json.loads((path / META_FILE).read_text())
        if meta["format"] != FORMAT or (encoder and meta["encoder"] != encoder):
            raise HeadUnusable(f"The intent head in {path} does not fit: train it again.")
        with np.load(path / WEIGHTS_FILE, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        near = {name: arrays.pop(name).astype(np.float32) for name in NEAR_ARRAYS}
        return cls(
            version=meta["version"],
            encoder=meta["encoder"],
            labels=tuple(meta["labels"]),
            temperature=meta["temperature"],
            sharpness=meta["sharpness"],
            neighbours=Neighbours(**near, intents=arrays.pop("intents").astype(np.int16)),
            hashed_weight=meta["hashed_weight"],
            threshold=meta["threshold"],
            spelling=Spelling(meta["words"]),
            prototype_in_scope=arrays.pop("prototype_in_scope").astype(bool),
            **{name: array.astype(np.float32) for name, array in arrays.items()},
        )

    def save(self, folder: Path | str) -> None:
        """Write the head; weights in half precision."""
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        half = {name: getattr(self, name).astype(np.float16) for name in ("dense", "hashed", "prototypes")}
        half |= {name: getattr(self.neighbours, name).astype(np.float16) for name in NEAR_ARRAYS}
        np.savez_compressed(
            path / WEIGHTS_FILE,
            bias=self.bias,
            scope=self.scope,
            prototype_in_scope=self.prototype_in_scope,
            intents=self.neighbours.intents,
            **half,
        )
        meta = {
            "format": FORMAT,
            "version": self.version,
            "encoder": self.encoder,
            "labels": list(self.labels),
            "temperature": self.temperature,
            "sharpness": self.sharpness,
            "hashed_weight": self.hashed_weight,
            "threshold": self.threshold,
            "words": self.spelling.words,
        }
        (path / META_FILE).write_text(json.dumps(meta, indent=1))

    def read(self, text: Text, encoder: TextEncoder) -> Scored:
        """Return what a message says, its slips mended first."""
        mended = self.spelling.mended(text, encoder.knows)
        return self.score(mended, encoder.deep([mended.gloss])[0])

    def logits(self, vector: Floats, columns: Sequence[int]) -> Floats:
        """Return (classes,) logits of one message before the temperature."""
        scale = self.hashed_weight / max(1.0, float(len(columns)) ** 0.5)
        return np.asarray(
            _times(self.dense, vector) + self.hashed[:, list(columns)].sum(axis=1) * scale + self.bias,
            dtype=np.float32,
        )

    def score(self, text: Text, vector: Floats) -> Scored:
        """Return all intents with calibrated probabilities, and the scope score; vector: (layers x 384,)."""
        linear = softmax(self.logits(vector, gram_columns(text)) / self.temperature)
        near = self.neighbours.votes(vector[np.newaxis], len(self.labels))[0]
        probabilities = sharpened(mixed(linear, near), self.sharpness)
        order = np.argsort(-probabilities)
        intents = tuple(IntentScore(self.labels[i], float(probabilities[i])) for i in order)
        features = scope_features(probabilities, self.labels, *self._nearest(vector[-VECTOR:]))
        return Scored(intents, float(1 / (1 + np.exp(-(features @ self.scope)))))

    def _nearest(self, vector: Floats) -> tuple[float, float]:
        similarity = _times(self.prototypes, vector)
        return float(similarity[self.prototype_in_scope].max()), float(
            similarity[~self.prototype_in_scope].max()
        )


def _times(matrix: Floats, vector: Floats) -> Floats:
    """Return matrix @ vector on this thread alone: on a busy machine BLAS threads cost more than the product."""
    return np.asarray(np.einsum("ij,j->i", matrix, vector), dtype=np.float32)


def softmax(logits: Floats) -> Floats:
    """Return probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)


def mixed(linear: Floats, near: Floats) -> Floats:
    """Return what the linear layer and the near families say together."""
    return np.asarray((1 - NEAR) * linear + NEAR * near, dtype=np.float32)


def sharpened(probabilities: Floats, sharpness: float) -> Floats:
    """Return probabilities to a power, summing to 1 along the last axis: two voices together are too unsure."""
    powers = np.maximum(probabilities, LEAST) ** sharpness
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def scope_features(probabilities: Floats, labels: Sequence[str], near_in: float, near_out: float) -> Floats:
    """Return (6,): bias, log odds of out of scope, best in-scope probability, margin, nearest
    similarity in and out of scope."""
    outside = labels.index(OUT_OF_SCOPE)
    p_out = float(np.clip(probabilities[outside], 1e-5, 1 - 1e-5))
    inside = np.sort(np.delete(probabilities, outside))[::-1]
    return np.array(
        [1.0, np.log(p_out / (1 - p_out)), inside[0], inside[0] - inside[1], near_in, near_out],
        dtype=np.float32,
    )
