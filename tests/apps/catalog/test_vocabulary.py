"""The words of sentences become limits only on attributes that the catalogue keeps in order."""

from __future__ import annotations

import pytest

from apps.catalog.facets import facets_of
from apps.catalog.models import Product
from apps.catalog.orderly import orderly
from apps.catalog.understanding import understand
from apps.catalog.vocabulary import current_vocabulary
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery
from tests.apps.catalog.factories import make_category, make_product

pytestmark = pytest.mark.django_db


def test_a_sentence_becomes_limits_of_the_loaded_catalogue() -> None:
    make_product(attributes={"material": ["Cotton"]})
    query = understand("blue cotton shirts under 1.5k", page_size=24)
    assert set(query.limits) == {
        Limit("colour", ("Blue",)),
        Limit("material", ("Cotton",)),
        Limit("category", ("Shirts",)),
    }
    assert (query.price, query.text, query.page_size) == (MoneyRange(None, 1500_00), "", 24)


def test_a_new_product_teaches_its_words_at_once() -> None:
    make_product()
    assert understand("khadi").limits == ()
    make_product(category="Kurtas", attributes={"material": ["Khadi"]})
    assert understand("khadi").limits == (Limit("material", ("Khadi",)),)


def test_an_attribute_that_few_of_a_kind_state_is_no_limit() -> None:
    for number in range(5):
        make_product(
            f"Lamp {number}", category="Lamps", attributes={"finish": ["Matte"]} if number == 0 else None
        )
    assert "finish" not in orderly()
    assert understand("matte lamp").limits == (Limit("category", ("Lamps",)),)
    assert understand("matte lamp").text == "matte"


def test_free_text_is_no_limit_and_no_facet() -> None:
    for number in range(70):
        power = {"power": [f"{number % 2} W"], "remark": [f"Piece {number}"]}
        make_product(f"Lamp {number}", category="Lamps", attributes=power, pieces=0)
    assert orderly() >= {"category", "power"}
    assert "remark" not in orderly()
    ids = list(Product.objects.values_list("pk", flat=True))
    found = {facet.attribute for facet in facets_of(ids, SearchQuery())}
    assert "power" in found
    assert "remark" not in found


def test_a_young_shop_with_a_thing_of_each_kind_still_has_kinds() -> None:
    for number in range(70):
        make_product(f"Thing {number}", category=f"Kind {chr(97 + number % 26)}{number}", pieces=0)
    assert "category" in orderly()


def test_categories_between_are_not_named_in_sentences() -> None:
    clothing = make_category("Clothing", parent=make_category("Fashion"))
    make_category("Men", parent=clothing)
    make_category("Shirts", parent=clothing)
    make_product(attributes={"gender": ["Men"]})
    assert set(current_vocabulary().values["category"]) == {"Fashion", "Shirts"}
