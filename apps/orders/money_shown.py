"""Money as people read it: how an order is paid, what it waits for, gift cards, and who the buyer is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.orders.models import AwaitedCharge, GiftCard, Order, OrderStatus, Payment
from apps.orders.services.checkout import Plan
from apps.orders.services.payments import WAIT_FOR_PAYMENT
from retailgenie.ai.types import GiftCardView
from retailgenie.lib.money import format_inr

Rows = list[tuple[str, str]]
GONE = (Payment.State.FAILED, Payment.State.VOIDED, Payment.State.REFUNDED)


def payments_text(payments: Sequence[Payment]) -> str:
    """Say how an order is paid: every payment that stands, or the last one where none does."""
    standing = [x for x in payments if x.state not in GONE] or list(payments[-1:])
    return " · ".join(payment_text(x) for x in standing)


def payment_text(payment: Payment) -> str:
    """Say how an order is paid and how far that is."""
    words = {
        Payment.State.PENDING: _("to be paid"),
        Payment.State.AUTHORISED: _("reserved"),
        Payment.State.CAPTURED: _("paid"),
        Payment.State.FAILED: _("failed"),
        Payment.State.VOIDED: _("not taken"),
        Payment.State.REFUNDED: _("refunded"),
    }
    method, state = Payment.Method(payment.method), Payment.State(payment.state)
    return f"{method.label}, {format_inr(payment.amount_paise)} {words[state]}"


def payment_rows(plan: Plan) -> Rows:
    """Name each way that an order will be paid by, with its share where there are several."""
    label = str(Payment.Method(plan.checkout.payment_method).label)
    if not plan.gift_parts:
        return [(_("Payment"), label)]
    gift = str(Payment.Method.GIFT_CARD.label)
    rows = [(f"{gift} {code}", format_inr(paise)) for code, paise in plan.gift_parts]
    return [*rows, (label, format_inr(plan.rest_paise))] if plan.rest_paise else rows


def buyer_rows(plan: Plan) -> Rows:
    """Name the business that the invoice is for, and the message that goes with a gift."""
    rows = []
    if plan.gstin:
        rows.append((_("Invoice for"), f"{plan.checkout.company or plan.contact.name}, GSTIN {plan.gstin}"))
    if plan.checkout.gift_message.strip():
        rows.append((_("Gift message"), plan.checkout.gift_message.strip()))
    return rows


def delivery_row(order: Order, fee_paise: int) -> Rows:
    """Say why delivery is paid for after all; no row where it isn't."""
    if not fee_paise:
        return []
    least = format_inr(int(order.delivery_terms["free_above_paise"]))
    why = _("what you keep costs less than %(least)s, so delivery isn't free") % {"least": least}
    return [(_("Delivery"), f"−{format_inr(fee_paise)} · {why}")]


def giftcard_views(cards: Iterable[GiftCard]) -> tuple[GiftCardView, ...]:
    """Show gift cards with what they hold."""
    return tuple(
        GiftCardView(
            code=card.code,
            label=f"{card.get_kind_display()} {card.code if card.kind == GiftCard.Kind.GIFT else ''}".strip(),
            balance_paise=card.balance_paise,
        )
        for card in cards
    )


def waiting_text(order: Order) -> str:
    """Say what waits for a payment, and until when; "" where nothing does."""
    if order.status == OrderStatus.AWAITING_PAYMENT:
        until = timezone.localtime(order.placed_at + WAIT_FOR_PAYMENT)
        return _("Please pay until %(time)s; until then your things are kept for you.") % {
            "time": until.strftime("%H:%M")
        }
    charge = next((x for x in order.awaited.all() if x.state == AwaitedCharge.State.WAITING), None)
    if charge is None:
        return ""
    texts = {
        AwaitedCharge.Kind.ITEMS: _("Your change of items waits for %(amount)s. Please pay until %(time)s."),
        AwaitedCharge.Kind.PAYMENT: _("Your new payment of %(amount)s is awaited until %(time)s."),
        AwaitedCharge.Kind.EXCHANGE: _("Your exchange waits for %(amount)s. Please pay until %(time)s."),
    }
    until_words = formats.date_format(timezone.localtime(charge.expires_at), "D j M, H:i")
    text = texts[AwaitedCharge.Kind(charge.kind)]
    return text % {"amount": format_inr(charge.amount_paise), "time": until_words}
