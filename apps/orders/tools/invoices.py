"""The tool that finds the invoice of an order."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from apps.orders.invoices import invoice_find
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, ToolResult


class GetInvoice(Arguments):
    """number: of the order or the invoice; "" for the latest order."""

    number: Annotated[str, Field(max_length=16)] = ""


@tool(GetInvoice)
def get_invoice(caller: Caller, arguments: GetInvoice) -> ToolResult:
    """Find the tax invoice of an order, with links to the page and the PDF; without a number, of the latest order."""
    return ToolResult(invoice_find(caller=caller, number=arguments.number))
