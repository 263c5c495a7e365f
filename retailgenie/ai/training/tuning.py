"""Fine-tunes the sentence encoder on the grammars as an intent classifier; needs the training extra (torch).

Linear probing first, then fine-tuning (Kumar 2022), so that what the encoder knew is bent, not broken; the result is
mixed with the weights it began with (Wortsman 2022), which keeps it fair to messages unlike the grammars. Only the
families of training are learned, validation families stop it early, and the head is fitted on the tuned vectors as on
any others. Written as safetensors, which `build_encoder` turns into an int8 graph.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import AutoModel

from retailgenie.ai.encoder.build import packaged_weights
from retailgenie.ai.encoder.graph import DEEP_LAYERS
from retailgenie.ai.nlu.taxonomy import FINE, TOP_OF
from retailgenie.ai.training.lessons import Lesson

MOST_TOKENS = 32  # of a training message: the longest has 40
BATCH = 64
RATE = 5e-5  # of the encoder; the linear layer learns twenty times as fast
LINEAR_RATE = 1e-3
WARM_UP = 0.1
SMOOTHING = 0.1  # families of neighbouring intents share wordings: certainty would be feigned
TOP_WEIGHT = 0.5  # of the loss of the seven tops beside that of the fine intents
PATIENCE = 1  # epochs without a gain on the validation families
SCALE = 8.0  # vectors have unit length: without it the first logits are all alike
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a tuning did: accuracy on the validation messages after each epoch, and the seconds it took."""

    folder: Path
    validation: tuple[float, ...]
    seconds: float


