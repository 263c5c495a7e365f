"""An order that did not reach its person: refused at the door, nobody there, or never collected.

The pieces go back to the shelf they came from, the order is cancelled and everything paid goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.stock import Pick, stock_restock
from apps.orders.models import Allocation, Order, OrderLine, OrderStatus
from apps.orders.services.cancel import (
    MANAGE,
    CancelPlan,
    allocations_release,
    cancelled_settle,
    refundable_paise,
)
from apps.orders.services.remainder import kept_quantities
from apps.orders.services.timeline import UNDELIVERED, StepRefused, Why, note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing

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
    pieces = {line_id: count for line_id, count in kept_quantities(order).items() if count}
    paid = any(payment.state == payment.State.CAPTURED for payment in order.payments.all())
    plan = CancelPlan(order, pieces, True, refundable_paise(order), paid)
    note(order, UNDELIVERED, actor=caller.person.key, now=now, details={"why": why.value})
    _take_back(order, pieces, now)
    key = f"undelivered:{order.number}"
    cancelled_settle(order, plan, caller=caller, reason=f"undelivered: {why.value}", key=key, now=now)
    return order


def _take_back(order: Order, pieces: Mapping[int, int], now: datetime) -> None:
    """Put sent pieces back on their shelf; what waited in a store was never taken off it."""
    sent = Allocation.objects.filter(line__order=order, state=Allocation.State.SHIPPED)
    picks = [Pick(x.stock_id, x.stock.variant_id, x.quantity) for x in sent.select_related("stock")]
    stock_restock(picks=picks, reference=order.number, now=now)
    sent.update(state=Allocation.State.RELEASED)
    allocations_release(order, pieces, now)
    for line_id, count in pieces.items():
        OrderLine.objects.filter(pk=line_id).update(shipped=0, cancelled=F("cancelled") + count)
