"""Pages after the purchase: a part cancelled, items or address changed, things returned or exchanged."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.middleware import person_of
from apps.ledger.pages import answer, read, write
from apps.orders import selectors
from apps.orders.after_forms import TOOLS, Act, Choosable, PiecesForm
from apps.orders.change_forms import ChangeForm, ContactForm, OrderAddressForm, PaymentForm
from apps.orders.shown import address_view
from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import GiftCards, OrderView, ReturnEligibility


@require_http_methods(["GET", "POST"])
def pieces(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Choose pieces of an order for one of the acts."""
    what = Act(act)
    order: OrderView = read(request, "get_order", number=number)
    lines, problems, reasons = _lines(request, order, what)
    posted = request.POST if request.method == "POST" else None
    form = PiecesForm(what, lines, reasons, posted, request.GET.dict())
    photos_url = ""
    if request.method == "POST" and form.is_valid():
        outcome = write(request, TOOLS[what], number=order.number, **form.arguments())
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=order.url, back=request.path)
        form.add_refusal(outcome.message, {})
        if outcome.code == "photo_missing":
            here = {"next": f"{request.path}?{form.prefilled}"}
            photos_url = f"{reverse('orders:photos', args=[order.number])}?{urlencode(here)}"
    context = {
        "form": form,
        "order": order,
        "title": _title(what),
        "problems": problems,
        "photos_url": photos_url,
    }
    return render(request, "orders/pieces.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, number: str) -> HttpResponse:
    """Send an order somewhere else: to an address that is kept, or to a new one."""
    kept = [address_view(x) for x in selectors.addresses_of(owner_key=_person_key(request))]
    form = OrderAddressForm(kept, request.POST or None)
    return _change(request, number, "change_order_address", form, _("Send the order to another address"))


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Say whom the courier calls and where e-mails go."""
    form = ContactForm(request.POST or None)
    return _change(request, number, "change_order_contact", form, _("Change the contact of the order"))


@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, number: str) -> HttpResponse:
    """Pay an order another way."""
    cards: GiftCards = read(request, "list_gift_cards")
    form = PaymentForm(cards, request.POST or None)
    return _change(request, number, "change_order_payment", form, _("Pay the order another way"))


def _change(request: HttpRequest, number: str, tool: str, form: ChangeForm, title: str) -> HttpResponse:
    """One change of a pending order: its form, the page that shows what it does and costs, the change."""
    order: OrderView = read(request, "get_order", number=number)
    if request.method == "POST" and form.is_valid():
        outcome = write(request, tool, number=order.number, **form.arguments())
        if not isinstance(outcome, Refused):
            done = reverse("orders:order", args=[order.number])
            return answer(request, outcome, done=done, back=request.path)
        form.add_refusal(outcome.message, outcome.details)
    context = {"form": form, "order": order, "title": title, "problems": ()}
    return render(request, "orders/pieces.html", context, status=400 if form.errors else 200)


def _person_key(request: HttpRequest) -> str:
    return person_of(request.user, request.session).key


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
