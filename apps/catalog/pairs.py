"""The loaded catalogue as the encoder's training sees it."""

from __future__ import annotations

from apps.catalog.models import Product
from apps.catalog.texts import active_products, embedded_text
from retailgenie.ai.training.phrasings import COLOUR, Goods


def tuning_goods() -> list[Goods]:
    """Return all active products in the order of their ids, with the text that is embedded and the facts they have."""
    return [_goods(product) for product in active_products()]


def _goods(product: Product) -> Goods:
    colours = dict.fromkeys(row.colour for row in product.variants.all() if row.is_active and row.colour)
    facts = {name: tuple(str(value) for value in values) for name, values in product.attributes.items()}
    return Goods(
        key=product.pk,
        text=embedded_text(product),
        title=product.title,
        description=product.description,
        category=product.category.name,
        brand=product.brand.name if product.brand else "",
        facts={**facts, **({COLOUR: tuple(colours)} if colours else {})},
        tags=tuple(str(tag) for tag in product.tags),
    )
