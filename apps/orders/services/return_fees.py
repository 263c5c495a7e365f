"""What sending back costs the shopper, changed by staff before the pieces are taken in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from apps.orders.models import Return
from apps.orders.services.cancel import MANAGE
from apps.orders.services.timeline import order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing, ShopError


class FeeRefused(ShopError):
    """The fee can't be changed any more, or is more than what comes back."""

    code: ClassVar[str] = "fee_refused"
    status: ClassVar[int] = 409


@transaction.atomic
def return_fee_set(*, caller: Caller, number: str, fee_paise: int, now: datetime) -> int:
    """Set the fee of a return that is not here yet; returns what it was. Raises FeeRefused, NotFound."""
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    row = Return.objects.select_related("order").filter(number=number).first()
    if row is None:
        raise NotFound(_("There is no such return."))
    order_lock(number=row.order.number, owner_key=None)
    found = Return.objects.select_for_update().get(pk=row.pk)
    if found.kind != Return.Kind.RETURN or found.status not in (
        Return.Status.WAITING,
        Return.Status.APPROVED,
    ):
        raise FeeRefused(_("The fee can only be changed before the pieces of a return are here."))
    before, worth = found.fee_paise, found.amount_paise + found.fee_paise
    if not 0 <= fee_paise <= worth:
        raise FeeRefused(_("The fee can't be more than what comes back."))
    found.fee_paise, found.amount_paise, found.updated_at = fee_paise, worth - fee_paise, now
    found.save(update_fields=["fee_paise", "amount_paise", "updated_at"])
    return before
