"""The int8 encoder says what the original model says, fast and in one shape."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import psutil
import pytest

from retailgenie.ai.encoder import DIMENSIONS, Encoder, EncoderMissing, encoders_folder
from retailgenie.ai.encoder.build import build_encoder, packaged_weights
from retailgenie.lib.malloc import memory_give_back

SENTENCES = [
    "winter jacket",
    "warm coat",
    "Lal kurta 500 se 1000 ke beech dikhao",
    "A soft handloom cotton kurta with block printed motifs, side slits and wooden buttons. " * 6,
    "4 ft ladder",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(build_encoder(encoders_folder(), progress=lambda line: None))


def test_vectors_have_the_stated_shape_type_and_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(SENTENCES)), abs=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_an_empty_text_and_a_very_long_one_still_get_a_unit_vector(encoder: Encoder) -> None:
    vectors = encoder.encode(["", "kurta " * 50_000])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_memory_that_a_batch_of_long_texts_took_is_given_back(encoder: Encoder) -> None:
    encoder.encode(["kurta"] * 2)
    memory_give_back()
    before = psutil.Process().memory_info().rss
    encoder.encode(["kurta " * 300] * 16)
    memory_give_back()
    assert psutil.Process().memory_info().rss - before < 40 * 2**20  # with onnxruntime's arena 200 MB stay


def test_a_winter_jacket_is_nearer_to_a_warm_coat_than_a_party_dress_to_a_phone_case(
    encoder: Encoder,
) -> None:
    jacket, coat, dress, case = encoder.encode(["winter jacket", "warm coat", "party dress", "phone case"])
    assert jacket @ coat > 0.5 > dress @ case


def test_order_is_kept_although_batches_go_by_length(encoder: Encoder) -> None:
    texts = [f"{'long ' * (i % 7)}text number {i}" for i in range(70)]
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert ((together @ alone.T).argmax(axis=1) == np.arange(70)).mean() > 0.9
    assert (together * alone).sum(axis=1).min() > 0.97


def test_a_cached_query_cannot_be_changed_by_its_reader(encoder: Encoder) -> None:
    first = encoder.encode(["red saree"])
    first[:] = 0
    assert np.linalg.norm(encoder.encode(["red saree"])) == pytest.approx(1.0, abs=1e-5)


def test_a_folder_without_an_encoder_says_which_command_makes_one(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="build_encoder"):
        Encoder.load(tmp_path)


def test_building_twice_leaves_the_first_file_alone(encoder: Encoder) -> None:
    graph = encoders_folder() / encoder.name / "model.onnx"
    before = graph.stat().st_mtime_ns
    lines: list[str] = []
    build_encoder(encoders_folder(), progress=lines.append)
    assert graph.stat().st_mtime_ns == before
    assert lines == [f"Encoder {encoder.name} is there already."]


def test_vectors_agree_with_sentence_transformers(encoder: Encoder, tmp_path: Path) -> None:
    """Needs the training extra; CI installs it, so there its absence is a failure."""
    if find_spec("sentence_transformers") is None:
        assert not os.environ.get("CI"), "CI must install the training extra to compare the encoder."
        pytest.skip("the training extra is not installed")
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(packaged_weights()), device="cpu").encode(
        SENTENCES, normalize_embeddings=True
    )
    plain = Encoder.load(build_encoder(tmp_path, name="fp32", quantise=False, progress=lambda line: None))
    assert (plain.encode(SENTENCES) * original).sum(axis=1).min() > 0.9999
    assert (encoder.encode(SENTENCES) * original).sum(axis=1).min() > 0.98


def test_the_last_of_the_deep_vectors_is_the_vector_and_every_layer_has_unit_length(encoder: Encoder) -> None:
    deep, vectors = encoder.deep(SENTENCES), encoder.encode(SENTENCES)
    assert deep.shape == (len(SENTENCES), 4 * DIMENSIONS)
    assert np.linalg.norm(deep.reshape(-1, 4, DIMENSIONS), axis=2) == pytest.approx(
        np.ones((len(SENTENCES), 4)), abs=1e-5
    )
    assert deep[:, -DIMENSIONS:] == pytest.approx(vectors, abs=1e-6)
    assert encoder.deep(["red saree"]).shape == (1, 4 * DIMENSIONS)
    assert encoder.deep([]).shape == (0, 4 * DIMENSIONS)


def test_an_encoder_of_older_make_still_gives_vectors_and_is_built_again(
    encoder: Encoder, tmp_path: Path
) -> None:
    folder = build_encoder(tmp_path, progress=lambda line: None)
    graph = onnx.load(folder / "model.onnx")
    del graph.graph.output[1]
    onnx.save(graph, folder / "model.onnx")
    (folder / "meta.json").write_text('{"name": "minilm-l6-int8-v1"}')
    older = Encoder.load(folder)
    assert older.encode(["red saree"]) == pytest.approx(encoder.encode(["red saree"]), abs=1e-5)
    with pytest.raises(EncoderMissing, match="build_encoder"):
        older.deep(["red saree"])
    build_encoder(tmp_path, progress=lambda line: None)
    assert Encoder.load(folder).deep(["red saree"]).shape == (1, 4 * DIMENSIONS)
