"""The page of numbers: totals, plots with their tables, places, and all of it as a file."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.callers import permission_required
from apps.catalog.models import Store
from apps.operations.staff.numbers import MAX_DAYS, DayRow, Numbers, numbers, percent
from apps.operations.staff.plots import Plot, Series, plot
from apps.operations.staff.tables import csv_response
from retailgenie.lib.money import PAISE_PER_RUPEE, format_inr

REPORTS = "reports.view"
USUAL_DAYS = 30
FILES = ("days", "places")


class PeriodForm(forms.Form):
    """Which days, which place; what makes no sense is left out."""

    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    store = forms.ModelChoiceField(
        Store.objects.filter(is_active=True).order_by("name"),
        label=gettext_lazy("Place"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )


@require_safe
@permission_required(REPORTS)
def figures(request: HttpRequest) -> HttpResponse:
    """The numbers of a period as plots and tables; ?file=days or places gives them for a spreadsheet."""
    since, until, store = _asked(request)
    found = numbers(since=since, until=until, store=store)
    if request.GET.get("file") == "days":
        return csv_response(f"days-{since}-{until}.csv", _day_table(found))
    if request.GET.get("file") == "places":
        return csv_response(f"places-{since}-{until}.csv", _place_table(found))
    form = PeriodForm(initial={"since": since, "until": until, "store": store})
    total = found.total
    context = {
        "form": form,
        "numbers": found,
        "total": total,
        "chat_percent": percent(total.chat_buyers, total.chat_people),
        "classic_percent": percent(total.classic_buyers, total.classic_people),
        "plots": _plots(found),
        "most_days": MAX_DAYS,
    }
    return render(request, "operations/figures.html", context)


def _asked(request: HttpRequest) -> tuple[date, date, str]:
    form = PeriodForm(request.GET)
    form.is_valid()
    given, today = form.cleaned_data, timezone.localdate()
    until = min(given.get("until") or today, today)
    since = given.get("since") or until - timedelta(days=USUAL_DAYS - 1)
    store = given.get("store")
    return max(min(since, until), until - timedelta(days=MAX_DAYS - 1)), until, store.code if store else ""


def _plots(found: Numbers) -> list[Plot]:
    days, rows = [x.day for x in found.days], found.days
    return [
        plot("orders", _("Orders"), days, [_series(_("Orders"), rows, "orders")], _whole),
        plot("revenue", _("Revenue"), days, [_series(_("Revenue"), rows, "revenue_paise")], _money),
        plot("refunds", _("Given back"), days, [_series(_("Given back"), rows, "refunded_paise")], _money),
        plot("returns", _("Returns asked for"), days, [_series(_("Returns"), rows, "returns")], _whole),
        plot(
            "conversion",
            _("Of a hundred people, so many ordered"),
            days,
            [
                _series(_("Chat"), rows, "chat_percent"),
                _series(_("Classic view"), rows, "classic_percent"),
            ],
            _percent,
        ),
        plot("sold_out", _("SKUs sold out"), days, [_series(_("SKUs sold out"), rows, "sold_out")], _whole),
    ]


def _series(name: str, rows: tuple[DayRow, ...], field: str) -> Series:
    return Series(name, tuple(float(getattr(row, field)) for row in rows))


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{value:g} %"


def _money(value: float) -> str:
    return format_inr(round(value / PAISE_PER_RUPEE) * PAISE_PER_RUPEE)


def _day_table(found: Numbers) -> list[tuple[object, ...]]:
    head = (
        _("Day"),
        _("Orders"),
        _("Revenue (₹)"),
        _("Cancelled"),
        _("Returns"),
        _("Refunds"),
        _("Given back (₹)"),
        _("People in chat"),
        _("ordered in chat"),
        _("People in the classic view"),
        _("ordered in the classic view"),
        _("SKUs sold out"),
    )
    rows = [
        (
            x.day.isoformat(),
            x.orders,
            f"{x.revenue_paise / PAISE_PER_RUPEE:.2f}",
            x.cancelled,
            x.returns,
            x.refunds,
            f"{x.refunded_paise / PAISE_PER_RUPEE:.2f}",
            *(x.chat_people, x.chat_buyers, x.classic_people, x.classic_buyers, x.sold_out),
        )
        for x in found.days
    ]
    return [head, *rows]


def _place_table(found: Numbers) -> list[tuple[object, ...]]:
    head = (_("Place"), _("Code"), _("Pieces sold"), _("SKUs"), _("SKUs sold out"))
    return [head, *((x.store.name, x.store.code, x.sold, x.skus, x.sold_out) for x in found.places)]
