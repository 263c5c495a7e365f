"""Which encoder runs follows the rollout's alias, and vectors of two encoders are never mixed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from apps.catalog.allowed import allowed_by
from apps.catalog.indexing import catalog_index
from apps.catalog.models import ProductEmbedding
from apps.rollout.encoders import current_encoder
from apps.rollout.models import Alias, AliasName, Kind, ModelVersion
from apps.rollout.selectors import forget
from retailgenie.ai.encoder import DEFAULT_NAME, encoders_folder
from retailgenie.ai.types import SearchQuery
from tests.apps.catalog.factories import NOW, make_product

pytestmark = pytest.mark.django_db
OTHER = "minilm-l6-int8-tuned"


@pytest.fixture
def two_encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = encoders_folder() / DEFAULT_NAME
    monkeypatch.setenv("RETAILGENIE_VAR", str(tmp_path))
    for name in (DEFAULT_NAME, OTHER):
        folder = shutil.copytree(built, encoders_folder() / name)
        (folder / "meta.json").write_text(json.dumps({"name": name}))


def make_champion(version: str) -> None:
    ModelVersion.objects.get_or_create(kind=Kind.ENCODER, version=version, defaults={"created_at": NOW})
    Alias.objects.update_or_create(
        kind=Kind.ENCODER, name="", alias=AliasName.CHAMPION, defaults={"version": version, "updated_at": NOW}
    )
    forget()


def test_without_a_champion_the_built_encoder_runs(two_encoders: None) -> None:
    assert current_encoder().name == DEFAULT_NAME


def test_a_moved_alias_is_followed_with_its_own_vectors(two_encoders: None) -> None:
    shirt = make_product()
    catalog_index()
    make_champion(OTHER)
    assert current_encoder().name == OTHER
    assert allowed_by(SearchQuery()).dense_scores("shirt", limit=10) == {}
    assert catalog_index() == 1
    assert list(allowed_by(SearchQuery()).dense_scores("shirt", limit=10)) == [shirt.pk]
    assert set(ProductEmbedding.objects.values_list("encoder", flat=True)) == {DEFAULT_NAME, OTHER}


def test_a_champion_that_is_not_on_this_machine_is_passed_over(two_encoders: None) -> None:
    make_champion("never-copied-here")
    assert current_encoder().name == DEFAULT_NAME
