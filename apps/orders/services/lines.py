"""Lines of a placed order that change: GST of a line and of the whole, and pieces of another variant."""

from __future__ import annotations

from django.utils import timezone

from apps.orders.gst import principal_rate, tax_contained
from apps.orders.gst_rates import line_rate
from apps.orders.models import Order, OrderLine


def line_set_tax(line: OrderLine, *, inside_one_state: bool) -> None:
    """Work out the GST that a line's total contains, at the rate of the day of ordering; the caller saves it."""
    line.gst_percent = line_rate(
        hsn=line.hsn,
        listed=line.gst_percent,
        total_paise=line.total_paise,
        quantity=line.quantity,
        on=timezone.localdate(line.order.placed_at),
    )
    tax = tax_contained(line.total_paise, line.gst_percent, inside_one_state=inside_one_state)
    line.cgst_paise, line.sgst_paise, line.igst_paise = tax.cgst_paise, tax.sgst_paise, tax.igst_paise
    line.tax_paise = tax.total_paise


def order_retax(order: Order) -> None:
    """Work out the GST of all lines and of the delivery again, and save it."""
    inside = order.place_of_supply == order.supplied_from
    lines = list(order.lines.all())
    for line in lines:
        line_set_tax(line, inside_one_state=inside)
    OrderLine.objects.bulk_update(
        lines, ["gst_percent", "tax_paise", "cgst_paise", "sgst_paise", "igst_paise"]
    )
    rate = principal_rate([(line.total_paise, line.gst_percent) for line in lines])
    delivery = tax_contained(order.delivery_paise, rate, inside_one_state=inside)
    order.tax_paise = sum(line.tax_paise for line in lines) + delivery.total_paise
    order.save(update_fields=["tax_paise"])
