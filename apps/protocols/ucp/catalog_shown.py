"""Products and variants as the protocol shows them. Money is paise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.protocols.ucp.envelope import absolute
from apps.protocols.ucp.words import CURRENCY
from retailgenie.ai.types import ProductCard, ProductDetail, VariantView

AXES = (("Colour", "colour"), ("Size", "size"))


def product_body(
    card: ProductCard,
    *,
    description: str = "",
    first: int | None = None,
    inputs: Mapping[int, Sequence[dict[str, str]]] | None = None,
) -> dict[str, Any]:
    """Return a product. first: the variant that stands first. inputs: only these variants, with what asked for them."""
    variants = sorted(card.variants, key=lambda x: x.variant_id != first)
    if inputs is not None:
        variants = [x for x in variants if x.variant_id in inputs]
    prices = [x.price_paise for x in card.variants] or [card.price_paise]
    body: dict[str, Any] = {
        "id": f"p{card.product_id}",
        "title": card.title,
        "description": {"plain": description or card.title},
        "url": absolute(card.url),
        "categories": [{"value": card.category}],
        "price_range": {"min": _price(min(prices)), "max": _price(max(prices))},
        "media": [{"type": "image", "url": absolute(card.image_url), "alt_text": card.title}],
        "options": [x for x in (_axis(card.variants, name, field) for name, field in AXES) if x],
        "variants": [_variant(card, x, (inputs or {}).get(x.variant_id)) for x in variants],
        "metadata": {"brand": card.brand, "attributes": dict(card.attributes)},
    }
    if card.review_count:
        body["rating"] = {"value": round(card.rating, 2), "scale_max": 5, "count": card.review_count}
    return body


def detail_body(
    detail: ProductDetail, *, variant_id: int | None, wanted: Mapping[str, str]
) -> dict[str, Any]:
    """Return one product whole. wanted: chosen values by option's name, as far as the agent has chosen."""
    variants = detail.card.variants
    chosen = next((x for x in variants if x.variant_id == variant_id), None) or _nearest(variants, wanted)
    body = product_body(
        detail.card, description=detail.description, first=chosen.variant_id if chosen else None
    )
    body["media"] = [
        {"type": "image", "url": absolute(x), "alt_text": detail.card.title} for x in detail.images
    ] or body["media"]
    selected = _values(chosen) if chosen else []
    for axis in body["options"]:
        axis["values"] = [_value(variants, axis["name"], x["label"], selected) for x in axis["values"]]
    body["selected"] = selected
    return body


def _axis(variants: Iterable[VariantView], name: str, field: str) -> dict[str, Any] | None:
    labels = list(dict.fromkeys(x for x in (getattr(v, field) for v in variants) if x))
    return {"name": name, "values": [{"label": x} for x in labels]} if labels else None


def _variant(
    card: ProductCard, variant: VariantView, inputs: Sequence[dict[str, str]] | None
) -> dict[str, Any]:
    words = ", ".join(x for x in (variant.colour, variant.size) if x)
    body: dict[str, Any] = {
        "id": f"v{variant.variant_id}",
        "sku": variant.sku,
        "title": f"{card.title} ({words})" if words else card.title,
        "description": {"plain": words or card.title},
        "price": _price(variant.price_paise),
        "availability": {
            "available": variant.available > 0,
            "status": "in_stock" if variant.available > 0 else "out_of_stock",
        },
        "options": _values(variant),
    }
    if card.mrp_paise > variant.price_paise:
        body["list_price"] = _price(card.mrp_paise)
    return {**body, "inputs": list(inputs)} if inputs is not None else body


def _values(variant: VariantView) -> list[dict[str, str]]:
    return [
        {"name": name, "label": getattr(variant, field)} for name, field in AXES if getattr(variant, field)
    ]


def _nearest(variants: Sequence[VariantView], wanted: Mapping[str, str]) -> VariantView | None:
    """Return the variant that fits most of what is wanted; of equal ones the first that is there."""

    def fit(variant: VariantView) -> tuple[int, bool]:
        values = {x["name"].casefold(): x["label"].casefold() for x in _values(variant)}
        hits = sum(values.get(k.casefold()) == v.casefold() for k, v in wanted.items())
        return hits, variant.available > 0

    return max(variants, key=fit, default=None)


def _value(
    variants: Iterable[VariantView], axis: str, label: str, selected: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """Say of one value whether it exists, and is there, together with what is chosen on the other axes."""
    others = {x["name"]: x["label"] for x in selected if x["name"] != axis}
    fitting = [
        v
        for v in variants
        if {"name": axis, "label": label} in _values(v)
        and all({"name": k, "label": x} in _values(v) for k, x in others.items())
    ]
    return {"label": label, "exists": bool(fitting), "available": any(x.available > 0 for x in fitting)}


def _price(paise: int) -> dict[str, Any]:
    return {"amount": paise, "currency": CURRENCY}