@dataclass
class Tuner:
    """Holds the encoder and its linear layer while they learn."""

    source: Path
    seed: int = 7
    progress: Progress = field(default=lambda message, share: None)

    def __post_init__(self) -> None:
        torch.manual_seed(self.seed)
        torch.use_deterministic_algorithms(True)
        self.model = AutoModel.from_pretrained(self.source)
        # words and the layers beneath those that the head reads: three fifths of the weights, a third of the work
        below = self.model.encoder.layer[: self.model.config.num_hidden_layers - DEEP_LAYERS]
        for part in (self.model.embeddings, *below):
            for parameter in part.parameters():
                parameter.requires_grad = False
        self.tokenizer = Tokenizer.from_file(str(self.source / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.linear = torch.nn.Linear(DEEP_LAYERS * self.model.config.hidden_size, len(FINE))
        torch.nn.init.zeros_(self.linear.weight)
        torch.nn.init.zeros_(self.linear.bias)
        self.start = {name: value.clone() for name, value in self.model.state_dict().items()}
        tops = sorted(set(TOP_OF.values()))
        self.members = torch.tensor([[TOP_OF[fine] == top for fine in FINE] for top in tops])
        self.top_of = torch.tensor([tops.index(TOP_OF[fine]) for fine in FINE])

    def vectors(self, ids: Sequence[Sequence[int]]) -> Any:
        """Return (n, layers x 384): each layer's mean over the real tokens at unit length, as the graph gives it."""
        width = max(len(row) for row in ids)
        tokens = torch.tensor([[*row, *[0] * (width - len(row))] for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids])
        layers = self.model(input_ids=tokens, attention_mask=mask, output_hidden_states=True).hidden_states
        real = mask.unsqueeze(-1).float()
        pooled = [
            torch.nn.functional.normalize((layer * real).sum(1), dim=-1) for layer in layers[-DEEP_LAYERS:]
        ]
        return torch.cat(pooled, dim=-1)

    def loss(self, ids: Sequence[Sequence[int]], targets: Any) -> Any:
        """Return the loss of the fine intents with that of the tops beside it."""
        logits = self.linear(self.vectors(ids) * SCALE)
        fine = torch.nn.functional.cross_entropy(logits, targets, label_smoothing=SMOOTHING)
        spread = logits.unsqueeze(1).masked_fill(~self.members, float("-inf")).logsumexp(-1)
        return fine + TOP_WEIGHT * torch.nn.functional.cross_entropy(spread, self.top_of[targets])

    def ids(self, lessons: Sequence[Lesson]) -> list[list[int]]:
        return [self.tokenizer.encode(x.gloss).ids for x in lessons]

    def accuracy(self, lessons: Sequence[Lesson]) -> float:
        """Return the share of messages whose fine intent comes first."""
        ids, right = self.ids(lessons), 0
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        self.model.eval()
        with torch.no_grad():
            for at in range(0, len(order), 4 * BATCH):
                rows = order[at : at + 4 * BATCH]
                chosen = self.linear(self.vectors([ids[i] for i in rows]) * SCALE).argmax(-1).tolist()
                right += sum(FINE[best] == lessons[i].intent for best, i in zip(chosen, rows, strict=True))
        return right / max(1, len(lessons))

    def probe(self, lessons: Sequence[Lesson], epochs: int = 12) -> None:
        """Fit the linear layer alone on the vectors of the encoder as it is."""
        ids = self.ids(lessons)
        targets = torch.tensor([FINE.index(x.intent) for x in lessons])
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        self.model.eval()
        found = torch.empty(len(ids), self.linear.in_features)
        with torch.no_grad():
            for at in range(0, len(order), 4 * BATCH):
                rows = order[at : at + 4 * BATCH]
                found[rows] = self.vectors([ids[i] for i in rows]) * SCALE
        optimiser = torch.optim.Adam(self.linear.parameters(), lr=LINEAR_RATE)
        for _ in range(epochs):
            for rows in torch.randperm(len(ids)).split(BATCH):
                optimiser.zero_grad()
                loss = torch.nn.functional.cross_entropy(
                    self.linear(found[rows]), targets[rows], label_smoothing=SMOOTHING
                )
                loss.backward()
                optimiser.step()

    def learn(self, lessons: Sequence[Lesson], held: Sequence[Lesson], epochs: int) -> tuple[float, ...]:
        """Learn for some epochs, stopped where the held messages gain no more; the best epoch's weights stay."""
        ids = self.ids(lessons)
        targets = torch.tensor([FINE.index(x.intent) for x in lessons])
        draw = random.Random(self.seed)
        steps = epochs * -(-len(ids) // BATCH)
        optimiser = torch.optim.AdamW(
            [
                {"params": [x for x in self.model.parameters() if x.requires_grad], "lr": RATE},
                {"params": self.linear.parameters(), "lr": LINEAR_RATE},
            ],
            weight_decay=0.01,
        )
        pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step / steps))
        seen, best, kept, step = [self.accuracy(held)], -1.0, self._weights(), 0
        for _ in range(epochs):
            self.model.train()
            for rows in _batches(ids, draw):
                optimiser.zero_grad()
                self.loss([ids[i] for i in rows], targets[rows]).backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimiser.step()
                pace.step()
                step += 1
                self.progress("Tuning the encoder", step / steps)
            seen.append(self.accuracy(held))
            if seen[-1] > best:
                best, kept = seen[-1], self._weights()
            elif len(seen) - 1 - seen.index(best) > PATIENCE:
                break
        self.model.load_state_dict(kept)
        return tuple(round(x, 4) for x in seen)

    def _weights(self) -> dict[str, Any]:
        return {name: value.clone() for name, value in self.model.state_dict().items()}

    def write(self, folder: Path, share: float) -> None:
        """Write the tuned weights with those of the start mixed in: share 1 is the tuned ones alone."""
        folder.mkdir(parents=True, exist_ok=True)
        tuned = self.model.state_dict()
        mixed = {
            name: (share * value + (1 - share) * self.start[name]).contiguous()
            if value.is_floating_point()
            else value
            for name, value in tuned.items()
        }
        save_file(mixed, folder / "model.safetensors")
        for name in ("config.json", "tokenizer.json"):
            shutil.copyfile(self.source / name, folder / name)


def _pace(done: float) -> float:
    """Return the share of the learning rate: a linear rise, then a linear fall to nothing."""
    return done / WARM_UP if done < WARM_UP else max(0.0, (1 - done) / (1 - WARM_UP))


def _batches(ids: Sequence[Sequence[int]], draw: random.Random) -> list[list[int]]:
    """Return batches of messages of like length, in random order: padding is half the work otherwise."""
    order = sorted(range(len(ids)), key=lambda i: (len(ids[i]), draw.random()))
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    draw.shuffle(batches)
    return batches


def tune(
    lessons: Sequence[Lesson],
    held: Sequence[Lesson],
    folder: Path,
    *,
    epochs: int,
    share: float,
    source: Path | None = None,
    seed: int = 7,
    progress: Progress = lambda message, share: None,
) -> Tuned:
    """Tune the packaged encoder on lessons, stopped by the held ones, and write its weights to a folder."""
    started = time.monotonic()
    tuner = Tuner(source or packaged_weights(), seed=seed, progress=progress)
    tuner.probe(lessons)
    seen = tuner.learn(lessons, held, epochs)
    tuner.write(folder, share)
    return Tuned(folder, seen, round(time.monotonic() - started, 1))
