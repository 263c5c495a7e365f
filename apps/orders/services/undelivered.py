"""An order that did not reach its person: refused at the door, nobody there, or never collected.

The pieces go back to the shelf they came from, the order is cancelled and everything paid goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.stock import stock_restock
from apps.orders.models import Allocation, Order, OrderLine, OrderStatus
from apps.orders.services.allocations import allocations_move, allocations_release
from apps.orders.services.cancel import (
    MANAGE,
    CancelPlan,
    cancelled_settle,
    refundable_paise,
)
from apps.orders.services.remainder import kept_quantities, value_back
from apps.orders.services.timeline import UNDELIVERED, StepRefused, Why, note, order_lock, status_change
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing

SENT, RELEASED = Allocation.State.SHIPPED, Allocation.State.RELEASED
BROUGHT_BACK = (OrderStatus.OUT_FOR_DELIVERY, OrderStatus.READY_FOR_PICKUP)


@transaction.atomic
def order_undelivered(*, caller: Caller, number: str, why: Why, now: datetime) -> Order:
    """Take back an order that was out for delivery or waiting in a store; said twice, it happens once.

    Raises PermissionMissing without orders.manage, NotFound, and StepRefused from any other status.
    """
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    order = order_lock(number=number, owner_key=None)
    if order.status == OrderStatus.CANCELLED and order.events.filter(kind=UNDELIVERED).exists():
        return order
    if order.status not in BROUGHT_BACK:
        raise StepRefused(
            _("Only an order that is out for delivery or waiting in a store can come back undelivered.")
        )
    kept = {line_id: count for line_id, count in kept_quantities(order).items() if count}
    arrived = dict(order.lines.values_list("pk", "delivered"))
    pieces = {
        line_id: count - arrived[line_id] for line_id, count in kept.items() if count > arrived[line_id]
    }
    paid = any(payment.state == payment.State.CAPTURED for payment in order.payments.all())
    whole = pieces == kept
    plan = CancelPlan(
        order, pieces, whole, refundable_paise(order) if whole else value_back(order, pieces), paid
    )
    note(order, UNDELIVERED, actor=caller.person.key, now=now, details={"why": why.value})
    _take_back(order, pieces, now)
    key = f"undelivered:{order.number}"
    cancelled_settle(order, plan, caller=caller, reason=f"undelivered: {why.value}", key=key, now=now)
    if not whole:  # an earlier parcel had arrived
        status_change(order, OrderStatus.DELIVERED, actor="system", now=now)
    return order


def _take_back(order: Order, pieces: Mapping[int, int], now: datetime) -> None:
    """Put sent pieces back on their shelf; what waited in a store was never taken off it."""
    sent = {x.pk: x.shipped - x.delivered for x in order.lines.all() if x.shipped > x.delivered}
    picks = allocations_move(order, sent, was=SENT, becomes=RELEASED, newest_first=True)
    stock_restock(picks=picks, reference=order.number, now=now)
    allocations_release(order, {k: n - sent.get(k, 0) for k, n in pieces.items() if n > sent.get(k, 0)}, now)
    for line_id, count in pieces.items():
        changes = {"shipped": F("shipped") - sent.get(line_id, 0), "cancelled": F("cancelled") + count}
        OrderLine.objects.filter(pk=line_id).update(**changes)
