"""Finding an order by its number and phone, for those who ordered without an account."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.urls import reverse
from django.utils import timezone
from pydantic import Field

from apps.orders import selectors
from apps.orders.services.lookup import order_look_up
from apps.orders.shown import order_view
from apps.orders.tools.orders import Number
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, ToolResult


class LookUpOrder(Arguments):
    """phone: the mobile number that was given with the order."""

    number: Number
    phone: Annotated[str, Field(min_length=1, max_length=20)]


@tool(LookUpOrder)
def look_up_order(caller: Caller, arguments: LookUpOrder) -> ToolResult:
    """Find an order that was placed without an account, by its number and phone; its url opens it for half an hour."""
    order, key = order_look_up(
        caller=caller, number=arguments.number, phone=arguments.phone, now=timezone.now()
    )
    view = order_view(selectors.order_get(owner_key=order.owner_key, number=order.number))
    return ToolResult(replace(view, url=reverse("orders:open", args=[key])))
