"""What is derived of a large catalogue is taken over from the version before; only what changed is done again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.catalog import fact_table as tables
from apps.catalog import index_folders, lexicon
from apps.catalog.fact_reading import fact_table
from apps.catalog.fact_table import ORDERS, FactTable
from apps.catalog.facts import facts
from apps.catalog.index_folders import changed_since, folder_done, folder_of, older_folder
from apps.catalog.index_progress import WORDS, index_steps, told
from apps.catalog.indexing import catalog_index
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product, ProductEmbedding, Variant
from apps.catalog.reviews import rating_refresh
from apps.catalog.search import find, search
from apps.catalog.versions import catalog_changed, catalog_version
from apps.operations.bench.catalogue import build_seconds, catalogue_is_there, make_catalogue
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> list[Product]:
    """A dozen products in a shop that calls ten of them many."""
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


def test_new_stars_are_taken_into_the_order_by_rating(
    large: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(large[4], rating=5)
    place = list(ORDERS).index(Sort.RATING)
    assert facts().table.places[place].argmin() == 4
    Product.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    catalog_index()
    assert facts().table.places[place].argmin() == 4
    rating_refresh(product_id=large[4].pk)  # it has no review
    catalog_changed(now=timezone.now())
    assert facts().table.places[place].argmin() == 0
    assert facts().table.measures["rating"].tolist() == [0] * 12


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
    folder = folder_of("goods").with_name("goods-1")
    folder.mkdir(exist_ok=True)
    assert older_folder("goods") != folder
    folder_done(folder, began_at=timezone.now())
    assert tables.FactTable.load(folder) is None


def _as_sets(table: FactTable) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {int(key): set() for key in table.keys}
    for row, code in zip(table.rows, table.codes, strict=True):
        found[int(table.keys[row])].add(table.pairs[code])
    return found


def _never(product_ids: object = None) -> Iterator[Product]:
    raise AssertionError("All products were read for one edit.")


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
    for module in ("allowed", "nearest"):
        monkeypatch.setattr(f"apps.catalog.{module}.is_large", lambda: True)
    assert [find(query).ids for query in asked] == small
    assert small[1] == [jacket.pk]
    monkeypatch.setattr("apps.catalog.allowed.FEW", 1)
    assert find(asked[1]).ids == small[1]


def test_the_facts_allow_what_the_database_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of limit and every order, on a shop in which they differ."""
    _mixed_shop()
    catalog_index()
    asked = [
        SearchQuery(limits=limits, price=price, sort=sort, in_stock_only=stock)
        for limits in _LIMITS
        for price in (MoneyRange(), MoneyRange(None, 90_000), MoneyRange(70_000, 200_000))
        for sort in Sort
        for stock in (False, True)
    ]
    small = [find(query) for query in asked]
    for module in ("allowed", "nearest"):
        monkeypatch.setattr(f"apps.catalog.{module}.is_large", lambda: True)
    large = [find(query) for query in asked]
    assert [x.ids for x in large] == [x.ids for x in small]
    assert len({tuple(x.ids) for x in small}) > 40  # the limits and orders do differ


_LIMITS: tuple[tuple[Limit, ...], ...] = (
    (),
    (Limit("category", ("Jackets",)),),
    (Limit("category", ("jackets", "Shirts")), Limit("material", ("Velvet",))),
    (Limit("category", ("Jackets",), excluded=True),),
    (Limit("brand", ("Neelam",)),),
    (Limit("brand", ("Neelam",), excluded=True),),
    (Limit("material", ("Velvet",), excluded=True),),
    (Limit("colour", ("red",)), Limit("size", ("L",))),
    (Limit("colour", ("Red",), excluded=True),),
    (Limit("gender", ("Women",)),),
    (Limit("gender", ("Girls",)),),
    (Limit("gender", ("Unisex",), excluded=True),),
    (Limit("colour", ("Teal",)),),
    (Limit("nothing", ("such",)),),
)


