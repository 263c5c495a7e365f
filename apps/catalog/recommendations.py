"""Suggestions with their reasons: similar things, what goes with a thing, what sells, what suits a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.catalog.candidates import nearest
from apps.catalog.cards import product_cards
from apps.catalog.filters import AGE_GROUP, GENDER, UNISEX, products_allowed, unisex_for
from apps.catalog.models import Category, Favourite, Product, ProductEmbedding
from apps.catalog.outfits import GOES_WITH, role_of
from apps.catalog.search import search
from apps.catalog.suggestions import bought_together_ids, companions_of, picked_for, sellable, trending_ids
from apps.rollout.encoders import current_encoder
from retailgenie.ai.types import Cards, SearchQuery
from retailgenie.lib.errors import NotFound

SHOWN = 8
LOOKED_AT = 60  # nearest products that are re-ordered
SAME_CATEGORY, PRICE_DISTANCE, POPULAR = (
    0.15,
    0.10,
    0.05,
)  # in units of cosine; set by hand, no judgements exist
TOGETHER, HALF_TOGETHER = 0.3, 5.0  # in units of cosine, and baskets; set by hand
OFTEN = 3  # baskets with both that are called often
HALF_POPULAR = 5.0  # popularity that earns half of POPULAR
MAX_OF_A_CATEGORY = 2
WHOSE = (GENDER, AGE_GROUP)  # attributes of whom a thing is for; suggestions never cross them
RECENT_FAVOURITES = 10


def similar_products(product_id: int, *, owner_key: str = "") -> Cards:
    """Return products like this one in look, kind and price, nearest first; raises NotFound."""
    product = _product(product_id)
    others = _for_the_same(product, sellable(Product.objects.exclude(pk=product_id)))
    near = nearest(*_vector([product_id]), others, limit=LOOKED_AT)
    rows = {row.pk: row for row in Product.objects.filter(pk__in=near)}
    scores = {key: near[key] + _closeness(product, row) for key, row in rows.items()}
    best = sorted(scores, key=lambda key: (-scores[key], key))[:SHOWN]
    why = {key: _reason(product, rows[key]) for key in best}
    return Cards(
        _("Similar to %(title)s") % {"title": product.title},
        product_cards(best, owner_key=owner_key, why=why),
    )


def complete_the_look(product_id: int, *, owner_key: str = "") -> Cards:
    """Return things to wear with this one, one of a kind, nearest in style; raises NotFound."""
    product = _product(product_id)
    role = role_of(product.category.name)
    together = companions_of(product_id)
    vector, roles = _vector([product_id]), _categories_by_role()
    chosen: list[int] = []
    for wanted in GOES_WITH.get(role, ()) if role else ():
        others = _for_the_same(product, sellable(Product.objects.filter(category__in=roles.get(wanted, []))))
        near = nearest(*vector, _same_occasion(product, others), limit=LOOKED_AT)
        chosen += sorted(near, key=lambda key: -near[key] - _company(together.get(key, 0)))[
            :MAX_OF_A_CATEGORY
        ]
    why = {
        key: _("Often bought with %(title)s") % {"title": product.title}
        if together.get(key, 0) >= OFTEN
        else _("Goes with %(title)s") % {"title": product.title}
        for key in chosen
    }
    return Cards(
        _("Complete the look: %(title)s") % {"title": product.title},
        product_cards(chosen[:SHOWN], owner_key=owner_key, why=why),
    )


def bought_together(product_id: int, *, owner_key: str = "") -> Cards:
    """Return what is bought with this one, none where orders don't say; raises NotFound."""
    product = _product(product_id)
    why = bought_together_ids(product_id)
    title = _("Bought together with %(title)s") % {"title": product.title}
    return Cards(title, product_cards(list(why)[:SHOWN], owner_key=owner_key, why=why))


def trending_products(*, owner_key: str = "") -> Cards:
    """Return what sells best now where the person is, no more than two of a category."""
    why = trending_ids(Product.objects.all(), owner_key=owner_key)
    return Cards(_("Trending now"), product_cards(list(why), owner_key=owner_key, why=why))


