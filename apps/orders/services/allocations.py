"""Which shelves the pieces of order lines hold, and what becomes of them: sent, released, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apps.catalog.stock import Pick, stock_release
from apps.orders.models import Allocation, Order

State = Allocation.State


def allocations_move(
    order: Order, pieces: Mapping[int, int], *, was: State, becomes: State, newest_first: bool = False
) -> list[Pick]:
    """Give pieces of lines (line id -> quantity) another state, splitting rows; returns their shelves.

    The order is locked already. Fewer pieces than asked for are moved where there are no more.
    """
    rows = Allocation.objects.filter(line__order=order, line_id__in=pieces, state=was).select_related("stock")
    left, picks = dict(pieces), []
    for row in rows.order_by("-pk" if newest_first else "pk"):
        part = min(left[row.line_id], row.quantity)
        if part > 0:
            picks.append(Pick(row.stock_id, row.stock.variant_id, part))
            left[row.line_id] -= part
            _move(row, part, becomes)
    return picks


def allocations_release(order: Order, pieces: Mapping[int, int], now: datetime) -> None:
    """Give held pieces of lines back to the shelf."""
    picks = allocations_move(order, pieces, was=State.HELD, becomes=State.RELEASED)
    stock_release(picks=picks, reference=order.number, now=now)


def _move(row: Allocation, quantity: int, becomes: State) -> None:
    if quantity < row.quantity:
        Allocation.objects.create(
            line_id=row.line_id, stock_id=row.stock_id, quantity=quantity, state=becomes
        )
        row.quantity -= quantity
    else:
        row.state = becomes
    row.save(update_fields=["state", "quantity"])
