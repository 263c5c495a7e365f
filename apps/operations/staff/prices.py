"""Prices in the staff view: what a product costs, has cost and will cost."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.catalog.models import PlannedPrice, PriceChange, Product, Variant
from apps.catalog.prices import NewPrice
from apps.operations.staff import services
from apps.operations.staff.views import CATALOG
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.money import PAISE_PER_RUPEE

HISTORY = 40  # rows shown
MAX_RUPEES = 10_000_000


class DayForm(forms.Form):
    """From when the prices hold."""

    starts_on = forms.DateField(
        label=gettext_lazy("Hold from (empty: at once)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class PriceForm(forms.Form):
    """A variant's price and MRP in rupees."""

    price = forms.DecimalField(min_value=0, max_value=MAX_RUPEES, decimal_places=2)
    mrp = forms.DecimalField(min_value=0, max_value=MAX_RUPEES, decimal_places=2)


@require_safe
@permission_required(CATALOG)
def prices(request: HttpRequest, product_id: int) -> HttpResponse:
    """The prices of a product with their history."""
    product = get_object_or_404(Product, pk=product_id)
    context = {
        "product": product,
        "variants": [(x, _form(x)) for x in product.variants.order_by("colour", "size_position", "pk")],
        "day": DayForm(),
        "history": PriceChange.objects.filter(variant__product=product)
        .select_related("variant")
        .order_by("-at", "-pk")[:HISTORY],
        "planned": PlannedPrice.objects.filter(
            variant__product=product, state=PlannedPrice.State.PLANNED
        ).select_related("variant"),
    }
    return render(request, "operations/prices.html", context)


@require_POST
@permission_required(CATALOG)
def change(request: HttpRequest, product_id: int) -> HttpResponse:
    """Set the prices that differ, at once or from a day on."""
    product = get_object_or_404(Product, pk=product_id)
    day, rows = DayForm(request.POST), []
    forms_of = [(x, PriceForm(request.POST, prefix=str(x.pk))) for x in product.variants.all()]
    if not day.is_valid() or not all(form.is_valid() for _variant, form in forms_of):
        messages.error(request, _("Write prices in rupees, for example 1499 or 1499.50."))
        return redirect("operations:prices", product_id)
    starts = day.cleaned_data["starts_on"]
    starts_at = timezone.make_aware(datetime.combine(starts, time.min)) if starts else None
    for variant, form in forms_of:
        price, mrp = (int(form.cleaned_data[name] * PAISE_PER_RUPEE) for name in ("price", "mrp"))
        if (price, mrp) != (variant.price_paise, variant.mrp_paise):
            rows.append(NewPrice(variant.pk, price, mrp, starts_at))
    try:
        count = services.staff_prices_set(
            caller=caller_of(request, Door.CLASSIC), product=product, rows=rows, now=timezone.now()
        )
    except ShopError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(count)d prices changed or planned.") % {"count": count})
    return redirect("operations:prices", product_id)


@require_POST
@permission_required(CATALOG)
def withdraw(request: HttpRequest, planned_id: int) -> HttpResponse:
    """Take back a price that does not hold yet."""
    try:
        found = services.staff_planned_withdraw(
            caller=caller_of(request, Door.CLASSIC), planned_id=planned_id, now=timezone.now()
        )
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("The planned price is withdrawn."))
    return redirect("operations:prices", found.variant.product_id)


def _form(variant: Variant) -> PriceForm:
    rupees = {
        "price": Decimal(variant.price_paise) / PAISE_PER_RUPEE,
        "mrp": Decimal(variant.mrp_paise) / PAISE_PER_RUPEE,
    }
    return PriceForm(initial=rupees, prefix=str(variant.pk))
