"""The cart's pages. Every change is a tool call with a receipt, so that it can be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of
from apps.accounts.models import User
from apps.ledger.execution import undo_receipt
from apps.ledger.pages import answer, read, write
from apps.orders.services.abandoned import reminders_on
from retailgenie.ai.tools.types import Done, Door, Refused

MAX_QUANTITY = 10


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """What is in the cart, what it costs and why."""
    user = request.user if isinstance(request.user, User) else None
    context = {
        "cart": read(request, "view_cart"),
        "quantities": range(1, MAX_QUANTITY + 1),
        "reminders_on": user is not None and reminders_on(user),
    }
    return render(request, "orders/cart.html", context)


@require_POST
def reminders(request: HttpRequest) -> HttpResponse:
    """Switch the reminder of a cart that is left standing on or off."""
    outcome = write(request, "set_cart_reminders", on=request.POST.get("on") == "1")
    return answer(request, outcome, done=reverse("orders:cart"))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant into the cart; the page it came from says so."""
    variant_id = _number(request, "variant_id")
    if variant_id is None:
        messages.error(request, _("Please choose a size first."))
        return HttpResponseRedirect(_next(request))
    outcome = write(request, "add_to_cart", variant_id=variant_id, quantity=_number(request, "quantity") or 1)
    return answer(request, outcome, done=reverse("orders:cart"), back=_next(request))


@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change one line: `do` says what (quantity, remove, save)."""
    cart_url = reverse("orders:cart")
    match request.POST.get("do"):
        case "remove":
            outcome = write(request, "remove_from_cart", line_id=line_id)
        case "save":
            outcome = write(request, "save_for_later", line_id=line_id)
        case "quantity":
            quantity = _number(request, "quantity")
            if quantity is None:
                raise Http404
            outcome = write(request, "change_cart_quantity", line_id=line_id, quantity=quantity)
        case _:
            raise Http404
    return answer(request, outcome, done=cart_url)


@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """Put a coupon on the cart, or take it off when the code is empty."""
    code = request.POST.get("code", "").replace("\x00", "").strip()[:24]
    outcome = write(request, "apply_coupon", code=code) if code else write(request, "remove_coupon")
    return answer(request, outcome, done=reverse("orders:cart"))


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Take everything out."""
    return answer(request, write(request, "empty_cart"), done=reverse("orders:cart"))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back a write by its receipt."""
    outcome = undo_receipt(caller_of(request, Door.CLASSIC), request.POST.get("receipt", ""))
    if isinstance(outcome, Refused):
        messages.error(request, outcome.message)
    elif isinstance(outcome, Done):
        messages.success(request, outcome.result.changed or _("Taken back."))
    return HttpResponseRedirect(_next(request))


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("orders:cart")
