"""Tools after the purchase: history, tracking, cancelling."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.orders import selectors
from apps.orders.services.cancel import CancelRefused, cancel_problem, order_cancel, refundable_paise
from apps.orders.shown import cancel_card, order_view
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


class CancelOrder(Arguments):
    number: Number
    reason: Annotated[str, Field(max_length=120)] = ""


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
    problem = cancel_problem(order)
    if problem:
        raise CancelRefused(problem, status=order.status)
    return cancel_card(order, refundable_paise(order))


@tool(CancelOrder, risk=Risk.HIGH, preview=preview_cancel)
def cancel_order(caller: Caller, arguments: CancelOrder) -> ToolResult:
    """Cancel an order that has not left yet; what was paid goes back the way it came."""
    order = order_cancel(caller=caller, number=arguments.number, reason=arguments.reason, now=timezone.now())
    shown = order_view(selectors.order_get(owner_key=caller.person.key, number=order.number))
    return ToolResult(shown, changed=_("Order %(number)s is cancelled.") % {"number": order.number})
