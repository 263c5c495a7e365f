"""Confirm cards and views of what is done after the purchase."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.orders.handover_shown import with_links
from apps.orders.models import Order, Payment, Return
from apps.orders.money_shown import delivery_row
from apps.orders.reasons import reason_words
from apps.orders.services.addresses import AddressInput
from apps.orders.services.item_change import ItemPlan, line_words, variant_words
from apps.orders.services.money import Way, payment_words, way_words
from apps.orders.services.photos import photos_waiting
from apps.orders.services.policy import policy_of
from apps.orders.services.remainder import value_back
from apps.orders.services.returns import Request, ReturnPlan, day_words, eligibility, request_problem
from apps.orders.shown import destination
from retailgenie.ai.types import (
    ConfirmCard,
    EligibleLine,
    RefundStatus,
    RefundView,
    ReturnEligibility,
    ReturnView,
)
from retailgenie.lib.money import format_inr

Rows = list[tuple[str, str]]


def address_card(order: Order, address: AddressInput) -> ConfirmCard:
    """Show where an order went and where it goes."""
    return ConfirmCard(
        title=_("Send the order to this address?"),
        lines=(
            (_("Order"), order.number),
            (_("Until now"), destination(order)),
            (_("New address"), address.one_line()),
            (_("Phone"), address.phone),
            (_("Price"), _("stays %(total)s") % {"total": format_inr(order.total_paise)}),
        ),
        confirm_label=_("Change address"),
    )


def contact_card(order: Order, name: str, phone: str, email: str) -> ConfirmCard:
    """Show who is called."""
    rows = [(_("Order"), order.number), (_("Contact"), f"{name}, {phone}")]
    if email or order.contact_email:
        rows.append((_("E-mail"), email or order.contact_email))
    return ConfirmCard(
        title=_("Change the contact of this order?"), lines=tuple(rows), confirm_label=_("Change contact")
    )


def payment_card(order: Order, old: Payment, way: Way, amount_paise: int) -> ConfirmCard:
    """Say what is taken and what goes back."""
    rows = [
        (_("Order"), order.number),
        (_("Pay now"), f"{format_inr(amount_paise)} · {way_words(order, way)}"),
    ]
    if old.state == Payment.State.CAPTURED:
        rows.append((_("Goes back"), f"{format_inr(amount_paise)} · {payment_words(old)}"))
    return ConfirmCard(
        title=_("Pay this order another way?"),
        lines=tuple(rows),
        total_paise=amount_paise,
        confirm_label=_("Change payment"),
        binding=f"{order.number}:{amount_paise}:{way}",
    )


def items_card(plan: ItemPlan) -> ConfirmCard:
    """List what becomes what, and the difference."""
    rows: Rows = [(_("Order"), plan.order.number)]
    rows += [(f"{x.quantity} × {x.line.product_title}", x.words) for x in plan.swaps]
    rows += _difference(plan.order, plan.difference_paise, plan.way)
    closes = policy_of(plan.order).item_change_closes or policy_of(plan.order).item_changes is not None
    return ConfirmCard(
        title=_("Change these items?"),
        lines=tuple(rows),
        total_paise=plan.difference_paise if plan.difference_paise > 0 else None,
        confirm_label=_("Change items"),
        warning=_("Items of an order can be changed once: are these all?") if closes else "",
        binding=plan.fingerprint,
    )


def request_card(plan: ReturnPlan, request: Request) -> ConfirmCard:
    """List what comes back and what that brings or costs."""
    order, exchange = plan.order, plan.kind == Return.Kind.EXCHANGE
    rows: Rows = [(_("Order"), order.number)]
    if exchange:
        rows += [(f"{x.quantity} × {x.line.product_title}", x.words) for x in plan.swaps]
        rows += _difference(order, -plan.amount_paise - plan.fee_paise, plan.way)
    else:
        rows += [(f"{count} × {line.product_title}", line_words(line)) for line, count in plan.pieces]
    if plan.fee_paise:
        rows.append((_("Fee"), f"−{format_inr(plan.fee_paise)}"))
    rows += delivery_row(order, plan.delivery_fee_paise)
    if not exchange:
        rows.append((_("Refund"), format_inr(plan.amount_paise)))
        rows.append((_("Refund to"), way_words(order, plan.way)))
    if request.reason:
        rows.append((_("Reason"), reason_words(request.reason)))
    photos = photos_waiting(order.pk).count()
    if photos:
        rows.append((_("Photos"), str(photos)))
    rows.append((_("Pick-up"), day_words(request.pickup_date) or _("the courier calls you")))
    return ConfirmCard(
        title=_("Exchange these things?") if exchange else _("Return these things?"),
        lines=tuple(rows),
        total_paise=abs(plan.amount_paise) or None,
        confirm_label=_("Exchange") if exchange else _("Return"),
        warning=_("A colleague looks at your request first.") if plan.needs_approval else "",
        binding=plan.fingerprint,
    )


def main_address_card(address: AddressInput) -> ConfirmCard:
    """Show the address that will be offered first, and that placed orders keep theirs."""
    return ConfirmCard(
        title=_("Make this your address?"),
        lines=(
            (_("Address"), address.one_line()),
            (_("State"), address.state),
            (_("Phone"), address.phone),
            (_("Orders"), _("Those already placed go where they were sent to.")),
        ),
        confirm_label=_("Change address"),
    )


def eligibility_view(order: Order, *, now: datetime) -> ReturnEligibility:
    """Show line by line what may come back."""
    policy, problem = policy_of(order), request_problem(order)
    lines = []
    for row in eligibility(order, now=now) if not problem else []:
        line = row.line
        ok = not row.problem
        lines.append(
            EligibleLine(
                line_id=line.pk,
                product_id=line.variant.product_id if line.variant else None,
                title=line.product_title,
                colour=line.colour,
                size=line.size,
                quantity=row.left,
                returnable=ok,
                reason=row.problem,
                until=day_words(row.last_day) if ok else "",
                refund_paise=value_back(order, {line.pk: row.left}) if ok else 0,
                attributes=line.variant.told_apart if line.variant else (),
            )
        )
    return ReturnEligibility(
        number=order.number,
        lines=tuple(lines),
        problem=problem,
        reasons=tuple(policy.return_reasons),
        refund_to=tuple(policy.refund_to),
    )


def return_view(found: Return) -> ReturnView:
    """Show one request."""
    rows = found.lines.select_related("line", "new_variant")
    items = []
    for row in rows:
        text = f"{row.quantity} × {row.line.product_title}"
        if row.new_variant is not None:
            text = f"{text} → {variant_words(row.new_variant)}"
        items.append(text)
    view = ReturnView(
        number=found.number,
        order_number=found.order.number,
        kind=found.kind,
        status=found.status,
        status_label=str(Return.Status(found.status).label),
        items=tuple(items),
        amount_paise=found.amount_paise,
        settled_by=way_words(found.order, Way(found.settle_by, found.settle_detail)),
        pickup=day_words(found.pickup_date),
        url=found.order.get_absolute_url(),
        answer=found.answer,
    )
    return with_links(view, found)


def refund_view(order: Order) -> RefundStatus:
    """Show every refund of an order and how far its returns are."""
    refunds = []
    for payment in order.payments.all():
        for refund in payment.refunds.all():
            label = _("Store credit") if refund.method == "store_credit" else ""
            if refund.method and not label:
                label = f"{Payment.Method(refund.method).label} {refund.detail}".strip()
            at = timezone.localtime(refund.created_at).isoformat()
            refunds.append(RefundView(refund.amount_paise, label or payment_words(payment), refund.state, at))
    return RefundStatus(
        number=order.number,
        refunds=tuple(refunds),
        returns=tuple(return_view(found) for found in order.returns.select_related("order")),
        total_paise=sum(x.amount_paise for x in refunds),
    )


def _difference(order: Order, paise: int, way: Way) -> Rows:
    if paise > 0:
        return [(_("You pay more"), f"{format_inr(paise)} · {way_words(order, way)}")]
    if paise < 0:
        return [(_("You get back"), f"{format_inr(-paise)} · {way_words(order, way)}")]
    return [(_("Difference in price"), _("none"))]
