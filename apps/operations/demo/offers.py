"""Offers and coupons of the demo shop, running now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.catalog.models import Category, Offer

WELCOME_PERCENT = 10
WELCOME_FROM_PAISE = 499_00
WELCOME_MOST_PAISE = 300_00
K = Offer.Kind


def load_offers(*, now: datetime) -> dict[str, Offer]:
    """Write the offers; returns those with a coupon by code."""
    made: dict[str, Offer] = {}
    for terms, categories in _offers():
        days = terms.pop("days")
        offer = Offer.objects.create(
            starts_at=now - timedelta(days=760 if terms.get("code") == "WELCOME10" else 10),
            ends_at=now + timedelta(days=days) if days else None,
            **terms,
        )
        offer.categories.set(Category.objects.filter(slug__in=categories))
        if offer.code:
            made[offer.code] = offer
    return made


def _offers() -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    yield {
        "title": "10% off your first order", "description": "For new customers, on orders from ₹499, up to ₹300 off.",
        "kind": K.PERCENTAGE, "code": "WELCOME10", "percent": Decimal(WELCOME_PERCENT), "days": 0,
        "min_subtotal_paise": WELCOME_FROM_PAISE, "max_discount_paise": WELCOME_MOST_PAISE, "limit_per_person": 1,
        "first_order_only": True,
    }, ()  # fmt: skip
    yield {
        "title": "15% off ethnic wear", "description": "Festive picks for women and men from ₹1,499, up to ₹600 off.",
        "kind": K.PERCENTAGE, "code": "FESTIVE15", "percent": Decimal(15), "days": 30,
        "min_subtotal_paise": 1_499_00, "max_discount_paise": 600_00,
    }, ("women-ethnic-wear", "men-ethnic-wear")  # fmt: skip
    yield {
        "title": "₹200 off from ₹1,999", "description": "On everything, as often as you like this month.",
        "kind": K.AMOUNT, "code": "SAVE200", "amount_paise": 200_00, "days": 30, "min_subtotal_paise": 1_999_00,
    }, ()  # fmt: skip
    yield {
        "title": "Free delivery", "description": "No delivery fee on orders from ₹499 with this coupon.",
        "kind": K.FREE_DELIVERY, "code": "FREESHIP", "days": 45, "min_subtotal_paise": 499_00, "limit_per_person": 3,
    }, ()  # fmt: skip
    yield {
        "title": "Buy 2 get 1 on socks and innerwear", "description": "The cheapest of three is free.",
        "kind": K.BUY_X_GET_Y, "buy_quantity": 2, "free_quantity": 1, "days": 60,
    }, ("men-innerwear-socks",)  # fmt: skip
    yield {
        "title": "Any 3 mugs for ₹699", "description": "Mix and match mugs and cups.",
        "kind": K.BUNDLE, "buy_quantity": 3, "amount_paise": 699_00, "days": 60,
    }, ("home-living-mugs-cups",)  # fmt: skip
    yield {
        "title": "20% off winter wear", "description": "Sweaters and hoodies for men from ₹1,299, up to ₹800 off.",
        "kind": K.PERCENTAGE, "percent": Decimal(20), "days": 40,
        "min_subtotal_paise": 1_299_00, "max_discount_paise": 800_00,
    }, ("men-sweaters-hoodies",)  # fmt: skip
    yield {
        "title": "10% off home and living", "description": "For your home from ₹2,499, up to ₹500 off.",
        "kind": K.PERCENTAGE, "code": "HOME10", "percent": Decimal(10), "days": 90,
        "min_subtotal_paise": 2_499_00, "max_discount_paise": 500_00,
    }, ("home-living",)  # fmt: skip
