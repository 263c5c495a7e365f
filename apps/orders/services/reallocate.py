"""Takes the pieces of an order from another place: where they were sold, they turned out not to be."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.stock import Pick, stock_allocate, stock_lock, stock_release
from apps.orders.models import Allocation, Order
from apps.orders.services.cancel import MANAGE
from apps.orders.services.timeline import StepRefused, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing


@transaction.atomic
def allocation_move(*, caller: Caller, number: str, stock_id: int, now: datetime) -> int:
    """Take what an order holds of a stock row from elsewhere; returns the pieces.

    Raises StockShortage where no other place has them, StepRefused for an order that is fetched from that store,
    NotFound for one that holds nothing there.
    """
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    order = order_lock(number=number, owner_key=None)
    if order.fulfilment == Order.Fulfilment.PICKUP:
        raise StepRefused(_("This order is fetched from that store; ask the shopper, or cancel it."))
    rows = Allocation.objects.filter(line__order=order, stock=stock_id, state=Allocation.State.HELD)
    held = list(rows.select_related("stock", "line").order_by("pk"))
    if not held:
        raise NotFound(_("This order holds nothing there."))
    stock_lock({row.stock.variant_id for row in held})
    for row in held:
        _move(row, order, now)
    return sum(row.quantity for row in held)


def _move(row: Allocation, order: Order, now: datetime) -> None:
    """First take elsewhere, then give back here: what is missing here can't be taken again."""
    variant_id = row.stock.variant_id
    picks = stock_allocate(wants={variant_id: row.quantity}, reference=order.number, now=now)
    Allocation.objects.bulk_create(
        Allocation(line=row.line, stock_id=pick.stock_id, quantity=pick.quantity) for pick in picks
    )
    row.state = Allocation.State.RELEASED
    row.save(update_fields=["state"])
    stock_release(picks=[Pick(row.stock_id, variant_id, row.quantity)], reference=order.number, now=now)
