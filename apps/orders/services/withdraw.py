"""Calling off one's own return or exchange, as long as its things are still at home."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.stock import reservation_release
from apps.orders.models import Return
from apps.orders.services.handover import return_of
from apps.orders.services.returns import OPEN
from apps.orders.services.timeline import note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import ShopError


class WithdrawRefused(ShopError):
    """It is too late: the things are on their way or have arrived; the message says which."""

    code: ClassVar[str] = "withdraw_refused"
    status: ClassVar[int] = 409


def withdraw_check(*, owner_key: str, number: str, now: datetime) -> Return:
    """Return a request that can be called off; raises NotFound and WithdrawRefused."""
    found = return_of(owner_key=owner_key, number=number)
    if found.status == Return.Status.WITHDRAWN:
        raise WithdrawRefused(_("It was called off already."))
    if found.status not in OPEN:
        raise WithdrawRefused(_("These things have arrived already, or won't come back."))
    if found.pickup_date is not None and found.pickup_date <= timezone.localdate(now):
        raise WithdrawRefused(_("The courier comes today; please send him away, and nothing comes back."))
    return found


@transaction.atomic
def return_withdraw(*, caller: Caller, number: str, now: datetime) -> Return:
    """Call a request off: what was held in exchange is free again, its photos wait for another one."""
    before = withdraw_check(owner_key=caller.person.key, number=number, now=now)
    order = order_lock(number=before.order.number, owner_key=caller.person.key)
    found = withdraw_check(owner_key=caller.person.key, number=number, now=now)
    found.status, found.updated_at = Return.Status.WITHDRAWN, now
    found.save(update_fields=["status", "updated_at"])
    found.pictures.update(request=None)
    reservation_release(holder=f"exchange:{found.number}", now=now)
    note(order, "return_withdrawn", actor=caller.person.key, now=now, details={"return": found.number})
    return found
