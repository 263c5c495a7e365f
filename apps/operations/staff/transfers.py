"""Transfers in the staff view: ask for pieces, send them, take them in, and say what is missing."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.accounts.models import User
from apps.catalog import transfers as service
from apps.catalog.models import Store, Transfer, Variant
from apps.operations.staff.stock import STOCK
from apps.operations.staff.views import PAGE_SIZE
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError
from retailgenie.lib.refusals import refusals_told

LONGEST = 8_000  # characters of a list of SKUs


class TransferForm(forms.Form):
    """What shall go where; the key makes a second press of the button harmless."""

    source = forms.ModelChoiceField(Store.objects.filter(is_active=True), label=gettext_lazy("From"))
    target = forms.ModelChoiceField(Store.objects.filter(is_active=True), label=gettext_lazy("To"))
    lines = forms.CharField(
        label=gettext_lazy("SKU and pieces, one a line"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "KURTA-9-M 4"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    submit_key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_lines(self) -> dict[int, int]:
        """Return variant id -> pieces; several lines of a SKU add up."""
        wanted: dict[str, int] = {}
        for line in self.cleaned_data["lines"].splitlines():
            words = line.split()
            if not words:
                continue
            if len(words) != 2 or not (words[1].isascii() and words[1].isdigit()) or len(words[1]) > 6:
                raise forms.ValidationError(
                    _("“%(line)s” is not a SKU and a number of pieces.") % {"line": line.strip()[:60]}
                )
            wanted[words[0]] = wanted.get(words[0], 0) + int(words[1])
        known = dict(Variant.objects.filter(sku__in=wanted).values_list("sku", "pk"))
        unknown = [sku for sku in wanted if sku not in known]
        if unknown:
            raise forms.ValidationError(_("There is no SKU %(sku)s.") % {"sku": unknown[0][:60]})
        return {known[sku]: count for sku, count in wanted.items()}


@require_safe
@permission_required(STOCK)
def transfers(request: HttpRequest) -> HttpResponse:
    """Open transfers, or those of one state."""
    asked = request.GET.get("state", "")
    state = asked if asked in Transfer.State.values else ""
    rows = Transfer.objects.select_related("source", "target").prefetch_related("lines")
    over = (Transfer.State.RECEIVED, Transfer.State.CANCELLED)
    rows = rows.filter(state=state) if state else rows.exclude(state__in=over)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": Transfer.State.choices}
    return render(request, "operations/transfers.html", context)


@permission_required(STOCK)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for pieces."""
    first = {"submit_key": uuid.uuid4(), "lines": request.GET.get("sku", "")[:60], **_places(request)}
    form = TransferForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        given = form.cleaned_data
        try:
            made = service.transfer_request(
                caller=caller_of(request, Door.CLASSIC),
                name=request.user.name,
                source_id=given["source"].pk,
                target_id=given["target"].pk,
                wants=given["lines"],
                submit_key=str(given["submit_key"]),
                note=given["note"],
                now=timezone.now(),
            )
        except ShopError as error:
            form.add_error(None, error.message)
        else:
            return redirect("operations:transfer", made.number)
    status = 422 if form.is_bound else 200
    return render(request, "operations/transfer_new.html", {"form": form}, status=status)


@require_safe
@permission_required(STOCK)
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """One transfer with the step that follows."""
    rows = Transfer.objects.select_related("source", "target").prefetch_related("lines__variant__product")
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return render(request, "operations/transfer.html", {"transfer": found, "lines": found.lines.all()})


@require_POST
@permission_required(STOCK)
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Send, receive or cancel."""
    given: dict[str, Any] = {
        "caller": caller_of(request, Door.CLASSIC),
        "number": number,
        "now": timezone.now(),
    }
    pieces = {
        int(name.removeprefix("line-")): int(str(value))
        for name, value in request.POST.items()
        if name.startswith("line-") and _whole(name.removeprefix("line-")) and _whole(str(value))
    }
    with refusals_told(request, _("Done: %(number)s.") % {"number": number}):
        match request.POST.get("do", ""):
            case "send":
                service.transfer_send(**given, sent=pieces)
            case "receive":
                close, reason = request.POST.get("close") == "yes", request.POST.get("reason", "")
                service.transfer_receive(
                    **given, arrived=pieces, close=close, reason=reason.replace("\x00", "")
                )
            case "cancel":
                service.transfer_cancel(**given)
            case _:
                raise Http404
    return redirect("operations:transfer", number)


def _places(request: HttpRequest) -> dict[str, Store]:
    wanted = {name: request.GET.get(name, "")[:20] for name in ("source", "target")}
    known = {x.code: x for x in Store.objects.filter(code__in=wanted.values())}
    return {name: known[code] for name, code in wanted.items() if code in known}


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
