"""The product feed of ACP: metadata.json and products.jsonl, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.catalog.cards import product_cards
from apps.catalog.models import Product
from apps.protocols.ucp.envelope import absolute
from retailgenie.ai.types import ProductCard, VariantView
from retailgenie.lib.chunks import chunked

FEED_ID = "retailgenie"
BATCH = 200
COUNTRY, CURRENCY = "IN", "INR"


def feed_write(folder: Path, *, now: datetime) -> int:
    """Write the feed of everything that is for sale into a folder; returns the number of products.

    Each file appears complete: it is written beside its name first. Raises OSError when the disk doesn't take it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    draft = folder / f".products.{os.getpid()}"
    try:
        with draft.open("w", encoding="utf-8") as file:
            for product in feed_products():
                file.write(json.dumps(product, ensure_ascii=False) + "\n")
                count += 1
        draft.replace(folder / "products.jsonl")
        metadata = {"id": FEED_ID, "target_country": COUNTRY, "updated_at": now.isoformat()}
        draft.write_text(json.dumps(metadata) + "\n", encoding="utf-8")
        draft.replace(folder / "metadata.json")
    finally:
        draft.unlink(missing_ok=True)
    return count


def feed_products() -> Iterator[dict[str, Any]]:
    """Yield every active product with its variants, at today's prices and stock."""
    rows = Product.objects.filter(is_active=True).order_by("pk")
    texts = dict(rows.values_list("pk", "description"))
    for batch in chunked(list(texts), BATCH):
        for card in product_cards(batch):
            if card.variants:
                yield _product(card, texts[card.product_id])


def _product(card: ProductCard, text: str) -> dict[str, Any]:
    return {
        "id": f"p{card.product_id}",
        "title": card.title,
        "description": {"plain": text or card.title},
        "url": absolute(card.url),
        "media": [{"type": "image", "url": absolute(card.image_url), "alt_text": card.title}],
        "variants": [_variant(card, x) for x in card.variants],
    }


def _variant(card: ProductCard, variant: VariantView) -> dict[str, Any]:
    words = [x for x in (variant.colour, variant.size) if x]
    options = [("Colour", variant.colour), ("Size", variant.size)]
    there = variant.available > 0
    body: dict[str, Any] = {
        "id": f"v{variant.variant_id}",
        "title": f"{card.title} ({', '.join(words)})" if words else card.title,
        "url": absolute(card.url),
        "price": {"amount": variant.price_paise, "currency": CURRENCY},
        "availability": {"available": there, "status": "in_stock" if there else "out_of_stock"},
        "categories": [{"value": card.category, "taxonomy": "merchant"}],
        "condition": ["new"],
        "variant_options": [{"name": name, "value": value} for name, value in options if value],
        "seller": {"name": settings.SHOP_NAME},
    }
    if card.mrp_paise > variant.price_paise:
        body["list_price"] = {"amount": card.mrp_paise, "currency": CURRENCY}
    return body
