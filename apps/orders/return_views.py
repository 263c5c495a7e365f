"""Pages around things that come back: photos of what is wrong, the time of the pick-up, the label to print."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.callers import caller_of
from apps.ledger.pages import answer, read, write
from apps.orders.after_forms import HandoverForm
from apps.orders.label import label_of
from apps.orders.services.photos import MOST_BYTES, PhotoRefused, photo_add, photo_get
from retailgenie.ai.tools.types import Door, Refused
from retailgenie.ai.types import OrderView, ReturnPhotos, ReturnSlots
from retailgenie.lib.errors import NotFound, ShopError


@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, number: str) -> HttpResponse:
    """Add and take back photos for the next return; `next` leads back to the talk or the form they are for."""
    order: OrderView = read(request, "get_order", number=number)
    back = _back(request, reverse("orders:return", args=[order.number]))
    if request.method == "POST":
        if request.POST.get("remove"):
            write(request, "remove_return_photo", photo_id=request.POST["remove"][:36])
        else:
            _keep(request, order.number, request.FILES.getlist("photos"))
        return redirect(f"{request.path}?{urlencode({'next': back})}")
    waiting: ReturnPhotos = read(request, "return_photos", number=order.number)
    return render(request, "orders/photos.html", {"order": order, "waiting": waiting, "back": back})


def _keep(request: HttpRequest, number: str, files: list[UploadedFile[bytes]]) -> None:
    """Keep what is a photo and say of the rest what is wrong with it."""
    caller, kept = caller_of(request, Door.CLASSIC), 0
    for file in files:
        try:
            if (file.size or 0) > MOST_BYTES:
                raise PhotoRefused(_("This photo is too large; up to 8 MB are possible."))
            photo_add(caller=caller, number=number, data=file.read(), now=timezone.now())
            kept += 1
        except ShopError as error:
            messages.error(request, f"{(file.name or '')[:60]}: {error.message}")
    if not files:
        messages.error(request, _("Please choose a photo first."))
    if kept:
        messages.success(request, _("Your photos are kept."))


@require_safe
def photo(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse:
    """One photo, for its owner and for staff."""
    try:
        found = photo_get(caller=caller_of(request, Door.CLASSIC), photo_id=photo_id)
    except NotFound as error:
        raise Http404(error.message) from error
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(found.path.read_bytes(), content_type="image/jpeg", headers=headers)


@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, number: str) -> HttpResponse:
    """Choose when the courier comes, or to bring it; again and again until the day before."""
    slots: ReturnSlots = read(request, "return_slots", number=number)
    form = HandoverForm(slots, request.POST or None)
    order_url = reverse("orders:order", args=[slots.order_number])
    if request.method == "POST" and form.is_valid():
        outcome = write(
            request, "choose_return_handover", number=slots.number, slot=form.cleaned_data["slot"]
        )
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=_back(request, order_url), back=request.get_full_path())
        form.add_refusal(outcome.message, {})
    context = {"form": form, "slots": slots, "order_url": order_url, "next": _back(request, "")}
    return render(request, "orders/handover.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Call a return or exchange off, after the confirm page."""
    outcome = write(request, "withdraw_return", number=number[:24])
    order = reverse("orders:order", args=[number.rpartition("-")[0] or number])
    return answer(request, outcome, done=order)


@require_safe
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The label that goes on the parcel, to print."""
    try:
        found = label_of(caller=caller_of(request, Door.CLASSIC), number=number)
    except NotFound as error:
        raise Http404(error.message) from error
    return render(request, "orders/label.html", {"label": found})


def _back(request: HttpRequest, otherwise: str) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else otherwise
