"""The ways to pay that a person is known by: kept ones, those of earlier orders, gift cards with money on them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from apps.orders.models import GiftCard, KeptWay, Payment
from apps.orders.services.giftcards import giftcards_of
from retailgenie.ai.types import PaymentWay

DETAILED = (Payment.Method.UPI, Payment.Method.CARD)


def way_keep(*, owner_key: str, method: str, detail: str, label: str, now: datetime) -> KeptWay:
    """Keep a way to pay for a person; once more changes what it is called."""
    return KeptWay.objects.update_or_create(
        owner_key=owner_key, method=method, detail=detail, defaults={"label": label, "created_at": now}
    )[0]


def ways_of(*, owner_key: str) -> tuple[PaymentWay, ...]:
    """Return a person's own ways to pay, each once; the label is what it is called."""
    found: dict[tuple[str, str], str] = {}
    for kept in KeptWay.objects.filter(owner_key=owner_key):
        found[kept.method, kept.detail] = way_label(kept.method, kept.detail, kept.label)
    paid = Payment.objects.filter(order__owner_key=owner_key, method__in=DETAILED).exclude(detail="")
    for method, detail in paid.order_by("pk").values_list("method", "detail"):
        found.setdefault((method, detail), way_label(method, detail))
    for card in giftcards_of(owner_key=owner_key):
        name = _("Store credit") if card.kind == GiftCard.Kind.STORE_CREDIT else ""
        found["gift_card", card.code] = name or way_label("gift_card", card.code)
    return tuple(PaymentWay(method, detail, label) for (method, detail), label in found.items())


def way_label(method: str, detail: str, known: str = "") -> str:
    """Say a way as a person reads it: "UPI asha@upi", "Card Visa ending 4242"."""
    return f"{Payment.Method(method).label} {known or detail}".strip()


def detail_shown(*, owner_key: str, method: str, detail: str) -> str:
    """Return what a kept card is called; its token says nothing to anybody."""
    if method != Payment.Method.CARD or not detail:
        return detail
    kept = KeptWay.objects.filter(owner_key=owner_key, method=method, detail=detail).first()
    return kept.label if kept and kept.label else detail
