"""Cards show the colours a product comes in and which sizes are left; results keep one thing from filling a page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.catalog.indexing import catalog_index
from apps.catalog.models import Stock
from apps.catalog.search import search
from apps.catalog.templatetags.shop import swatch
from retailgenie.ai.retrieval.variety import varied
from retailgenie.ai.types import SearchQuery
from tests.apps.catalog.factories import make_product


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("Red", "red"),
        ("Navy Blue", "navy"),
        ("Rose Gold", "gold"),
        ("Off-White", "white"),
        ("Ivory", "cream"),
        ("Zari", "other"),
    ],
)
def test_a_colour_has_the_dot_of_its_most_telling_word(colour: str, name: str) -> None:
    assert swatch(colour) == f"swatch-{name}"


def test_one_series_does_not_fill_the_window_and_nothing_is_lost() -> None:
    keys = [1, 2, 3, 4, 5, 6, 7]
    assert varied(keys, lambda key: "shoe" if key < 6 else key) == [1, 2, 3, 6, 7, 4, 5]
    assert varied([1, 2], lambda key: "shoe") == [1, 2]
    assert varied([], lambda key: "shoe") == []


@pytest.mark.django_db
def test_cards_of_the_results_show_colours_and_sizes_left(client: Client) -> None:
    product = make_product("Cotton shirt", colours=["Red", "Navy"], sizes=["S", "M"])
    Stock.objects.filter(variant__product=product, variant__size="M").update(on_hand=0)
    catalog_index()
    page = client.get(reverse("catalog:search"), {"q": "cotton shirt"}).content.decode()
    assert "swatch-red" in page and "swatch-navy" in page
    assert 'class="size-gone"' in page


@pytest.mark.django_db
def test_many_colours_of_one_thing_leave_room_for_others_on_every_page() -> None:
    for colour in ("Red", "Blue", "Pink", "Green", "White", "Black"):
        make_product(f"{colour} leather belt", category="Belts", colours=[colour])
    other = make_product("Leather belt with steel buckle", category="Belts")
    catalog_index()
    whole = [card.product_id for card in search(SearchQuery(text="leather belt", page_size=12)).cards]
    assert whole.index(other.pk) <= 3
    paged = [
        card.product_id
        for page in (1, 2, 3, 4)
        for card in search(SearchQuery(text="leather belt", page=page, page_size=2)).cards
    ]
    assert paged == whole
