"""What the shop lacks is not found, what was not meant is not shown, and what was mended or given up is said."""

import pytest

from apps.catalog.indexing import catalog_index
from apps.catalog.search import search
from apps.catalog.understanding import understand
from retailgenie.ai.types import Limit, SearchQuery
from tests.apps.catalog.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> dict[str, int]:
    made = {
        "bottle": make_product(
            "Steel bottle", category="Bottles", description="Fits the cup holder of a car."
        ),
        "shell": make_product("Hard shell trolley", category="Luggage"),
        "wallet": make_product(
            "Vegan leather wallet", category="Wallets", attributes={"material": ["Vegan Leather"]}
        ),
        "purse": make_product("Leather wallet", category="Wallets", attributes={"material": ["Leather"]}),
        "bag": make_product("Brown leather bag", category="Bags", colours=["Brown"]),
        "loafers": make_product("Black suede loafers", category="Formal Shoes", colours=["Black"]),
    }
    catalog_index()
    return {name: product.pk for name, product in made.items()}


def found(query: SearchQuery) -> list[int]:
    return [card.product_id for card in search(query).cards]


def test_a_word_of_a_description_is_no_thing_that_the_shop_sells(shop: dict[str, int]) -> None:
    results = search(understand("do you sell cars?"))
    assert (results.not_carried, results.corrected, results.relaxed) == ("cars", "", ())


def test_a_kind_of_thing_that_no_title_names_is_not_carried(shop: dict[str, int]) -> None:
    assert search(understand("washing machine")).not_carried == "washing machine"


def test_a_brand_that_the_shop_lacks_is_named_and_the_nearest_is_shown(shop: dict[str, int]) -> None:
    results = search(understand("nike wallets"))
    assert results.not_carried == "nike"
    assert {card.category for card in results.cards} == {"Wallets"}


def test_what_the_shop_has_is_not_said_to_be_missing(shop: dict[str, int]) -> None:
    assert search(understand("stylish leather wallet")).not_carried == ""


def test_vegan_leather_is_no_leather(shop: dict[str, int]) -> None:
    query = SearchQuery(
        limits=(Limit("category", ("Wallets",)), Limit("material", ("Leather",), excluded=True))
    )
    assert found(query) == [shop["wallet"]]


def test_the_thing_itself_is_kept_before_its_colour(shop: dict[str, int]) -> None:
    results = search(SearchQuery(text="loafers", said="brown loafers", limits=(Limit("colour", ("Brown",)),)))
    assert [card.product_id for card in results.cards][:1] == [shop["loafers"]]
    assert results.relaxed == ("colour Brown",)


def test_a_department_is_kept_before_whom_it_is_for(encoder: object) -> None:
    watches = make_category("Watches")
    make_category("Men's Watches", watches)
    watch = make_product("Steel watch", category="Men's Watches", attributes={"gender": ["Men"]})
    make_product("Frock", category="Frocks", attributes={"gender": ["Girls"]})
    results = search(SearchQuery(limits=(Limit("category", ("Watches",)), Limit("gender", ("Girls",)))))
    assert [card.product_id for card in results.cards] == [watch.pk]
    assert results.relaxed == ("gender Girls",)


def test_words_mended_by_understanding_are_named(shop: dict[str, int]) -> None:
    assert search(understand("lether walets")).corrected == "leather wallets"
