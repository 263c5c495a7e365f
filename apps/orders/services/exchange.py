"""An exchange in the order's own rows: new lines in the place of old pieces, and back again if nothing can be sent.

Old pieces are worth what giving them back would bring, new ones that and the difference agreed to: so the goods
of the order cost just what was paid for them, and a piece that came in exchange can come back like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from apps.catalog.models import Variant
from apps.catalog.stock import Pick, reservation_release
from apps.orders.gst import tax_contained
from apps.orders.gst_rates import line_rate
from apps.orders.models import Allocation, Order, OrderLine, Payment, Return, ReturnLine
from apps.orders.offers import spread
from apps.orders.services.invoicing import credit_note_issue
from apps.orders.services.money import ORIGINAL, STORE_CREDIT, is_cash
from apps.orders.services.remainder import value_back


def exchange_swap(found: Return, order: Order, rows: Sequence[ReturnLine], now: datetime) -> None:
    """Put the new pieces in the place of the old ones of a locked order, and credit the old ones.

    rows: with line and new_variant's product at hand.
    """
    taken: dict[int, int] = {}
    for row in rows:
        taken[row.line_id] = taken.get(row.line_id, 0) + row.quantity
    difference = -(found.amount_paise + found.fee_paise)
    old = max(value_back(order, taken), -difference)
    new = old + difference
    gross = [row.new_price_paise * row.quantity for row in rows]
    for row, price, total in zip(rows, gross, spread(new, gross), strict=True):
        if row.new_variant is not None:
            _add_line(found, order, row, row.new_variant, price - total, now)
    order.goods_back_paise += old
    order.save()
    found.value_paise = old
    found.save(update_fields=["value_paise"])
    credit_note_issue(
        order=order,
        quantities=taken,
        value_paise=max(old - found.fee_paise, 0),
        reason=found.reason or str(found.kind),
        key=found.number,
        now=now,
    )


def _add_line(
    found: Return, order: Order, row: ReturnLine, variant: Variant, discount: int, now: datetime
) -> None:
    total = row.new_price_paise * row.quantity - discount
    percent = line_rate(
        hsn=row.line.hsn,
        listed=variant.product.gst_percent,
        total_paise=total,
        quantity=row.quantity,
        on=timezone.localdate(now),
    )
    tax = tax_contained(total, percent, inside_one_state=order.place_of_supply == order.supplied_from)
    OrderLine.objects.create(
        order=order,
        variant=variant,
        request=found,
        product_title=row.line.product_title,
        colour=variant.colour,
        size=variant.size,
        image=variant.image,
        hsn=row.line.hsn,
        gst_percent=percent,
        quantity=row.quantity,
        unit_price_paise=row.new_price_paise,
        discount_paise=discount,
        total_paise=total,
        tax_paise=tax.total_paise,
        cgst_paise=tax.cgst_paise,
        sgst_paise=tax.sgst_paise,
        igst_paise=tax.igst_paise,
    )
    order.subtotal_paise += row.new_price_paise * row.quantity
    order.discount_paise += discount
    order.total_paise += total
    order.tax_paise += tax.total_paise


def exchange_sent(found: Return, picks: Sequence[Pick]) -> None:
    """Write down that the new pieces have left and from which shelves; they count as delivered."""
    left = {pick.stock_id: pick.quantity for pick in picks}
    for line in found.sent_lines.order_by("pk"):
        wanted = line.quantity
        for pick in picks:
            part = min(wanted, left[pick.stock_id]) if pick.variant_id == line.variant_id else 0
            if part:
                Allocation.objects.create(
                    line=line, stock_id=pick.stock_id, quantity=part, state=Allocation.State.SHIPPED
                )
                left[pick.stock_id] -= part
                wanted -= part
        line.shipped = line.delivered = line.quantity
        line.save(update_fields=["shipped", "delivered"])


def exchange_undo(found: Return, order: Order, now: datetime) -> None:
    """Send nothing after all: the old pieces are worth their money, which goes back the way it came."""
    reservation_release(holder=f"exchange:{found.number}", now=now)
    for line in found.sent_lines.all():
        order.goods_back_paise += line.total_paise
        line.cancelled = line.quantity
        line.save(update_fields=["cancelled"])
    order.save(update_fields=["goods_back_paise"])
    found.amount_paise = max(found.value_paise - found.fee_paise, 0)
    if found.settle_by != Payment.Method.GIFT_CARD:
        cash = any(is_cash(x) for x in order.payments.all())
        found.settle_by, found.settle_detail = (STORE_CREDIT if cash else ORIGINAL), ""
    found.save(update_fields=["amount_paise", "settle_by", "settle_detail"])
