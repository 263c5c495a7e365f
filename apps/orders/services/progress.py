"""What staff and couriers do to an order: pack, ship, bring, hand over. Stock leaves when the pieces do."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.orders.models import Order, OrderLine, OrderStatus, Payment
from apps.orders.services.awaited import awaited_problem
from apps.orders.services.cancel import MANAGE
from apps.orders.services.invoicing import invoice_issue
from apps.orders.services.placement import message_queue
from apps.orders.services.shipments import Parcel, shipment_make, shipments_arrive, unsent
from apps.orders.services.timeline import StepRefused, order_lock, status_change
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing

MESSAGES = {
    OrderStatus.SHIPPED: "order_shipped",
    OrderStatus.READY_FOR_PICKUP: "order_ready",
    OrderStatus.DELIVERED: "order_delivered",
}


@transaction.atomic
def order_advance(
    *, caller: Caller, number: str, to: str, now: datetime, parcel: Parcel | None = None
) -> Order:
    """Move an order one step on: packed, shipped, out_for_delivery, ready_for_pickup or delivered.

    Needs the permission orders.manage. An order that is there already is returned as it is; raises StepRefused for
    any other step that the table doesn't know. Cancelling is order_cancel's, for it moves money.
    """
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    order = order_lock(number=number, owner_key=None)
    if order.status == to:
        return order
    if to in (OrderStatus.PLACED, OrderStatus.RETURNED):  # payments and the returns desk do that
        raise StepRefused(
            _("An order that is %(status)s can't become %(to)s.")
            % {"status": OrderStatus(order.status).label, "to": OrderStatus(to).label}
        )
    if to == OrderStatus.CANCELLED:
        raise StepRefused(_("An order is cancelled by its own service, which also gives the money back."))
    waits = awaited_problem(order) if to == OrderStatus.PACKED else ""
    if waits:
        raise StepRefused(waits)
    details = asdict(parcel) if parcel and to == OrderStatus.SHIPPED else None
    status_change(order, to, actor=caller.person.key, now=now, details=details)
    if to == OrderStatus.PACKED:
        invoice_issue(order=order, now=now)
    if to in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        _ship(order, parcel, now)
    if to == OrderStatus.DELIVERED:
        _deliver(order, now)
    if to in MESSAGES:
        message_queue(order, MESSAGES[OrderStatus(to)], now=now)
    return order


def _ship(order: Order, parcel: Parcel | None, now: datetime) -> None:
    """Send what is still here."""
    left = unsent(order)
    if left:
        shipment_make(order, left, parcel, now)


def _deliver(order: Order, now: datetime) -> None:
    """Cash changes hands at the door, with the last parcel."""
    shipments_arrive(order, now)
    OrderLine.objects.filter(order=order).update(delivered=F("shipped"))
    order.payments.filter(state=Payment.State.PENDING, method=Payment.Method.COD).update(
        state=Payment.State.CAPTURED, updated_at=now
    )
