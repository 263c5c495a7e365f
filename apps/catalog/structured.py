"""A product as schema.org says it (https://schema.org/Product), for search engines and assistants."""

from __future__ import annotations

import json
from typing import Any

from retailgenie.ai.types import ProductDetail, VariantView

IN_STOCK, OUT_OF_STOCK = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def product_json(detail: ProductDetail, *, url: str) -> str:
    """Return the JSON-LD of a product, safe inside a script element. url: the absolute address of its page."""
    card = detail.card
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": card.title,
        "description": detail.description,
        "productID": str(card.product_id),
        "url": url,
        "image": [
            url.partition("/p/")[0] + image if image.startswith("/") else image for image in detail.images
        ],
        "offers": [_offer(variant, url) for variant in card.variants],
    }
    if card.brand:
        data["brand"] = {"@type": "Brand", "name": card.brand}
    if card.review_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(card.rating, 1),
            "reviewCount": card.review_count,
        }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _offer(variant: VariantView, url: str) -> dict[str, Any]:
    words = " ".join(x for x in (variant.colour, variant.size) if x)
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "name": words,
        "price": f"{variant.price_paise / 100:.2f}",
        "priceCurrency": "INR",
        "availability": IN_STOCK if variant.available else OUT_OF_STOCK,
        "url": url,
    }
