"""Loading files from the staff view: send, look at what it would change, apply or let be."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.accounts.models import User
from apps.accounts.permissions import permissions_of
from apps.catalog.imports import jobs
from apps.catalog.imports.progress import progress_get
from apps.catalog.models import ImportJob
from apps.operations.staff.tables import csv_response
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError
from retailgenie.lib.refusals import refusals_told

PAGE_SIZE = 20
SHOWN_FAULTS = 50
IMPORTS = "catalog.manage"
RUNNING = (ImportJob.State.CHECKING, ImportJob.State.APPLYING)
LABELS = {
    "products_new": gettext_lazy("New products"),
    "products_changed": gettext_lazy("Products that change"),
    "products_same": gettext_lazy("Products that stay as they are"),
    "variants_new": gettext_lazy("New sizes and colours"),
    "variants_changed": gettext_lazy("Sizes and colours that change"),
    "variants_same": gettext_lazy("Sizes and colours that stay as they are"),
    "prices_changed": gettext_lazy("of them with a new price"),
    "pieces_received": gettext_lazy("Pieces that come in"),
    "prices_up": gettext_lazy("Prices that rise"),
    "prices_down": gettext_lazy("Prices that fall"),
    "prices_planned": gettext_lazy("Prices for a later day"),
    "mrp_changed": gettext_lazy("Only the MRP changes"),
    "counts_changed": gettext_lazy("Counts that differ"),
    "pieces_more": gettext_lazy("Pieces more than in the books"),
    "pieces_fewer": gettext_lazy("Pieces fewer than in the books"),
    "stock_rows_new": gettext_lazy("New places for a SKU"),
    "unchanged": gettext_lazy("Rows that change nothing"),
}
EXAMPLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ImportJob.Kind.CATALOGUE: (
        ("product_id", "title", "category", "brand", "sku", "colour", "size", "price", "mrp", "stock"),
        (
            "KURTA-9",
            "Cotton kurta",
            "Women > Kurtas",
            "Neelam",
            "KURTA-9-M",
            "Red",
            "M",
            "1499",
            "1999",
            "20",
        ),
    ),
    ImportJob.Kind.PRICES: (
        ("sku", "price", "mrp", "effective_from"),
        ("KURTA-9-M", "1299", "1999", "2026-12-01"),
    ),
    ImportJob.Kind.STOCK: (
        ("sku", "store", "counted", "location"),
        ("KURTA-9-M", "pune-fc", "12", "A-03-2"),
    ),
}


class ImportForm(forms.Form):
    """A file and what it holds; the key makes a second press of the button harmless."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in it"), choices=ImportJob.Kind.choices)
    file = forms.FileField(label=gettext_lazy("CSV or Parquet file"), max_length=120)
    effective_on = forms.DateField(
        label=gettext_lazy("Prices hold from (empty: at once)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    submit_key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > jobs.MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB. Cut it into parts.")
                % {"most": jobs.MAX_BYTES // 2**20}
            )
        return found


@require_safe
@permission_required(IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    """The form and the history."""
    return _list(request, ImportForm(initial={"submit_key": uuid.uuid4()}), 200)


@require_POST
@permission_required(IMPORTS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and go to its page."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid() or not isinstance(request.user, User):
        return _list(request, form, 422)
    given, day = form.cleaned_data, form.cleaned_data["effective_on"]
    try:
        job, made = jobs.import_open(
            caller=caller_of(request, Door.CLASSIC),
            name=request.user.name,
            kind=given["kind"],
            filename=given["file"].name,
            content=given["file"].read(),
            submit_key=str(given["submit_key"]),
            effective_at=timezone.make_aware(datetime.combine(day, time.min)) if day else None,
            now=timezone.now(),
        )
    except ShopError as error:
        form.add_error("file", error.message)
        return _list(request, form, 422)
    if not made:
        messages.info(request, _("This file was sent already; here it is."))
    return redirect("operations:import", job.pk)


@require_safe
@permission_required(IMPORTS)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """What a file would change, what is wrong with it, and how far it is."""
    found = _found(request, job_id)
    counts = [(label, found.counts[name]) for name, label in LABELS.items() if found.counts.get(name)]
    context = {
        "job": found,
        "counts": counts,
        "faults": found.fault_rows.all()[:SHOWN_FAULTS],
        "running": found.state in RUNNING,
        "progress": progress_get(found.pk) if found.state in RUNNING else None,
    }
    template = "operations/import.html"
    return render(request, f"{template}#status" if request.htmx else template, context)  # type: ignore[attr-defined]


@require_POST
@permission_required(IMPORTS)
def step(request: HttpRequest, job_id: int) -> HttpResponse:
    """Apply a checked file, or cancel it."""
    do = {"apply": jobs.import_start, "cancel": jobs.import_cancel}.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    _found(request, job_id)
    with refusals_told(request):
        do(caller=caller_of(request, Door.CLASSIC), job_id=job_id, now=timezone.now())
    return redirect("operations:import", job_id)


@require_GET
@permission_required(IMPORTS)
def faults(request: HttpRequest, job_id: int) -> HttpResponse:
    """The faulty rows as a file for a spreadsheet."""
    found = _found(request, job_id)
    rows = found.fault_rows.values_list("number", "column", "problem", "advice", "blocking")
    head = (_("Row"), _("Column"), _("What is wrong"), _("What to do"), _("Blocks"))
    shown = ((*row[:4], _("yes") if row[4] else _("no")) for row in rows)
    return csv_response(f"faults-{found.pk}.csv", [head, *shown])


@require_GET
@permission_required(IMPORTS)
def example(request: HttpRequest, kind: str) -> HttpResponse:
    """A file with the columns of a kind and one row, to start from."""
    if kind not in EXAMPLES:
        raise Http404
    return csv_response(f"{kind}.csv", EXAMPLES[kind])


def _list(request: HttpRequest, form: ImportForm, status: int) -> HttpResponse:
    page = Paginator(ImportJob.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "kinds": ImportJob.Kind.choices}
    return render(request, "operations/imports.html", context, status=status)


def _found(request: HttpRequest, job_id: int) -> ImportJob:
    found = ImportJob.objects.filter(pk=job_id).first()
    held = permissions_of(request.user if isinstance(request.user, User) else None)
    if found is None or jobs.PERMISSION_OF[ImportJob.Kind(found.kind)] not in held:
        raise Http404
    return found
