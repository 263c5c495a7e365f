"""What is for sale in the shop that is compared with the plain model."""

from __future__ import annotations

from datetime import datetime

from apps.catalog.models import Offer, Store
from tests.apps.catalog.factories import make_product
from tests.apps.orders import shop_model as rules


def make_offers(*, now: datetime) -> None:
    """Make the automatic offer and the limited coupon whose terms the model knows."""
    Offer.objects.create(
        title="150 off", kind="amount", amount_paise=rules.AUTO_OFF_PAISE,
        min_subtotal_paise=rules.AUTO_FROM_PAISE, starts_at=now,
    )  # fmt: skip
    Offer.objects.create(
        title="Tenth", kind="percentage", percent=rules.COUPON_PERCENT, code="TENTH",
        max_discount_paise=rules.COUPON_MOST_PAISE, min_subtotal_paise=rules.COUPON_FROM_PAISE,
        limit_total=rules.COUPON_USES, limit_per_person=rules.COUPON_USES_EACH, starts_at=now,
    )  # fmt: skip


def make_thing(paise: int, *, pieces: int, store: Store) -> int:
    """Make something at an odd price; returns its variant's id."""
    product = make_product(
        "Thing", price=paise // 100, pieces=pieces, store=store, sizes=("",), return_days=30, gst_percent=5
    )
    product.variants.update(price_paise=paise, mrp_paise=10 * paise)
    return int(product.variants.get().pk)
