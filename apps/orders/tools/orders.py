"""Tools after the purchase: history, tracking, cancelling."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.orders import selectors
from apps.orders.models import OrderStatus
from apps.orders.services.cancel import cancel_plan, order_cancel
from apps.orders.shown import cancel_card, order_view
from apps.orders.tools.carts import RowId
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard, OrderList

Number = Annotated[str, Field(min_length=1, max_length=16)]


class ListOrders(Arguments):
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class GetOrder(Arguments):
    number: Number


class TrackOrder(Arguments):
    number: Annotated[str, Field(max_length=16)] = ""


class LinePieces(Arguments):
    """Pieces of one line of an order."""

    line_id: RowId
    quantity: Annotated[int, Field(ge=1, le=999)] = 1


Lines = Annotated[tuple[LinePieces, ...], Field(max_length=50)]


class CancelOrder(Arguments):
    """No lines: the whole order."""

    number: Number
    reason: Annotated[str, Field(max_length=120)] = ""
    lines: Lines = ()


@tool(ListOrders)
def list_orders(caller: Caller, arguments: ListOrders) -> ToolResult:
    """List the person's orders, newest first."""
    rows, total = selectors.orders_of(owner_key=caller.person.key, page=arguments.page)
    return ToolResult(OrderList(tuple(order_view(row) for row in rows), total))


@tool(GetOrder)
def get_order(caller: Caller, arguments: GetOrder) -> ToolResult:
    """Show one of the person's orders with its timeline."""
    return ToolResult(order_view(selectors.order_get(owner_key=caller.person.key, number=arguments.number)))


@tool(TrackOrder)
def track_order(caller: Caller, arguments: TrackOrder) -> ToolResult:
    """Say where an order is; without a number, the latest one."""
    return ToolResult(order_view(selectors.order_get(owner_key=caller.person.key, number=arguments.number)))


def preview_cancel(caller: Caller, arguments: CancelOrder) -> ConfirmCard:
    """Check that an order can be cancelled and list what comes back."""
    order = selectors.order_get(owner_key=caller.person.key, number=arguments.number)
    return cancel_card(cancel_plan(order, lines=pieces_of(arguments.lines), reason=arguments.reason))


def pieces_of(lines: tuple[LinePieces, ...]) -> dict[int, int]:
    """Return pieces by line id; a line named twice counts twice."""
    found: dict[int, int] = {}
    for line in lines:
        found[line.line_id] = found.get(line.line_id, 0) + line.quantity
    return found


@tool(CancelOrder, risk=Risk.HIGH, preview=preview_cancel)
def cancel_order(caller: Caller, arguments: CancelOrder) -> ToolResult:
    """Cancel an order that has not left yet, or pieces of it; what was paid goes back the way it came."""
    order = order_cancel(
        caller=caller,
        number=arguments.number,
        reason=arguments.reason,
        lines=pieces_of(arguments.lines),
        now=timezone.now(),
    )
    shown = order_view(selectors.order_get(owner_key=caller.person.key, number=order.number))
    whole = order.status == OrderStatus.CANCELLED
    text = _("Order %(number)s is cancelled.") if whole else _("Cancelled in part: order %(number)s.")
    return ToolResult(shown, changed=text % {"number": order.number})
