"""All that a scenario leaves in the database, as text: two runs of the same words must leave the same."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from apps.catalog.models import Favourite, Stock
from apps.feedback.models import Ticket
from apps.ledger.models import Approval, OutboxMessage, Receipt
from apps.orders.models import Address, Cart, CartLine, Order, Payment, Refund, Return


def snapshot() -> str:
    """Return what everybody has and what is on the shelves, without keys, numbers and instants."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from _shopping()
    yield from _orders()
    for row in Receipt.objects.order_by("at", "pk").values_list("owner_key", "tool", "door", "undone_at"):
        yield f"receipt {_owner(row[0])} {row[1]} {row[2]}{' undone' if row[3] else ''}"
    for tool in Approval.objects.exclude(used_at=None).order_by("used_at").values_list("tool", flat=True):
        yield f"approved {tool}"
    for kind in OutboxMessage.objects.order_by("pk").values_list("channel", "template", "language"):
        yield f"message {' '.join(kind)}"
    for category, subject in Ticket.objects.order_by("pk").values_list("category", "subject"):
        yield f"ticket {category} {subject}"


def _shopping() -> Iterator[str]:
    totals = Stock.objects.aggregate(Sum("on_hand"), Sum("reserved"), Sum("allocated"))
    yield f"stock {sorted(totals.items())}"
    for line in CartLine.objects.filter(cart__state=Cart.State.OPEN).order_by("pk"):
        yield f"cart {_owner(line.cart.owner_key)} {line.variant_id} {line.quantity} {line.cart.coupon}"
    for owner, title in Favourite.objects.order_by("pk").values_list("owner_key", "product__title"):
        yield f"favourite {_owner(owner)} {title}"
    for owner, line1 in Address.objects.order_by("pk").values_list("owner_key", "line1"):
        yield f"address {_owner(owner)} {line1}"


def _orders() -> Iterator[str]:
    for order in Order.objects.order_by("pk"):
        lines = order.lines.order_by("pk").values_list("product_title", "size", "quantity", "cancelled")
        yield f"order {_owner(order.owner_key)} {order.status} {order.total_paise} {list(lines)} {order.ship_to}"
        yield f"timeline {list(order.events.order_by('pk').values_list('kind', flat=True))}"
    for row in Payment.objects.order_by("pk").values_list("method", "state", "amount_paise"):
        yield f"payment {row}"
    for refund in Refund.objects.order_by("pk").values_list("state", "amount_paise"):
        yield f"refund {refund}"
    for made in Return.objects.order_by("pk").values_list("kind", "status", "settle_by", "amount_paise"):
        yield f"return {made}"


def _owner(key: str) -> str:
    """A visitor's key is the same in every run; it says enough without its digits."""
    return key.partition(":")[0] + key[-4:]
