"""Tunes the sentence encoder on a shop's own pairs: MultipleNegativesRankingLoss with mined hard negatives.

Needs the training extra; nothing of it is imported before a training begins. What the tuned weights lose of general
English is won back by mixing them with the ones they came from (WiSE-FT, Wortsman 2022): w = (1 - share) x base +
share x tuned. The mixed weights go through the same graph writer and quantiser as the packaged ones.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from retailgenie.ai.encoder.build import packaged_weights
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex
from retailgenie.ai.training.phrasings import Goods, Phrasing

WEIGHTS_FILE, CONFIG_FILE, TOKENIZER_FILE = "model.safetensors", "config.json", "tokenizer.json"
MINED = 8  # lexical results of a phrasing that are its hard negatives
FOLLOWED = 3  # of them, that come into the same batch where they can
EXTRA = "The training extra is not installed. Run: python3.11 scripts/setup.py train"

Weights = dict[str, NDArray[np.float32]]
Progress = Callable[[str, float], None]


class TrainingExtraMissing(RuntimeError):
    """torch and sentence-transformers are not installed; the message says which command installs them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """rate: the highest learning rate, reached after a tenth of the steps. tokens: more of a text are not read.

    frozen: lower layers (0-6) that keep their weights, as the word table does. general: share of batches of general
    pairs. scale: of the cosines in the loss.
    """

    steps: int = 240
    batch: int = 32
    rate: float = 2e-4
    tokens: int = 56
    frozen: int = 3
    general: float = 0.15
    scale: float = 20.0
    threads: int = 1  # on a busy machine two wait for each other longer than they work
    seed: int = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """right: keys of all products that the query fits. near: products that its words find, but that it does not fit."""

    query: str
    key: int
    text: str
    right: frozenset[int]
    near: tuple[int, ...]


def require_extra() -> None:
    """Raise TrainingExtraMissing where torch or sentence-transformers can't be imported."""
    if any(find_spec(name) is None for name in ("torch", "sentence_transformers")):
        raise TrainingExtraMissing(EXTRA)


def mined(phrasings: Sequence[Phrasing], goods: Sequence[Goods]) -> list[Pair]:
    """Return a pair a phrasing, with the lexical results that are its hard negatives."""
    texts = {row.key: row.text for row in goods}
    with tempfile.TemporaryDirectory() as folder:
        documents = (LexicalDocument(row.key, row.title, row.text) for row in goods)
        index = LexicalIndex.build(Path(folder) / "index", documents)
        return [
            Pair(
                wish.text,
                wish.key,
                texts[wish.key],
                wish.right,
                tuple(key for key in index.search(wish.text, MINED) if key not in wish.right),
            )
            for wish in phrasings
        ]


def batches(pairs: Sequence[Pair], size: int, rng: random.Random) -> Iterator[list[Pair]]:
    """Yield batches without end in which a row's hard negatives are other rows' texts, so that they cost nothing.

    No text of a batch is right for another row's query, and each pair comes once before any comes again.
    """
    while True:
        left = _Left(pairs, rng)
        while len(left) >= 2 * size:
            yield left.batch(size)


class _Left:
    """The pairs of one round that no batch has had yet, by product."""

    def __init__(self, pairs: Sequence[Pair], rng: random.Random) -> None:
        self.rng = rng
        self.order = rng.sample(pairs, len(pairs))
        self.of: dict[int, list[Pair]] = {}
        for pair in self.order:
            self.of.setdefault(pair.key, []).append(pair)
        self.count = len(self.order)

    def __len__(self) -> int:
        return self.count

    def batch(self, size: int) -> list[Pair]:
        """Begin with any pair, follow hard negatives from pair to pair, and fill up with others."""
        taken: list[Pair] = []
        keys: set[int] = set()
        right: set[int] = set()
        follow: list[int] = []
        tries = 0
        while len(taken) < size and tries < 50 * size:
            tries += 1
            key = follow.pop() if follow else self.rng.choice(self.order).key
            waiting = self.of.get(key)
            if not waiting or key in right or keys & waiting[-1].right:
                continue
            pair = waiting.pop()
            self.count -= 1
            taken.append(pair)
            keys.add(pair.key)
            right |= pair.right
            follow = [*self.rng.sample(pair.near, min(FOLLOWED, len(pair.near))), *follow]
        return taken


