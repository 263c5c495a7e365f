"""Loads a foreign catalogue, all of it or nothing; loading the same file again changes what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5

from django.db import transaction
from django.utils.text import slugify

from apps.catalog.import_rows import ImportRow
from apps.catalog.models import Brand, Category, PriceChange, Product, Store, Variant
from apps.catalog.stock import stock_receive
from apps.catalog.versions import catalog_changed
from retailgenie.lib.chunks import chunked

BATCH = 1_000
WAREHOUSE_CODE = "import"
OPTIONAL = (
    *("description", "category", "brand", "attributes", "tags", "hsn", "gst_percent", "return_days"),
    *("rating", "review_count"),
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    products: int
    variants: int
    without_price: int  # products that are shown but can't be bought


@transaction.atomic
def catalog_import(
    *, rows: Iterable[ImportRow], now: datetime, progress: Progress = lambda done, total: None
) -> ImportResult:
    """Write products with their variants, prices and first stock; rows of one product_id make one product."""
    grouped: dict[str, list[ImportRow]] = {}
    for row in rows:
        grouped.setdefault(row.product_id, []).append(row)
    categories = _categories({row.category for group in grouped.values() for row in group})
    brands = _brands({row.brand for group in grouped.values() for row in group if row.brand})
    variants = done = 0
    for keys in chunked(list(grouped), BATCH):
        groups = [grouped[key] for key in keys]
        products = _write_products(groups, categories, brands, now)
        variants += _write_variants(groups, products, now)
        done += len(keys)
        progress(done, len(grouped))
    catalog_changed(now=now)
    unpriced = sum(not any(row.price_paise for row in group) for group in grouped.values())
    return ImportResult(len(grouped), variants, unpriced)


def _categories(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Category]:
    """Make every category of the paths with those above it; equal names below different parents stay apart."""
    known: dict[tuple[str, ...], Category] = {}
    wanted = {path[: depth + 1] for path in paths for depth in range(len(path))}
    for path in sorted(wanted, key=lambda x: (len(x), x)):
        slug = category_slug(path)
        known[path], _made = Category.objects.get_or_create(
            slug=slug, defaults={"name": path[-1], "parent": known.get(path[:-1])}
        )
    return known


def category_slug(path: tuple[str, ...]) -> str:
    """Return the slug of a category by its names from the top."""
    return _slug("-".join(path), 80)


def _brands(names: Iterable[str]) -> dict[str, Brand]:
    wanted = set(names)
    known = {row.name: row for row in Brand.objects.filter(name__in=wanted)}
    slugs = set(Brand.objects.values_list("slug", flat=True))
    for name in sorted(wanted - known.keys()):
        known[name] = Brand.objects.create(name=name, slug=_free(_slug(name, 70), slugs))
    return known


def _write_products(
    groups: Sequence[Sequence[ImportRow]],
    categories: dict[tuple[str, ...], Category],
    brands: dict[str, Brand],
    now: datetime,
) -> dict[str, Product]:
    wanted = [product_of(group, categories, brands, now) for group in groups]
    Product.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["external_id"],
        update_fields=[*changing_fields(groups[0][0]), "is_active", "updated_at"],
    )
    rows = Product.objects.filter(external_id__in=[product.external_id for product in wanted])
    return {product.external_id: product for product in rows}


def changing_fields(row: ImportRow) -> tuple[str, ...]:
    """Return the fields of a product that a file changes: a column that it does not have leaves what is there."""
    prices = ("min_price_paise", "max_price_paise", "mrp_paise")
    return ("title", *(name for name in OPTIONAL if name in row.given), *(prices if row.has_price else ()))


def product_of(
    group: Sequence[ImportRow],
    categories: dict[tuple[str, ...], Category],
    brands: dict[str, Brand],
    now: datetime,
) -> Product:
    """Build the product that the rows of one product_id describe, without saving it."""
    first = group[0]
    prices = [row.price_paise for row in group if row.price_paise]
    attributes: dict[str, list[str]] = {}
    for row in group:
        for name, values in row.attributes.items():
            attributes[name] = list(dict.fromkeys([*attributes.get(name, []), *values]))
    return Product(
        external_id=first.product_id,
        slug=_product_slug(first),
        title=first.title,
        description=first.description,
        category=categories[first.category],
        brand=brands.get(first.brand),
        attributes=attributes,
        tags=list(first.tags),
        hsn=first.hsn,
        gst_percent=first.gst_percent,
        return_days=first.return_days,
        min_price_paise=min(prices, default=0),
        max_price_paise=max(prices, default=0),
        mrp_paise=max((row.mrp_paise for row in group), default=0),
        rating=first.rating,
        review_count=first.review_count,
        launched_at=now,
        updated_at=now,
    )


def _product_slug(row: ImportRow) -> str:
    """Ids that differ only in signs ("A/1", "A-1") would share a slug; they get a digest."""
    plain = slugify(row.product_id) == row.product_id.lower()
    ending = row.product_id if plain else f"{row.product_id[:30]}-{_digest(row.product_id)}"
    return _slug(f"{row.title[:70]}-{ending}", 160)


def _write_variants(
    groups: Sequence[Sequence[ImportRow]], products: dict[str, Product], now: datetime
) -> int:
    rows = {sku_of(row): row for group in groups for row in group if row.price_paise}
    known = dict(Variant.objects.filter(sku__in=rows).values_list("sku", "price_paise"))
    Variant.objects.bulk_create(
        (
            Variant(
                product=products[row.product_id],
                sku=sku,
                colour=row.colour,
                size=row.size,
                size_position=position,
                price_paise=row.price_paise,
                mrp_paise=row.mrp_paise,
                image=row.image,
            )
            for position, (sku, row) in enumerate(rows.items())
        ),
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["product", "colour", "size", "price_paise", "mrp_paise", "image", "is_active"],
    )
    ids = dict(Variant.objects.filter(sku__in=rows).values_list("sku", "pk"))
    PriceChange.objects.bulk_create(
        PriceChange(variant_id=ids[sku], price_paise=row.price_paise, at=now)
        for sku, row in rows.items()
        if known.get(sku) != row.price_paise
    )
    fresh = [(ids[sku], row.stock) for sku, row in rows.items() if row.stock and sku not in known]
    if fresh:
        place = _warehouse()
        stock_receive(rows=[(key, place.pk, pieces) for key, pieces in fresh], reference="import", now=now)
    return len(rows)


def _warehouse() -> Store:
    """Where imported pieces lie: the first warehouse, or one that is made for them."""
    found = Store.objects.filter(kind=Store.Kind.WAREHOUSE, is_active=True).order_by("pk").first()
    return found or Store.objects.create(
        code=WAREHOUSE_CODE,
        kind=Store.Kind.WAREHOUSE,
        name="Warehouse",
        address="–",
        city="Mumbai",
        state="MH",
        pin="400001",
        latitude=18.94,
        longitude=72.84,
    )


def sku_of(row: ImportRow) -> str:
    """Return the SKU of a row, made of its product, colour and size where it names none."""
    return row.sku or "-".join(x for x in (row.product_id, row.colour, row.size) if x)[:60]


def _slug(text: str, longest: int) -> str:
    return slugify(text, allow_unicode=False)[-longest:].strip("-") or _digest(text)


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()[:8]


def _free(slug: str, taken: set[str]) -> str:
    """Return the slug, with a number behind it where another name has taken it."""
    number, free = 2, slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    taken.add(free)
    return free
