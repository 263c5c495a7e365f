"""The catalogue's tools, run the way every door runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Favourite, Offer
from apps.ledger.execution import execute_tool, undo_receipt
from retailgenie.ai.tools.types import Caller, Done, Refused
from tests.apps.catalog.factories import NOW, make_category, make_product, make_stock, make_store

pytestmark = pytest.mark.django_db
CallerOf = Callable[..., Caller]


def run(caller: Caller, name: str, **arguments: Any) -> Any:
    outcome = execute_tool(caller, name, arguments)
    assert isinstance(outcome, Done), outcome
    return outcome.result.data


def test_search_takes_limits_and_prices_of_any_door(caller: CallerOf) -> None:
    wanted = make_product(price=900)
    make_product("Blue linen shirt", price=1900)
    found = run(
        caller(),
        "search_products",
        limits=[{"attribute": "colour", "values": ["blue"]}],
        max_price_paise=1000_00,
        sort="price",
    )
    assert [card.product_id for card in found.cards] == [wanted.pk]


@pytest.mark.parametrize(
    "arguments",
    [
        {"sort": "upwards"},
        {"page": 0},
        {"page_size": 1000},
        {"limits": [{"attribute": "colour", "values": []}]},
        {"limits": [{"attribute": "colour", "values": ["x"]}] * 200},
        {"min_price_paise": -1},
        {"colour": "blue"},
    ],
)
def test_bad_arguments_are_refused_with_a_reason(caller: CallerOf, arguments: dict[str, Any]) -> None:
    outcome = execute_tool(caller(), "search_products", arguments)
    assert isinstance(outcome, Refused)
    assert outcome.code == "invalid_arguments"


def test_detail_shows_variants_reviews_and_stock(caller: CallerOf) -> None:
    product = make_product(pieces=3, return_days=15, description="Soft.")
    detail = run(caller(), "get_product", product_id=product.pk)
    assert [x.available for x in detail.card.variants] == [3, 3, 3]
    assert (detail.description, detail.return_days, detail.reviews) == ("Soft.", 15, ())


def test_an_unknown_product_is_not_found(caller: CallerOf) -> None:
    gone = make_product(is_active=False)
    for name in (
        "get_product",
        "similar_products",
        "complete_the_look",
        "check_availability",
        "add_favourite",
    ):
        for product_id in (gone.pk, 10**9):
            outcome = execute_tool(caller(), name, {"product_id": product_id})
            assert isinstance(outcome, Refused), name
            assert outcome.code == "not_found"


def test_comparison_puts_the_same_facts_in_one_row(caller: CallerOf) -> None:
    one = make_product("One", price=999, attributes={"material": ["Cotton"]})
    two = make_product("Two", price=1299, attributes={"material": ["Linen"], "fit": ["Slim"]}, brand="")
    rows = dict(run(caller(), "compare_products", product_ids=[two.pk, one.pk]).rows)
    assert rows["Price"] == ("₹1,299", "₹999")
    assert rows["Material"] == ("Linen", "Cotton")
    assert rows["Fit"] == ("Slim", "–")


def test_similar_things_are_of_the_same_kind_for_the_same_people(caller: CallerOf) -> None:
    men = {"gender": ["Men"]}
    shirt = make_product("Blue cotton shirt", attributes=men)
    near = make_product("Navy cotton shirt", attributes=men)
    make_product("Blue cotton shirt for women", attributes={"gender": ["Women"]})
    catalog_index()
    cards = run(caller(), "similar_products", product_id=shirt.pk).cards
    assert [card.product_id for card in cards] == [near.pk]
    assert cards[0].why == "Same kind, similar price"


def test_a_look_is_completed_with_other_kinds_of_things(caller: CallerOf) -> None:
    shirt = make_product("Blue cotton shirt")
    make_product("Another blue shirt")
    trousers = make_product("Grey office trousers", category="Trousers")
    sold_out = make_product("Black trousers", category="Trousers", pieces=0)
    shoes = make_product("Brown leather shoes", category="Shoes", sizes=["8"])
    catalog_index()
    found = [card.product_id for card in run(caller(), "complete_the_look", product_id=shirt.pk).cards]
    assert found == [trousers.pk, shoes.pk]
    assert sold_out.pk not in found


def test_trending_mixes_categories(caller: CallerOf) -> None:
    shirts = [make_product(f"Shirt {n}", popularity=10 - n).pk for n in range(4)]
    saree = make_product("Saree", category="Sarees", popularity=1).pk
    found = [card.product_id for card in run(caller(), "trending_products").cards]
    assert found == [shirts[0], shirts[1], saree, shirts[2], shirts[3]]


def test_recommendations_follow_favourites_and_say_so(caller: CallerOf, asha: User) -> None:
    liked = make_product("Red silk saree", category="Sarees", popularity=0)
    near = make_product("Maroon silk saree", category="Sarees", popularity=0)
    make_product("Running shoes", category="Shoes", popularity=9)
    catalog_index()
    run(caller(asha), "add_favourite", product_id=liked.pk)
    card = run(caller(asha), "recommend_products").cards[0]
    assert (card.product_id, card.why) == (near.pk, "Like what you keep as a favourite")


def test_favourites_are_ones_own_and_can_be_undone(caller: CallerOf, asha: User, ravi: User) -> None:
    product = make_product()
    outcome = execute_tool(caller(asha), "add_favourite", {"product_id": product.pk})
    assert isinstance(outcome, Done)
    assert run(caller(ravi), "list_favourites").cards == ()
    assert run(caller(asha), "get_product", product_id=product.pk).card.favourite
    assert isinstance(undo_receipt(caller(asha), outcome.receipt_id), Done)
    assert not Favourite.objects.exists()


def test_categories_count_what_lies_below_them(caller: CallerOf) -> None:
    men = make_category("Men")
    make_category("Shirts", parent=men)
    make_category("Empty")
    make_product()
    make_product()
    assert [(name, count) for name, _, count in run(caller(), "browse_categories")] == [("Men", 2)]
    assert [(name, count) for name, _, count in run(caller(), "browse_categories", parent="men")] == [
        ("Shirts", 2)
    ]


def test_stock_near_a_place_is_listed_nearest_first(caller: CallerOf) -> None:
    pune = make_store("Pune", latitude=18.52, longitude=73.85)
    mumbai = make_store("Mumbai", pin="400001", latitude=19.07, longitude=72.88)
    make_store("Delhi", pin="110001", latitude=28.61, longitude=77.21, state="DL")
    product = make_product(pieces=2, store=mumbai)
    make_stock(list(product.variants.all()[:1]), 1, pune)
    found = run(caller(), "check_availability", product_id=product.pk, place="near Poona")
    assert [(x.store.city, x.available) for x in found.stores] == [("Pune", 1), ("Mumbai", 6)]
    assert 100 < found.stores[1].store.distance_km < 140
    assert found.online == 7


def test_stores_are_found_by_pin_and_unknown_places_are_said_to_be(caller: CallerOf) -> None:
    make_store("Pune")
    make_store("Delhi", pin="110001", latitude=28.61, longitude=77.21, state="DL")
    assert [x.city for x in run(caller(), "find_stores", place="411045")] == ["Pune"]
    assert {x.city for x in run(caller(), "find_stores")} == {"Pune", "Delhi"}
    outcome = execute_tool(caller(), "find_stores", {"place": "Atlantis"})
    assert isinstance(outcome, Refused)
    assert outcome.code == "place_unknown"


def test_only_running_offers_are_listed(caller: CallerOf) -> None:
    for title, starts, ends in (("Now", 2020, None), ("Over", 2020, 2021), ("Not yet", 2090, None)):
        Offer.objects.create(
            title=title,
            kind=Offer.Kind.PERCENTAGE,
            percent=10,
            starts_at=NOW.replace(year=starts),
            ends_at=NOW.replace(year=ends) if ends else None,
        )
    assert [offer.title for offer in run(caller(), "list_offers")] == ["Now"]
