"""Pages after the purchase: a part cancelled, items or address changed, things returned or exchanged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.ledger.pages import answer, read, write
from apps.orders import selectors
from apps.orders.after_forms import TOOLS, Act, Choosable, PiecesForm
from apps.orders.forms import AddressForm
from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import OrderView, ReturnEligibility


@require_http_methods(["GET", "POST"])
def pieces(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Choose pieces of an order for one of the acts."""
    what = Act(act)
    order: OrderView = read(request, "get_order", number=number)
    lines, problems, reasons = _lines(request, order, what)
    form = PiecesForm(what, lines, reasons, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = write(request, TOOLS[what], number=order.number, **form.arguments())
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=order.url, back=request.path)
        form.add_refusal(outcome.message, {})
    context = {"form": form, "order": order, "title": _title(what), "problems": problems}
    return render(request, "orders/pieces.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, number: str) -> HttpResponse:
    """Send an order somewhere else."""
    order: OrderView = read(request, "get_order", number=number)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = write(request, "change_order_address", number=order.number, address=dict(form.cleaned_data))
        if not isinstance(outcome, Refused):
            done = reverse("orders:order", args=[order.number])
            return answer(request, outcome, done=done, back=request.path)
        form.add_refusal(outcome.message, outcome.details)
    context = {"form": form, "order": order, "title": _("Send the order to another address"), "problems": ()}
    return render(request, "orders/pieces.html", context, status=400 if form.errors else 200)


def _lines(
    request: HttpRequest, order: OrderView, act: Act
) -> tuple[list[Choosable], list[str], tuple[str, ...]]:
    """Return what may be chosen, why other things may not, and the reasons that count."""
    others: dict[int, Any] = {}
    if act in (Act.ITEMS, Act.EXCHANGE):
        others = selectors.variants_beside([line.line_id for line in order.lines])
    if act in (Act.CANCEL, Act.ITEMS):
        rows = [
            Choosable(x.line_id, _words(x), x.quantity - x.cancelled, others.get(x.line_id, ()))
            for x in order.lines
        ]
        return rows, [], ()
    found: ReturnEligibility = read(request, "return_eligibility", number=order.number)
    problems = [found.problem] if found.problem else []
    problems += [f"{x.title}: {x.reason}" for x in found.lines if not x.returnable]
    rows = [
        Choosable(x.line_id, _words(x), x.quantity, others.get(x.line_id, ()))
        for x in found.lines
        if x.returnable
    ]
    return rows, problems, found.reasons


def _words(line: Any) -> str:
    details = ", ".join(x for x in (line.size, line.colour) if x)
    return f"{line.title} ({details})" if details else str(line.title)


def _title(act: Act) -> str:
    titles = {
        Act.CANCEL: _("Cancel a part of the order"),
        Act.ITEMS: _("Change sizes or colours"),
        Act.RETURN: _("Return things"),
        Act.EXCHANGE: _("Exchange things"),
    }
    return titles[act]
