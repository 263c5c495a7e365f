"""Stock in the staff view: what lies where, counts with their reasons, and the history of counts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.catalog.models import StockCount, Store
from apps.operations.staff import selectors, services
from apps.operations.staff.views import MAX_TEXT, PAGE_SIZE, text_of
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound, ShopError

STOCK = "stock.manage"
# What a person may choose; the others are written by imports and by settled disagreements.
REASONS = [x for x in StockCount.Reason.choices if x[0] not in ("import", "outside")]


class CountForm(forms.Form):
    """One count at one place."""

    counted = forms.IntegerField(min_value=0, max_value=999_999)
    reason = forms.ChoiceField(choices=REASONS, required=False)
    note = forms.CharField(max_length=200, required=False)
    location = forms.CharField(max_length=20, required=False)


@require_safe
@permission_required(STOCK)
def stock(request: HttpRequest) -> HttpResponse:
    """What lies where, by SKU or title."""
    text = text_of(request)
    context = {"text": text, "variants": selectors.stock_found(text), "reasons": REASONS}
    return render(request, "operations/stock.html", context)


@require_POST
@permission_required(STOCK)
def count(request: HttpRequest, stock_id: int) -> HttpResponse:
    """Correct what lies at a place to what was counted."""
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please enter a whole number."))
    else:
        given = form.cleaned_data
        try:
            change = services.staff_stock_count(
                caller=caller_of(request, Door.CLASSIC),
                stock_id=stock_id,
                counted=given["counted"],
                reason=given["reason"] or StockCount.Reason.ROUTINE,
                note=given["note"],
                location=given["location"] if "location" in request.POST else None,
                now=timezone.now(),
            )
        except NotFound as error:
            raise Http404 from error
        except ShopError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Counted: %(change)+d pieces.") % {"change": change})
    response = redirect("operations:stock")
    response["Location"] += f"?{urlencode({'q': request.POST.get('q', '')[:MAX_TEXT]})}"
    return response


@require_safe
@permission_required(STOCK)
def counts(request: HttpRequest) -> HttpResponse:
    """Past counts that differed, with what the differences are worth."""
    rows = _counts(request)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "value": rows.aggregate(value=Sum("value_paise", default=0))["value"],
        "stores": Store.objects.filter(is_active=True).order_by("name"),
        "store": request.GET.get("store", ""),
        "reasons": StockCount.Reason.choices,
        "reason": request.GET.get("reason", ""),
    }
    return render(request, "operations/counts.html", context)


def _counts(request: HttpRequest) -> QuerySet[StockCount]:
    rows = StockCount.objects.select_related("stock__variant__product", "stock__store")
    store, reason = request.GET.get("store", ""), request.GET.get("reason", "")
    if store:
        rows = rows.filter(stock__store__code=store[:20])
    if reason in StockCount.Reason.values:
        rows = rows.filter(reason=reason)
    return rows.exclude(value_paise=0)
