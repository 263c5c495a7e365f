"""Writes categories, brands, products, variants and price history of the demo shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from apps.catalog.models import Brand, Category, PriceChange, Product, Variant
from apps.operations.demo.brands import BRANDS
from apps.operations.demo.bulk import copy_rows, reserve_ids
from apps.operations.demo.kinds import all_kinds
from apps.operations.demo.prices import PriceStep, price_steps, stepped
from apps.operations.demo.products import ProductPlan, VariantPlan

INDIA = ZoneInfo("Asia/Kolkata")
PICTURES = "/pictures/"


@dataclass(frozen=True, slots=True)
class LoadedVariant:
    """A variant with its id and the price history of its product."""

    id: int
    product_id: int
    plan: VariantPlan
    product: ProductPlan
    steps: list[PriceStep]


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return an instant of a day by the shop's clock."""
    return datetime.combine(day, time(hour, minute), tzinfo=INDIA)


def load_categories() -> dict[str, Category]:
    """Write the category tree; returns the leaves by slug."""
    made: dict[tuple[str, ...], Category] = {}
    leaves: dict[str, Category] = {}
    for kind in all_kinds():
        for depth in range(1, len(kind.path) + 1):
            path = kind.path[:depth]
            if path in made:
                continue
            slug = kind.leaf if depth == len(kind.path) else slugify("-".join(path))
            made[path] = Category.objects.create(
                parent=made.get(path[:-1]), slug=slug, name=path[-1], position=len(made)
            )
        leaves[kind.leaf] = made[kind.path]
    return leaves


def load_brands() -> dict[str, int]:
    """Write all brands; returns ids by name."""
    names = sorted({name for names in BRANDS.values() for name in names})
    made = Brand.objects.bulk_create([Brand(name=name, slug=slugify(name)) for name in names])
    return {brand.name: brand.pk for brand in made}


def load_products(plans: Sequence[ProductPlan], *, now: datetime) -> list[LoadedVariant]:
    """Write products with their variants and two years of prices; returns the variants."""
    leaves, brands = load_categories(), load_brands()
    ids = reserve_ids(Product, len(plans))
    columns = (
        "id external_id slug title description category_id brand_id attributes tags season regions hsn "
        "gst_percent return_days min_price_paise max_price_paise mrp_paise launched_at updated_at"
    )
    rows = (
        _product_row(product_id, plan, leaves[plan.kind.leaf].pk, brands[plan.brand], now)
        for product_id, plan in zip(ids, plans, strict=True)
    )
    copy_rows(Product, columns, rows)
    loaded = _load_variants(plans, ids, now)
    _load_price_history(loaded)
    return loaded


def _product_row(
    product_id: int, plan: ProductPlan, category_id: int, brand_id: int, now: datetime
) -> tuple[object, ...]:
    prices = [variant.price_paise for variant in plan.variants]
    return (
        product_id, f"demo-{plan.key}", plan.slug, plan.title, plan.description, category_id, brand_id,
        plan.attributes, plan.tags, plan.kind.season, plan.regions, plan.kind.hsn, plan.gst_percent, plan.return_days,
        min(prices), max(prices), plan.variants[0].mrp_paise, at(plan.launched), now,
    )  # fmt: skip


def _load_variants(plans: Sequence[ProductPlan], ids: Sequence[int], now: datetime) -> list[LoadedVariant]:
    pairs = [
        (plan, product_id, own) for plan, product_id in zip(plans, ids, strict=True) for own in plan.variants
    ]
    variant_ids = reserve_ids(Variant, len(pairs))
    histories = {
        plan.key: price_steps(plan.key, now.astimezone(INDIA).date(), plan.launched) for plan in plans
    }
    loaded = [
        LoadedVariant(variant_id, product_id, own, plan, histories[plan.key])
        for variant_id, (plan, product_id, own) in zip(variant_ids, pairs, strict=True)
    ]
    copy_rows(
        Variant,
        "id product_id sku colour size size_position price_paise mrp_paise image",
        (
            (
                x.id,
                x.product_id,
                x.plan.sku,
                x.plan.colour,
                x.plan.size,
                x.plan.size_position,
                x.plan.price_paise,
                x.plan.mrp_paise,
                f"{PICTURES}{x.plan.picture}.svg",
            )
            for x in loaded
        ),
    )
    return loaded


def _load_price_history(loaded: Sequence[LoadedVariant]) -> None:
    copy_rows(
        PriceChange,
        "variant_id price_paise at",
        (
            (x.id, stepped(x.plan.price_paise, x.plan.mrp_paise, step.share), at(step.day, 0))
            for x in loaded
            for step in x.steps
        ),
    )
