"""The returns desk: what is on its way back, and the step that follows."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.catalog.models import Store
from apps.operations.staff import services
from apps.operations.staff.views import ORDERS, PAGE_SIZE
from apps.orders.models import Return
from apps.orders.selectors import returns_found
from retailgenie.ai.tools.types import Door
from retailgenie.lib.money import PAISE_PER_RUPEE
from retailgenie.lib.refusals import refusals_told

STEPS = ("approve", "reject", "receive", "settle", "refund_instead")


class FeeForm(forms.Form):
    """A fee in rupees, 0 to waive it."""

    fee = forms.DecimalField(min_value=0, max_value=100_000, decimal_places=2)
    why = forms.CharField(max_length=120)


@require_safe
@permission_required(ORDERS)
def returns(request: HttpRequest) -> HttpResponse:
    """Open requests, or those of one status."""
    asked = request.GET.get("status", "")
    status = asked if asked in Return.Status.values else ""
    page = Paginator(returns_found(status=status), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "status": status,
        "statuses": Return.Status.choices,
        "stores": Store.objects.filter(is_active=True).order_by("name"),
    }
    return render(request, "operations/returns.html", context)


@require_POST
@permission_required(ORDERS)
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Take one step of a request."""
    do = request.POST.get("do", "")
    if do not in STEPS:
        raise Http404
    place = request.POST.get("restock_at", "")
    off = {int(pk): True for pk in request.POST.getlist("written_off") if pk.isascii() and pk.isdigit()}
    with refusals_told(request, _("Done: %(number)s.") % {"number": number}):
        services.staff_return_step(
            caller=caller_of(request, Door.CLASSIC),
            number=number,
            do=do,
            answer=request.POST.get("answer", "").replace("\x00", "")[:200],
            written_off=off,
            restock_at=int(place) if place.isascii() and place.isdigit() and len(place) < 9 else None,
            now=timezone.now(),
        )
    return redirect("operations:returns")


@require_POST
@permission_required(ORDERS)
def fee(request: HttpRequest, number: str) -> HttpResponse:
    """Change or waive the fee of a return."""
    form = FeeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the fee in rupees, and why."))
        return redirect("operations:returns")
    with refusals_told(request, _("Done: %(number)s.") % {"number": number}):
        services.staff_return_fee(
            caller=caller_of(request, Door.CLASSIC),
            number=number,
            fee_paise=int(form.cleaned_data["fee"] * PAISE_PER_RUPEE),
            why=form.cleaned_data["why"],
            now=timezone.now(),
        )
    return redirect("operations:returns")
