"""Whatever is searched for, nothing is shown that contradicts a limit that was not named as given up."""

from __future__ import annotations

import random

import pytest

from apps.catalog.facets import attribute_label
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Product
from apps.catalog.search import search
from retailgenie.ai.types import Limit, MoneyRange, ProductCard, SearchQuery, SearchResults, Sort
from tests.apps.catalog.factories import make_product, make_store

pytestmark = pytest.mark.django_db
KINDS = ["Shirts", "Kurtas", "Sarees", "Shoes"]
COLOURS = ["Red", "Blue", "Green", "Black"]
MATERIALS = ["Cotton", "Silk", "Polyester"]
SIZES = ["S", "M", "L"]
WORDS = ["soft", "festive", "office", "shrit", "for my dad", "xyzzy", "2x4", ""]


def make_shop(dice: random.Random) -> None:
    store = make_store()
    for number in range(40):
        colours, kind, material = dice.sample(COLOURS, 2), dice.choice(KINDS), dice.choice(MATERIALS)
        make_product(
            f"{dice.choice(WORDS)} {material} {kind} {number}",
            category=kind,
            colours=colours,
            sizes=dice.sample(SIZES, 2),
            price=dice.randrange(200, 3000, 50),
            attributes={"material": [material]},
            pieces=dice.randrange(3),
            store=store,
            popularity=dice.random() * 9,
        )
    catalog_index()


def make_query(dice: random.Random) -> SearchQuery:
    limits = [
        Limit(name, tuple(dice.sample(values, dice.randint(1, 2))), excluded=dice.random() < 0.3)
        for name, values in (
            ("category", KINDS),
            ("colour", COLOURS),
            ("material", MATERIALS),
            ("size", SIZES),
        )
        if dice.random() < 0.45
    ]
    low, high = sorted(dice.sample(range(0, 4000, 100), 2))
    return SearchQuery(
        text=dice.choice(WORDS),
        limits=tuple(limits),
        price=MoneyRange(low * 100, high * 100) if dice.random() < 0.5 else MoneyRange(),
        sort=dice.choice(list(Sort)),
        in_stock_only=dice.random() < 0.3,
    )


def given_up(limit: Limit, results: SearchResults) -> bool:
    return any(words.startswith(attribute_label(limit.attribute).lower()) for words in results.relaxed)


def keeps(card: ProductCard, product: Product, limit: Limit) -> bool:
    if limit.attribute in ("colour", "size"):
        found = {getattr(x, limit.attribute) for x in card.variants}
    else:
        found = {card.category} if limit.attribute == "category" else set(product.attributes["material"])
    if limit.excluded:
        return not found & set(limit.values)
    return bool(found & set(limit.values))


@pytest.mark.parametrize("seed", range(2))
def test_no_card_contradicts_a_limit(seed: int) -> None:
    dice = random.Random(seed)
    make_shop(dice)
    products = Product.objects.in_bulk()
    shown = 0
    for _ in range(60):
        query = make_query(dice)
        results = search(query)
        for card in results.cards:
            shown += 1
            for limit in query.limits:
                if limit.excluded or not given_up(limit, results):
                    assert keeps(card, products[card.product_id], limit), (query, results.relaxed, card)
            assert all(query.price.allows(x.price_paise) for x in card.variants), (query, card)
            assert card.in_stock or not query.in_stock_only or results.relaxed, (query, card)
        assert len({card.product_id for card in results.cards}) == len(results.cards)
    assert shown > 100
