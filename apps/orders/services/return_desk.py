"""The returns desk: staff approves or turns down, takes pieces in, and settles the money. Each step once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.models import Stock, Store
from apps.catalog.stock import (
    Pick,
    ReservationLost,
    reservation_allocate,
    reservation_release,
    stock_allocate,
    stock_receive,
    stock_restock,
    stock_ship,
)
from apps.orders.models import Allocation, AwaitedCharge, Order, OrderLine, OrderStatus, Return, ReturnLine
from apps.orders.services.awaited import (
    Begun,
    PaymentAwaited,
    awaited_call_off,
    awaited_open,
    awaited_problem,
)
from apps.orders.services.cancel import MANAGE
from apps.orders.services.exchange import exchange_sent, exchange_swap, exchange_undo
from apps.orders.services.invoicing import credit_note_issue, invoice_issue
from apps.orders.services.item_change import difference_settle
from apps.orders.services.money import Way, money_give
from apps.orders.services.placement import message_queue
from apps.orders.services.policy import policy_of
from apps.orders.services.remainder import kept_quantities, value_back
from apps.orders.services.timeline import RETURN_STEPS, StepRefused, note, order_lock, status_change
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing


@transaction.atomic
def return_approve(*, caller: Caller, number: str, now: datetime) -> Return:
    """Let a request go on; raises PermissionMissing, NotFound or StepRefused."""
    found, order = _locked(caller, number)
    _step(found, Return.Status.APPROVED, now)
    note(order, "return_approved", actor=caller.person.key, now=now)
    return found


@transaction.atomic
def return_reject(*, caller: Caller, number: str, answer: str, now: datetime) -> Return:
    """Turn a request down with the reason that the shopper reads; what was held for it is free again."""
    found, order = _locked(caller, number)
    if not answer.strip():
        raise StepRefused(_("Please write why, for the shopper."))
    found.answer = " ".join(answer.split())[:200]
    _step(found, Return.Status.REJECTED, now)
    reservation_release(holder=f"exchange:{found.number}", now=now)
    note(order, "return_rejected", actor=caller.person.key, now=now, details={"answer": found.answer})
    return found


@transaction.atomic
def return_receive(
    *,
    caller: Caller,
    number: str,
    written_off: Mapping[int, bool],
    now: datetime,
    restock_at: int | None = None,
) -> Return:
    """Take the pieces in: on the shelf, or written off (by return line). What a return brings is worked out again.

    restock_at: the store on whose shelf they go, else where they came from. From here on the order has the new pieces
    of an exchange in the place of the old ones.
    """
    found, order = _locked(caller, number)
    _step(found, Return.Status.RECEIVED, now)
    lines = list(found.lines.select_related("line", "new_variant__product"))
    if found.kind == Return.Kind.RETURN:
        _take_off(found, order, lines, now)
    else:
        exchange_swap(found, order, lines, now)
    for row in lines:
        field = "returned" if found.kind == Return.Kind.RETURN else "exchanged"
        OrderLine.objects.filter(pk=row.line_id).update(**{field: F(field) + row.quantity})
        row.fate = ReturnLine.Fate.WRITTEN_OFF if written_off.get(row.pk) else ReturnLine.Fate.RESTOCKED
        row.save(update_fields=["fate"])
    _restock([row for row in lines if row.fate == ReturnLine.Fate.RESTOCKED], order, now, restock_at)
    note(order, "return_received", actor=caller.person.key, now=now)
    _close_if_empty(order, caller.person.key, now)
    return found


@transaction.atomic
def return_settle(*, caller: Caller, number: str, now: datetime, refund_instead: bool = False) -> Return:
    """Give the money back or take the difference, and send what comes in exchange; once.

    A difference that waits for the shopper's yes leaves the request received until it comes. refund_instead: send
    nothing and give the money for the old pieces back, when a difference is never paid or the new ones are gone.
    """
    found, order = _locked(caller, number)
    if found.kind == Return.Kind.EXCHANGE:
        return _settle_exchange(found, order, caller.person.key, refund_instead, now)
    _step(found, Return.Status.DONE, now)
    if found.amount_paise > 0:
        _give(found, order, now)
    return found


def exchange_finish(found: Return, order: Order, now: datetime) -> None:
    """Send what comes in exchange, with its invoice; its difference is settled."""
    _step(found, Return.Status.DONE, now)
    _send_new(found, order, now)
    invoice_issue(order=order, now=now)
    invoice_issue(order=order, about=found, now=now)


def _settle_exchange(found: Return, order: Order, actor: str, refund_instead: bool, now: datetime) -> Return:
    if Return.Status.DONE not in RETURN_STEPS[found.status]:
        _step(found, Return.Status.DONE, now)  # says why not
    waits = awaited_problem(order)
    if waits and not refund_instead:
        raise PaymentAwaited(waits)
    if refund_instead:
        awaited_call_off(order, now=now)
        _step(found, Return.Status.DONE, now)
        exchange_undo(found, order, now)
        note(order, "exchange_refunded", actor=actor, now=now)
        if found.amount_paise > 0:
            _give(found, order, now)
        _close_if_empty(order, actor, now)
        return found
    key = f"exchange:{found.number}:{found.awaited.count()}"
    way, reason = Way(found.settle_by, found.settle_detail), found.reason or str(found.kind)
    waiting = difference_settle(order, -found.amount_paise, way, reason=reason, key=key, now=now)
    if waiting is None:
        exchange_finish(found, order, now)
    else:
        begun = Begun(AwaitedCharge.Kind.EXCHANGE, found.order.owner_key, request=found)
        awaited_open(order, waiting, begun, now=now)
        message_queue(order, "payment_asked", now=now, about=f"{found.number}-{found.awaited.count()}")
    return found


def _give(found: Return, order: Order, now: datetime) -> None:
    way = Way(found.settle_by, found.settle_detail)
    reason = found.reason or str(found.kind)
    moved = money_give(order, found.amount_paise, way, reason=reason, key=found.number, now=now)
    note(order, "refunded", actor="system", now=now, details={"amount_paise": moved, "way": way.kind})


def _close_if_empty(order: Order, actor: str, now: datetime) -> None:
    if not any(kept_quantities(Order.objects.get(pk=order.pk)).values()):
        status_change(order, OrderStatus.RETURNED, actor=actor, now=now)


def _locked(caller: Caller, number: str) -> tuple[Return, Order]:
    """Lock the order first, as everybody does, then the request."""
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    row = Return.objects.select_related("order").filter(number=number).first()
    if row is None:
        raise NotFound(_("There is no such return."))
    order = order_lock(number=row.order.number, owner_key=None)
    return Return.objects.select_for_update().get(pk=row.pk), order


def _step(found: Return, to: Return.Status, now: datetime) -> None:
    if to not in RETURN_STEPS[found.status]:
        raise StepRefused(
            _("A request that is %(status)s can't become %(to)s.")
            % {"status": Return.Status(found.status).label, "to": to.label}
        )
    found.status, found.updated_at = to, now
    found.save(update_fields=["status", "updated_at", "answer"])


def _take_off(found: Return, order: Order, lines: list[ReturnLine], now: datetime) -> None:
    """Price what came back against what is kept now: other pieces may have come back meanwhile."""
    taken: dict[int, int] = {}
    for row in lines:
        taken[row.line_id] = taken.get(row.line_id, 0) + row.quantity
    value = value_back(order, taken)
    order.goods_back_paise += value
    order.save(update_fields=["goods_back_paise"])
    fee, delivery = found.fee_paise + _delivery_fee(found, order), 0
    found.value_paise = value
    everything = all(count == taken.get(line_id, 0) for line_id, count in kept_quantities(order).items())
    if everything and found.reason in policy_of(order).fault_reasons:
        delivery = order.delivery_paise
    found.amount_paise = max(value - fee, 0) + delivery
    found.save(update_fields=["amount_paise", "value_paise", "delivery_fee_paise"])
    credit_note_issue(
        order=order,
        quantities=taken,
        value_paise=max(value - fee, 0),
        delivery_paise=delivery,
        reason=found.reason or str(found.kind),
        key=found.number,
        now=now,
    )


def _delivery_fee(found: Return, order: Order) -> int:
    """Delivery that is no longer free is charged once an order, whatever comes back first."""
    if order.delivery_terms.get("charged"):
        found.delivery_fee_paise = 0
    if found.delivery_fee_paise:
        order.delivery_terms = {**order.delivery_terms, "charged": True}
        order.save(update_fields=["delivery_terms"])
    return found.delivery_fee_paise


def _restock(rows: list[ReturnLine], order: Order, now: datetime, store_id: int | None) -> None:
    picks = []
    for row in rows:
        stock_id = _shelf_at(row.line, store_id) if store_id else _shelf(row.line)
        if stock_id is not None and row.line.variant_id is not None:
            picks.append(Pick(stock_id, row.line.variant_id, row.quantity))
        elif row.line.variant_id is not None:
            place = Store.objects.filter(kind=Store.Kind.WAREHOUSE).order_by("pk").first()
            if place is not None:
                given = [(row.line.variant_id, place.pk, row.quantity)]
                stock_receive(rows=given, reference=order.number, now=now)
    stock_restock(picks=picks, reference=order.number, now=now)


def _shelf_at(line: OrderLine, store_id: int) -> int | None:
    """Pieces go where staff says; raises NotFound for a place that is closed or not there."""
    if not Store.objects.filter(pk=store_id, is_active=True).exists():
        raise NotFound(_("There is no such place."))
    if line.variant_id is None:
        return None
    return Stock.objects.get_or_create(variant_id=line.variant_id, store_id=store_id)[0].pk


def _shelf(line: OrderLine) -> int | None:
    """Pieces go back to where they came from, or where such pieces lie."""
    sent = Allocation.objects.filter(line=line, state=Allocation.State.SHIPPED).first()
    if sent is not None:
        return sent.stock_id
    rows = Stock.objects.filter(variant=line.variant).order_by("-store__kind", "pk")
    return rows.values_list("pk", flat=True).first()


def _send_new(found: Return, order: Order, now: datetime) -> None:
    """Ship what was held; where the wait was too long, from what is there now."""
    try:
        picks = reservation_allocate(holder=f"exchange:{found.number}", reference=order.number, now=now)
    except ReservationLost:
        wants: dict[int, int] = {}
        for row in found.lines.all():
            if row.new_variant_id is not None:
                wants[row.new_variant_id] = wants.get(row.new_variant_id, 0) + row.quantity
        picks = stock_allocate(wants=wants, reference=order.number, now=now)
    stock_ship(picks=picks, reference=order.number, now=now)
    exchange_sent(found, picks)
    note(order, "exchange_sent", actor="system", now=now)
