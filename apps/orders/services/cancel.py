"""Cancelling a whole order: pieces back on the shelf, money back the way it came, coupons usable again. Once."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.stock import Pick, stock_release
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from apps.orders.models import Allocation, Order, OrderLine, OrderStatus, Payment, Refund
from apps.orders.payments.port import payment_provider
from apps.orders.services.placement import message_queue
from apps.orders.services.timeline import note, order_lock, status_change
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import ShopError

CANCELLABLE = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.PLACED, OrderStatus.PACKED})
MANAGE = "orders.manage"


class CancelRefused(ShopError):
    """It is too late to cancel; a return may be possible once it has arrived."""

    code: ClassVar[str] = "cancel_refused"
    status: ClassVar[int] = 409


def cancel_problem(order: Order) -> str:
    """Say why an order can't be cancelled; "" when it can."""
    match order.status:
        case OrderStatus.CANCELLED:
            return _("This order was cancelled already.")
        case OrderStatus.SHIPPED | OrderStatus.OUT_FOR_DELIVERY:
            return _("It is on its way already. You can refuse it at the door or return it.")
        case OrderStatus.READY_FOR_PICKUP:
            return _("It is waiting in the store already. If you don't collect it, the store takes it back.")
        case OrderStatus.DELIVERED | OrderStatus.RETURNED:
            return _("It was delivered already.")
    return ""


def refundable_paise(order: Order) -> int:
    """Return what cancelling gives back: what was taken and not yet given back."""
    return sum(
        payment.amount_paise - sum(refund.amount_paise for refund in payment.refunds.all())
        for payment in order.payments.all()
        if payment.state == Payment.State.CAPTURED
    )


@transaction.atomic
def order_cancel(*, caller: Caller, number: str, reason: str, now: datetime) -> Order:
    """Cancel one's order (staff: anybody's). One that is cancelled already is returned as it is.

    Raises NotFound for a stranger's order and CancelRefused when it is too late.
    """
    owner_key = None if MANAGE in caller.permissions else caller.person.key
    order = order_lock(number=number, owner_key=owner_key)
    if order.status == OrderStatus.CANCELLED:
        return order
    if order.status not in CANCELLABLE:
        raise CancelRefused(cancel_problem(order), status=order.status)
    _release_stock(order, now)
    order.redemptions.filter(released_at=None).update(released_at=now)
    actor = caller.person.key
    status_change(order, OrderStatus.CANCELLED, actor=actor, now=now, details={"reason": reason[:120]})
    refunded = _give_back(order, reason, now)
    if refunded:
        note(order, "refunded", actor="system", now=now, details={"amount_paise": refunded})
    event_record(
        name=EventName.ORDER_CANCELLED, caller=caller, now=now, order=order.number, refund_paise=refunded
    )
    message_queue(order, "order_cancelled", now=now)
    return order


def _release_stock(order: Order, now: datetime) -> None:
    held = Allocation.objects.filter(line__order=order, state=Allocation.State.HELD).select_related("stock")
    picks = [Pick(row.stock_id, row.stock.variant_id, row.quantity) for row in held]
    stock_release(picks=picks, reference=order.number, now=now)
    held.update(state=Allocation.State.RELEASED)
    OrderLine.objects.filter(order=order).update(cancelled=F("quantity"))


def _give_back(order: Order, reason: str, now: datetime) -> int:
    """Refund what was taken and void what wasn't; returns the paise refunded."""
    total = 0
    for payment in order.payments.select_for_update().order_by("pk"):
        if payment.state != Payment.State.CAPTURED:
            if payment.state in (Payment.State.PENDING, Payment.State.AUTHORISED):
                _set_state(payment, Payment.State.VOIDED, now)
            continue
        reference = payment_provider().refund(
            key=f"cancel:{order.number}:{payment.pk}",
            reference=payment.provider_reference,
            amount_paise=payment.amount_paise,
        )
        Refund.objects.create(
            payment=payment,
            amount_paise=payment.amount_paise,
            reason=(reason or "cancelled")[:120],
            state="completed",
            provider_reference=reference,
            created_at=now,
            completed_at=now,
        )
        _set_state(payment, Payment.State.REFUNDED, now)
        total += payment.amount_paise
    return total


def _set_state(payment: Payment, state: Payment.State, now: datetime) -> None:
    payment.state, payment.updated_at = state, now
    payment.save(update_fields=["state", "updated_at"])
