"""The parts that every answer has: the ucp object, messages, money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from apps.protocols.desk.words import Fault, Problem, State
from apps.protocols.ucp.words import CURRENCY, HANDLER, HANDLER_ID, VERSION, Context

CODES = {
    Fault.GONE: "item_unavailable",
    Fault.SOLD_OUT: "out_of_stock",
    Fault.TOO_MANY: "quantity_exceeded",
    Fault.BUYER: "field_required",
    Fault.ADDRESS: "address_invalid",
    Fault.UNDELIVERABLE: "address_undeliverable",
    Fault.OPTION: "fulfillment_option_invalid",
    Fault.COUPON: "discount_code_invalid",
    Fault.PAYMENT: "payment_failed",
    Fault.CHANGED: "price_changed",
    Fault.EMPTY: "cart_empty",
    Fault.OTHER: "invalid",
}
PATHS = {
    Fault.BUYER: "$.buyer",
    Fault.ADDRESS: "$.fulfillment.methods[0].destinations",
    Fault.UNDELIVERABLE: "$.fulfillment.methods[0].destinations",
    Fault.OPTION: "$.fulfillment.methods[0].groups[0].selected_option_id",
    Fault.COUPON: "$.discounts.codes",
    Fault.PAYMENT: "$.payment",
}


def metadata(context: Context, *, status: str = "success", payment: bool = False) -> dict[str, Any]:
    """Return the ucp object: version, status, what both sides can, and where asked for how to pay."""
    found: dict[str, Any] = {
        "version": VERSION,
        "status": status,
        "capabilities": {name: [{"version": VERSION}] for name in context.capabilities},
    }
    return {**found, "payment_handlers": payment_handlers()} if payment else found


def payment_handlers() -> dict[str, Any]:
    """Return how to pay: a UPI id, a card's token, or cash at the door."""
    kinds = ("upi", "card", "cod")
    return {
        HANDLER: [
            {
                "id": HANDLER_ID,
                "version": VERSION,
                "spec": f"{settings.SITE_URL}/agents.md",
                "schema": f"{settings.SITE_URL}/.well-known/ucp/payments.json",
                "available_instruments": [{"type": kind} for kind in kinds],
                "config": {"currency": CURRENCY},
            }
        ]
    }


def messages_of(state: State) -> list[dict[str, Any]]:
    """Write a session's problems as messages; a refused coupon is a warning, the rest keeps from completing."""
    return [message_of(x, state) for x in state.problems]


def message_of(problem: Problem, state: State | None = None) -> dict[str, Any]:
    """Write one problem."""
    path = _path(problem, state)
    text = problem.text
    if problem.fault is Fault.COUPON and problem.about not in text:
        text = f"{problem.about}: {text}"
    shown = {"code": CODES[problem.fault], "content": text, **({"path": path} if path else {})}
    if problem.fault is Fault.COUPON:
        return {"type": "warning", **shown}
    severity = "unrecoverable" if problem.fatal else "recoverable"
    return {"type": "error", "severity": severity, **shown}


def _path(problem: Problem, state: State | None) -> str:
    if state is not None and problem.about.isdigit():
        ids = [str(x.variant_id) for x in state.bill.lines]
        if problem.about in ids:
            return f"$.line_items[{ids.index(problem.about)}]"
        return "$.line_items"
    return PATHS.get(problem.fault, "")


def failure(context: Context | None, messages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the body of an answer that carries no object, only why."""
    ucp = metadata(context, status="error") if context else {"version": VERSION, "status": "error"}
    return {"ucp": ucp, "messages": list(messages)}


def error_message(code: str, text: str, severity: str = "unrecoverable") -> dict[str, Any]:
    return {"type": "error", "code": code, "content": text, "severity": severity}


def total(kind: str, paise: int, text: str) -> dict[str, Any]:
    return {"type": kind, "amount": paise, "display_text": text}


def absolute(path: str) -> str:
    """Return the full address of a page of ours."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