def tune(
    pairs: Sequence[Pair],
    general: Sequence[tuple[str, str]],
    *,
    settings: Settings | None = None,
    source: Path | None = None,
    progress: Progress = lambda text, share: None,
) -> Weights:
    """Return the tuned weights by their names in the source's file; the same seed gives about the same weights.

    source: a folder as `packaged_weights` gives. Raises TrainingExtraMissing.
    """
    require_extra()
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    from retailgenie.ai.training.upper_layers import UpperLayers

    settings, source = settings or Settings(), source or packaged_weights()
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    model = SentenceTransformer(str(source), device="cpu")
    upper = UpperLayers(model, frozen=settings.frozen, tokens=settings.tokens)
    loss_of = MultipleNegativesRankingLoss(model, scale=settings.scale)
    optimiser = torch.optim.AdamW(upper.parameters(), lr=settings.rate, weight_decay=0.01)
    for step, columns in enumerate(_steps(pairs, general, settings)):
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * warmed(step, settings.steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = [upper.vectors(texts) for texts in columns]
        loss = loss_of.compute_loss_from_embeddings([column.float() for column in vectors], None)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        progress(f"Step {step + 1}, loss {loss.item():.3f}", (step + 1) / settings.steps)
    return _weights_of(model)


def warmed(step: int, steps: int) -> float:
    """Return the share (0-1) of the learning rate at a step: up over the first tenth, then down to nothing."""
    rise = max(1, steps // 10)
    return (step + 1) / rise if step < rise else max(0.0, (steps - step) / (steps - rise))


def _steps(
    pairs: Sequence[Pair], general: Sequence[tuple[str, str]], settings: Settings
) -> Iterator[list[list[str]]]:
    """Yield the columns of each step's batch: queries and texts."""
    rng = random.Random(settings.seed)
    own = batches(pairs, settings.batch, rng)
    for _ in range(settings.steps):
        if general and rng.random() < settings.general:
            rows = rng.sample(general, min(settings.batch, len(general)))
            yield [[first for first, _ in rows], [second for _, second in rows]]
        else:
            batch = next(own)
            yield [[row.query for row in batch], [row.text for row in batch]]


def _weights_of(model: Any) -> Weights:
    state = {_plain(name): value for name, value in model.state_dict().items()}
    return {
        name: value.detach().float().numpy().copy()
        for name, value in state.items()
        if value.is_floating_point()
    }


def _plain(name: str) -> str:
    """Return a parameter's name without the modules it lies in: "0.auto_model.embeddings..." -> "embeddings..."."""
    for start in ("embeddings.", "encoder.", "pooler."):
        place = name.find(start)
        if place >= 0:
            return name[place:]
    return name


def mixed(base: Mapping[str, NDArray[np.float32]], tuned: Weights, share: float) -> Weights:
    """Return (1 - share) x base + share x tuned; what is no number of the model (position ids) stays the base's."""
    return {
        name: ((1 - share) * value + share * tuned[name]).astype(np.float32) if name in tuned else value
        for name, value in base.items()
    }


def base_weights(source: Path | None = None) -> Weights:
    """Return the packaged weights by name."""
    found: Weights = load_file((source or packaged_weights()) / WEIGHTS_FILE)
    return found


def write_source(folder: Path, weights: Weights, *, like: Path | None = None) -> Path:
    """Write a folder from which `build_encoder` makes an encoder of these weights; its shape is that of `like`."""
    like = like or packaged_weights()
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / WEIGHTS_FILE)
    for name in (CONFIG_FILE, TOKENIZER_FILE):
        shutil.copyfile(like / name, folder / name)
    return folder
