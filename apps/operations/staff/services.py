"""What staff does, each step written to the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.catalog.counting import stock_count
from apps.catalog.models import StockCount
from apps.ledger.audit import audit_append
from apps.operations.staff.selectors import stock_place
from apps.orders.services.cancel import order_cancel
from apps.orders.services.progress import order_advance
from apps.orders.services.return_desk import return_approve, return_receive, return_reject, return_settle
from apps.orders.services.timeline import Why
from apps.orders.services.undelivered import order_undelivered
from retailgenie.ai.tools.types import Caller


@transaction.atomic
def staff_order_advance(*, caller: Caller, number: str, to: str, now: datetime) -> None:
    """Move an order one lawful step on; raises what order_advance raises."""
    order_advance(caller=caller, number=number, to=to, now=now)
    _audit(caller, f"order_{to}", number, now)


@transaction.atomic
def staff_order_cancel(*, caller: Caller, number: str, reason: str, now: datetime) -> None:
    """Cancel anybody's order and refund it; raises what order_cancel raises."""
    order_cancel(caller=caller, number=number, reason=reason, now=now)
    _audit(caller, "order_cancelled", number, now)


@transaction.atomic
def staff_order_undelivered(*, caller: Caller, number: str, why: Why, now: datetime) -> None:
    """Take back an order that did not reach its person; raises what order_undelivered raises."""
    order_undelivered(caller=caller, number=number, why=why, now=now)
    _audit(caller, f"order_undelivered_{why}", number, now)


@transaction.atomic
def staff_stock_count(
    *,
    caller: Caller,
    stock_id: int,
    counted: int,
    now: datetime,
    reason: str = StockCount.Reason.ROUTINE,
    note: str = "",
    location: str | None = None,
) -> int:
    """Set what lies at a place to what was counted; returns the change. Raises NotFound, StockCommitted."""
    row = stock_place(stock_id)
    change = stock_count(
        stock_id=row.pk,
        counted=counted,
        actor=caller.person.key,
        now=now,
        reason=reason,
        note=note,
        location=location,
    )
    _audit(
        caller,
        "stock_counted",
        f"{row.variant.sku} at {row.store.code}",
        now,
        {"change": change, "reason": reason},
    )
    return change


@transaction.atomic
def staff_return_step(
    *, caller: Caller, number: str, do: str, answer: str, written_off: dict[int, bool], now: datetime
) -> None:
    """Approve, reject, receive or settle a return; raises what the returns desk raises."""
    match do:
        case "approve":
            return_approve(caller=caller, number=number, now=now)
        case "reject":
            return_reject(caller=caller, number=number, answer=answer, now=now)
        case "receive":
            return_receive(caller=caller, number=number, written_off=written_off, now=now)
        case _:
            return_settle(caller=caller, number=number, now=now)
    _audit(caller, f"return_{do}", number, now)


def _audit(
    caller: Caller, action: str, target: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    audit_append(
        actor=caller.person.key, door=caller.door, action=action, target=target, now=now, details=details
    )
