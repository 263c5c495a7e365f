"""Orders that leave in several parcels: what goes ahead, and what has arrived."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.callers import caller_of, permission_required
from apps.operations.staff import services
from apps.orders.services.cancel import MANAGE
from apps.orders.services.shipments import Parcel
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound
from retailgenie.lib.refusals import refusals_told

MOST = 40  # characters of a carrier's name and of a tracking number


@require_POST
@permission_required(MANAGE)
def part(request: HttpRequest, number: str) -> HttpResponse:
    """Send some pieces ahead of the rest."""
    pieces = {
        int(name.removeprefix("line-")): int(str(value))
        for name, value in request.POST.items()
        if name.startswith("line-") and name[5:].isdecimal() and str(value).isdecimal() and int(str(value))
    }
    carrier, tracking = (
        request.POST.get(x, "").replace("\x00", "").strip()[:MOST] for x in ("carrier", "tracking")
    )
    parcel = Parcel(carrier, tracking) if tracking else None
    with refusals_told(request, _("The parcel is on its way.")):
        services.staff_part_send(
            caller=caller_of(request, Door.CLASSIC),
            number=number,
            pieces=pieces,
            parcel=parcel,
            now=timezone.now(),
        )
    return redirect("operations:order", number)


@require_POST
@permission_required(MANAGE)
def arrived(request: HttpRequest, number: str, shipment: int) -> HttpResponse:
    """Note that one parcel has arrived."""
    try:
        services.staff_part_arrive(
            caller=caller_of(request, Door.CLASSIC), number=number, shipment=shipment, now=timezone.now()
        )
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("Noted: the parcel has arrived."))
    return redirect("operations:order", number)
