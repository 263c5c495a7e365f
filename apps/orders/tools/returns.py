"""Tools for what was delivered: may it come back, return it, exchange it, and where the money is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.orders import after_cards, selectors
from apps.orders.models import Return
from apps.orders.services.money import Way
from apps.orders.services.returns import Request, return_plan, return_request
from apps.orders.tools.changes import Detail, NewVariants, Settled
from apps.orders.tools.orders import LinePieces, Number, pieces_of
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult, UndoStep
from retailgenie.ai.types import ConfirmCard

Reason = Annotated[str, Field(max_length=120)]


class AboutOrder(Arguments):
    """Without a number, the latest order."""

    number: Annotated[str, Field(max_length=16)] = ""


class ReturnItems(Arguments):
    """refund_detail: a UPI id or the code of a gift card. pickup_date: when the courier should come.

    Photos that were added to the order go along with it.
    """

    number: Number
    lines: Annotated[tuple[LinePieces, ...], Field(min_length=1, max_length=50)]
    reason: Reason = ""
    refund_to: Literal["original", "gift_card", "store_credit", "upi", "card"] = "original"
    refund_detail: Detail = ""
    pickup_date: date | None = None

    def as_request(self) -> Request:
        return Request(
            kind=Return.Kind.RETURN,
            pieces=pieces_of(self.lines),
            reason=self.reason.strip(),
            way=Way(self.refund_to, self.refund_detail.strip()),
            pickup_date=self.pickup_date,
        )


class ExchangeItems(Settled):
    """payment_method: how a difference in price is paid or comes back."""

    number: Number
    items: NewVariants
    reason: Reason = ""
    pickup_date: date | None = None

    def as_request(self) -> Request:
        return Request(
            kind=Return.Kind.EXCHANGE,
            pieces={},
            wishes=[item.as_wish() for item in self.items],
            reason=self.reason.strip(),
            way=self.way,
            pickup_date=self.pickup_date,
        )


@tool(AboutOrder)
def return_eligibility(caller: Caller, arguments: AboutOrder) -> ToolResult:
    """Say for each item of an order whether it can be returned or exchanged, until when, or why not."""
    order = selectors.order_get(owner_key=caller.person.key, number=arguments.number)
    return ToolResult(after_cards.eligibility_view(order, now=timezone.now()))


@tool(AboutOrder)
def refund_status(caller: Caller, arguments: AboutOrder) -> ToolResult:
    """Say what of an order's money has gone back, where to, and how far its returns are."""
    order = selectors.order_get(owner_key=caller.person.key, number=arguments.number)
    return ToolResult(after_cards.refund_view(order))


def preview_request(caller: Caller, arguments: ReturnItems | ExchangeItems) -> ConfirmCard:
    """List what comes back, what it brings or costs, and how."""
    order = selectors.order_get(owner_key=caller.person.key, number=arguments.number)
    request = arguments.as_request()
    return after_cards.request_card(return_plan(order, request, now=timezone.now()), request)


@tool(ReturnItems, risk=Risk.HIGH, preview=preview_request)
def return_items(caller: Caller, arguments: ReturnItems) -> ToolResult:
    """Send delivered items back for a refund; the courier collects them."""
    return _request(caller, arguments)


@tool(ExchangeItems, risk=Risk.HIGH, preview=preview_request)
def exchange_items(caller: Caller, arguments: ExchangeItems) -> ToolResult:
    """Exchange delivered items for another size or colour of the same products; the courier collects the old ones."""
    return _request(caller, arguments)


def _request(caller: Caller, arguments: ReturnItems | ExchangeItems) -> ToolResult:
    made = return_request(
        caller=caller,
        number=arguments.number,
        request=arguments.as_request(),
        expected=caller.approved_binding,
        now=timezone.now(),
    )
    return ToolResult(
        after_cards.return_view(made),
        changed=_("Request %(number)s is made.") % {"number": made.number},
        undo=UndoStep("withdraw_return", {"number": made.number}),
    )
