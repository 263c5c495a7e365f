"""What search reads of a product: one text for the lexical index, a shorter one for the encoder."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from apps.catalog.models import Product, Variant
from retailgenie.lib.chunks import chunked

READ_AT_ONCE = 1_000
EMBEDDED_CHARS = 700  # the encoder stops at 256 tokens; a document's time grows with its length


def facts_text(product: Product) -> str:
    """Return category, brand, attributes, colours and tags as words; the product needs its variants prefetched."""
    variants = product.variants.all()
    values = [str(value) for values in product.attributes.values() for value in values]
    colours = dict.fromkeys(row.colour for row in variants if row.is_active and row.colour)
    brand = product.brand.name if product.brand else ""
    return ". ".join(
        part
        for part in (
            product.category.name,
            brand,
            ", ".join(values),
            ", ".join(colours),
            ", ".join(map(str, product.tags)),
        )
        if part
    )


def lexical_text(product: Product) -> str:
    """Return everything but the title."""
    return f"{facts_text(product)}. {product.description}"


def embedded_text(product: Product) -> str:
    """Return what the encoder reads: title, facts, and as much of the description as fits."""
    return f"{product.title}. {facts_text(product)}. {product.description}"[:EMBEDDED_CHARS]


def readable(products: QuerySet[Product]) -> QuerySet[Product]:
    """Fetch what `texts` reads of products together with them."""
    return products.select_related("category", "brand").prefetch_related(
        Prefetch("variants", Variant.objects.only("product_id", "colour", "is_active", "size_position"))
    )


def active_products() -> Iterator[Product]:
    """Yield all active products with what `texts` reads of them, in batches."""
    keys = list(Product.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    for part in chunked(keys, READ_AT_ONCE):
        yield from readable(Product.objects.filter(pk__in=part)).order_by("pk")
