"""Cancelling an order or a part of it: pieces back on the shelf, money back the way it came, coupons usable again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.ledger.events import event_record
from apps.ledger.models import EventName
from apps.orders.models import Order, OrderLine, OrderStatus, Payment
from apps.orders.services.allocations import allocations_release
from apps.orders.services.announce import CANCELLED, order_announce
from apps.orders.services.awaited import awaited_call_off
from apps.orders.services.invoicing import credit_note_issue
from apps.orders.services.lines import order_retax
from apps.orders.services.money import Way, money_give, payment_left
from apps.orders.services.placement import message_queue
from apps.orders.services.policy import cancel_problem, policy_of, reason_problem
from apps.orders.services.remainder import delivery_due, kept_quantities, value_back
from apps.orders.services.shipments import unsent
from apps.orders.services.timeline import note, order_lock, status_change
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError

MANAGE = "orders.manage"


class CancelRefused(ShopError):
    """It is too late to cancel, or the reason doesn't count; a return may be possible once it has arrived."""

    code: ClassVar[str] = "cancel_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """What cancelling does. lines: line id -> pieces. back_paise: taken off or given back, whether paid or not.

    delivery_fee_paise: taken off back_paise, because the rest alone isn't brought free.
    """

    order: Order
    lines: dict[int, int]
    whole: bool
    back_paise: int
    paid: bool
    delivery_fee_paise: int = 0
    reason: str = ""

    @property
    def refund_paise(self) -> int:
        return self.back_paise if self.paid else 0


def cancel_plan(order: Order, *, lines: Mapping[int, int], reason: str) -> CancelPlan:
    """Check a cancellation (no lines: everything) and work out what comes back; raises CancelRefused or NotFound."""
    problem = cancel_problem(order) or reason_problem(reason, policy_of(order).cancel_reasons)
    if problem:
        raise CancelRefused(problem, status=order.status)
    kept = {line_id: count for line_id, count in kept_quantities(order).items() if count}
    here = _here(order, kept)
    wanted = dict(lines) or dict(here)
    check_lines(wanted, here)
    whole = wanted == kept
    if not whole and order.status == OrderStatus.AWAITING_PAYMENT:
        raise CancelRefused(_("Please finish the payment first, or cancel the order."), status=order.status)
    back = refundable_paise(order) if whole else value_back(order, wanted)
    rest = {line_id: count - wanted.get(line_id, 0) for line_id, count in kept.items()}
    fee = 0 if whole else min(delivery_due(order, rest), back)
    return CancelPlan(order, wanted, whole, back - fee, _is_paid(order), fee, reason)


def _here(order: Order, kept: Mapping[int, int]) -> dict[int, int]:
    """Return what hasn't left yet: of an order that is sent in parts only that can be cancelled."""
    sent = dict(order.lines.values_list("pk", "shipped"))
    return {line_id: count - sent[line_id] for line_id, count in kept.items() if count > sent[line_id]}


def check_lines(wanted: Mapping[int, int], kept: Mapping[int, int]) -> None:
    """Raise NotFound for lines of other orders and CancelRefused for more pieces than there are."""
    for line_id, count in wanted.items():
        if line_id not in kept:
            raise NotFound(_("There is no such line in this order."))
        if not 1 <= count <= kept[line_id]:
            raise CancelRefused(_("There are only %(count)d pieces of this left.") % {"count": kept[line_id]})


def refundable_paise(order: Order) -> int:
    """Return what cancelling everything gives back, or stops asking for."""
    return sum(payment_left(payment) for payment in order.payments.all())


@transaction.atomic
def order_cancel(
    *, caller: Caller, number: str, reason: str, now: datetime, lines: Mapping[int, int] | None = None
) -> Order:
    """Cancel one's order (staff: anybody's) or pieces of it (line id -> quantity).

    One that is cancelled already is returned as it is. Raises NotFound for a stranger's order and CancelRefused.
    """
    staff = MANAGE in caller.permissions
    order = order_lock(number=number, owner_key=None if staff else caller.person.key)
    if order.status == OrderStatus.CANCELLED and not lines:
        return order
    awaited_call_off(order, now=now)
    checked = "" if staff else reason
    if staff and policy_of(order).cancel_reasons:
        checked = policy_of(order).cancel_reasons[0]
    plan = cancel_plan(order, lines=lines or {}, reason=checked)
    # Named by what is left and not by when: a try that died after the provider refunded must be found again.
    key = f"cancel:{order.number}:{sum(kept_quantities(order).values())}"
    _release_stock(order, plan, now)
    cancelled_settle(order, plan, caller=caller, reason=reason, key=key, now=now)
    if order.status == OrderStatus.PACKED and not plan.whole and not unsent(order):
        status_change(order, OrderStatus.SHIPPED, actor="system", now=now)
    return order


def cancelled_settle(
    order: Order, plan: CancelPlan, *, caller: Caller, reason: str, key: str, now: datetime
) -> None:
    """Write down what was cancelled, give the money back and tell the person; the pieces are free already.

    key: the same one moves no money twice.
    """
    actor = caller.person.key
    details = {"reason": reason[:120]}
    if plan.whole:
        order.redemptions.filter(released_at=None).update(released_at=now)
        status_change(order, OrderStatus.CANCELLED, actor=actor, now=now, details=details)
    else:
        _take_off(order, plan, now)
        pieces = sum(plan.lines.values())
        note(order, "part_cancelled", actor=actor, now=now, details={**details, "pieces": pieces})
    refunded = money_give(order, plan.back_paise, Way(), reason=reason or "cancelled", key=key, now=now)
    credit_note_issue(
        order=order,
        quantities=plan.lines,
        value_paise=None if plan.whole else plan.back_paise,
        delivery_paise=order.delivery_paise if plan.whole else 0,
        reason=reason or "cancelled",
        key=key,
        now=now,
    )
    if refunded:
        note(order, "refunded", actor="system", now=now, details={"amount_paise": refunded})
    event_record(
        name=EventName.ORDER_CANCELLED, caller=caller, now=now, order=order.number, refund_paise=refunded
    )
    if plan.whole:
        message_queue(order, "order_cancelled", now=now)
        order_announce(order, CANCELLED, key=order.number, now=now)


def _take_off(order: Order, plan: CancelPlan, now: datetime) -> None:
    """Pieces are off the order; a delivery fee that is due now comes on, unless the invoice is written already."""
    fee = plan.delivery_fee_paise
    order.goods_back_paise, order.updated_at = order.goods_back_paise + plan.back_paise + fee, now
    if fee:
        order.delivery_terms = {**order.delivery_terms, "charged": True}
    if fee and not order.invoices.exists():
        order.delivery_paise += fee
        order.total_paise += fee
    order.save()
    if fee:
        order_retax(order)


def _is_paid(order: Order) -> bool:
    return any(payment.state == Payment.State.CAPTURED for payment in order.payments.all())


def _release_stock(order: Order, plan: CancelPlan, now: datetime) -> None:
    for line_id, count in plan.lines.items():
        OrderLine.objects.filter(pk=line_id, order=order).update(cancelled=F("cancelled") + count)
    allocations_release(order, plan.lines, now)
