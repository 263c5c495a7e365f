"""What staff and support agents do over REST and MCP: the services of their pages, behind a card and a yes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.accounts.models import User
from apps.feedback.selectors import TicketFilter, ticket_by_number, ticket_view, tickets_filtered
from apps.feedback.services import ticket_assign, ticket_reply, ticket_resolve
from apps.operations import stock_tools  # noqa: F401 - registers its tools
from apps.operations.staff import services
from apps.operations.staff.selectors import order_by_number, stock_found, stock_place
from apps.operations.staff.views import NOT_STEPS
from apps.orders.after_cards import return_view
from apps.orders.models import Order, OrderStatus, Return
from apps.orders.selectors import orders_with_parts, returns_found
from apps.orders.shown import order_view
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard, OrderList
from retailgenie.lib.errors import NotFound

PAGE_SIZE = 20
SEE_ORDERS, ORDERS, STOCK = (
    frozenset({"orders.view"}),
    frozenset({"orders.manage"}),
    frozenset({"stock.manage"}),
)
TICKETS = frozenset({"support.tickets"})
Page = Annotated[int, Field(ge=1, le=10_000)]
Number = Annotated[str, Field(min_length=1, max_length=24)]
Words = Annotated[str, Field(max_length=100)]
Said = Annotated[str, Field(min_length=1, max_length=4000)]


class FindOrders(Arguments):
    status: Annotated[str, Field(max_length=24)] = ""
    text: Annotated[Words, Field(description="A number, the end of a phone or part of a name.")] = ""
    page: Page = 1


class OrderNumber(Arguments):
    number: Number


class Advance(Arguments):
    number: Number
    to: Annotated[
        str, Field(max_length=24, description="The status that follows, such as packed or shipped.")
    ]


class CancelFor(Arguments):
    number: Number
    reason: Annotated[str, Field(max_length=120)] = ""


class FindReturns(Arguments):
    status: Annotated[str, Field(max_length=10)] = ""
    page: Page = 1


class ReturnStep(Arguments):
    number: Number
    do: Literal["approve", "reject", "receive", "settle"]
    answer: Annotated[str, Field(max_length=200, description="Why it is rejected, for the person.")] = ""


class FindStock(Arguments):
    text: Annotated[
        str, Field(min_length=1, max_length=100, description="How a SKU begins, or a product's title.")
    ]


class Count(Arguments):
    stock_id: Annotated[int, Field(ge=1, lt=2**63)]
    counted: Annotated[int, Field(ge=0, le=1_000_000)]


class FindTickets(Arguments):
    status: Annotated[str, Field(max_length=12)] = "open"
    text: Words = ""
    page: Page = 1


class Reply(Arguments):
    number: Number
    text: Said
    internal: bool = False


@tool(FindOrders, permissions=SEE_ORDERS)
def find_orders(caller: Caller, arguments: FindOrders) -> ToolResult:
    """List anybody's orders, newest first, by status, number, phone or name."""
    found = orders_with_parts().order_by("-placed_at", "-pk")
    if arguments.status:
        found = found.filter(status=arguments.status)
    if arguments.text:
        by = Q(number__iexact=arguments.text) | Q(contact_name__icontains=arguments.text)
        found = found.filter(by | Q(contact_phone__endswith=arguments.text))
    first = (arguments.page - 1) * PAGE_SIZE
    rows = found[first : first + PAGE_SIZE]
    return ToolResult(OrderList(tuple(order_view(row) for row in rows), found.count()))


@tool(OrderNumber, permissions=SEE_ORDERS)
def show_order(caller: Caller, arguments: OrderNumber) -> ToolResult:
    """Show anybody's order with its timeline."""
    return ToolResult(order_view(order_by_number(arguments.number)))


def _step_card(order: Order, title: str, what: str) -> ConfirmCard:
    return ConfirmCard(title=title, lines=((_("Order"), order.number), (_("Step"), what)))


def preview_advance(caller: Caller, arguments: Advance) -> ConfirmCard:
    order = order_by_number(arguments.number)
    if arguments.to not in OrderStatus.values or arguments.to in NOT_STEPS:
        raise NotFound(_("There is no such step."))
    return _step_card(order, _("Take this step?"), str(OrderStatus(arguments.to).label))


@tool(Advance, risk=Risk.HIGH, permissions=ORDERS, preview=preview_advance)
def advance_order(caller: Caller, arguments: Advance) -> ToolResult:
    """Move anybody's order one lawful step on, such as packed, shipped or delivered."""
    services.staff_order_advance(caller=caller, number=arguments.number, to=arguments.to, now=timezone.now())
    return _order_after(arguments.number)


def preview_cancel(caller: Caller, arguments: CancelFor) -> ConfirmCard:
    return _step_card(order_by_number(arguments.number), _("Cancel this order?"), arguments.reason or "-")


@tool(CancelFor, risk=Risk.HIGH, permissions=ORDERS, preview=preview_cancel)
def cancel_order_for(caller: Caller, arguments: CancelFor) -> ToolResult:
    """Cancel anybody's order and pay back what was paid."""
    services.staff_order_cancel(
        caller=caller, number=arguments.number, reason=arguments.reason, now=timezone.now()
    )
    return _order_after(arguments.number)


def _order_after(number: str) -> ToolResult:
    view = order_view(order_by_number(number))
    return ToolResult(view, changed=f"{view.number}: {view.status_label}")


