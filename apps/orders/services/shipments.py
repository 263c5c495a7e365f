"""Sending an order in one parcel or several: pieces leave the shelf with their parcel, and arrive with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.stock import stock_ship
from apps.orders.models import Allocation, Order, OrderLine, OrderStatus, Shipment, ShipmentLine
from apps.orders.services.allocations import allocations_move
from apps.orders.services.timeline import StepRefused, note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing

MANAGE = "orders.manage"
PART_SENT, PART_ARRIVED = "part_sent", "part_arrived"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Who brings it, and under which number they know it."""

    carrier: str
    tracking: str


def unsent(order: Order) -> dict[int, int]:
    """Return by line the pieces that are still here."""
    rows = order.lines.all()
    return {x.pk: x.quantity - x.cancelled - x.shipped for x in rows if x.quantity > x.cancelled + x.shipped}


@transaction.atomic
def part_send(
    *, caller: Caller, number: str, pieces: Mapping[int, int], parcel: Parcel | None, now: datetime
) -> Shipment:
    """Send some pieces (line id -> quantity) of a packed order ahead of the rest.

    The order itself moves on with its last piece (order_advance). Raises PermissionMissing, NotFound for lines of
    other orders, and StepRefused for more pieces than are here, for all of them, or for an order that isn't packed.
    """
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    order = order_lock(number=number, owner_key=None)
    if order.status != OrderStatus.PACKED or order.fulfilment == Order.Fulfilment.PICKUP:
        raise StepRefused(_("Only a packed order that is to be delivered can be sent in parts."))
    left = unsent(order)
    for line_id, count in pieces.items():
        if line_id not in left:
            raise NotFound(_("There is no such line in this order."))
        if not 1 <= count <= left[line_id]:
            raise StepRefused(_("There are only %(count)d pieces of this left.") % {"count": left[line_id]})
    if not pieces or dict(pieces) == left:
        raise StepRefused(_("Those are all the pieces: send the order."))
    made = shipment_make(order, pieces, parcel, now)
    words = _words(order, pieces)
    details = {"items": words, "shipment": made.number, **(asdict(parcel) if parcel else {})}
    note(order, PART_SENT, actor=caller.person.key, now=now, details=details)
    return made


@transaction.atomic
def part_arrive(*, caller: Caller, number: str, shipment: int, now: datetime) -> Shipment:
    """Note that a parcel has arrived while others are on their way; once. Raises PermissionMissing and NotFound."""
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    order = order_lock(number=number, owner_key=None)
    found = order.shipments.filter(number=shipment).first()
    if found is None:
        raise NotFound(_("There is no such parcel."))
    if found.delivered_at is not None:
        return found
    _arrived(found, now)
    rows = {x.line_id: x.quantity for x in found.lines.all()}
    details = {"items": _words(order, rows), "shipment": found.number}
    note(order, PART_ARRIVED, actor=caller.person.key, now=now, details=details)
    return found


def shipment_make(order: Order, pieces: Mapping[int, int], parcel: Parcel | None, now: datetime) -> Shipment:
    """Take pieces off their shelves and write their parcel down; the order is locked already."""
    made = Shipment.objects.create(
        order=order,
        number=order.shipments.count() + 1,
        carrier=parcel.carrier if parcel else "",
        tracking=parcel.tracking if parcel else "",
        sent_at=now,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=made, line_id=line_id, quantity=count) for line_id, count in pieces.items()
    )
    picks = allocations_move(order, pieces, was=Allocation.State.HELD, becomes=Allocation.State.SHIPPED)
    stock_ship(picks=picks, reference=order.number, now=now)
    for line_id, count in pieces.items():
        OrderLine.objects.filter(pk=line_id, order=order).update(shipped=F("shipped") + count)
    return made


def shipments_arrive(order: Order, now: datetime) -> None:
    """Note that everything that was sent has arrived."""
    for row in order.shipments.filter(delivered_at=None):
        _arrived(row, now)


def _arrived(row: Shipment, now: datetime) -> None:
    row.delivered_at = now
    row.save(update_fields=["delivered_at"])
    for part in row.lines.all():
        OrderLine.objects.filter(pk=part.line_id).update(delivered=F("delivered") + part.quantity)


def _words(order: Order, pieces: Mapping[int, int]) -> str:
    titles = dict(order.lines.values_list("pk", "product_title"))
    return ", ".join(f"{count} × {titles[line_id]}" for line_id, count in pieces.items())[:300]
