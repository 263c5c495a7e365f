"""Sessions and orders as the protocol shows them. Amounts are paise."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.catalog.pictures import image_url
from apps.orders.models import Order, OrderStatus
from apps.protocols.acp.words import CURRENCY, HANDLER_ID, VERSION
from apps.protocols.desk.bill import Bill, BillLine
from apps.protocols.desk.words import STANDARD, Fault, Option, Problem, State
from apps.protocols.links import continue_url
from apps.protocols.models import AgentSession
from apps.protocols.ucp.envelope import absolute

CODES = {
    Fault.GONE: "not_found",
    Fault.SOLD_OUT: "out_of_stock",
    Fault.TOO_MANY: "quantity_exceeded",
    Fault.BUYER: "missing",
    Fault.ADDRESS: "missing",
    Fault.UNDELIVERABLE: "region_restricted",
    Fault.OPTION: "missing",
    Fault.PAYMENT: "payment_declined",
    Fault.CHANGED: "conflict",
    Fault.EMPTY: "missing",
    Fault.OTHER: "invalid",
}
PARAMS = {
    Fault.BUYER: "$.buyer",
    Fault.ADDRESS: "$.fulfillment_details.address",
    Fault.UNDELIVERABLE: "$.fulfillment_details.address",
    Fault.OPTION: "$.selected_fulfillment_options",
    Fault.PAYMENT: "$.payment_data",
}
LINKS = (("privacy_policy", "/help/privacy/"), ("return_policy", "/help/return-policy/"), ("faq", "/help/"))
ORDER_STATUSES = {
    OrderStatus.AWAITING_PAYMENT: "created",
    OrderStatus.PLACED: "confirmed",
    OrderStatus.PACKED: "processing",
    OrderStatus.SHIPPED: "shipped",
    OrderStatus.OUT_FOR_DELIVERY: "shipped",
    OrderStatus.READY_FOR_PICKUP: "processing",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.RETURNED: "delivered",
    OrderStatus.CANCELLED: "canceled",
}
ITEM_STATUSES = {"shipped": "shipped", "delivered": "delivered", "canceled": "canceled"}


def session_body(state: State, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    """Return a checkout session, or a cart, which has no status of its own."""
    session, bill = state.session, state.bill
    rejected = [x for x in state.problems if x.fault is Fault.COUPON]
    others = [x for x in (*state.problems, *problems) if x.fault is not Fault.COUPON]
    body: dict[str, Any] = {
        "id": session.id,
        "protocol": {"version": VERSION},
        "capabilities": {"payment": {"handlers": [_handler()]}, "interventions": {"supported": []}},
        "status": _status(state, others),
        "currency": CURRENCY,
        "line_items": [_line(x) for x in bill.lines],
        "totals": _totals(bill),
        "fulfillment_options": [_option(x, state) for x in state.options],
        "messages": [_message(x, state) for x in others] + [_warning(x) for x in rejected],
        "links": [{"type": kind, "url": absolute(path)} for kind, path in LINKS],
        "discounts": _discounts(session, bill, rejected),
        "created_at": session.created_at.isoformat(),
        "updated_at": session.updated_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
    }
    for part in ("buyer", "fulfillment_details"):
        if session.given.get(part):
            body[part] = session.given[part]
    if state.chosen is not None:
        body["selected_fulfillment_options"] = [_selected(state, state.chosen)]
    if session.state == AgentSession.State.OPEN:
        body["continue_url"] = continue_url(session)
    if session.order_number:
        order = Order.objects.prefetch_related("lines", "events", "payments__refunds").get(
            number=session.order_number
        )
        body["order"] = order_body(order, session)
    return body


def _status(state: State, problems: list[Problem]) -> str:
    match state.session.state:
        case AgentSession.State.COMPLETED:
            return "completed"
        case AgentSession.State.CANCELED:
            return "canceled"
    if state.ready and not problems:
        return "ready_for_payment"
    return "not_ready_for_payment" if state.bill.lines else "incomplete"


def _handler() -> dict[str, Any]:
    page = f"{settings.SITE_URL}/agents.md"
    schema = f"{settings.SITE_URL}/.well-known/ucp/payments.json"
    return {
        "id": HANDLER_ID,
        "name": "com.retailgenie.payments",
        "display_name": _("UPI, card or cash"),
        "version": VERSION,
        "spec": page,
        "requires_delegate_payment": False,
        "requires_pci_compliance": False,
        "psp": "embedded",
        "config_schema": schema,
        "instrument_schemas": [schema],
        "config": {"instruments": ["upi", "card", "cod"]},
    }


def _line(line: BillLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"li_{line.variant_id}",
        "item": {"id": f"v{line.variant_id}", "name": line.title, "unit_amount": line.unit_paise},
        "quantity": line.quantity,
        "name": line.title,
        "unit_amount": line.unit_paise,
        "variant_id": f"v{line.variant_id}",
        "totals": _line_totals(line.gross_paise, line.discount_paise),
    }
    return {**found, "images": [absolute(image_url(line.image))]} if line.image else found


def _line_totals(gross: int, discount: int) -> list[dict[str, Any]]:
    rows = [_total("items_base_amount", gross, _("Price"))]
    rows += [_total("items_discount", discount, _("Discount"))] if discount else []
    return [*rows, _total("total", gross - discount, _("Total"))]


def _totals(bill: Bill) -> list[dict[str, Any]]:
    """Return the totals; GST is inside the prices."""
    goods = bill.subtotal_paise - bill.discount_paise
    rows = [_total("items_base_amount", bill.subtotal_paise, _("Goods"))]
    rows += [_total("items_discount", bill.discount_paise, _("Discount"))] if bill.discount_paise else []
    return [
        *rows,
        _total("subtotal", goods, _("Goods, GST included")),
        _total("fulfillment", bill.delivery_paise, _("Delivery")),
        _total("total", bill.total_paise, _("To pay")),
    ]


def _total(kind: str, paise: int, text: str) -> dict[str, Any]:
    return {"type": kind, "display_text": text, "amount": paise}


def _option(option: Option, state: State) -> dict[str, Any]:
    chosen = state.chosen is not None and state.chosen.id == option.id
    paise = state.bill.delivery_paise if chosen else option.fee_paise
    body: dict[str, Any] = {
        "id": option.id,
        "title": option.title,
        "totals": [_total("total", paise, option.title)],
    }
    if option.id == STANDARD:
        body["type"] = "shipping"
        if option.earliest and option.latest:
            body["earliest_delivery_time"] = f"{option.earliest.isoformat()}T00:00:00+05:30"
            body["latest_delivery_time"] = f"{option.latest.isoformat()}T23:59:59+05:30"
        return body
    address = option.address
    place = {
        "name": option.title,
        "line_one": address["line1"],
        "city": address["city"],
        "state": address["state"],
    }
    place |= {"country": "IN", "postal_code": address["pin"]}
    return {
        **body,
        "type": "pickup",
        "pickup_type": "in_store",
        "location": {"name": option.title, "address": place},
    }


def _selected(state: State, chosen: Option) -> dict[str, Any]:
    kind = "shipping" if chosen.id == STANDARD else "pickup"
    ids = [f"li_{x.variant_id}" for x in state.bill.lines]
    return {"type": kind, "option_id": chosen.id, "item_ids": ids}


def _message(problem: Problem, state: State) -> dict[str, Any]:
    param = PARAMS.get(problem.fault, "")
    ids = [str(x.variant_id) for x in state.bill.lines]
    if problem.about in ids:
        param = f"$.line_items[{ids.index(problem.about)}]"
    return {
        "type": "error",
        "code": CODES[problem.fault],
        "severity": "high",
        "resolution": "recoverable",
        "content_type": "plain",
        "content": problem.text,
        **({"param": param} if param else {}),
    }


def _warning(problem: Problem) -> dict[str, Any]:
    return {
        "type": "warning",
        "code": "discount_code_invalid",
        "content_type": "plain",
        "content": f"{problem.about}: {problem.text}",
        "param": "$.discounts.codes",
    }


def _discounts(session: AgentSession, bill: Bill, rejected: list[Problem]) -> dict[str, Any]:
    applied = [
        {
            "id": f"d{number}",
            **({"code": x.code} if x.code else {}),
            "coupon": {"id": x.code or f"offer{number}", "name": x.title},
            "amount": x.total_paise,
            "automatic": not x.code,
            "allocations": [
                {"path": f"$.line_items[{index}]", "amount": paise}
                for index, paise in enumerate(x.by_line)
                if paise
            ],
        }
        for number, x in enumerate(bill.discounts, 1)
    ]
    refused = [{"code": x.about, "reason": "discount_code_invalid", "message": x.text} for x in rejected]
    return {"codes": session.given.get("codes", []), "applied": applied, "rejected": refused}


def order_body(order: Order, session: AgentSession) -> dict[str, Any]:
    """Return the whole order as it is now."""
    status = ORDER_STATUSES[OrderStatus(order.status)]
    given_back = sum(r.amount_paise for p in order.payments.all() for r in p.refunds.all())
    totals = [
        _total("items_base_amount", order.subtotal_paise, _("Goods")),
        _total("items_discount", order.discount_paise, _("Discount")),
        _total("fulfillment", order.delivery_paise, _("Delivery")),
        _total("total", order.total_paise, _("Total")),
    ]
    return {
        "type": "order",
        "id": order.number,
        "checkout_session_id": session.id,
        "order_number": order.number,
        "permalink_url": absolute(order.get_absolute_url()),
        "status": status,
        "confirmation": {
            "confirmation_number": order.number,
            "confirmation_email_sent": bool(order.contact_email),
        },
        "line_items": [
            {
                "id": f"li_{x.variant_id}",
                "title": x.product_title,
                "quantity": {"ordered": x.quantity, "shipped": x.shipped},
                "unit_price": x.unit_price_paise,
                "subtotal": x.total_paise,
                "status": "canceled"
                if x.cancelled == x.quantity
                else ITEM_STATUSES.get(status, "processing"),
            }
            for x in order.lines.all()
        ],
        "adjustments": [
            {
                "id": f"rf{r.pk}",
                "type": "refund",
                "occurred_at": r.created_at.isoformat(),
                "status": "completed" if r.state == "completed" else "pending",
                "amount": r.amount_paise,
                "currency": CURRENCY,
                "reason": r.reason,
            }
            for p in order.payments.all()
            for r in p.refunds.all()
        ],
        "totals": [*totals, _total("amount_refunded", given_back, _("Refunded"))] if given_back else totals,
    }
