"""Orders as agents see them: those that their own checkouts have made, whole each time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.catalog.pictures import image_url
from apps.orders.models import Order, OrderEvent, OrderLine, OrderStatus, Payment, Refund
from apps.orders.selectors import orders_with_parts
from apps.orders.services.shipments import PART_ARRIVED, PART_SENT
from apps.orders.shown import event_text
from apps.protocols.models import AgentSession
from apps.protocols.ucp.envelope import absolute, error_message, failure, metadata, total
from apps.protocols.ucp.sessions_shown import line_id, line_totals
from apps.protocols.ucp.words import CURRENCY, VERSION, Answer, Context, Unauthenticated

EVENTS = {
    OrderStatus.SHIPPED: "shipped",
    OrderStatus.OUT_FOR_DELIVERY: "in_transit",
    OrderStatus.READY_FOR_PICKUP: "ready_for_pickup",
    OrderStatus.DELIVERED: "delivered",
    "undelivered": "undeliverable",
    PART_SENT: "shipped",
    PART_ARRIVED: "delivered",
}
CHANGES = {"part_cancelled": "cancellation", OrderStatus.CANCELLED: "cancellation"}


def order_read(context: Context, number: str) -> Answer:
    """Return an order of this agent; data of orders is only for those who have proven who they are."""
    if not context.authenticated:
        raise Unauthenticated(_("Please sign the request, or send the person's token."))
    session = session_of_order(number, context)
    if session is None:
        return Answer(failure(context, [error_message("not_found", _("There is no such order."))]), 404)
    order = orders_with_parts().get(number=session.order_number)
    return Answer({**order_body(order, session), "ucp": metadata(context)})


def session_of_order(number: str, context: Context) -> AgentSession | None:
    """Return the checkout that made an order, if this agent did it, for nobody or for the person who asks."""
    rows = AgentSession.objects.filter(agent=context.agent, order_number=number.strip().upper()[:16] or "-")
    return rows.filter(Q(user=None) | Q(user=context.user)).first()


def order_body(order: Order, session: AgentSession) -> dict[str, Any]:
    """Return the whole order as it is now."""
    lines = list(order.lines.all())
    ids = {x.pk: line_id(session, x.variant_id or 0) for x in lines}
    totals = [total("subtotal", order.subtotal_paise, _("Goods, GST included"))]
    if order.discount_paise:
        totals.append(total("discount", -order.discount_paise, _("Discount")))
    if order.delivery_paise:
        totals.append(total("fulfillment", order.delivery_paise, _("Delivery")))
    return {
        "ucp": {"version": VERSION, "status": "success"},
        "id": order.number,
        "label": order.number,
        "checkout_id": session.id,
        "permalink_url": absolute(order.get_absolute_url()),
        "line_items": [_line(x, ids[x.pk]) for x in lines],
        "fulfillment": {
            "expectations": [_expectation(order, lines, ids)],
            "events": [_event(x, lines, ids) for x in order.events.all() if x.kind in EVENTS],
        },
        "adjustments": [*_cancellations(order, lines, ids), *_refunds(order)],
        "currency": CURRENCY,
        "totals": [*totals, total("total", order.total_paise, _("Total"))],
    }


def _line(line: OrderLine, name: str) -> dict[str, Any]:
    left = line.quantity - line.cancelled
    item = {"id": f"v{line.variant_id}", "title": line.product_title, "price": line.unit_price_paise}
    if line.image:
        item["image_url"] = absolute(image_url(line.image))
    fulfilled = min(line.delivered, left)
    return {
        "id": name,
        "item": item,
        "quantity": {"original": line.quantity, "total": left, "fulfilled": fulfilled},
        "totals": line_totals(line.unit_price_paise * line.quantity, line.discount_paise),
        "status": _line_status(left, fulfilled),
    }


def _line_status(left: int, fulfilled: int) -> str:
    if not left:
        return "removed"
    if fulfilled == left:
        return "fulfilled"
    return "partial" if fulfilled else "processing"


def _expectation(order: Order, lines: list[OrderLine], ids: dict[int, str]) -> dict[str, Any]:
    to, store = order.ship_to, order.store
    address = {
        "street_address": to.get("line1", "") if to else (store.address if store else ""),
        "address_locality": to.get("city", "") if to else (store.city if store else ""),
        "address_region": to.get("state", "") if to else (store.state if store else ""),
        "postal_code": to.get("pin", "") if to else (store.pin if store else ""),
        "address_country": "IN",
    }
    found = {
        "id": "e1",
        "line_items": [{"id": ids[x.pk], "quantity": x.quantity} for x in lines],
        "method_type": "pickup" if order.fulfilment == Order.Fulfilment.PICKUP else "shipping",
        "destination": address,
    }
    if order.promised_date:
        found["fulfillable_on"] = order.promised_date.isoformat()
    return found


def _event(event: OrderEvent, lines: list[OrderLine], ids: dict[int, str]) -> dict[str, Any]:
    """Return one entry with the pieces of its parcel, or of the whole order."""
    pieces = {x.pk: x.quantity - x.cancelled for x in lines}
    parcel = event.order.shipments.filter(number=event.details.get("shipment") or 0).first()
    if parcel is not None:
        pieces = dict(parcel.lines.values_list("line_id", "quantity"))
    body = {
        "id": f"ev{event.pk}",
        "occurred_at": event.at.isoformat(),
        "type": EVENTS[event.kind],
        "line_items": [{"id": ids[pk], "quantity": count} for pk, count in pieces.items() if count],
        "description": event_text(event),
    }
    if event.details.get("tracking"):
        body |= {"tracking_number": event.details["tracking"], "carrier": event.details.get("carrier", "")}
    return body


def _cancellations(order: Order, lines: list[OrderLine], ids: dict[int, str]) -> list[dict[str, Any]]:
    gone = [{"id": ids[x.pk], "quantity": -x.cancelled} for x in lines if x.cancelled]
    last = [x for x in order.events.all() if x.kind in CHANGES]
    if not gone or not last:
        return []
    return [
        {
            "id": f"ad{last[-1].pk}",
            "type": "cancellation",
            "occurred_at": last[-1].at.isoformat(),
            "status": "completed",
            "line_items": gone,
            "description": event_text(last[-1]),
        }
    ]


def _refunds(order: Order) -> list[dict[str, Any]]:
    rows = [x for payment in order.payments.all() for x in _of(payment)]
    return [
        {
            "id": f"rf{x.pk}",
            "type": "refund",
            "occurred_at": x.created_at.isoformat(),
            "status": "completed" if x.state == "completed" else "pending",
            "totals": [total("total", -x.amount_paise, _("Refund"))],
        }
        for x in sorted(rows, key=lambda x: x.pk)
    ]


def _of(payment: Payment) -> list[Refund]:
    return list(payment.refunds.all())
