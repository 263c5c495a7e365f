"""Rows as the views that every door shows: carts, orders with their timeline in plain words, confirm cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.catalog.pictures import image_url
from apps.catalog.stock import available_by_variant
from apps.orders.after_shown import after_text
from apps.orders.models import Address, Order, OrderEvent, OrderLine, OrderStatus, Payment
from apps.orders.money_shown import buyer_rows, delivery_row, payment_rows, payments_text, waiting_text
from apps.orders.offers import reason
from apps.orders.pricing import Quote, QuoteLine
from apps.orders.reasons import reason_words
from apps.orders.services.addresses import address_input
from apps.orders.services.buyers import gstin_warning
from apps.orders.services.cancel import CancelPlan
from apps.orders.services.checkout import Plan
from apps.orders.services.money import payment_left, payment_words
from apps.orders.services.policy import cancel_problem, policy_of
from retailgenie.ai.types import (
    AddressView,
    AppliedOffer,
    CartLineView,
    CartView,
    ConfirmCard,
    OrderLineView,
    OrderView,
    TimelineEntry,
)
from retailgenie.lib.money import format_inr

FINISHED = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED})


def cart_view(quote: Quote) -> CartView:
    """Show a priced cart."""
    left = available_by_variant([line.variant.pk for line in quote.lines])
    return CartView(
        lines=tuple(_cart_line(line, left[line.variant.pk]) for line in quote.lines),
        subtotal_paise=quote.subtotal_paise,
        discount_paise=quote.discount_paise,
        delivery_paise=quote.delivery_paise,
        total_paise=quote.total_paise,
        coupon=quote.coupon,
        offers=tuple(AppliedOffer(x.rule.title, reason(x.rule), x.total_paise) for x in quote.discounts),
        hint=_hint(quote),
        coupon_problem=quote.coupon_problem,
    )


def order_view(order: Order) -> OrderView:
    """Show an order that was read with `orders_with_parts`."""
    payments = list(order.payments.all())
    refunds = [refund for payment in payments for refund in payment.refunds.all()]
    problem, waiting = cancel_problem(order), waiting_text(order)
    return OrderView(
        number=order.number,
        status=order.status,
        status_label=str(OrderStatus(order.status).label),
        placed_at=timezone.localtime(order.placed_at).isoformat(),
        total_paise=order.total_paise,
        lines=tuple(_order_line(line) for line in order.lines.all()),
        payment=payments_text(payments),
        deliver_to=destination(order),
        promise=_promise(order),
        url=order.get_absolute_url(),
        timeline=tuple(_entry(event) for event in order.events.all()),
        can_cancel=not problem,
        cancel_reason_if_not=problem,
        refund_paise=sum(refund.amount_paise for refund in refunds),
        subtotal_paise=order.subtotal_paise,
        discount_paise=order.discount_paise,
        delivery_paise=order.delivery_paise,
        tax_paise=order.tax_paise,
        fulfilment=order.fulfilment,
        pay_url=reverse("orders:pay", args=[order.number]) if waiting else "",
        invoice_url=next((x.get_absolute_url() for x in order.invoices.all()), ""),
        waiting=waiting,
        goods_back_paise=order.goods_back_paise,
        gift_message=order.gift_message,
        gstin=order.buyer_gstin,
        company=order.buyer_company,
        cancel_reasons=tuple(policy_of(order).cancel_reasons) if not problem else (),
    )


def address_view(address: Address) -> AddressView:
    return AddressView(address.pk, address_input(address).one_line(), address.pin, address.is_default)


def plan_card(plan: Plan) -> ConfirmCard:
    """List exactly what placing this order does and costs."""
    quote = plan.quote
    rows = [
        (
            _title(x.quantity, x.variant.product.title, x.variant.size, x.variant.colour),
            format_inr(x.gross_paise),
        )
        for x in quote.lines
    ]
    rows += [
        (_offer_title(x.rule.title, reason(x.rule)), f"−{format_inr(x.total_paise)}")
        for x in quote.discounts
        if x.total_paise
    ]
    fee = format_inr(quote.delivery_paise) if quote.delivery_paise else _("Free")
    if plan.store is None:
        rows.append((_("Delivery"), fee))
    rows.append((_("GST contained"), format_inr(plan.tax_paise)))
    rows.append((_("Total"), format_inr(quote.total_paise)))
    if plan.store is not None:
        rows.append((_("Pick up at"), f"{plan.store.name}, {plan.store.address}, {plan.store.city}"))
        rows.append((_("Ready"), _("by %(day)s") % {"day": day_text(plan.promised_date)}))
    elif plan.address is not None:
        rows.append((_("Deliver to"), plan.address.one_line()))
        rows.append((_("Arrives"), _("by %(day)s") % {"day": day_text(plan.promised_date)}))
    rows.append((_("Contact"), f"{plan.contact.name}, {plan.contact.phone}"))
    rows += [*payment_rows(plan), *buyer_rows(plan)]
    warnings = (quote.coupon_problem, gstin_warning(plan.gstin, plan.place_of_supply))
    return ConfirmCard(
        title=_("Place this order?"),
        lines=tuple(rows),
        total_paise=quote.total_paise,
        confirm_label=_("Place order"),
        warning=" ".join(x for x in warnings if x),
        binding=plan.fingerprint,
    )


def cancel_card(plan: CancelPlan) -> ConfirmCard:
    """List exactly what a cancellation does."""
    order = plan.order
    rows = [(_("Order"), order.number)]
    for line in order.lines.all():
        count = plan.lines.get(line.pk, 0)
        if count:
            title = _title(count, line.product_title, line.size, line.colour)
            rows.append((title, format_inr(line.total_paise * count // line.quantity)))
    rows += delivery_row(order, plan.delivery_fee_paise)
    if plan.refund_paise:
        rows.append((_("Refund"), format_inr(plan.refund_paise)))
        rows += [(_("Refund to"), words) for words in _refunded_to(plan)]
    elif plan.whole or plan.paid:
        rows.append((_("Refund"), _("Nothing was paid yet")))
    else:
        rows.append((_("Taken off what you pay"), format_inr(plan.back_paise)))
    if plan.reason:
        rows.append((_("Reason"), reason_words(plan.reason)))
    if plan.lines and not plan.whole:
        title, label = _("Cancel these pieces?"), _("Cancel these")
    else:
        title, label = _("Cancel this order?"), _("Cancel order")
    return ConfirmCard(
        title=title,
        lines=tuple(rows),
        total_paise=plan.refund_paise or None,
        confirm_label=label,
        warning=_("A cancelled order can't be brought back.") if plan.whole else "",
        binding=f"{order.number}:{order.status}:{plan.back_paise}",
    )


def _refunded_to(plan: CancelPlan) -> list[str]:
    """Name each payment that money goes back to, with its share where there are several."""
    left, found = plan.refund_paise, []
    for payment in sorted(plan.order.payments.all(), key=lambda x: x.pk):
        part = min(left, payment_left(payment))
        if part > 0 and payment.state == Payment.State.CAPTURED:
            found.append((payment_words(payment), part))
            left -= part
    return [words if len(found) == 1 else f"{format_inr(part)} · {words}" for words, part in found]


def destination(order: Order) -> str:
    """Say where an order goes, in one line."""
    if order.store is not None:
        return f"{order.store.name}, {order.store.address}, {order.store.city}"
    place: dict[str, Any] = order.ship_to
    city = f"{place.get('city', '')} {place.get('pin', '')}".strip()
    return ", ".join(x for x in (place.get("name"), place.get("line1"), place.get("line2"), city) if x)


def day_text(day: date) -> str:
    """Write a day as people say it: "Tue 24 Nov"."""
    return formats.date_format(day, "D j M")


def event_text(event: OrderEvent) -> str:
    """Say one entry of the timeline in plain words."""
    details: dict[str, Any] = event.details
    after = after_text(event.kind, details)
    if after:
        return after
    texts = {
        OrderStatus.AWAITING_PAYMENT: _("We are waiting for your payment."),
        OrderStatus.PLACED: _("We have your order."),
        OrderStatus.PACKED: _("Your things are packed."),
        OrderStatus.SHIPPED: _shipped(details),
        OrderStatus.OUT_FOR_DELIVERY: _("The courier is on the way to you."),
        OrderStatus.READY_FOR_PICKUP: _("Your things are waiting for you in the store."),
        OrderStatus.DELIVERED: _("You have received your order."),
        OrderStatus.CANCELLED: _("The order was cancelled."),
        OrderStatus.RETURNED: _("Your things have come back to us."),
        "refunded": _("We sent %(amount)s back the way you paid.")
        % {"amount": format_inr(int(details.get("amount_paise", 0)))},
    }
    return texts.get(event.kind, event.kind)


def _shipped(details: dict[str, Any]) -> str:
    if not details.get("tracking"):
        return _("Your parcel has left our warehouse.")
    return _("Your parcel has left our warehouse with %(carrier)s, tracking number %(tracking)s.") % {
        "carrier": details.get("carrier", ""),
        "tracking": details["tracking"],
    }


def _cart_line(line: QuoteLine, available: int) -> CartLineView:
    product = line.variant.product
    return CartLineView(
        line_id=line.line_id,
        product_id=product.pk,
        variant_id=line.variant.pk,
        title=product.title,
        url=product.get_absolute_url(),
        image_url=image_url(line.variant.image),
        colour=line.variant.colour,
        size=line.variant.size,
        quantity=line.quantity,
        unit_price_paise=line.unit_price_paise,
        total_paise=line.gross_paise,
        available=available,
    )


def _order_line(line: OrderLine) -> OrderLineView:
    return OrderLineView(
        line_id=line.pk,
        product_id=line.variant.product_id if line.variant else None,
        title=line.product_title,
        colour=line.colour,
        size=line.size,
        quantity=line.quantity,
        cancelled=line.cancelled,
        total_paise=line.total_paise,
        image_url=image_url(line.image),
        returned=line.returned,
        exchanged=line.exchanged,
        came_in_exchange=line.request_id is not None,
        attributes=line.variant.told_apart if line.variant else (),
    )


def _entry(event: OrderEvent) -> TimelineEntry:
    return TimelineEntry(timezone.localtime(event.at).isoformat(), event_text(event), event.status)


def _promise(order: Order) -> str:
    if order.promised_date is None or order.status in FINISHED:
        return ""
    return _("by %(day)s") % {"day": day_text(order.promised_date)}


def _hint(quote: Quote) -> str:
    if not quote.lines or not quote.delivery_paise or quote.free_above_paise is None:
        return ""
    missing = quote.free_above_paise - quote.goods_paise
    return _("Add %(amount)s more for free delivery.") % {"amount": format_inr(missing)}


def _title(quantity: int, title: str, size: str, colour: str) -> str:
    details = ", ".join(x for x in (size, colour) if x)
    return f"{quantity} × {title} ({details})" if details else f"{quantity} × {title}"


def _offer_title(title: str, why: str) -> str:
    return title if title == why else f"{title}: {why}"
