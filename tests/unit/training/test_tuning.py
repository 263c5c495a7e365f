"""Tuning bends the encoder towards the lessons, and nothing of it is needed to read with the result."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retailgenie.ai.encoder import Encoder
from retailgenie.ai.encoder.build import build_encoder, packaged_weights
from retailgenie.ai.training.lessons import Lesson

pytest.importorskip("torch")
TEXTS = ("where is my parcel", "cancel my order", "hello there", "suggest a saree for a wedding")
INTENTS = ("track_order", "cancel_order", "greet", "recommend_products")
LESSONS = [Lesson(text, intent) for text, intent in zip(TEXTS, INTENTS, strict=True)]


def test_the_vectors_that_learn_are_those_that_the_graph_gives(tmp_path: Path) -> None:
    from retailgenie.ai.training.tuning import Tuner

    tuner = Tuner(packaged_weights())
    learning = tuner.vectors(tuner.ids(LESSONS)).detach().numpy()
    built = build_encoder(tmp_path, name="exact", quantise=False, progress=lambda message: None)
    assert np.allclose(learning, Encoder.load(built).deep(TEXTS), atol=1e-4)


def test_lessons_are_learned_and_the_share_of_the_start_is_kept(tmp_path: Path) -> None:
    from retailgenie.ai.training.tuning import tune

    done = tune(LESSONS * 64, LESSONS, tmp_path / "all", epochs=2, share=1.0)
    assert done.validation[-1] == 1.0
    tune(LESSONS * 4, LESSONS, tmp_path / "none", epochs=1, share=0.0)
    before, kept, tuned = (
        _vectors(tmp_path, name, source)
        for name, source in (("plain", None), ("kept", tmp_path / "none"), ("tuned", tmp_path / "all"))
    )
    assert np.allclose(before, kept, atol=1e-5)
    assert not np.allclose(before, tuned, atol=1e-3)


def _vectors(folder: Path, name: str, source: Path | None) -> NDArray[np.float32]:
    built = build_encoder(folder, source=source, name=name, quantise=False, progress=lambda message: None)
    return Encoder.load(built).encode(TEXTS)
