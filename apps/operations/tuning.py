"""Tunes the encoder on this shop's own goods, weighs it against the running one, and registers it as challenger."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from apps.catalog.models import VectorSet
from apps.catalog.pairs import tuning_goods
from apps.content.models import Document, Passage
from apps.rollout.models import Alias, AliasName, Kind
from apps.rollout.services import alias_move, model_version_register
from retailgenie.ai.encoder import DEFAULT_NAME, Encoder, encoders_folder, shared_encoder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.training.embedding_figures import (
    Figures,
    Weighed,
    card,
    chosen,
    figures_of,
    general_sentences,
    passes,
    weighed,
)
from retailgenie.ai.training.embeddings import (
    Settings,
    Weights,
    base_weights,
    mined,
    mixed,
    require_extra,
    tune,
    write_source,
)
from retailgenie.ai.training.phrasings import Goods, Phrasing, Phrasings, general_pairs, phrasings

PREFIX = "minilm-l6-int8-tuned-"
EACH = {"train": 5, "validation": 3, "test": 2}  # phrasings a product
SHARES = (0.5, 0.75, 1.0)  # of the tuned weights beside the base's
WEIGHED, POOL = 250, 300  # wishes, and products beside theirs, by which the share is chosen
CARD_FILE = "card.md"

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """figures: of the tuned and, named base_*, of the base encoder. passed: it may run."""

    version: str
    figures: Figures
    passed: bool
    seconds: float


class NothingToLearn(RuntimeError):
    """The shop has too few products for pairs."""


def encoder_tune(
    *,
    now: datetime,
    settings: Settings | None = None,
    progress: Progress = lambda text, share: None,
) -> Tuned:
    """Train, choose how much of it to keep, measure on pairs it never saw, and register it as challenger.

    Raises TrainingExtraMissing, NothingToLearn and EncoderMissing; nothing is registered then.
    """
    require_extra()
    started, settings = perf_counter(), settings or Settings()
    base = shared_encoder(DEFAULT_NAME)
    goods = tuning_goods()
    made = phrasings(goods, each=EACH)
    if len(made.train) < 2 * settings.batch or not made.test or not made.validation:
        raise NothingToLearn(f"{len(goods)} products are too few to learn from.")
    progress(f"Training on {len(made.train):,} pairs", 0.0)
    pairs = general_pairs(goods, _questions())
    tuned = tune(
        mined(made.train, goods),
        pairs,
        settings=settings,
        progress=lambda text, share: progress(text, 0.7 * share),
    )
    encoders = encoders_folder()
    encoders.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=encoders, prefix=".tuning-") as scratch:
        folder, weights = Path(scratch), base_weights()
        share, tried = _share(folder, weights, tuned, base, made, goods, progress)
        version = PREFIX + f"{zlib.crc32(tuned['embeddings.LayerNorm.weight'].tobytes()) ^ _crc(tuned):08x}"
        built = _built(folder, mixed(weights, tuned, share), version)
        progress("Measuring on products and templates it never saw", 0.9)
        found = figures_of(Encoder.load(built).encode, base.encode, made.test, goods, general_sentences())
        found |= {"share": share, "pairs": float(len(made.train)), "products": float(len(goods))}
        seconds = perf_counter() - started
        text = card(version, found, settings, tried)
        (built / CARD_FILE).write_text(text, encoding="utf-8")
        shutil.rmtree(encoders / version, ignore_errors=True)
        built.rename(encoders / version)
    model_version_register(
        kind=Kind.ENCODER,
        version=version,
        path=f"models/encoder/{version}",
        metrics={**found, "seconds": round(seconds, 1)},
        now=now,
        promote=False,
        note=text,
    )
    alias_move(kind=Kind.ENCODER, version=version, now=now, alias=AliasName.CHALLENGER)
    _prune(version)
    return Tuned(version, found, passes(found), seconds)


def _crc(weights: Weights) -> int:
    return zlib.crc32(b"".join(weights[name].tobytes()[:4096] for name in sorted(weights)))


def _questions() -> list[tuple[str, str]]:
    """Return titles of the shop's own documents with what they say; not what a person wrote in."""
    rows = Passage.objects.filter(document__status=Document.Status.PUBLISHED, document__language="en")
    return list(rows.order_by("document_id", "ordinal").values_list("document__title", "text"))


def _built(folder: Path, weights: Weights, name: str) -> Path:
    source = write_source(folder / f"{name}-source", weights)
    return build_encoder(folder / "built", source=source, name=name, progress=lambda line: None)


def _share(
    folder: Path,
    weights: Weights,
    tuned: Weights,
    base: Encoder,
    made: Phrasings,
    goods: Sequence[Goods],
    progress: Progress,
) -> tuple[float, list[Weighed]]:
    """Return how much of the tuned weights to take, judged on the validation part alone, and what each share gave."""
    step = max(1, len(made.validation) // WEIGHED)
    wishes, sentences = made.validation[::step], general_sentences()
    pool = _pool(wishes, goods)
    tried = [weighed(0.0, base.encode, base.encode, wishes, pool, sentences)]
    for number, share in enumerate(SHARES):
        progress(f"Weighing {share:.0%} of the tuned weights", 0.7 + 0.2 * number / len(SHARES))
        encoder = Encoder.load(_built(folder, mixed(weights, tuned, share), f"share-{number}"))
        tried.append(weighed(share, encoder.encode, base.encode, wishes, pool, sentences))
    return chosen(tried), tried


def _pool(wishes: Sequence[Phrasing], goods: Sequence[Goods]) -> list[Goods]:
    wanted = {key for wish in wishes for key in wish.right}
    step = max(1, len(goods) // POOL)
    return [row for number, row in enumerate(goods) if row.key in wanted or number % step == 0]


def _prune(version: str) -> None:
    """Delete the files of tuned encoders that no alias names and of which no vectors are kept."""
    kept = {version, *Alias.objects.filter(kind=Kind.ENCODER).values_list("version", flat=True)}
    kept |= set(VectorSet.objects.values_list("encoder", flat=True))
    for folder in encoders_folder().glob(f"{PREFIX}*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
