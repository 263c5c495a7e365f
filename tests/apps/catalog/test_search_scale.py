"""What is derived of a large catalogue is taken over from the version before; only what changed is done again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from apps.catalog import fact_table as tables
from apps.catalog import index_folders, lexicon
from apps.catalog.fact_table import FactTable, fact_table
from apps.catalog.facts import facts
from apps.catalog.index_folders import changed_since, folder_done, folder_of, older_folder
from apps.catalog.indexing import catalog_index
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product, ProductEmbedding, Variant
from apps.catalog.search import find
from apps.catalog.versions import catalog_changed
from apps.operations.bench.catalogue import make_catalogue
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> list[Product]:
    """A dozen products in a shop that calls ten of them many."""
    shutil.rmtree(folder_of("facts").parent, ignore_errors=True)  # files outlive a test's transaction
    monkeypatch.setattr(index_folders, "TAKEN_OVER_FROM", 10)
    monkeypatch.setattr("apps.catalog.facts.TAKEN_OVER_FROM", 10)
    monkeypatch.setattr(index_folders, "MOST_CHANGED", 0.4)
    made = [make_product(f"Blue shirt number {n}") for n in range(12)]
    Product.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    catalog_index()
    assert len(lexical_index()) == 12
    assert facts().keys.tolist() == [product.pk for product in made]
    return made


def change(product: Product, **fields: object) -> None:
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now(), **fields)
    catalog_changed(now=timezone.now())


def test_an_edit_is_taken_into_the_index_without_reading_all(
    large: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(large[3], title="Green velvet jacket")
    monkeypatch.setattr(lexicon, "lexical_texts", _never)
    assert list(lexical_index().search("velvet", 5)) == [large[3].pk]
    assert large[3].pk not in lexical_index().search("number", 20)
    assert len(lexical_index()) == 12


def test_what_is_no_longer_sold_leaves_the_index(
    large: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(large[0], is_active=False)
    monkeypatch.setattr(lexicon, "lexical_texts", _never)
    assert large[0].pk not in lexical_index().search("shirt", 20)
    assert len(lexical_index()) == 11


def test_an_edit_is_taken_into_the_facts(large: list[Product]) -> None:
    change(large[5], attributes={"material": ["Velvet"]})
    counted = dict(facts().counts([product.pk for product in large]))
    assert counted["material", "Velvet"] == 1
    assert (facts().keys == np.sort(facts().keys)).all()


def test_a_change_that_no_time_tells_of_means_a_new_beginning(large: list[Product]) -> None:
    Product.objects.filter(pk=large[1].pk).update(is_active=False)
    catalog_changed(now=timezone.now())
    assert len(lexical_index()) == 11


def test_too_many_changes_mean_a_new_beginning(large: list[Product]) -> None:
    Product.objects.update(updated_at=timezone.now())
    older = folder_of("products")
    assert changed_since(older, total=12) is None
    assert changed_since(older, total=5) is None


def test_only_two_versions_are_kept(large: list[Product]) -> None:
    for _ in range(3):
        catalog_changed(now=timezone.now())
        lexical_index()
    assert len(list(folder_of("products").parent.glob("products-*"))) == index_folders.KEPT_VERSIONS
    assert older_folder("products") is not None


def test_a_table_is_the_same_whether_read_anew_or_patched(large: list[Product], tmp_path: Path) -> None:
    before = fact_table(None)
    Product.objects.filter(pk=large[2].pk).update(attributes={"style": ["Slim"]})
    Product.objects.filter(pk=large[7].pk).update(is_active=False)
    added = make_product("Red scarf", colours=["Red", "Pink"])
    changed = [large[2].pk, large[7].pk, added.pk]
    patched, anew = before.with_instead(fact_table(changed), changed), fact_table(None)
    assert patched.keys.tolist() == anew.keys.tolist()
    assert _as_sets(patched) == _as_sets(anew)
    patched.save(tmp_path / "facts-1")
    loaded = FactTable.load(tmp_path / "facts-1")
    assert loaded is not None and _as_sets(loaded) == _as_sets(anew)
    assert FactTable.load(tmp_path / "facts-2") is None


def test_an_unfinished_folder_is_not_taken_over(tmp_path: Path, large: list[Product]) -> None:
    folder = folder_of("facts").with_name("facts-1")
    folder.mkdir(exist_ok=True)
    assert older_folder("facts") != folder
    folder_done(folder, began_at=timezone.now())
    assert tables.FactTable.load(folder) is None


def _as_sets(table: FactTable) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {int(key): set() for key in table.keys}
    for row, code in zip(table.rows, table.codes, strict=True):
        found[int(table.keys[row])].add(table.pairs[code])
    return found


def _never() -> Iterator[Product]:
    raise AssertionError("All products were read for one edit.")


def test_limits_are_narrowed_by_what_is_remembered(large: list[Product]) -> None:
    jacket = make_product("Red jacket", category="Jackets", colours=["Red"])
    catalog_index()
    found = facts().having([[("category", "Jackets")], [("colour", "Red"), ("colour", "Pink")]])
    assert found is not None and found.tolist() == [jacket.pk]
    none = facts().having([[("category", "Jackets")], [("colour", "Teal")]])
    assert none is not None and none.tolist() == []
    assert facts().having([]) is None


def test_a_large_shop_answers_as_a_small_one(large: list[Product], monkeypatch: pytest.MonkeyPatch) -> None:
    jacket = make_product("Red velvet jacket", category="Jackets", colours=["Red"], price=900)
    make_product("Blue velvet jacket", category="Jackets", colours=["Blue"], price=900)
    make_product("Red velvet jacket, lined", category="Jackets", colours=["Red"], price=5000)
    catalog_index()
    asked = (
        SearchQuery(text="velvet", limits=(Limit("category", ("Jackets",)), Limit("colour", ("Red",)))),
        SearchQuery(said="red jackets", limits=(Limit("colour", ("Red",)),), price=MoneyRange(None, 100_000)),
        SearchQuery(text="shirt number 4"),
    )
    small = [find(query).ids for query in asked]
    for module in ("allowed", "search", "nearest"):
        monkeypatch.setattr(f"apps.catalog.{module}.is_large", lambda: True)
    assert [find(query).ids for query in asked] == small
    assert small[1] == [jacket.pk]
    monkeypatch.setattr("apps.catalog.allowed.FEW", 1)
    assert find(asked[1]).ids == small[1]


def test_a_generated_catalogue_has_products_variants_and_unit_vectors(encoder: object) -> None:
    make_catalogue(60, vectors=20)
    assert (Product.objects.count(), Variant.objects.count(), ProductEmbedding.objects.count()) == (
        60,
        120,
        20,
    )
    vector = ProductEmbedding.objects.first()
    assert vector is not None
    assert sum(x * x for x in vector.embedding) == pytest.approx(1, abs=0.01)
