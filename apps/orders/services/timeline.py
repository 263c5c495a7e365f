"""Which status may follow which, and the one function that changes a status."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.orders.models import Order, OrderEvent, OrderStatus, Return
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.queue import enqueue

S = OrderStatus
TRANSITIONS: dict[str, frozenset[str]] = {
    S.AWAITING_PAYMENT: frozenset({S.PLACED, S.CANCELLED}),
    S.PLACED: frozenset({S.PACKED, S.CANCELLED}),
    S.PACKED: frozenset({S.SHIPPED, S.READY_FOR_PICKUP, S.CANCELLED}),
    S.SHIPPED: frozenset({S.OUT_FOR_DELIVERY}),
    S.OUT_FOR_DELIVERY: frozenset({S.DELIVERED, S.CANCELLED}),
    S.READY_FOR_PICKUP: frozenset({S.DELIVERED, S.CANCELLED}),
    S.DELIVERED: frozenset({S.RETURNED}),
    S.CANCELLED: frozenset(),
    S.RETURNED: frozenset(),
}
R = Return.Status
RETURN_STEPS: dict[str, frozenset[str]] = {
    R.WAITING: frozenset({R.APPROVED, R.REJECTED, R.WITHDRAWN}),
    R.APPROVED: frozenset({R.RECEIVED, R.REJECTED, R.WITHDRAWN}),
    R.RECEIVED: frozenset({R.DONE}),
    R.DONE: frozenset(),
    R.REJECTED: frozenset(),
    R.WITHDRAWN: frozenset(),
}
CAME_TO_NOTHING = (R.REJECTED, R.WITHDRAWN)
ONLY_DELIVERY = frozenset({S.SHIPPED, S.OUT_FOR_DELIVERY})
ONLY_PICKUP = frozenset({S.READY_FOR_PICKUP})
UNDELIVERED = "undelivered"  # the kind of the entry that says so


class Why(models.TextChoices):
    """Why an order came back without having been delivered."""

    REFUSED = "refused", gettext_lazy("Refused at the door")
    NOBODY = "nobody", gettext_lazy("Nobody could be reached")
    NOT_COLLECTED = "not_collected", gettext_lazy("Not collected from the store")


class StepRefused(ShopError):
    """An order in this status can't take that step."""

    code: ClassVar[str] = "step_refused"
    status: ClassVar[int] = 409


def order_lock(*, number: str, owner_key: str | None) -> Order:
    """Lock an order; owner_key None is for staff. Raises NotFound for a stranger's. Needs a transaction."""
    rows = Order.objects.select_for_update().filter(number=number.strip().upper())
    found = (rows if owner_key is None else rows.filter(owner_key=owner_key)).first()
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def next_steps(order: Order) -> list[str]:
    """Return the statuses that may follow, in the order of the list of all statuses."""
    wrong = ONLY_DELIVERY if order.fulfilment == Order.Fulfilment.PICKUP else ONLY_PICKUP
    return [str(x) for x in OrderStatus if x in TRANSITIONS[order.status] - wrong]


def status_change(
    order: Order, to: str, *, actor: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Move a locked order to a status and write it into its timeline; raises StepRefused."""
    if to not in next_steps(order):
        raise StepRefused(
            _("An order that is %(status)s can't become %(to)s.")
            % {"status": OrderStatus(order.status).label, "to": OrderStatus(to).label}
        )
    order.status, order.updated_at = to, now
    order.save(update_fields=["status", "updated_at"])
    note(order, to, actor=actor, now=now, details=details)


def note(
    order: Order, kind: str, *, actor: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Append one entry to the timeline; what others than the owner did is told in an open conversation."""
    made = OrderEvent.objects.create(
        order=order, kind=kind, status=order.status, details=details or {}, actor=actor, at=now
    )
    if actor != order.owner_key:
        enqueue("chat.order_news", made.pk)
    if order.door in (Door.UCP, Door.ACP):
        enqueue("protocols.order_news", made.pk)