def _mixed_shop() -> None:
    for n in range(40):
        make_product(
            f"{'Velvet' if n % 11 == 0 else 'Plain'} thing number {n}",
            category=("Jackets", "Shirts", "Lamps")[n % 3],
            colours=[("Red", "Blue", "Green")[n % 3], *(["Pink"] if n % 4 == 0 else [])],
            sizes=("M", "L") if n % 2 else ("S",),
            price=500 + 37 * (n % 17),
            mrp=1500 if n % 5 else 1200,
            pieces=n % 3,
            brand="Neelam" if n % 4 == 1 else "Other",
            attributes={
                "material": ["Velvet" if n % 7 == 0 else "Cotton"],
                "gender": [("Women", "Unisex", "Girls", "Men")[n % 4]],
                **({"age_group": ["Kids"]} if n % 8 == 1 else {}),
            },
            popularity=float(n % 6),
            rating=3 + n % 3,
            review_count=n % 5,
            launched_at=timezone.now() - timedelta(days=n % 9),
        )


def test_an_index_from_after_the_backup_is_not_used_for_what_was_restored(large: list[Product]) -> None:
    backup = transaction.savepoint()
    change(large[3], title="Green velvet jacket", attributes={"style": ["Slim"]})
    assert list(lexical_index().search("velvet", 5)) == [large[3].pk]
    assert dict(facts().counts([large[3].pk]))["style", "Slim"] == 1
    transaction.savepoint_rollback(backup)
    change(large[7], title="Blue shirt with pockets")
    assert list(lexical_index().search("velvet", 5)) == []
    assert list(lexical_index().search("pockets", 5)) == [large[7].pk]
    assert ("style", "Slim") not in dict(facts().counts([large[3].pk]))


def test_a_new_database_is_not_served_from_the_files_of_the_one_before(large: list[Product]) -> None:
    """Same name, same ids, even the same version: only the products are others."""
    folder = folder_of("products")
    Product.objects.update(title="Oak table", updated_at=timezone.now() - timedelta(days=3))
    catalog_version.forget()
    assert folder_of("products") == folder
    assert len(lexical_index().search("oak", 20)) == 12
    assert lexical_index().search("number", 20) == {}
    catalog_changed(now=timezone.now())
    assert len(lexical_index().search("oak", 20)) == 12


def test_an_index_that_is_still_true_is_opened_and_not_made_again(
    large: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "lexical_texts", _never)
    monkeypatch.setattr("apps.catalog.facts.fact_table", _never)
    catalog_version.forget()  # as a process that starts
    assert len(lexical_index()) == 12
    assert len(facts().keys) == 12


def test_staff_see_how_far_the_indexes_are(large: list[Product]) -> None:
    ProductEmbedding.objects.filter(product__in=large[:4]).delete()
    words = told(range(6), WORDS)
    next(words)
    steps = {str(step.label): (step.done, step.total, step.running) for step in index_steps()}
    assert steps["Meanings (vectors)"] == (8, 12, True)
    assert steps["Words"] == (0, 12, True)
    assert steps["Values and prices"] == (12, 12, False)
    assert list(words) == [1, 2, 3, 4, 5]
    assert [step.running for step in index_steps() if step.label == "Words"] == [False]


def test_more_results_than_are_counted_are_said_to_be_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        make_product(f"Blue shirt number {n}", colours=["Blue"])
    catalog_index()
    page = client.get(
        reverse("catalog:search"), {"text": "", "f.colour": "Blue"}, follow=True
    ).content.decode()
    assert "4 products" in page
    monkeypatch.setattr("apps.catalog.search.MAX_IDS", 3)
    page = client.get(
        reverse("catalog:search"), {"text": "", "f.colour": "Blue"}, follow=True
    ).content.decode()
    assert "More than 3 products" in page
    results = search(SearchQuery(limits=(Limit("colour", ("Blue",)),)))
    assert (results.total, results.more, len(results.cards)) == (3, True, 3)
    assert {(x.value, x.count) for facet in results.facets for x in facet.values if x.selected} == {
        ("Blue", 4)
    }


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


def test_a_kept_catalogue_is_known_again_with_what_its_parts_took_to_build(encoder: object) -> None:
    assert not catalogue_is_there(30, vectors=30)
    make_catalogue(30, vectors=30)
    assert catalogue_is_there(30, vectors=30)
    assert not catalogue_is_there(30, vectors=10)
    assert build_seconds({"load_s": 12.5}) == {"load_s": 12.5}
    assert build_seconds({"load_s": 0.01, "first_search_s": 2.0}) == {"load_s": 12.5, "first_search_s": 2.0}
    make_catalogue(20, vectors=20)
    assert Product.objects.count() == 20
    assert build_seconds({}) == {}
