"""Cards: every active variant, with what tells it apart and what can be sold of it, in a few queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from apps.catalog.cards import product_cards
from apps.catalog.models import Favourite, Product, Stock, Store, Variant
from apps.catalog.stock import available_by_variant
from tests.apps.catalog.factories import make_product, make_store

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def goods() -> list[Product]:
    here, closed = make_store("Pune"), make_store("Delhi")
    shirt = make_product("Shirt", colours=("Blue", "Red"), sizes=("S", "M"), pieces=4, store=here)
    lamp = make_product("Lamp", colours=("",), sizes=("",), pieces=0, store=closed)
    for variant in shirt.variants.all():
        Stock.objects.create(variant=variant, store=closed, on_hand=50)
    Stock.objects.filter(variant__product=shirt, variant__colour="Blue", store=here).update(
        allocated=1, reserved=2
    )
    Store.objects.filter(pk=closed.pk).update(is_active=False)
    shirt.variants.filter(colour="Red", size="S").update(is_active=False)
    lamp.variants.update(attributes={"Watts": 7, "Base": "E27"}, image="lamp.webp")
    return [shirt, lamp]


def test_a_card_has_every_active_variant_with_what_can_be_sold_of_it(goods: list[Product]) -> None:
    shirt, lamp = goods
    seen, other = product_cards([shirt.pk, lamp.pk])
    told = [(view.colour, view.size, view.available) for view in seen.variants]
    assert told == [("Blue", "S", 1), ("Blue", "M", 1), ("Red", "M", 4)]
    views = [view for card in (seen, other) for view in card.variants]
    assert {view.variant_id: view.available for view in views} == available_by_variant(
        Variant.objects.filter(is_active=True).values_list("pk", flat=True)
    )
    rows = Variant.objects.in_bulk()
    for view in views:
        row = rows[view.variant_id]
        assert (view.sku, view.price_paise) == (row.sku, row.price_paise)
    assert {tuple(sorted(view.attributes)) for view in other.variants} == {(("Base", "E27"), ("Watts", "7"))}
    assert other.image_url.endswith("lamp.webp")


def test_cards_cost_three_queries_however_many(
    goods: list[Product], django_assert_num_queries: Queries
) -> None:
    Favourite.objects.create(owner_key="user:1", product=goods[1], created_at=timezone.now())
    keys = [product.pk for product in goods]
    with django_assert_num_queries(3):
        cards = product_cards([*keys, 987_654], owner_key="user:1")
    assert [(card.title, card.favourite) for card in cards] == [("Shirt", False), ("Lamp", True)]
    with django_assert_num_queries(1):
        assert product_cards([987_654]) == ()
