"""The orders board: filters in the address, steps for many orders at once, and lists of what to fetch."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.catalog.models import Store
from apps.operations.staff import services
from apps.operations.staff.board_selectors import (
    PAID_STATES,
    STILL_OURS,
    BoardFilter,
    board_orders,
    pick_lists,
)
from apps.operations.staff.selectors import status_counts
from apps.operations.staff.views import MAX_TEXT, ORDERS, PAGE_SIZE
from apps.orders.models import OrderStatus, Payment
from apps.orders.services.shipments import Parcel
from retailgenie.ai.tools.types import Caller, Door
from retailgenie.lib.errors import ShopError

MAX_AT_ONCE = 100  # orders; each is a transaction of its own, and a person waits for the page
STEPS = {"pack": OrderStatus.PACKED, "ship": OrderStatus.SHIPPED}
PAID = {
    "paid": gettext_lazy("Paid"),
    "open": gettext_lazy("Not paid yet"),
    "refunded": gettext_lazy("Given back"),
}


class BoardForm(forms.Form):
    """The filters; what makes no sense is left out."""

    q = forms.CharField(label=gettext_lazy("Number, phone or name"), required=False, max_length=MAX_TEXT)
    store = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    method = forms.ChoiceField(label=gettext_lazy("Paid by"), required=False)
    paid = forms.ChoiceField(label=gettext_lazy("Payment"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    overdue = forms.BooleanField(label=gettext_lazy("Overdue"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        stores = Store.objects.filter(is_active=True).order_by("name").values_list("code", "name")
        every = ("", _("All"))
        for name, choices in (("store", stores), ("method", Payment.Method.choices), ("paid", PAID.items())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [every, *choices]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one order of many."""

    number: str
    done: bool
    text: str


@require_safe
@permission_required(ORDERS)
def orders(request: HttpRequest) -> HttpResponse:
    """The board."""
    form = BoardForm(request.GET or None)
    form.is_valid()
    asked = _filter(form, request.GET.get("status", ""))
    rows = board_orders(asked, today=timezone.localdate())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "statuses": status_counts(),
        "status": asked.status,
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "status")),
        "today": timezone.localdate(),
        "still_ours": [str(x) for x in STILL_OURS],
        "can_pack": asked.status in ("", OrderStatus.PLACED),
        "can_ship": asked.status in ("", OrderStatus.PACKED),
    }
    return render(request, "operations/orders.html", context)


@require_POST
@permission_required(ORDERS)
def bulk(request: HttpRequest) -> HttpResponse:
    """One step for many orders: each alone, so that one that fails stops no other."""
    do, numbers = request.POST.get("do", ""), request.POST.getlist("order")
    if not numbers:
        messages.error(request, _("Tick the orders first."))
        return redirect("operations:orders")
    if len(numbers) > MAX_AT_ONCE or (do != "pick" and do not in STEPS):
        raise Http404
    if do == "pick":
        response = redirect("operations:picking")
        response["Location"] += "?" + "&".join(f"order={x}" for x in numbers if x.isalnum())
        return response
    caller = caller_of(request, Door.CLASSIC)
    results = [_one(request, caller, number, do) for number in dict.fromkeys(numbers)]
    failed = sum(not x.done for x in results)
    context = {"results": results, "failed": failed, "done": len(results) - failed, "do": do}
    return render(request, "operations/bulk.html", context)


@require_safe
@permission_required(ORDERS)
def picking(request: HttpRequest) -> HttpResponse:
    """What to fetch, by store and shelf, to print."""
    numbers = [x for x in request.GET.getlist("order") if x.isalnum()][:MAX_AT_ONCE]
    store = request.GET.get("store", "")[:20]
    stores = Store.objects.filter(is_active=True).order_by("name")
    lists = pick_lists(store=store, numbers=numbers)
    context = {"lists": lists, "stores": stores, "store": store, "numbers": numbers, "now": timezone.now()}
    return render(request, "operations/picking.html", context)


def _one(request: HttpRequest, caller: Caller, number: str, do: str) -> BulkResult:
    tracking = request.POST.get(f"tracking-{number}", "").replace("\x00", "").strip()[:40]
    carrier = request.POST.get("carrier", "").replace("\x00", "").strip()[:40]
    parcel = Parcel(carrier, tracking) if tracking else None
    to = STEPS[do]
    try:
        services.staff_order_advance(caller=caller, number=number, to=to, now=timezone.now(), parcel=parcel)
    except ShopError as error:
        return BulkResult(number, done=False, text=error.message)
    return BulkResult(number, done=True, text=str(to.label))


def _filter(form: BoardForm, status: str) -> BoardFilter:
    given = form.cleaned_data if form.is_bound else {}
    return BoardFilter(
        status=status if status in OrderStatus.values else "",
        text=" ".join(given.get("q", "").replace("\x00", "").split()),
        store=given.get("store", ""),
        method=given.get("method", ""),
        paid=given.get("paid", "") if given.get("paid", "") in PAID_STATES else "",
        since=given.get("since"),
        until=given.get("until"),
        overdue=bool(given.get("overdue")),
    )
