"""How the things of a return reach us: a courier in the hours that the shopper picks, or by their own hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.pickups import Slot, pickup_slots
from apps.orders.models import Order, Return
from apps.orders.return_models import ReturnHandover
from apps.orders.services.returns import OPEN, day_words
from apps.orders.services.timeline import note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError

Way = ReturnHandover.Way
SLOT_DAYS = 7  # couriers give out their hours for a week ahead


class HandoverRefused(ShopError):
    """The parcel can't be handed over like this; the message says why."""

    code: ClassVar[str] = "handover_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """A choice before it is made. slot None: the shopper brings it."""

    request: Return
    slot: Slot | None

    @property
    def words(self) -> str:
        if self.slot is None:
            return str(Way.DROP_OFF.label)
        return slot_words(self.slot)


def slot_words(slot: Slot) -> str:
    """Write a slot as people say it: "Tue 24 Nov, 9:00 to 13:00"."""
    return _("%(day)s, %(from)d:00 to %(to)d:00") % {
        "day": day_words(slot.day),
        "from": slot.from_hour,
        "to": slot.to_hour,
    }


def slots_of(order: Order, *, now: datetime) -> tuple[Slot, ...]:
    """Return when a courier can collect at the address that an order went to; none for a pick-up in store."""
    pin = order.ship_to.get("pin", "")
    return pickup_slots(pin, today=timezone.localdate(now), days=SLOT_DAYS) if pin else ()


def handover_plan(*, owner_key: str, number: str, code: str, now: datetime) -> HandoverPlan:
    """Check a choice: code is a slot's, or "drop_off". Raises NotFound and HandoverRefused."""
    request = return_of(owner_key=owner_key, number=number)
    if request.status not in OPEN:
        raise HandoverRefused(_("These things have arrived already, or won't come back."))
    if _is_due(request, timezone.localdate(now)):
        raise HandoverRefused(_("The courier is on the way today; the time can't be changed any more."))
    if code == Way.DROP_OFF:
        return HandoverPlan(request, None)
    slot = next((x for x in slots_of(request.order, now=now) if x.code == code), None)
    if slot is None:
        raise HandoverRefused(_("The courier doesn't come then. Please choose another time."))
    return HandoverPlan(request, slot)


@transaction.atomic
def handover_choose(*, caller: Caller, number: str, code: str, now: datetime) -> Return:
    """Choose, or choose anew, how the parcel is handed over. Raises NotFound and HandoverRefused."""
    before = return_of(owner_key=caller.person.key, number=number)
    order_lock(number=before.order.number, owner_key=caller.person.key)
    plan = handover_plan(owner_key=caller.person.key, number=number, code=code, now=now)
    request, slot = plan.request, plan.slot
    ReturnHandover.objects.update_or_create(
        request=request,
        defaults={
            "way": Way.PICKUP if slot else Way.DROP_OFF,
            "from_hour": slot.from_hour if slot else None,
            "to_hour": slot.to_hour if slot else None,
            "chosen_at": now,
        },
    )
    request.pickup_date, request.updated_at = (slot.day if slot else None), now
    request.save(update_fields=["pickup_date", "updated_at"])
    details = {"return": request.number, "when": plan.words}
    note(request.order, "handover_chosen", actor=caller.person.key, now=now, details=details)
    return request


def return_of(*, owner_key: str, number: str) -> Return:
    """Return one of the owner's requests; raises NotFound."""
    rows = Return.objects.select_related("order__store", "handover")
    found = rows.filter(order__owner_key=owner_key, number=number.strip().upper()).first()
    if found is None:
        raise NotFound(_("There is no such return."))
    return found


def handover_words(request: Return) -> str:
    """Say how the parcel is handed over."""
    chosen = ReturnHandover.objects.filter(request=request).first()
    if chosen is not None and chosen.way == Way.DROP_OFF:
        return str(Way.DROP_OFF.label)
    if request.pickup_date is None:
        return ""
    if chosen is None or chosen.from_hour is None or chosen.to_hour is None:
        return day_words(request.pickup_date)
    return slot_words(Slot(request.pickup_date, chosen.from_hour, chosen.to_hour))


def _is_due(request: Return, today: date) -> bool:
    return request.pickup_date is not None and request.pickup_date <= today
