"""What happens in the scenarios' shop while somebody talks: other buyers, the staff, the clock, a second tab."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from apps.catalog.models import Offer, Product, Stock, Variant
from apps.catalog.prices import NewPrice, prices_set
from apps.catalog.reviews import review_write
from apps.catalog.stock import stock_receive
from apps.ledger.execution import execute_tool
from apps.ledger.models import Approval
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_world import Player, add_line, approved, done, sell_out
from apps.orders.models import Order, OrderStatus
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.notices import notice_sign
from apps.orders.services.cancel import MANAGE
from apps.orders.services.payments import notice_receive, reference_asked
from apps.orders.services.progress import order_advance
from apps.orders.services.reconcile import payments_reconcile
from retailgenie.ai.evaluation.scenarios import Meanwhile
from retailgenie.ai.tools.types import Door

JUST_NOW = timedelta(seconds=1)
DELIVERED = 30  # pieces of each stock row that comes back


def happen(meanwhile: Meanwhile, player: Player, *, now: datetime) -> None:
    """Let everything that a turn or a deed names happen, through the services that do it in the shop."""
    if meanwhile.sold:
        sell_out(meanwhile.sold, now=now)
    if meanwhile.back:
        rows = Stock.objects.filter(variant__product__title=meanwhile.back)
        pieces = [(row.variant_id, row.store_id, DELIVERED) for row in rows]
        stock_receive(rows=pieces, reference="scenarios", now=now)
    for title, rupees in meanwhile.price.items():
        _price(title, rupees * 100, now)
    if meanwhile.ended:
        Offer.objects.filter(code=meanwhile.ended).update(ends_at=now - JUST_NOW)
    if meanwhile.late:
        pending = Approval.objects.filter(owner_key=player.key, used_at=None)
        pending.update(expires_at=F("expires_at") - timedelta(minutes=meanwhile.late))
    if meanwhile.reconciled:
        payments_reconcile(now=timezone.now(), grace=timedelta(0))
    reviewed(meanwhile.reviews, now=now)
    _own_doings(meanwhile, player, now)


def reviewed(reviews: dict[str, str], *, now: datetime) -> None:
    """Publish what a stranger writes about products."""
    for title, text in reviews.items():
        product = Product.objects.get(title=title)
        review_write(
            product_id=product.pk, owner_key="user:reviewer", author="V. K.", rating=4, text=text, now=now
        )


def _price(title: str, paise: int, now: datetime) -> None:
    rows = [
        NewPrice(x.pk, paise, max(paise, x.mrp_paise)) for x in Variant.objects.filter(product__title=title)
    ]
    if not rows:
        raise BadInput(f"The scenarios' world has no {title}.")
    prices_set(rows=rows, source="scenarios", now=now)


def _own_doings(meanwhile: Meanwhile, player: Player, now: datetime) -> None:
    """What the person does by another door, and how far their newest order comes."""
    caller = player.caller(Door.REST)
    if meanwhile.added is not None:
        add_line(caller, meanwhile.added)
    if meanwhile.emptied:
        done(execute_tool(caller, "empty_cart", {}))
    if not meanwhile.moved and not meanwhile.paid:
        return
    order = Order.objects.filter(owner_key=player.key).order_by("-placed_at", "-pk").first()
    if order is None:
        raise BadInput("There is no order yet that something could happen to.")
    if meanwhile.moved == OrderStatus.CANCELLED:
        approved(caller, "cancel_order", {"number": order.number})
    elif meanwhile.moved:
        staff = replace(caller, permissions=frozenset({MANAGE}))
        order_advance(caller=staff, number=order.number, to=meanwhile.moved, now=now)
    if meanwhile.paid:
        _pay(order, agreed=meanwhile.paid == "agreed", now=now)


def _pay(order: Order, *, agreed: bool, now: datetime) -> None:
    """Answer on the bank's page: its signed notice reaches the shop."""
    notice = EmbeddedProvider().decide(reference_asked(order), agreed=agreed)
    if notice is None:
        raise BadInput(f"Nobody asks for a payment of order {order.number}.")
    body, signature = notice_sign(notice, now=now)
    notice_receive(body=body, signature=signature, now=now)
