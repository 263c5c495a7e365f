"""The `embeddings` suite: an encoder beside the base one on wishes for this shop's goods that training never saw."""

from __future__ import annotations

import resource
from time import perf_counter

from apps.catalog.pairs import tuning_goods
from apps.operations.evaluation.report import BadInput, Report
from apps.operations.evaluation.suites import Options
from apps.operations.tuning import EACH
from apps.rollout.encoders import current_encoder
from retailgenie.ai.encoder import DEFAULT_NAME, Encoder, EncoderMissing, encoders_folder
from retailgenie.ai.training.embedding_figures import figures_of, general_sentences
from retailgenie.ai.training.phrasings import TEST, phrasings


def measure_embeddings(options: Options) -> Report:
    """Measure --variant (the running encoder where left out) over the catalogue of this shop; raises BadInput."""
    goods = tuning_goods()
    if not goods:
        raise BadInput("The shop has no products; `python manage.py seed_demo` fills it.")
    base, _ = _loaded(DEFAULT_NAME)
    encoder, megabytes = _loaded(options.variant or current_encoder().name)
    wishes = phrasings(goods, each=EACH).test[: options.limit or None]
    started = perf_counter()
    found = figures_of(encoder.encode, base.encode, wishes, goods, general_sentences())
    own = {name: value for name, value in found.items() if not name.startswith("base_")}
    before = {name.removeprefix("base_"): value for name, value in found.items() if name.startswith("base_")}
    return Report(
        suite="embeddings",
        figures=own | {"products": float(len(goods)), "second_encoder_mb": megabytes},
        baselines={DEFAULT_NAME: before},
        context={"encoder": encoder.name, "part": TEST, "seconds": round(perf_counter() - started)},
    )


def _loaded(name: str) -> tuple[Encoder, float]:
    """Return an encoder and by how many MB the process grew while it loaded and ran once."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        encoder = Encoder.load(encoders_folder() / name)
    except EncoderMissing as error:
        raise BadInput(f"There is no encoder {name} on this machine.") from error
    encoder.encode(["a blue cotton shirt"])
    return encoder, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
