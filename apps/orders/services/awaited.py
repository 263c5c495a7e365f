"""Changes of an order that wait for a payment: begun when the charge needs one more step, called off in time.

What happens when the money comes is in awaited_apply.py. One order waits for one payment at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.catalog.stock import reservation_release
from apps.orders.models import AwaitedCharge, Order, Payment, Return
from apps.orders.payments.port import payment_provider
from apps.orders.services.money import Waiting
from apps.orders.services.timeline import note
from retailgenie.lib.errors import ShopError
from retailgenie.lib.money import format_inr
from retailgenie.lib.queue import enqueue

CHANGE_LIFE = timedelta(minutes=15)  # what a bank's page or a UPI request lives, and a little more
EXCHANGE_LIFE = timedelta(days=3)  # nobody sits before the screen when the old pieces arrive
S = AwaitedCharge.State


class PaymentArrived(ShopError):
    """The payment that a change waits for has just come; the change is being made. Look at the order, then go on."""

    code: ClassVar[str] = "payment_arrived"
    status: ClassVar[int] = 409


class PaymentAwaited(ShopError):
    """Another payment of this order is awaited; the message says until when."""

    code: ClassVar[str] = "payment_awaited"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Begun:
    """What waits. wishes: rows of line id, variant id, quantity and the price agreed to."""

    kind: AwaitedCharge.Kind
    actor: str
    wishes: Sequence[Sequence[int]] = ()
    request: Return | None = None


def awaited_open(order: Order, taken: Waiting, begun: Begun, *, now: datetime) -> AwaitedCharge:
    """Write down that a change of a locked order waits for a charge; tells the person by the timeline."""
    life = EXCHANGE_LIFE if begun.kind == AwaitedCharge.Kind.EXCHANGE else CHANGE_LIFE
    found = AwaitedCharge.objects.create(
        order=order,
        request=begun.request,
        kind=begun.kind,
        wishes=[list(x) for x in begun.wishes],
        method=taken.method,
        detail=taken.charged.shown,
        amount_paise=taken.amount_paise,
        provider=taken.provider,
        provider_reference=taken.charged.reference,
        actor=begun.actor,
        created_at=now,
        expires_at=now + life,
    )
    awaited_note(found, "payment_awaited", now)
    enqueue("orders.apply_notices")
    return found


def awaited_now(order: Order) -> AwaitedCharge | None:
    """Return what an order waits for."""
    return AwaitedCharge.objects.filter(order=order, state=S.WAITING).first()


def awaited_problem(order: Order) -> str:
    """Say that a payment is awaited, and until when; "" otherwise."""
    found = awaited_now(order)
    if found is None:
        return ""
    until = formats.date_format(timezone.localtime(found.expires_at), "D j M, H:i")
    return _("A payment of %(amount)s for a change is awaited until %(time)s.") % {
        "amount": format_inr(found.amount_paise),
        "time": until,
    }


def awaited_call_off(order: Order, *, now: datetime) -> None:
    """Call off what a locked order waits for, because something else is to happen; raises PaymentArrived."""
    found = awaited_now(order)
    if found is None:
        return
    if payment_provider().cancel(found.provider_reference) == Payment.State.CAPTURED:
        raise PaymentArrived(
            _("Your payment has just arrived, and the change is being made. Please look again.")
        )
    awaited_end(found, S.CALLED_OFF, now=now)


def awaited_end(found: AwaitedCharge, state: AwaitedCharge.State, *, now: datetime) -> None:
    """Close a locked order's awaited charge; what was held for it is free again."""
    reservation_release(holder=holder_of(found), now=now)
    found.state, found.closed_at = state, now
    found.save(update_fields=["state", "closed_at"])
    if state == S.CALLED_OFF:
        awaited_note(found, "payment_not_made", now)


def holder_of(found: AwaitedCharge) -> str:
    """Return who holds the pieces of a change of items that waits."""
    return f"change:{found.pk}"


def awaited_note(found: AwaitedCharge, kind: str, now: datetime) -> None:
    details: dict[str, Any] = {"amount_paise": found.amount_paise, "about": found.kind}
    note(found.order, kind, actor="system", now=now, details=details)
