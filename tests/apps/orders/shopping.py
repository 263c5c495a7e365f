"""What tests do as shoppers: every step through the tools, as all doors do."""

from __future__ import annotations

from typing import Any

from apps.ledger.execution import execute_tool
from retailgenie.ai.tools.types import Caller, Done, NeedsApproval, Outcome, Refused
from retailgenie.ai.types import CartView, OrderView

ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 Lake Road",
    "city": "Pune",
    "pin": "411004",
    "phone": "98765 43210",
}
BY_UPI = {"fulfilment": "delivery", "payment_method": "upi", "address": ADDRESS}


def done(outcome: Outcome) -> Any:
    """Return the data of a tool that must have worked."""
    assert isinstance(outcome, Done), outcome
    return outcome.result.data


def refused(outcome: Outcome) -> str:
    """Return the code of a tool that must have been refused."""
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def add(caller: Caller, variant_id: int, quantity: int = 1) -> CartView:
    view = done(execute_tool(caller, "add_to_cart", {"variant_id": variant_id, "quantity": quantity}))
    assert isinstance(view, CartView)
    return view


def ask(caller: Caller, tool: str, **arguments: Any) -> NeedsApproval:
    """Get the confirm card of a tool."""
    outcome = execute_tool(caller, tool, arguments)
    assert isinstance(outcome, NeedsApproval), outcome
    return outcome


def confirm(caller: Caller, tool: str, **arguments: Any) -> Outcome:
    """Ask and say yes."""
    return execute_tool(caller, tool, arguments, ask(caller, tool, **arguments).token)


def place(caller: Caller, **changes: Any) -> OrderView:
    view = done(confirm(caller, "place_order", **{**BY_UPI, **changes}))
    assert isinstance(view, OrderView)
    return view
