"""Small catalogues for tests: plain functions, every argument has a default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.utils.text import slugify

from apps.catalog.models import Brand, Category, Product, Store, Variant
from apps.catalog.stock import stock_receive
from apps.catalog.versions import catalog_changed

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_numbers = count(1)


def make_category(name: str = "Shirts", parent: Category | None = None) -> Category:
    return Category.objects.get_or_create(slug=slugify(name), defaults={"name": name, "parent": parent})[0]


def make_store(city: str = "Pune", *, name: str = "", pin: str = "411001", **values: Any) -> Store:
    number = next(_numbers)
    given = {"latitude": 18.52, "longitude": 73.85, "state": "MH", "address": "1 MG Road", **values}
    return Store.objects.create(
        code=f"s{number}", name=name or f"{city} {number}", city=city, pin=pin, **given
    )


def make_product(
    title: str = "Blue cotton shirt",
    *,
    category: str = "Shirts",
    brand: str = "Neelam",
    attributes: Mapping[str, Sequence[str]] | None = None,
    colours: Sequence[str] = ("Blue",),
    sizes: Sequence[str] = ("S", "M", "L"),
    price: int = 999,
    mrp: int | None = None,
    pieces: int = 5,
    store: Store | None = None,
    **values: Any,
) -> Product:
    """Make a product with one variant for each colour and size; price in rupees; pieces of each at one store."""
    number = next(_numbers)
    paise, mrp_paise = price * 100, (mrp or price) * 100
    product = Product.objects.create(
        external_id=f"P{number}",
        slug=f"{slugify(title)}-{number}",
        title=title,
        category=make_category(category),
        brand=Brand.objects.get_or_create(slug=slugify(brand), defaults={"name": brand})[0]
        if brand
        else None,
        attributes={name: list(given) for name, given in (attributes or {}).items()},
        **{
            "min_price_paise": paise,
            "max_price_paise": paise,
            "mrp_paise": mrp_paise,
            "launched_at": NOW,
            "updated_at": NOW,
            **values,
        },
    )
    variants = Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=f"P{number}-{colour}-{size}",
            colour=colour,
            size=size,
            size_position=position,
            price_paise=paise,
            mrp_paise=mrp_paise,
        )
        for colour in colours
        for position, size in enumerate(sizes)
    )
    make_stock(variants, pieces, store)
    catalog_changed(now=NOW)
    return product


def make_stock(variants: Sequence[Variant], pieces: int, store: Store | None = None) -> None:
    """Receive pieces of each variant at a store (a new one where none is given)."""
    if pieces:
        place = store or Store.objects.first() or make_store()
        stock_receive(rows=[(row.pk, place.pk, pieces) for row in variants], reference="test", now=NOW)
