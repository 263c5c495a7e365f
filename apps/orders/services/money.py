"""Money after the purchase: a price difference taken, an amount given back. The only code that does either.

Both lock the order's payments first; together they never give back more than was taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from apps.orders.models import GiftCard, Order, Payment, Refund
from apps.orders.payments.embedded import check_detail
from apps.orders.payments.port import Charge, Charged, payment_provider
from apps.orders.services.announce import REFUNDED, order_announce
from apps.orders.services.giftcards import (
    giftcard_change,
    giftcard_check,
    giftcard_get,
    giftcard_take,
    store_credit,
)
from retailgenie.lib.errors import ShopError

ORIGINAL, GIFT_CARD, STORE_CREDIT = "original", "gift_card", "store_credit"
UPI = "upi"
WAYS = (ORIGINAL, GIFT_CARD, STORE_CREDIT, UPI, "card")


class WayRefused(ShopError):
    """Money can't go or come this way; the message names what is possible."""

    code: ClassVar[str] = "way_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Way:
    """How money moves. detail: a gift card's code, a UPI id or a card token; "" for the payment's own."""

    kind: str = ORIGINAL
    detail: str = ""


AS_PAID = Way()


def way_words(order: Order, way: Way) -> str:
    """Say a way as a person reads it."""
    match way.kind:
        case "original":
            payment = first_payment(order)
            return payment_words(payment) if payment else _("the way you paid")
        case "store_credit":
            return _("Store credit")
        case _:
            return f"{Payment.Method(way.kind).label} {way.detail}".strip()


def payment_words(payment: Payment) -> str:
    return f"{Payment.Method(payment.method).label} {payment.detail}".strip()


def first_payment(order: Order) -> Payment | None:
    """Return the payment that the order stands on now: the newest that isn't void or wholly given back."""
    gone = (Payment.State.VOIDED, Payment.State.REFUNDED, Payment.State.FAILED)
    rows = order.payments.exclude(state__in=gone).order_by("pk")
    return rows.first()


def way_real(order: Order, way: Way) -> Way:
    """Return ORIGINAL where a way names the original payment in other words."""
    payment = first_payment(order)
    same = payment is not None and (way.kind, way.detail.lower()) == (payment.method, payment.detail.lower())
    return Way() if same else way


def refund_way_check(order: Order, way: Way, allowed: Sequence[str]) -> Way:
    """Return the way if money may go back by it; raises WayRefused, NotFound or PaymentDetailUnreadable."""
    way = way_real(order, way)
    payment = first_payment(order)
    cash = payment is not None and payment.method == Payment.Method.COD
    cash_taken = cash and payment is not None and payment.state == Payment.State.CAPTURED
    ways = [*allowed, UPI] if cash_taken else list(allowed)
    if way.kind not in ways and "any" not in ways:
        names = {
            ORIGINAL: _("the way you paid"),
            GIFT_CARD: _("a gift card of yours"),
            STORE_CREDIT: _("store credit"),
            UPI: _("a UPI id"),
        }
        words = ", ".join(names[x] for x in ways if x in names)
        raise WayRefused(_("The money can't go there. Possible: %(ways)s.") % {"ways": words})
    if way.kind == ORIGINAL and cash_taken:
        raise WayRefused(_("You paid in cash. Please give a UPI id or choose store credit."))
    if way.kind == GIFT_CARD:
        giftcard_get(code=way.detail, owner_key=order.owner_key)
    elif way.kind in (UPI, "card"):
        if not way.detail:
            raise WayRefused(_("Please say which UPI id or card."))
        check_detail(way.kind, way.detail)
    return way


def charge_way_check(order: Order, way: Way, amount_paise: int) -> Way:
    """Return the way if an amount can be taken by it; raises WayRefused, NotFound or GiftCardTooSmall."""
    payment = first_payment(order)
    if way.kind == ORIGINAL and payment is not None:
        way = Way(payment.method, payment.detail)
    if way.kind == GIFT_CARD:
        giftcard_check(code=way.detail, owner_key=order.owner_key, amount_paise=amount_paise)
    elif way.kind not in (UPI, "card", Payment.Method.COD):
        raise WayRefused(_("Please pay by UPI, card or gift card."))
    else:
        check_detail(way.kind, way.detail)
    if way.kind == Payment.Method.COD and (payment is None or payment.state != Payment.State.PENDING):
        raise WayRefused(_("Cash isn't possible here. Please pay by UPI, card or gift card."))
    return way