def recommend_products(query: SearchQuery, *, owner_key: str = "") -> Cards:
    """Return suggestions within a wish; without one, what the person's purchases or favourites speak for.

    Who has neither gets what sells best. A stated limit is never given up here, and nothing sold out is suggested.
    """
    if query.text or query.limits:
        wished = search(replace(query, in_stock_only=True), owner_key=owner_key, facets=False)
        if wished.cards:
            return Cards(_("Picked for your wish"), wished.cards)
    mine = picked_for(owner_key, products_allowed(query))
    if mine:
        return Cards(_("Picked for you"), product_cards(list(mine), owner_key=owner_key, why=mine))
    liked = list(_favourite_ids(owner_key))
    if not liked:
        return _trending_within(query, owner_key)
    near = nearest(*_vector(liked), sellable(products_allowed(query).exclude(pk__in=liked)), limit=LOOKED_AT)
    categories = dict(Product.objects.filter(pk__in=near).values_list("pk", "category_id"))
    chosen = _spread((key, categories[key]) for key in near)[:SHOWN]
    return Cards(
        _("Picked for you"),
        product_cards(
            chosen, owner_key=owner_key, why=dict.fromkeys(chosen, _("Like what you keep as a favourite"))
        ),
    )


def _trending_within(query: SearchQuery, owner_key: str) -> Cards:
    why = trending_ids(products_allowed(query), owner_key=owner_key)
    return Cards(_("Popular with others"), product_cards(list(why), owner_key=owner_key, why=why))


def _company(baskets: int) -> float:
    """Return what being bought together is worth beside a cosine: half of TOGETHER at HALF_TOGETHER baskets."""
    return TOGETHER * baskets / (baskets + HALF_TOGETHER)


def _product(product_id: int) -> Product:
    found = Product.objects.filter(pk=product_id, is_active=True).select_related("category").first()
    if found is None:
        raise NotFound(_("This product isn't in the shop any more."))
    return found


def _vector(product_ids: Sequence[int]) -> tuple[list[float], str]:
    """Return the mean direction of products' vectors and the encoder that made them; zeros where none has one."""
    encoder = current_encoder()
    rows = ProductEmbedding.objects.filter(encoder=encoder.name, product_id__in=product_ids)
    vectors = list(rows.values_list("embedding", flat=True))
    if not vectors:
        titles = Product.objects.filter(pk__in=product_ids).values_list("title", flat=True)
        vectors = list(encoder.encode(list(titles)))
    mean = np.mean(np.asarray(vectors, dtype=np.float32), axis=0)
    return [float(x) for x in mean / (np.linalg.norm(mean) or 1.0)], encoder.name


def _for_the_same(product: Product, rows: QuerySet[Product]) -> QuerySet[Product]:
    for name in WHOSE:
        values = product.attributes.get(name)
        if not values or UNISEX in values:
            continue
        condition = _has_any(name, values)
        rows = rows.filter(
            condition | Q(attributes__contains=unisex_for(values)) if name == GENDER else condition
        )
    return rows


def _same_occasion(product: Product, rows: QuerySet[Product]) -> QuerySet[Product]:
    values = product.attributes.get("occasion")
    if not values:
        return rows
    same = rows.filter(_has_any("occasion", values))
    return same if same.exists() else rows


def _has_any(name: str, values: Iterable[Any]) -> Q:
    condition = Q(pk__in=())
    for value in values:
        condition |= Q(attributes__contains={name: [value]})
    return condition


def _categories_by_role() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, name in Category.objects.values_list("pk", "name"):
        found.setdefault(role_of(name) or "", []).append(key)
    return found


def _closeness(product: Product, other: Product) -> float:
    low, high = sorted([max(1, product.min_price_paise), max(1, other.min_price_paise)])
    same = SAME_CATEGORY if other.category_id == product.category_id else 0.0
    return (
        same
        - PRICE_DISTANCE * log(high / low)
        + POPULAR * other.popularity / (other.popularity + HALF_POPULAR)
    )


def _reason(product: Product, other: Product) -> str:
    low, high = sorted([max(1, product.min_price_paise), max(1, other.min_price_paise)])
    if other.category_id == product.category_id and high <= low * 1.25:
        return _("Same kind, similar price")
    if other.min_price_paise < product.min_price_paise:
        return _("Similar style, lower price")
    return _("Similar style")


def _spread(rows: Iterable[tuple[int, int]]) -> list[int]:
    """Keep the order, but no more than MAX_OF_A_CATEGORY of a category until there is nothing else."""
    seen: Counter[int] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for key, category in rows:
        seen[category] += 1
        (first if seen[category] <= MAX_OF_A_CATEGORY else rest).append(key)
    return first + rest


def _favourite_ids(owner_key: str) -> Iterable[int]:
    if not owner_key:
        return []
    rows = Favourite.objects.filter(owner_key=owner_key).order_by("-created_at", "-pk")
    return rows.values_list("product_id", flat=True)[:RECENT_FAVOURITES]