@tool(FindReturns, permissions=ORDERS)
def find_returns(caller: Caller, arguments: FindReturns) -> ToolResult:
    """List the requests of the returns desk, or those of one status."""
    status = arguments.status if arguments.status in Return.Status.values else ""
    first = (arguments.page - 1) * PAGE_SIZE
    return ToolResult(
        tuple(return_view(row) for row in returns_found(status=status)[first : first + PAGE_SIZE])
    )


def _return(number: str) -> Return:
    found = Return.objects.select_related("order").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such return."))
    return found


def preview_return(caller: Caller, arguments: ReturnStep) -> ConfirmCard:
    found = _return(arguments.number)
    lines = ((_("Return"), found.number), (_("Order"), found.order.number), (_("Step"), arguments.do))
    return ConfirmCard(title=_("Take this step?"), lines=lines)


@tool(ReturnStep, risk=Risk.HIGH, permissions=ORDERS, preview=preview_return)
def step_return(caller: Caller, arguments: ReturnStep) -> ToolResult:
    """Approve, reject, receive or settle a return or exchange."""
    services.staff_return_step(
        caller=caller,
        number=arguments.number,
        do=arguments.do,
        answer=arguments.answer,
        written_off={},
        now=timezone.now(),
    )
    view = return_view(_return(arguments.number))
    return ToolResult(view, changed=f"{view.number}: {view.status_label}")


@tool(FindStock, permissions=STOCK)
def find_stock(caller: Caller, arguments: FindStock) -> ToolResult:
    """List what lies where, of variants by SKU or title."""
    return ToolResult(
        tuple(
            _stock_row(row, variant.sku, variant.product.title)
            for variant in stock_found(arguments.text)
            for row in variant.stocks.all()
        )
    )


def _stock_row(row: Any, sku: str, title: str) -> dict[str, Any]:
    numbers = {"on_hand": row.on_hand, "reserved": row.reserved, "allocated": row.allocated}
    return {"stock_id": row.pk, "sku": sku, "title": title, "place": row.store.name, **numbers}


def preview_count(caller: Caller, arguments: Count) -> ConfirmCard:
    row = stock_place(arguments.stock_id)
    change = f"{row.on_hand} → {arguments.counted}"
    lines = ((row.variant.sku, row.store.name), (_("Pieces"), change))
    return ConfirmCard(title=_("Set the stock to what was counted?"), lines=lines)


@tool(Count, risk=Risk.HIGH, permissions=STOCK, preview=preview_count)
def count_stock(caller: Caller, arguments: Count) -> ToolResult:
    """Set what lies at a place to what was counted there."""
    services.staff_stock_count(
        caller=caller, stock_id=arguments.stock_id, counted=arguments.counted, now=timezone.now()
    )
    row = stock_place(arguments.stock_id)
    view = _stock_row(row, row.variant.sku, row.variant.product.title)
    return ToolResult(view, changed=f"{row.variant.sku}: {row.on_hand}")


@tool(FindTickets, permissions=TICKETS)
def find_tickets(caller: Caller, arguments: FindTickets) -> ToolResult:
    """List customers' tickets: the critical ones first, then the longest waiting."""
    wanted = TicketFilter(status=arguments.status, text=arguments.text)
    rows = tickets_filtered(wanted, agent_id=caller.person.user_id or 0)
    first = (arguments.page - 1) * PAGE_SIZE
    return ToolResult(tuple(ticket_view(row) for row in rows[first : first + PAGE_SIZE]))


def preview_reply(caller: Caller, arguments: Reply) -> ConfirmCard:
    found = ticket_by_number(arguments.number)
    title = _("Keep this note?") if arguments.internal else _("Send this answer?")
    return ConfirmCard(title=title, lines=((_("Ticket"), found.number), (_("Text"), arguments.text)))


@tool(Reply, risk=Risk.HIGH, permissions=TICKETS, preview=preview_reply)
def reply_to_ticket(caller: Caller, arguments: Reply) -> ToolResult:
    """Answer a customer's ticket, or keep a note that only agents see."""
    found = ticket_reply(
        agent=_agent(caller),
        number=arguments.number,
        text=arguments.text,
        now=timezone.now(),
        internal=arguments.internal,
    )
    return ToolResult(ticket_view(found), changed=found.number)


def preview_ticket(caller: Caller, arguments: OrderNumber) -> ConfirmCard:
    found = ticket_by_number(arguments.number)
    return ConfirmCard(title=_("Take this step?"), lines=((_("Ticket"), f"{found.number} {found.subject}"),))


@tool(OrderNumber, risk=Risk.HIGH, permissions=TICKETS, preview=preview_ticket)
def take_ticket(caller: Caller, arguments: OrderNumber) -> ToolResult:
    """Take a ticket over."""
    found = ticket_assign(agent=_agent(caller), number=arguments.number, now=timezone.now())
    return ToolResult(ticket_view(found), changed=found.number)


@tool(OrderNumber, risk=Risk.HIGH, permissions=TICKETS, preview=preview_ticket)
def resolve_ticket(caller: Caller, arguments: OrderNumber) -> ToolResult:
    """Close a ticket as resolved."""
    found = ticket_resolve(agent=_agent(caller), number=arguments.number, now=timezone.now())
    return ToolResult(ticket_view(found), changed=found.number)


def _agent(caller: Caller) -> User:
    return User.objects.get(pk=caller.person.user_id or 0)
