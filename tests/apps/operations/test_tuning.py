"""The encoder is tuned on the shop's own goods, registered with its figures, and runs only if it passes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser

from apps.catalog.indexing import catalog_index
from apps.catalog.models import ProductEmbedding
from apps.catalog.pairs import tuning_goods
from apps.operations import tuning
from apps.operations.evaluation.embeddings import measure_embeddings
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scratch import run_encoder
from apps.operations.evaluation.suites import Options
from apps.operations.management.commands import train_embeddings
from apps.operations.management.commands.evaluate import Command
from apps.operations.tuning import NothingToLearn, Tuned, encoder_tune
from apps.rollout.encoders import current_encoder
from apps.rollout.models import Alias, AliasName, Kind, ModelVersion
from apps.rollout.selectors import forget
from retailgenie.ai.encoder import DEFAULT_NAME, encoders_folder, let_go_of_encoders
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.training import embeddings
from retailgenie.ai.training.embedding_figures import general_sentences
from retailgenie.ai.training.embeddings import Settings
from tests.apps.catalog.factories import NOW, make_product

COLOURS = ("Navy", "Red", "Mustard", "White", "Black", "Green")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    built = build_encoder(encoders_folder(), progress=lambda line: None)
    monkeypatch.setenv("RETAILGENIE_VAR", str(tmp_path))
    shutil.copytree(built, encoders_folder() / DEFAULT_NAME)
    yield
    let_go_of_encoders(kept=())


@pytest.fixture
def shop(own_folder: None, db: None) -> None:
    for colour in COLOURS:
        for material in ("Cotton", "Silk", "Linen"):
            for thing, shelf in (("shirt", "Shirts"), ("scarf", "Scarves")):
                make_product(
                    f"{colour} {material} {thing}",
                    category=shelf,
                    attributes={"material": [material], "gender": ["Men"]},
                    colours=(colour,),
                    sizes=("M",),
                    description=f"A {thing} to like. It is made of {material.lower()}.",
                )


def options(variant: str = "") -> Options:
    given = CommandParser()
    Command().add_arguments(given)
    return Options.of(vars(given.parse_args(["embeddings", "--variant", variant])))


def need_the_extra() -> None:
    if find_spec("sentence_transformers") is None:
        assert not os.environ.get("CI"), "CI must install the training extra to tune the encoder."
        pytest.skip("the training extra is not installed")


def test_goods_are_seen_with_their_colours_and_the_text_that_is_embedded(shop: None) -> None:
    first = tuning_goods()[0]
    assert (first.title, first.category, first.brand) == ("Navy Cotton shirt", "Shirts", "Neelam")
    assert dict(first.facts) == {"material": ("Cotton",), "gender": ("Men",), "colour": ("Navy",)}
    assert first.text.startswith("Navy Cotton shirt. Shirts. Neelam. Men, Cotton. Navy.")


@pytest.mark.slow
def test_a_tuned_encoder_is_a_challenger_with_figures_and_a_card(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_the_extra()
    monkeypatch.setattr(tuning, "SHARES", (1.0,))
    monkeypatch.setattr(tuning, "general_sentences", lambda: general_sentences(20))
    tuned = encoder_tune(now=NOW, settings=Settings(steps=2, batch=8, tokens=24))
    row = ModelVersion.objects.get(kind=Kind.ENCODER)
    assert row.version == tuned.version
    assert row.metrics["mrr"] == tuned.figures["mrr"]
    assert 0 < row.metrics["base_mrr"] <= 1
    assert "No data of people" in row.note
    folder = encoders_folder() / tuned.version
    assert {path.name for path in folder.iterdir()} == {
        "model.onnx",
        "tokenizer.json",
        "meta.json",
        "card.md",
    }
    assert [path.name for path in encoders_folder().glob(".*")] == []
    assert dict(Alias.objects.values_list("alias", "version")) == {AliasName.CHALLENGER: tuned.version}
    assert current_encoder().name == DEFAULT_NAME


@pytest.mark.parametrize("passed", [True, False])
def test_only_what_passes_the_gate_is_swapped_in(
    shop: None, monkeypatch: pytest.MonkeyPatch, passed: bool
) -> None:
    """The training itself is another test's: here an encoder comes out of it that is better, or is not."""
    catalog_index()
    shutil.copytree(encoders_folder() / DEFAULT_NAME, encoders_folder() / "tuned")
    (encoders_folder() / "tuned" / "meta.json").write_text('{"name": "tuned"}')
    ModelVersion.objects.create(kind=Kind.ENCODER, version="tuned", created_at=NOW)
    figures = {
        "mrr": 0.7,
        "base_mrr": 0.4,
        "wishes": 9.0,
        "gap_closed": 0.5,
        "gain_low": 0.2,
        "gain_high": 0.4,
    }
    found = Tuned("tuned", figures | {"share": 0.5, "drift": 0.1}, passed, 60.0)
    monkeypatch.setattr(train_embeddings, "encoder_tune", lambda **given: found)
    out = StringIO()
    call_command("train_embeddings", stdout=out)
    forget()
    assert (current_encoder().name == "tuned") is passed
    assert ProductEmbedding.objects.filter(encoder="tuned").count() == (36 if passed else 0)
    assert ("searches use them now" in out.getvalue()) is passed
    assert ("It stays a challenger" in out.getvalue()) is not passed


def test_without_the_training_extra_nothing_is_registered(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r"Run: python3\.11 scripts/setup\.py train"):
        call_command("train_embeddings")
    assert not ModelVersion.objects.exists()


@pytest.mark.django_db
def test_a_shop_without_goods_has_nothing_to_learn_from(own_folder: None) -> None:
    need_the_extra()
    with pytest.raises(NothingToLearn, match="0 products are too few"):
        encoder_tune(now=NOW)
    assert not ModelVersion.objects.exists()


def test_the_suite_measures_an_encoder_on_this_shop_s_wishes(shop: None) -> None:
    report = measure_embeddings(options())
    assert report.context["encoder"] == DEFAULT_NAME
    assert report.figures["products"] == 36
    assert report.figures["mrr"] == report.baselines[DEFAULT_NAME]["mrr"]
    assert (report.figures["gain"], report.figures["ordered"]) == (0.0, 1.0)


@pytest.mark.django_db
def test_the_suite_refuses_an_empty_shop_and_an_encoder_that_nobody_built(own_folder: None) -> None:
    with pytest.raises(BadInput, match="no products"):
        measure_embeddings(options())
    make_product()
    with pytest.raises(BadInput, match="no encoder nobody-built-it"):
        measure_embeddings(options("nobody-built-it"))


@pytest.mark.django_db
def test_a_scratch_shop_can_run_another_encoder(own_folder: None) -> None:
    with pytest.raises(BadInput, match="no encoder nobody-built-it"):
        run_encoder("nobody-built-it")
    shutil.copytree(encoders_folder() / DEFAULT_NAME, encoders_folder() / "other")
    (encoders_folder() / "other" / "meta.json").write_text('{"name": "other"}')
    run_encoder("other")
    assert current_encoder().name == "other"
