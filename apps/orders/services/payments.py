"""Payments that are decided after the order was written: notices of the provider, late ones, ones that never come.

A notice counts once. One that comes before its payment is kept and applied when the payment is there.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from apps.ledger.events import event_record
from apps.ledger.models import EventName
from apps.orders.models import AwaitedCharge, Order, OrderStatus, Payment, PaymentNotice, Refund
from apps.orders.payments.notices import CAPTURED, REFUNDED, notice_read
from apps.orders.payments.port import payment_provider
from apps.orders.services.announce import PLACED, order_announce
from apps.orders.services.awaited import CHANGE_LIFE, awaited_now
from apps.orders.services.awaited_apply import awaited_settle
from apps.orders.services.cancel import order_cancel
from apps.orders.services.money import Way, money_give
from apps.orders.services.placement import message_queue
from apps.orders.services.timeline import note, order_lock, status_change
from retailgenie.ai.tools.types import Caller, Door, Person

WAIT_FOR_PAYMENT = CHANGE_LIFE
SHOP = uuid.UUID(int=0)  # who acts when nobody does


def system_caller() -> Caller:
    """Return the caller of jobs: the shop itself, which may cancel."""
    return Caller(Person(visitor_id=str(SHOP)), frozenset({"orders.manage"}), Door.SYSTEM)


@transaction.atomic
def notice_receive(*, body: bytes, signature: str, now: datetime) -> PaymentNotice:
    """Keep a signed notice and apply it if its payment is known; a copy changes nothing. Raises NoticeUnreadable."""
    given = notice_read(body, signature, now=now)
    row = PaymentNotice(
        event_id=given.id,
        kind=given.kind,
        reference=given.reference,
        amount_paise=given.amount_paise,
        received_at=now,
    )
    PaymentNotice.objects.bulk_create([row], ignore_conflicts=True)
    kept = PaymentNotice.objects.get(event_id=given.id)
    notice_apply(notice_id=kept.pk, now=now)
    kept.refresh_from_db()
    return kept


@transaction.atomic
def notice_apply(*, notice_id: int, now: datetime) -> bool:
    """Apply a kept notice once; False when its payment or refund isn't there yet. Orders are locked first."""
    reference = PaymentNotice.objects.values_list("reference", flat=True).get(pk=notice_id)
    refund = Refund.objects.filter(provider_reference=reference).first()
    number = _order_number(reference, refund)
    if not number:
        return False
    order_lock(number=number, owner_key=None)
    notice = PaymentNotice.objects.select_for_update().get(pk=notice_id)
    if notice.applied_at is not None:
        return True
    if notice.kind == REFUNDED:
        refund_complete(reference=reference, now=now)
    else:
        awaited = AwaitedCharge.objects.filter(provider_reference=reference).exists()
        settle = awaited_settle if awaited else payment_settle
        settle(
            reference=reference,
            captured=notice.kind == CAPTURED,
            amount_paise=notice.amount_paise,
            now=now,
        )
    notice.applied_at = now
    notice.save(update_fields=["applied_at"])
    return True


def notices_apply(*, now: datetime, limit: int = 100) -> int:
    """Apply what came before its payment; returns how many could be."""
    waiting = PaymentNotice.objects.filter(applied_at=None).order_by("pk")
    return sum(notice_apply(notice_id=pk, now=now) for pk in waiting.values_list("pk", flat=True)[:limit])


@transaction.atomic
def payment_settle(*, reference: str, captured: bool, amount_paise: int, now: datetime) -> None:
    """Write down how a pending payment ended; it does nothing to one that is settled already.

    Money that comes too late, for pieces that are cancelled, goes straight back.
    """
    payment = Payment.objects.select_related("order").get(provider_reference=reference)
    order = order_lock(number=payment.order.number, owner_key=None)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    waiting = order.status == OrderStatus.AWAITING_PAYMENT
    if payment.state in (Payment.State.CAPTURED, Payment.State.REFUNDED):
        return
    if not captured:
        _set(payment, Payment.State.FAILED, payment.amount_paise, now)
        if waiting:
            order_cancel(caller=system_caller(), number=order.number, reason="payment failed", now=now)
        return
    due = 0 if order.status == OrderStatus.CANCELLED else payment.amount_paise
    _set(payment, Payment.State.CAPTURED, amount_paise, now)
    if waiting:
        _placed(order, now)
    if due < amount_paise:
        left = amount_paise - due
        key = f"late:{reference}"
        back = money_give(order, left, Way(), reason="late payment", key=key, now=now, only=[payment.pk])
        note(order, "refunded", actor="system", now=now, details={"amount_paise": back})


def _placed(order: Order, now: datetime) -> None:
    status_change(order, OrderStatus.PLACED, actor="system", now=now)
    event_record(
        name=EventName.ORDER_PLACED,
        caller=_owner(order),
        now=now,
        order=order.number,
        total_paise=order.total_paise,
    )
    message_queue(order, "order_placed", now=now)
    order_announce(order, PLACED, key=order.number, now=now)


def refund_complete(*, reference: str, now: datetime) -> None:
    """Write down that a refund has reached the person."""
    Refund.objects.filter(provider_reference=reference).exclude(state="completed").update(
        state="completed", completed_at=now
    )


def unpaid_sweep(*, now: datetime) -> int:
    """Release orders whose payment never came; returns how many. One that was paid meanwhile is kept."""
    rows = Order.objects.filter(
        status=OrderStatus.AWAITING_PAYMENT, placed_at__lt=now - WAIT_FOR_PAYMENT
    ).order_by("pk")
    released = 0
    for order in rows:
        for payment in order.payments.filter(state=Payment.State.PENDING):
            ended = payment_provider().cancel(payment.provider_reference)
            captured = ended == Payment.State.CAPTURED
            payment_settle(
                reference=payment.provider_reference,
                captured=captured,
                amount_paise=payment.amount_paise,
                now=now,
            )
            released += not captured
    return released


def _order_number(reference: str, refund: Refund | None) -> str:
    if refund is not None:
        return refund.payment.order.number
    for model in (Payment, AwaitedCharge):
        rows = model.objects.filter(provider_reference=reference)
        number = rows.values_list("order__number", flat=True).first()
        if number:
            return str(number)
    return ""


def reference_asked(order: Order) -> str:
    """Return the reference of the charge that the person is asked to agree to now; "" for none."""
    found = awaited_now(order)
    if found is not None:
        return found.provider_reference
    rows = order.payments.filter(state=Payment.State.PENDING).exclude(method=Payment.Method.COD)
    return str(rows.values_list("provider_reference", flat=True).order_by("-pk").first() or "")


def _owner(order: Order) -> Caller:
    kind, _, key = order.owner_key.partition(":")
    person = Person(user_id=int(key)) if kind == "user" else Person(visitor_id=key)
    return Caller(person, door=Door.SYSTEM)


def _set(payment: Payment, state: Payment.State, amount_paise: int, now: datetime) -> None:
    payment.state, payment.amount_paise, payment.updated_at = state, amount_paise, now
    payment.save(update_fields=["state", "amount_paise", "updated_at"])