def money_take(order: Order, amount_paise: int, way: Way, *, key: str, now: datetime) -> None:
    """Charge more for a locked order; cash that is still to be paid just grows. Raises as the check does."""
    way = charge_way_check(order, way, amount_paise)
    pending = order.payments.filter(state=Payment.State.PENDING, method=Payment.Method.COD).first()
    if way.kind == Payment.Method.COD and pending is not None:
        _set_amount(pending, pending.amount_paise + amount_paise, now)
        return
    state, reference, provider = Payment.State.CAPTURED, f"gift_{key}"[:60], "shop"
    detail = way.detail
    if way.kind == GIFT_CARD:
        card = giftcard_take(
            code=way.detail, owner_key=order.owner_key, amount_paise=amount_paise, reference=key, now=now
        )
        detail = card.code
    else:
        charged = _charge(
            Charge(f"{key}:{amount_paise}:{way.kind}:{way.detail}", way.kind, amount_paise, way.detail)
        )
        reference, provider, detail = charged.reference, payment_provider().name, charged.shown
    Payment.objects.create(
        order=order,
        method=way.kind,
        state=state,
        amount_paise=amount_paise,
        detail=detail,
        provider=provider,
        provider_reference=reference,
        created_at=now,
        updated_at=now,
    )


def _charge(charge: Charge) -> Charged:
    """Charge at once; what waits for a yes elsewhere is called off, for the order can't wait half changed."""
    charged = payment_provider().charge(charge)
    if charged.state == Payment.State.PENDING:
        ended = payment_provider().cancel(charged.reference)
        if ended != Payment.State.CAPTURED:
            raise WayRefused(_("This payment needs one more step at your bank. Please pay another way."))
    return charged


def money_give(
    order: Order,
    amount_paise: int,
    way: Way,
    *,
    reason: str,
    key: str,
    now: datetime,
    only: Sequence[int] | None = None,
) -> int:
    """Give back an amount of a locked order and return the paise that really moved.

    What was never paid (cash) is simply no longer asked for. The payment that the order stands on is given back first.
    only: the payments (ids) that may be given back.
    """
    left, moved = amount_paise, 0
    rows = order.payments.select_for_update().prefetch_related("refunds").order_by("pk")
    payments = list(rows if only is None else rows.filter(pk__in=only))
    for payment in sorted(payments, key=lambda x: x.state != Payment.State.PENDING):
        part = min(left, payment_left(payment))
        if part <= 0:
            continue
        left -= part
        if payment.state == Payment.State.CAPTURED:
            _refund(order, payment, part, way, reason=reason, key=f"{key}:{payment.pk}", now=now)
            moved += part
        else:
            _set_amount(payment, payment.amount_paise - part, now)
    if moved:
        order_announce(order, REFUNDED, key=key, now=now, refund_paise=moved)
    return moved


def payment_left(payment: Payment) -> int:
    """Return what of a payment is still with the shop, or still to be paid."""
    if payment.state in (Payment.State.PENDING, Payment.State.AUTHORISED):
        return payment.amount_paise
    if payment.state != Payment.State.CAPTURED:
        return 0
    return payment.amount_paise - sum(refund.amount_paise for refund in payment.refunds.all())


def _set_amount(payment: Payment, amount_paise: int, now: datetime) -> None:
    """What is not asked for at all any more is void and keeps its amount, for whoever compares the books."""
    payment.updated_at = now
    if amount_paise == 0:
        payment.state = Payment.State.VOIDED
    else:
        payment.amount_paise = amount_paise
    payment.save(update_fields=["amount_paise", "state", "updated_at"])


def _refund(
    order: Order, payment: Payment, amount_paise: int, way: Way, *, reason: str, key: str, now: datetime
) -> None:
    kind, detail = way.kind, way.detail
    if kind == ORIGINAL:
        kind, detail = payment.method, payment.detail
    card, arrived = _card(order, kind, detail, now), True
    if card is not None:
        giftcard_change(card, amount_paise, reference=key, now=now)
        reference, detail = f"gift_{key}"[:60], card.code
    else:
        reference = payment_provider().refund(
            key=key, reference=payment.provider_reference, amount_paise=amount_paise
        )
        arrived = payment_provider().refund_completed(reference)
    elsewhere = way.kind != ORIGINAL
    Refund.objects.create(
        payment=payment,
        amount_paise=amount_paise,
        reason=reason[:120],
        method=kind if elsewhere else "",
        detail=detail if elsewhere else "",
        state="completed" if arrived else "pending",
        provider_reference=reference,
        created_at=now,
        completed_at=now if arrived else None,
    )
    if payment_left(Payment.objects.get(pk=payment.pk)) == 0:
        payment.state, payment.updated_at = Payment.State.REFUNDED, now
        payment.save(update_fields=["state", "updated_at"])


def _card(order: Order, kind: str, detail: str, now: datetime) -> GiftCard | None:
    if kind == STORE_CREDIT:
        return store_credit(owner_key=order.owner_key, now=now)
    if kind == GIFT_CARD:
        return giftcard_get(code=detail, owner_key=order.owner_key)
    return None
