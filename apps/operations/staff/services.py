"""What staff does, each step written to the audit chain."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.counting import stock_count
from apps.catalog.models import PlannedPrice, Product, StockConflict, StockCount
from apps.catalog.prices import NewPrice, planned_withdraw, prices_set
from apps.ledger.audit import audit_append
from apps.operations.staff.selectors import stock_place
from apps.orders.services.cancel import order_cancel
from apps.orders.services.progress import order_advance
from apps.orders.services.reallocate import allocation_move
from apps.orders.services.return_desk import return_approve, return_receive, return_reject, return_settle
from apps.orders.services.return_fees import return_fee_set
from apps.orders.services.shipments import Parcel, part_arrive, part_send
from apps.orders.services.timeline import Why
from apps.orders.services.undelivered import order_undelivered
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound


@transaction.atomic
def staff_order_advance(
    *, caller: Caller, number: str, to: str, now: datetime, parcel: Parcel | None = None
) -> None:
    """Move an order one lawful step on; raises what order_advance raises."""
    order_advance(caller=caller, number=number, to=to, now=now, parcel=parcel)
    _audit(caller, f"order_{to}", number, now, asdict(parcel) if parcel else None)


@transaction.atomic
def staff_pieces_cancel(
    *, caller: Caller, number: str, lines: dict[int, int], reason: str, now: datetime
) -> None:
    """Cancel some pieces (line id -> how many) of anybody's order; raises what order_cancel raises."""
    order_cancel(caller=caller, number=number, reason=reason, now=now, lines=lines)
    _audit(caller, "order_part_cancelled", number, now, {"pieces": sum(lines.values()), "reason": reason})


@transaction.atomic
def staff_order_cancel(*, caller: Caller, number: str, reason: str, now: datetime) -> None:
    """Cancel anybody's order and refund it; raises what order_cancel raises."""
    order_cancel(caller=caller, number=number, reason=reason, now=now)
    _audit(caller, "order_cancelled", number, now)


@transaction.atomic
def staff_part_send(
    *, caller: Caller, number: str, pieces: dict[int, int], parcel: Parcel | None, now: datetime
) -> None:
    """Send a part of an order ahead; raises what part_send raises."""
    made = part_send(caller=caller, number=number, pieces=pieces, parcel=parcel, now=now)
    _audit(caller, "part_sent", f"{number}/{made.number}", now)


@transaction.atomic
def staff_part_arrive(*, caller: Caller, number: str, shipment: int, now: datetime) -> None:
    """Note that a parcel has arrived; raises what part_arrive raises."""
    part_arrive(caller=caller, number=number, shipment=shipment, now=now)
    _audit(caller, "part_arrived", f"{number}/{shipment}", now)


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
def staff_allocation_move(*, caller: Caller, conflict_id: int, number: str, now: datetime) -> int:
    """Take an order's pieces from another place than the one that misses them; raises what allocation_move raises."""
    found = StockConflict.objects.filter(pk=conflict_id, stock__isnull=False).first()
    if found is None or found.stock_id is None:
        raise NotFound(_("There is no such disagreement."))
    moved = allocation_move(caller=caller, number=number, stock_id=found.stock_id, now=now)
    _audit(caller, "order_taken_elsewhere", number, now, {"from": found.place, "pieces": moved})
    return moved


@transaction.atomic
def staff_return_step(
    *,
    caller: Caller,
    number: str,
    do: str,
    answer: str,
    written_off: dict[int, bool],
    now: datetime,
    restock_at: int | None = None,
) -> None:
    """Approve, reject, receive or settle a return, or pay back an exchange; raises what the returns desk raises."""
    match do:
        case "approve":
            return_approve(caller=caller, number=number, now=now)
        case "reject":
            return_reject(caller=caller, number=number, answer=answer, now=now)
        case "receive":
            return_receive(
                caller=caller, number=number, written_off=written_off, now=now, restock_at=restock_at
            )
        case _:
            instead = do == "refund_instead"
            return_settle(caller=caller, number=number, now=now, refund_instead=instead)
    details = {"written_off": sorted(written_off), "restock_at": restock_at} if do == "receive" else None
    _audit(caller, f"return_{do}", number, now, details)


@transaction.atomic
def staff_return_fee(*, caller: Caller, number: str, fee_paise: int, why: str, now: datetime) -> None:
    """Change what a return costs the shopper; raises what return_fee_set raises."""
    before = return_fee_set(caller=caller, number=number, fee_paise=fee_paise, now=now)
    _audit(caller, "return_fee", number, now, {"before": before, "fee": fee_paise, "why": why})


@transaction.atomic
def staff_prices_set(*, caller: Caller, product: Product, rows: list[NewPrice], now: datetime) -> int:
    """Set prices of a product's variants; returns how many changed or were planned. Raises PriceRefused."""
    before = dict(product.variants.values_list("pk", "price_paise"))
    count = prices_set(rows=rows, source=f"set by {caller.person.key}", now=now)
    if count:
        changes = [[x.variant_id, before.get(x.variant_id), x.price_paise, x.mrp_paise] for x in rows]
        starts = rows[0].starts_at
        details = {"variant, before, price, mrp": changes, "from": starts.isoformat() if starts else ""}
        _audit(caller, "prices_set", product.external_id, now, details)
    return count


@transaction.atomic
def staff_planned_withdraw(*, caller: Caller, planned_id: int, now: datetime) -> PlannedPrice:
    """Take back a planned price; raises NotFound."""
    found = planned_withdraw(planned_id=planned_id)
    _audit(caller, "planned_price_withdrawn", found.variant.sku, now, {"price": found.price_paise})
    return found


def _audit(
    caller: Caller, action: str, target: str, now: datetime, details: dict[str, Any] | None = None
) -> None:
    audit_append(
        actor=caller.person.key, door=caller.door, action=action, target=target, now=now, details=details
    )
