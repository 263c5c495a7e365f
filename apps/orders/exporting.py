"""A person's carts, addresses, orders and papers, for the export of their data."""

from __future__ import annotations

from typing import Any

from apps.orders.models import Address, Cart, GiftCard, Invoice, KeptWay, Order, Return, ReturnPhoto
from apps.orders.selectors import cart_lines, orders_with_parts

ADDRESS_FIELDS = ("name", "phone", "line1", "line2", "city", "state", "pin", "is_default")


def orders_export(owner_key: str) -> dict[str, Any]:
    """Return everything that the orders keep of a person."""
    orders = orders_with_parts().filter(owner_key=owner_key).order_by("placed_at")
    cart = Cart.objects.filter(owner_key=owner_key, state=Cart.State.OPEN).first()
    cards = GiftCard.objects.filter(owner_key=owner_key).order_by("created_at")
    photos = ReturnPhoto.objects.filter(owner_key=owner_key)
    return {
        "cart": [[line.quantity, line.variant.product.title] for line in cart_lines(cart)],
        "addresses": list(Address.objects.filter(owner_key=owner_key).values(*ADDRESS_FIELDS)),
        "gift_cards": [{"kind": x.kind, "code": x.code, "balance_paise": x.balance_paise} for x in cards],
        "ways_to_pay": list(KeptWay.objects.filter(owner_key=owner_key).values("method", "detail", "label")),
        "photos_of_returns": [str(key) for key in photos.values_list("pk", flat=True)],
        "orders": [_order(order) for order in orders],
    }


def _order(order: Order) -> dict[str, Any]:
    returns = Return.objects.filter(order=order).order_by("requested_at")
    return {
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "status": order.status,
        "total_paise": order.total_paise,
        "delivered_to": order.ship_to,
        "contact": [order.contact_name, order.contact_phone, order.contact_email],
        "for_company": [order.buyer_company, order.buyer_gstin],
        "lines": [[line.quantity, line.product_title, line.total_paise] for line in order.lines.all()],
        "payments": [
            {"method": x.method, "detail": x.detail, "state": x.state, "amount_paise": x.amount_paise}
            for x in order.payments.all()
        ],
        "returns": [
            {
                "number": x.number,
                "kind": x.kind,
                "status": x.status,
                "reason": x.reason,
                "money_to": [x.settle_by, x.settle_detail],
                "amount_paise": x.amount_paise,
                "our_answer": x.answer,
            }
            for x in returns
        ],
        "invoices": [
            {
                "number": x.number,
                "issued_at": x.issued_at.isoformat(),
                "sold_to": x.buyer,
                "total_paise": x.total_paise,
            }
            for x in Invoice.objects.filter(order=order).order_by("issued_at")
        ],
        "timeline": [[x.at.isoformat(), x.kind] for x in order.events.all()],
    }
