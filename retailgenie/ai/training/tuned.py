"""Makes an encoder of one's own for an intent head: lessons from the grammars, fine-tuning, an int8 graph.

What is measured on families left out stays honest: only the training families are learned, the validation families
stop it, and the test families are never seen. Needs the training extra; what it writes needs nothing but onnxruntime.
"""

from __future__ import annotations

import random
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from retailgenie.ai.encoder import Encoder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.nlu.intents import OWN_ENCODER
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.training.grammar import generate, parts_of
from retailgenie.ai.training.intents import VALIDATION
from retailgenie.ai.training.lessons import Lesson

PER_INTENT = 90
OUT_OF_SCOPE_MESSAGES = 720
MOST_OF_FAMILY = 3  # messages: a wide family must not be learned by heart
HELD_STEP = 5  # every fifth validation message is enough to tell when to stop
EPOCHS = 2
TUNED_SHARE = 0.7  # of the tuned weights; the rest are those it began with
Progress = Callable[[str, float], None]


def lessons(
    *, per_intent: int = PER_INTENT, out_of_scope: int = OUT_OF_SCOPE_MESSAGES, seed: int = 7
) -> tuple[list[Lesson], list[Lesson]]:
    """Return the lessons of the training families and some of the validation families, each gloss once."""
    examples = generate(per_intent=per_intent, out_of_scope=out_of_scope, seed=seed)
    parts = parts_of(examples)
    held = [x for x in examples if parts[x.family] in VALIDATION][::HELD_STEP]
    random.Random(seed).shuffle(examples)
    taken: Counter[str] = Counter()
    learned: list[Lesson] = []
    for example in examples:
        if parts[example.family] < VALIDATION.start and taken[example.family] < MOST_OF_FAMILY:
            taken[example.family] += 1
            learned.append(Lesson(analyse(example.text).gloss, example.intent))
    return list(dict.fromkeys(x for x in learned if x.gloss)), [
        Lesson(analyse(x.text).gloss, x.intent) for x in held
    ]


def tuned_encoder(
    folder: Path,
    *,
    epochs: int = EPOCHS,
    per_intent: int = PER_INTENT,
    progress: Progress = lambda message, share: None,
) -> Encoder:
    """Tune the packaged encoder, keep its int8 graph in folder/OWN_ENCODER and return it; the same seed, the same one.

    Raises ModuleNotFoundError without the training extra. Two minutes of one core.
    """
    from retailgenie.ai.training.tuning import tune

    learned, held = lessons(per_intent=per_intent, out_of_scope=8 * per_intent)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".tuning-") as scratch:
        weights = Path(scratch) / "weights"
        done = tune(learned, held, weights, epochs=epochs, share=TUNED_SHARE, progress=progress)
        progress(f"Tuned: {' '.join(f'{x:.3f}' for x in done.validation)} of families not seen", 1.0)
        name = f"intents-{zlib.crc32((weights / 'model.safetensors').read_bytes()):08x}"
        built = build_encoder(Path(scratch), source=weights, name=name, progress=lambda message: None)
        built.rename(folder / OWN_ENCODER)
    return Encoder.load(folder / OWN_ENCODER)
