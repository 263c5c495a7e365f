"""Pages for those who ordered without an account: number and phone open one order in this browser for half an hour."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.callers import caller_of
from apps.ledger.execution import execute_tool
from apps.orders.models import Order
from apps.orders.services.lookup import order_access
from retailgenie.ai.tools.types import Done, Door, Refused

SESSION_KEY = "order_access"
MAX_KEPT = 5  # orders that one browser holds open
View = Callable[..., HttpResponseBase]


class LookUpForm(forms.Form):
    """What stands in the confirmation of an order."""

    number = forms.CharField(
        label=_("Order number"), max_length=16, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Mobile number given with the order"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for number and phone, and open the order."""
    form = LookUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = execute_tool(caller_of(request, Door.CLASSIC), "look_up_order", form.cleaned_data)
        if isinstance(outcome, Done):
            return redirect(outcome.result.data.url)
        if isinstance(outcome, Refused):
            form.add_error(None, outcome.message)
            wait = outcome.details.get("retry_after")
            page = render(request, "orders/look_up.html", {"form": form}, status=429 if wait else 400)
            if wait:
                page["Retry-After"] = str(wait)
            return page
    return render(request, "orders/look_up.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@never_cache
def open_order(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the key in this browser and go to the order; an old one leads back to the question."""
    access = order_access(key)
    if access is None:
        return redirect("orders:look_up")
    kept = {**request.session.get(SESSION_KEY, {}), access.number: key}
    request.session[SESSION_KEY] = dict(list(kept.items())[-MAX_KEPT:])
    return HttpResponseRedirect(reverse("orders:order", args=[access.number]))


def for_key_holders(view: View) -> View:
    """Let a page of one order also be used with the key that this browser holds to it; one's own needs none."""

    @wraps(view)
    def guarded(request: HttpRequest, number: str, *args: object, **kwargs: object) -> HttpResponseBase:
        key = request.session.get(SESSION_KEY, {}).get(number.upper())
        access = order_access(key) if key else None
        if access is not None:
            person = caller_of(request, Door.CLASSIC).person
            own = Order.objects.filter(number=access.number, owner_key=person.key).exists()
            request.acting = None if own else access  # type: ignore[attr-defined]
        return view(request, number, *args, **kwargs)

    return guarded
