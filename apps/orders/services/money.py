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
from apps.orders.services.ways import detail_shown, way_label
from retailgenie.lib.errors import ShopError

ORIGINAL, GIFT_CARD, STORE_CREDIT = "original", "gift_card", "store_credit"
UPI = "upi"
WAYS = (ORIGINAL, GIFT_CARD, STORE_CREDIT, UPI, "card")
APPROVAL_SIGNS = 24  # of a SHA-256 in hex: 96 bits, and the key fits into a reference


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A charge that isn't written down yet."""

    method: str
    amount_paise: int
    charged: Charged
    provider: str


def way_words(order: Order, way: Way) -> str:
    """Say a way as a person reads it."""
    match way.kind:
        case "original":
            payment = first_payment(order)
            return payment_words(payment) if payment else _("the way you paid")
        case "store_credit":
            return _("Store credit")
        case _:
            return way_label(way.kind, _known(order, way.kind, way.detail))


def payment_words(payment: Payment) -> str:
    return way_label(payment.method, _known(payment.order, payment.method, payment.detail))


def _known(order: Order, method: str, detail: str) -> str:
    return detail_shown(owner_key=order.owner_key, method=method, detail=detail)


def first_payment(order: Order) -> Payment | None:
    """Return the payment that the order stands on now: the newest that isn't void or wholly given back."""
    return next(iter(standing_payments(order)), None)


def standing_payments(order: Order) -> list[Payment]:
    """Return the payments that aren't void or wholly given back, in the order in which they were taken."""
    gone = (Payment.State.VOIDED, Payment.State.REFUNDED, Payment.State.FAILED)
    return list(order.payments.exclude(state__in=gone).order_by("pk"))


def way_real(order: Order, way: Way) -> Way:
    """Return ORIGINAL where a way names the one original payment in other words."""
    payments = standing_payments(order)
    same = [(x.method, x.detail.lower()) for x in payments] == [(way.kind, way.detail.lower())]
    return Way() if same else way


def refund_way_check(order: Order, way: Way, allowed: Sequence[str]) -> Way:
    """Return the way if money may go back by it; raises WayRefused, NotFound or PaymentDetailUnreadable."""
    way = way_real(order, way)
    cash_taken = any(is_cash(x) for x in standing_payments(order))
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


def is_cash(payment: Payment) -> bool:
    """Say whether a payment was taken in cash, which can't go back the way it came."""
    return payment.method == Payment.Method.COD and payment.state == Payment.State.CAPTURED


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


def operation_key(name: str, order: Order, *, approval: str, count: int) -> str:
    """Return the key of one operation's money: of the yes that it stands on or, without one, of how many came before.

    A try that died after the provider had answered is found again by it.
    """
    return f"{name}:{order.number}:{approval[:APPROVAL_SIGNS] or count}"


def money_take(order: Order, amount_paise: int, way: Way, *, key: str, now: datetime) -> Waiting | None:
    """Charge more for a locked order; cash that is still to be paid just grows. Raises as the check does.

    Returns a charge that waits for a yes elsewhere; then nothing of the order has changed, and the caller waits too.
    """
    way = charge_way_check(order, way, amount_paise)
    pending = order.payments.filter(state=Payment.State.PENDING, method=Payment.Method.COD).first()
    if way.kind == Payment.Method.COD and pending is not None:
        _set_amount(pending, pending.amount_paise + amount_paise, now)
        return None
    if way.kind == GIFT_CARD:
        card = giftcard_take(
            code=way.detail, owner_key=order.owner_key, amount_paise=amount_paise, reference=key, now=now
        )
        taken = Charged(f"gift_{key}"[:60], Payment.State.CAPTURED, card.code)
        payment_write(order, Waiting(way.kind, amount_paise, taken, "shop"), now)
        return None
    charge = Charge(f"{key}:{amount_paise}:{way.kind}:{way.detail}", way.kind, amount_paise, way.detail)
    charged = payment_provider().charge(charge)
    found = Waiting(way.kind, amount_paise, charged, payment_provider().name)
    if charged.state == Payment.State.PENDING:
        return found
    payment_write(order, found, now)
    return None


def payment_write(order: Order, taken: Waiting, now: datetime) -> Payment:
    """Write down money that has come."""
    return Payment.objects.create(
        order=order,
        method=taken.method,
        state=Payment.State.CAPTURED,
        amount_paise=taken.amount_paise,
        detail=taken.charged.shown,
        provider=taken.provider,
        provider_reference=taken.charged.reference,
        created_at=now,
        updated_at=now,
    )


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

    What was never paid (cash) is simply no longer asked for; then the payments are given back in the order they came.
    only: the payments (ids) that may be given back.
    """
    left, moved = amount_paise, 0
    rows = order.payments.select_for_update().prefetch_related("refunds").order_by("pk")
    payments = list(rows if only is None else rows.filter(pk__in=only))
    cash = any(is_cash(x) for x in payments)
    for payment in sorted(payments, key=lambda x: x.state != Payment.State.PENDING):
        part = min(left, payment_left(payment))
        if part <= 0:
            continue
        left -= part
        if payment.state == Payment.State.CAPTURED:
            # Beside cash, another way is for the cash alone: a gift card is no way to get money out of the shop.
            own = cash and payment.method == Payment.Method.GIFT_CARD
            to = AS_PAID if own else way
            _refund(order, payment, part, to, reason=reason, key=f"{key}:{payment.pk}", now=now)
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
