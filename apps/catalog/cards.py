"""Product cards: what lists, chat and other programs show of a product, in three queries for any number of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from django.db import connection

from apps.catalog.models import Product, told_apart
from apps.catalog.pictures import image_url
from retailgenie.ai.types import ProductCard, VariantView

Pictured = list[tuple[VariantView, str]]  # a variant and the name of its picture
# A page of results has a hundred variants: one statement without models costs a fifth. The pieces are those of
# `available_by_variant`.
VARIANTS = """
select v.product_id, v.id, v.sku, v.colour, v.size, v.price_paise, v.attributes, v.image, (
  select coalesce(sum(s.on_hand - s.allocated - s.reserved), 0)::bigint
  from catalog_stock s join catalog_store p on p.id = s.store_id where s.variant_id = v.id and p.is_active
)
from catalog_variant v where v.product_id = any(%s::bigint[]) and v.is_active
order by v.product_id, v.colour, v.size_position
"""
FAVOURITES = (
    "select product_id from catalog_favourite where owner_key = %s and product_id = any(%s::bigint[])"
)


def product_cards(
    product_ids: Sequence[int],
    *,
    owner_key: str = "",
    why: Mapping[int, str] | None = None,
    shown: Callable[[VariantView], bool] = lambda variant: True,
) -> tuple[ProductCard, ...]:
    """Return the cards of active products in the order asked for; unknown and inactive ones are left out.

    why: a reason per product id, shown on its card. shown: which variants the card speaks of; where it picks none,
    all are shown.
    """
    products = {
        row.pk: row
        for row in Product.objects.filter(pk__in=product_ids, is_active=True).select_related(
            "category", "brand"
        )
    }
    variants = variants_of(list(products))
    favourites = _favourites(owner_key, list(products))
    return tuple(
        _card(
            products[key], _chosen(variants.get(key, []), shown), key in favourites, (why or {}).get(key, "")
        )
        for key in dict.fromkeys(product_ids)
        if key in products
    )


def variants_of(product_ids: Sequence[int]) -> dict[int, Pictured]:
    """Return product id -> (variant, picture name) of all active variants."""
    if not product_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(VARIANTS, [list(product_ids)])
        rows = cursor.fetchall()
    found: dict[int, Pictured] = {}
    for product_id, pk, sku, colour, size, price_paise, attributes, image, pieces in rows:
        view = VariantView(pk, sku, colour, size, price_paise, pieces, told_apart(json.loads(attributes)))
        found.setdefault(product_id, []).append((view, image))
    return found


def _favourites(owner_key: str, product_ids: Sequence[int]) -> set[int]:
    if not owner_key or not product_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(FAVOURITES, [owner_key, list(product_ids)])
        return {key for (key,) in cursor.fetchall()}


def _chosen(variants: Pictured, shown: Callable[[VariantView], bool]) -> Pictured:
    return [(view, image) for view, image in variants if shown(view)] or variants


def _card(product: Product, variants: Pictured, favourite: bool, why: str) -> ProductCard:
    return ProductCard(
        product_id=product.pk,
        title=product.title,
        url=product.get_absolute_url(),
        image_url=image_url(next((image for _, image in variants if image), "")),
        brand=product.brand.name if product.brand else "",
        category=product.category.name,
        price_paise=min((view.price_paise for view, _ in variants), default=product.min_price_paise),
        mrp_paise=product.mrp_paise,
        rating=float(product.rating),
        review_count=product.review_count,
        variants=tuple(view for view, _ in variants),
        attributes=tuple(
            (name, ", ".join(str(value) for value in values)) for name, values in product.attributes.items()
        ),
        why=why,
        favourite=favourite,
    )
