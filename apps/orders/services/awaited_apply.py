"""What happens when a payment that a change of an order waits for comes, fails, or never comes. Each once.

Money that comes too late, or for a change that can't be made any more, goes straight back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.orders.models import AwaitedCharge, Order, Payment
from apps.orders.payments.port import Charged, payment_provider
from apps.orders.services.awaited import S, awaited_end
from apps.orders.services.changes import payment_replace
from apps.orders.services.item_change import items_apply
from apps.orders.services.money import Waiting, Way, money_give, payment_write
from apps.orders.services.return_desk import exchange_finish
from apps.orders.services.timeline import note, order_lock
from retailgenie.lib.errors import ShopError

Kind = AwaitedCharge.Kind


@transaction.atomic
def awaited_settle(*, reference: str, captured: bool, amount_paise: int, now: datetime) -> None:
    """Make the change that waited for this charge, or call it off; told again, nothing happens."""
    row = AwaitedCharge.objects.select_related("order").get(provider_reference=reference)
    order = order_lock(number=row.order.number, owner_key=None)
    found = AwaitedCharge.objects.select_for_update().get(pk=row.pk)
    found.order = order
    if not captured:
        if found.state == S.WAITING:
            awaited_end(found, S.CALLED_OFF, now=now)
        return
    if found.state not in (S.WAITING, S.CALLED_OFF):
        return
    charged = Charged(found.provider_reference, Payment.State.CAPTURED, found.detail)
    payment = payment_write(order, Waiting(found.method, amount_paise, charged, found.provider), now)
    if found.state == S.WAITING and amount_paise == found.amount_paise and _made(found, payment, now):
        return
    awaited_end(found, S.GIVEN_BACK, now=now)
    moved = money_give(
        order, amount_paise, Way(), reason="late payment", key=f"late:{reference}", now=now, only=[payment.pk]
    )
    note(order, "refunded", actor="system", now=now, details={"amount_paise": moved})


def _made(found: AwaitedCharge, payment: Payment, now: datetime) -> bool:
    """Make the change; False, and nothing is changed, when it isn't possible any more."""
    try:
        with transaction.atomic():
            awaited_end(found, S.DONE, now=now)
            _make(found, found.order, payment, now)
    except ShopError:
        return False
    return True


def _make(found: AwaitedCharge, order: Order, payment: Payment, now: datetime) -> None:
    match found.kind:
        case Kind.ITEMS:
            items_apply(order, wishes=found.wishes, paid_paise=found.amount_paise, actor=found.actor, now=now)
        case Kind.PAYMENT:
            payment_replace(order, payment, key=f"pay:{found.provider_reference}", actor=found.actor, now=now)
        case _:
            if found.request is not None:
                details = {"amount_paise": found.amount_paise}
                note(order, "charged", actor="system", now=now, details=details)
                exchange_finish(found.request, order, now)


def awaited_sweep(*, now: datetime) -> int:
    """Call off what waited too long; returns how many. What was paid meanwhile is made."""
    rows = AwaitedCharge.objects.filter(state=S.WAITING, expires_at__lt=now).order_by("pk")
    ended = 0
    for row in rows:
        captured = payment_provider().cancel(row.provider_reference) == Payment.State.CAPTURED
        awaited_settle(
            reference=row.provider_reference, captured=captured, amount_paise=row.amount_paise, now=now
        )
        ended += not captured
    return ended
