"""Carts and checkouts as the protocol shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.pictures import image_url
from apps.orders.models import Order
from apps.protocols.desk.bill import Bill, BillLine
from apps.protocols.desk.words import PICKUP, STANDARD, Option, State
from apps.protocols.links import continue_url
from apps.protocols.models import AgentSession
from apps.protocols.ucp.envelope import absolute, messages_of, metadata, total
from apps.protocols.ucp.words import CURRENCY, DISCOUNT, FULFILLMENT, Context

POLICIES = (
    ("privacy_policy", "/help/privacy/"),
    ("terms_of_service", "/help/"),
    ("refund_policy", "/help/return-policy/"),
)


def cart_body(state: State, context: Context) -> dict[str, Any]:
    """Return a cart."""
    return {"ucp": metadata(context), **_common(state, context)}


def checkout_body(state: State, context: Context) -> dict[str, Any]:
    """Return a checkout with its status, what it lacks, and the order once there is one."""
    session = state.session
    body = {"ucp": metadata(context, payment=True), **_common(state, context), "status": _status(state)}
    body["links"] = [{"type": kind, "url": absolute(path)} for kind, path in POLICIES]
    if FULFILLMENT in context.capabilities:
        body["fulfillment"] = {"methods": [_method(state)]}
    if session.state == AgentSession.State.OPEN:
        body["expires_at"] = session.expires_at.isoformat()
        body["continue_url"] = continue_url(session)
    if session.order_number:
        body["order"] = _order(session.order_number)
    return body


def _common(state: State, context: Context) -> dict[str, Any]:
    session, bill = state.session, state.bill
    body: dict[str, Any] = {
        "id": session.id,
        "line_items": [_line(x, session) for x in bill.lines],
        "currency": CURRENCY,
        "totals": totals_of(bill),
        "messages": messages_of(state),
    }
    for part in ("buyer", "context"):
        if session.given.get(part):
            body[part] = session.given[part]
    if DISCOUNT in context.capabilities:
        body["discounts"] = {"codes": session.given.get("codes", []), "applied": _applied(bill)}
    return body


def _status(state: State) -> str:
    match state.session.state:
        case AgentSession.State.COMPLETED:
            return "completed"
        case AgentSession.State.CANCELED:
            return "canceled"
    return "ready_for_complete" if state.ready else "incomplete"


def line_id(session: AgentSession, variant_id: int) -> str:
    """Return a line's id: the agent's own where it gave one."""
    return str(session.given.get("line_ids", {}).get(str(variant_id)) or f"li_{variant_id}")


def _line(line: BillLine, session: AgentSession) -> dict[str, Any]:
    found = {"id": f"v{line.variant_id}", "title": line.title, "price": line.unit_paise}
    if line.image:
        found["image_url"] = absolute(image_url(line.image))
    return {
        "id": line_id(session, line.variant_id),
        "item": found,
        "quantity": line.quantity,
        "totals": line_totals(line.gross_paise, line.discount_paise),
    }


def line_totals(gross_paise: int, discount_paise: int) -> list[dict[str, Any]]:
    rows = [total("subtotal", gross_paise, _("Price"))]
    if discount_paise:
        rows.append(total("items_discount", -discount_paise, _("Discount")))
    return [*rows, total("total", gross_paise - discount_paise, _("Total"))]


def totals_of(bill: Bill) -> list[dict[str, Any]]:
    """Return the totals; GST is inside the prices, so it has no row of its own."""
    rows = [total("subtotal", bill.subtotal_paise, _("Goods, GST included"))]
    if bill.discount_paise:
        rows.append(total("items_discount", -bill.discount_paise, _("Discount")))
    if bill.delivery_paise:
        rows.append(total("fulfillment", bill.delivery_paise, _("Delivery")))
    return [*rows, total("total", bill.total_paise, _("To pay"))]


def _applied(bill: Bill) -> list[dict[str, Any]]:
    return [
        {
            **({"code": x.code} if x.code else {}),
            "title": x.title,
            "amount": x.total_paise,
            "automatic": not x.code,
            "method": "across",
            "allocations": [
                {"path": f"$.line_items[{index}]", "amount": paise}
                for index, paise in enumerate(x.by_line)
                if paise
            ],
        }
        for x in bill.discounts
    ]


def _method(state: State) -> dict[str, Any]:
    """Return the one way of getting the things that is being talked about, with one group of everything."""
    given = state.session.given.get("method", {})
    lines = [line_id(state.session, x.variant_id) for x in state.bill.lines]
    kind = given.get("type") or ("pickup" if _picks(state) else "shipping")
    found: dict[str, Any] = {"id": given.get("id") or "m1", "type": kind, "line_item_ids": lines}
    options = [x for x in state.options if (x.id == STANDARD) == (kind == "shipping")]
    if kind == "pickup":
        found["destinations"] = [_place(x) for x in _stores(state, options)]
    elif given.get("destination"):
        found["destinations"] = [given["destination"]]
    if given.get("selected_destination_id"):
        found["selected_destination_id"] = given["selected_destination_id"]
    chosen = state.chosen
    shown = [chosen] if kind == "pickup" and chosen else options
    group: dict[str, Any] = {"id": given.get("group_id") or "g1", "line_item_ids": lines}
    group["options"] = [_option(x, state) for x in shown]
    if chosen is not None:
        group["selected_option_id"] = chosen.id
    found["groups"] = [group]
    return found


def _picks(state: State) -> bool:
    return str(state.choices.get("option", "")).startswith(PICKUP)


def _stores(state: State, options: list[Option]) -> list[Option]:
    return [state.chosen] if state.chosen and state.chosen in options else options


def _place(option: Option) -> dict[str, Any]:
    address = option.address
    return {
        "type": "business_location",
        "id": option.id,
        "name": option.title,
        "address": {
            "street_address": address["line1"],
            "address_locality": address["city"],
            "address_region": address["state"],
            "postal_code": address["pin"],
            "address_country": "IN",
        },
    }


def _option(option: Option, state: State) -> dict[str, Any]:
    """Return one option; the chosen one costs what the bill says, for delivery may be free."""
    chosen = state.chosen is not None and state.chosen.id == option.id
    paise = state.bill.delivery_paise if chosen else option.fee_paise
    found: dict[str, Any] = {
        "id": option.id,
        "title": option.title,
        "totals": [total("fulfillment", paise, option.title), total("total", paise, option.title)],
    }
    if option.latest is not None:
        found["description"] = {"plain": _("By %(day)s") % {"day": option.latest.isoformat()}}
    return found


def _order(number: str) -> dict[str, Any]:
    order = Order.objects.get(number=number)
    return {"id": number, "label": number, "permalink_url": absolute(order.get_absolute_url())}
