"""Offers in the staff view: draft, look at what it would do, put in force, take back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.catalog.models import Brand, Category, Offer
from apps.catalog.offering import (
    OfferRefused,
    Terms,
    offer_publish,
    offer_save,
    offer_warnings,
    offer_withdraw,
    terms_of,
)
from apps.ledger.models import AuditEntry
from apps.operations.staff.views import CATALOG, PAGE_SIZE
from apps.orders.offer_preview import past_orders, sample_carts
from apps.orders.offers import reason
from apps.orders.pricing import rule_of
from retailgenie.ai.tools.types import Door
from retailgenie.lib.money import PAISE_PER_RUPEE
from retailgenie.lib.refusals import refusals_told

MAX_RUPEES = 10_000_000
STATES = {
    "live": gettext_lazy("In force"),
    "draft": gettext_lazy("Drafts and withdrawn"),
    "over": gettext_lazy("Over"),
}
MONEY = ("amount", "max_discount", "min_subtotal")


def _rupees(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=MAX_RUPEES, decimal_places=2
    )


def _instant(label: Any, *, required: bool) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )


class OfferForm(forms.Form):
    """The terms of an offer, money in rupees."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    description = forms.CharField(label=gettext_lazy("Description"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("percentage", gettext_lazy("Percentage off")),
            ("amount", gettext_lazy("Amount off")),
            ("buy_x_get_y", gettext_lazy("Buy some, get some free")),
            ("bundle", gettext_lazy("Several for one price")),
            ("free_delivery", gettext_lazy("Free delivery")),
        ],
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Per cent"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    amount = _rupees(gettext_lazy("Amount, or price of the bundle (₹)"))
    max_discount = _rupees(gettext_lazy("At most (₹)"))
    min_subtotal = _rupees(gettext_lazy("From a cart of (₹)"))
    buy_quantity = forms.IntegerField(
        label=gettext_lazy("Pieces to buy"), required=False, min_value=0, max_value=99
    )
    free_quantity = forms.IntegerField(
        label=gettext_lazy("Pieces free"), required=False, min_value=0, max_value=99
    )
    code = forms.CharField(
        label=gettext_lazy("Coupon code (empty: automatic)"), max_length=24, required=False
    )
    limit_total = forms.IntegerField(label=gettext_lazy("Uses in all"), required=False, min_value=1)
    limit_per_person = forms.IntegerField(label=gettext_lazy("Uses a person"), required=False, min_value=1)
    first_order_only = forms.BooleanField(label=gettext_lazy("Only for a first order"), required=False)
    starts_at = _instant(gettext_lazy("Starts"), required=True)
    ends_at = _instant(gettext_lazy("Ends"), required=False)
    categories = forms.ModelMultipleChoiceField(
        Category.objects.order_by("name"), label=gettext_lazy("Only categories"), required=False
    )
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.order_by("name"), label=gettext_lazy("Only brands"), required=False
    )

    def terms(self) -> Terms:
        """Return what the valid form says."""
        given = dict(self.cleaned_data)
        paise = {name: None if given[name] is None else int(given[name] * PAISE_PER_RUPEE) for name in MONEY}
        return Terms(
            **{
                name: given[name] for name in ("title", "description", "kind", "starts_at", "ends_at", "code")
            },
            **{name: given[name] for name in ("limit_total", "limit_per_person", "first_order_only")},
            percent=given["percent"] or Decimal(0),
            amount_paise=paise["amount"] or 0,
            max_discount_paise=paise["max_discount"],
            min_subtotal_paise=paise["min_subtotal"] or 0,
            buy_quantity=given["buy_quantity"] or 0,
            free_quantity=given["free_quantity"] or 0,
            categories=tuple(x.pk for x in given["categories"]),
            brands=tuple(x.pk for x in given["brands"]),
        )


@require_safe
@permission_required(CATALOG)
def offers(request: HttpRequest) -> HttpResponse:
    """Offers in force, drafts, or those that are over."""
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else "live"
    page = Paginator(_of_state(state), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(x, reason(rule_of(x))) for x in page]
    context = {"page": page, "rows": rows, "state": state, "states": list(STATES.items())}
    return render(request, "operations/offers.html", context)


@permission_required(CATALOG)
def edit(request: HttpRequest, offer_id: int | None = None) -> HttpResponse:
    """Write a draft, or change an offer; then look at what it would do."""
    found = get_object_or_404(Offer, pk=offer_id) if offer_id is not None else None
    form = OfferForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = offer_save(
                caller=caller_of(request, Door.CLASSIC),
                offer_id=offer_id,
                terms=form.terms(),
                now=timezone.now(),
            )
        except OfferRefused as error:
            field = error.details.get("field")
            form.add_error(field if field in form.fields else None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("operations:offer", saved.pk)
    status = 422 if form.is_bound else 200
    return render(request, "operations/offer_edit.html", {"form": form, "offer": found}, status=status)


@require_safe
@permission_required(CATALOG)
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """What an offer says and would do, with what staff should look at."""
    found = get_object_or_404(Offer.objects.prefetch_related("categories", "brands"), pk=offer_id)
    now = timezone.now()
    context = {
        "offer": found,
        "says": reason(rule_of(found)),
        "warnings": offer_warnings(found),
        "carts": sample_carts(found, now),
        "past": past_orders(found, now),
        "uses": found.redemption_set.filter(released_at=None).count(),
        "history": AuditEntry.objects.filter(target__startswith=f"offer {found.pk} ").order_by("-sequence")[
            :10
        ],
    }
    return render(request, "operations/offer.html", context)


@require_POST
@permission_required(CATALOG)
def step(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Put an offer in force, or take it back."""
    do = {"publish": offer_publish, "withdraw": offer_withdraw}.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    with refusals_told(request):
        do(caller=caller_of(request, Door.CLASSIC), offer_id=offer_id, now=timezone.now())
    return redirect("operations:offer", offer_id)


def _of_state(state: str) -> QuerySet[Offer]:
    now = timezone.now()
    over = Q(ends_at__lte=now)
    rows = Offer.objects.prefetch_related("categories", "brands").order_by("-starts_at", "-pk")
    if state == "over":
        return rows.filter(over)
    return rows.exclude(over).filter(is_active=state == "live")


def _initial(found: Offer | None) -> dict[str, Any]:
    if found is None:
        return {"starts_at": timezone.localtime().replace(minute=0, second=0, microsecond=0)}
    terms = terms_of(found)
    values = {name: getattr(terms, name) for name in Terms.__slots__}
    for name in MONEY:
        paise = values.pop(f"{name}_paise")
        values[name] = None if paise is None else Decimal(paise) / PAISE_PER_RUPEE
    return {name: value for name, value in values.items() if value not in (0, None)}
