"""The address book. Every change is made after the confirm page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.callers import caller_of
from apps.accounts.models import User
from apps.ledger.pages import answer, read, write
from apps.orders.forms import AddressForm
from apps.orders.services.addresses import address_get, address_input
from retailgenie.ai.tools.types import Door, Refused
from retailgenie.lib.errors import NotFound

FIELDS = ("name", "phone", "line1", "line2", "city", "pin")


@require_http_methods(["GET", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """All addresses and a form for a new one."""
    form = AddressForm(request.POST or None, initial=_own_contact(request))
    if request.method == "POST" and form.is_valid():
        outcome = write(request, "add_address", **form.cleaned_data)
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=_book())
        form.add_refusal(outcome.message, outcome.details)
    context = {"form": form, "addresses": read(request, "list_addresses")}
    return render(request, "orders/addresses.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, address_id: int) -> HttpResponse:
    """Correct one address."""
    key = caller_of(request, Door.CLASSIC).person.key
    try:
        kept = address_input(address_get(owner_key=key, address_id=address_id))
    except NotFound as error:
        raise Http404(error.message) from error
    form = AddressForm(request.POST or None, initial={name: getattr(kept, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        outcome = write(request, "change_address", address_id=address_id, address=dict(form.cleaned_data))
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=_book(), back=request.path)
        form.add_refusal(outcome.message, outcome.details)
    context = {"form": form, "kept": kept}
    return render(request, "orders/address.html", context, status=400 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, address_id: int) -> HttpResponse:
    """Take one out."""
    return answer(request, write(request, "remove_address", address_id=address_id), done=_book())


@require_POST
def make_default(request: HttpRequest, address_id: int) -> HttpResponse:
    """Offer this one first."""
    return answer(request, write(request, "change_user_address", address_id=address_id), done=_book())


def _book() -> str:
    return reverse("orders:addresses")


def _own_contact(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {"name": user.name, "phone": user.phone} if isinstance(user, User) else {}
