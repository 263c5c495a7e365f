"""Invoices of the demo's packed orders, issued in time as a shop would have done."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.models import User
from apps.orders.models import OrderEvent, OrderStatus
from apps.orders.services.invoicing import credit_note_issue, invoice_issue

NAMED = ("asha@retailgenie.example", "ravi@retailgenie.example")


def load_invoices() -> int:
    """Issue what the named shoppers' orders need; the others' stay without, as nobody can open them."""
    owners = [f"user:{pk}" for pk in User.objects.filter(email__in=NAMED).values_list("pk", flat=True)]
    steps = (
        OrderEvent.objects.filter(order__owner_key__in=owners).select_related("order").order_by("at", "pk")
    )
    packed = 0
    for step in steps:
        if step.kind == OrderStatus.PACKED:
            invoice_issue(order=step.order, now=step.at)
            packed += 1
        elif step.kind == OrderStatus.RETURNED:
            _credit_all(step, step.at)
    return packed


def _credit_all(step: OrderEvent, now: datetime) -> None:
    credit_note_issue(
        order=step.order,
        quantities={line.pk: line.returned for line in step.order.lines.all()},
        value_paise=None,
        reason=str(step.details.get("reason", "returned")),
        key=f"demo:{step.order.number}",
        now=now,
    )
