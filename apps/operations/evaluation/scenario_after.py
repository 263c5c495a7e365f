"""Acts on orders that exist, as REST arguments and as fields of the classic forms."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_world import GUEST_ADDRESS, variant_named
from apps.orders.models import Order, OrderLine, Return
from apps.orders.services.handover import slots_of
from retailgenie.ai.evaluation.scenarios import Act

PAGES = {
    "return_items": "return",
    "exchange_items": "exchange",
    "change_order_items": "items",
    "change_order_address": "address",
    "change_order_payment": "payment",
    "change_order_contact": "contact",
    "cancel_order": "cancel-part",
    "order_again": "again",
}
ON_RETURNS = {"withdraw_return": "withdraw", "choose_return_handover": "handover"}
ON_ORDERS = frozenset({*PAGES, *ON_RETURNS})
SIMPLE = frozenset(
    {"change_order_payment", "change_order_contact"}
)  # the form's fields are the tool's arguments


def line_of(act: Act, number: str) -> OrderLine:
    """Return the order's line that an act names, or its first."""
    lines = Order.objects.get(number=number).lines.order_by("pk")
    found = lines.filter(product_title=act.product).first() if act.product else lines.first()
    if found is None:
        raise BadInput(f"There is no line {act.product!r} in the order.")
    return found


def after_call(act: Act, number: str) -> dict[str, Any]:
    """Return the arguments of an act on an order."""
    match act.do:
        case "cancel_order":
            return {"number": number, **({"lines": [_pieces(act, number)]} if act.product else {})}
        case "return_items":
            money = {"refund_to": act.refund_to, "refund_detail": act.detail}
            return {"number": number, "lines": [_pieces(act, number)], "reason": act.reason, **money}
        case "exchange_items":
            return {"number": number, "items": [_swap(act, number)], "reason": act.reason}
        case "change_order_items":
            return {"number": number, "items": [_swap(act, number)]}
        case "change_order_payment":
            return {"number": number, "payment_method": act.payment, "payment_detail": act.detail}
        case "order_again":
            return {"number": number}
        case "withdraw_return":
            return {"number": _return_number(number)}
        case "choose_return_handover":
            return {"number": _return_number(number), "slot": act.to or _first_slot(number)}
        case "change_order_contact":
            return {"number": number, **act.contact}
        case _:
            given = act.address if isinstance(act.address, dict) else {"line1": act.address}
            return {"number": number, "address": {**GUEST_ADDRESS, **given}}


def _return_number(number: str) -> str:
    return Return.objects.filter(order__number=number).order_by("-pk")[0].number


def _first_slot(number: str) -> str:
    return slots_of(Order.objects.get(number=number), now=timezone.now())[0].code


def _pieces(act: Act, number: str) -> dict[str, int]:
    return {"line_id": line_of(act, number).pk, "quantity": act.quantity}


def _swap(act: Act, number: str) -> dict[str, int]:
    line = line_of(act, number)
    variant = variant_named(line.product_title, size=act.to, colour=act.colour)
    return {"line_id": line.pk, "variant_id": variant.pk, "quantity": act.quantity}


def after_form(act: Act, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the page's address and the fields of its form for an act on an order."""
    number = arguments["number"]
    if act.do in ON_RETURNS:
        return f"/returns/{number}/{ON_RETURNS[act.do]}/", {"slot": arguments.get("slot", "")}
    if act.do == "cancel_order" and not act.product:
        return f"/orders/{number}/cancel/", {}
    path = f"/orders/{number}/{PAGES[act.do]}/"
    if act.do in SIMPLE:
        return path, {key: value for key, value in arguments.items() if key != "number"}
    if act.do == "change_order_address":
        return path, arguments["address"]
    fields: dict[str, Any] = {"reason": act.reason, "way": act.refund_to, "detail": act.detail}
    for row in arguments.get("items", arguments.get("lines", ())):
        fields[f"pieces_{row['line_id']}"] = row["quantity"]
        if "variant_id" in row:
            fields[f"variant_{row['line_id']}"] = row["variant_id"]
    return path, fields
