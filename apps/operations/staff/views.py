"""Pages of the staff view. Staff see the whole shop; each page names the permission it needs."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.operations.staff import selectors, services
from apps.orders.models import OrderStatus
from apps.orders.services.timeline import Why, next_steps
from apps.orders.services.undelivered import BROUGHT_BACK
from apps.orders.shown import order_view
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.refusals import refusals_told

PAGE_SIZE = 30
ORDERS = "orders.manage"
CATALOG = "catalog.manage"
MAX_TEXT = 80
NOT_STEPS = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED})  # they move money: not one tap


@require_safe
@permission_required(ORDERS)
def home(request: HttpRequest) -> HttpResponse:
    """Today's numbers, or those of ?day=."""
    return render(request, "operations/home.html", {"numbers": selectors.day_numbers(_day(request))})


@require_safe
@permission_required(ORDERS)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with the steps that may follow."""
    try:
        row = selectors.order_by_number(number)
    except NotFound as error:
        raise Http404 from error
    steps = [(x, OrderStatus(x).label) for x in next_steps(row) if x not in NOT_STEPS]
    context = {
        "row": row,
        "order": order_view(row),
        "steps": steps,
        "can_cancel": OrderStatus.CANCELLED in next_steps(row) and row.status not in BROUGHT_BACK,
        "can_come_back": row.status in BROUGHT_BACK,
        "whys": Why.choices,
        "held": selectors.held_pieces(row),
        "unsent": selectors.unsent_lines(row),
        "parcels": row.shipments.prefetch_related("lines__line"),
        "returns": row.returns.order_by("-requested_at"),
    }
    return render(request, "operations/order.html", context)


@require_POST
@permission_required(ORDERS)
def advance(request: HttpRequest, number: str) -> HttpResponse:
    """Take one step, or cancel when the box was ticked."""
    to = request.POST.get("to", "")
    if to not in OrderStatus.values or to in NOT_STEPS - {OrderStatus.CANCELLED}:
        raise Http404
    caller, now = caller_of(request, Door.CLASSIC), timezone.now()
    try:
        if to != OrderStatus.CANCELLED:
            services.staff_order_advance(caller=caller, number=number, to=to, now=now)
        elif request.POST.get("sure") == "yes":
            reason = request.POST.get("reason", "").replace("\x00", "")[:120]
            services.staff_order_cancel(caller=caller, number=number, reason=reason, now=now)
        else:
            messages.error(request, _("Tick the box if the order should really be cancelled."))
            return redirect("operations:order", number)
    except NotFound as error:
        raise Http404 from error
    except ShopError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done: %(status)s.") % {"status": OrderStatus(to).label})
    return redirect("operations:order", number)


@require_POST
@permission_required(ORDERS)
def cancel_pieces(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel some pieces of an order and give back what they cost."""
    lines = {
        int(name.removeprefix("line-")): int(str(value))
        for name, value in request.POST.items()
        if name.startswith("line-") and name[5:].isdecimal() and str(value).isdecimal() and int(str(value))
    }
    reason = request.POST.get("reason", "").replace("\x00", "")[:120]
    if not lines:
        messages.error(request, _("Say how many pieces of which line."))
        return redirect("operations:order", number)
    with refusals_told(request, _("These pieces are cancelled.")):
        services.staff_pieces_cancel(
            caller=caller_of(request, Door.CLASSIC),
            number=number,
            lines=lines,
            reason=reason,
            now=timezone.now(),
        )
    return redirect("operations:order", number)


@require_POST
@permission_required(ORDERS)
def undelivered(request: HttpRequest, number: str) -> HttpResponse:
    """Take back an order that did not reach its person."""
    why = request.POST.get("why", "")
    if why not in Why.values:
        messages.error(request, _("Please say why it came back."))
        return redirect("operations:order", number)
    with refusals_told(
        request, _("The order is cancelled, its pieces are back and what was paid goes back.")
    ):
        services.staff_order_undelivered(
            caller=caller_of(request, Door.CLASSIC), number=number, why=Why(why), now=timezone.now()
        )
    return redirect("operations:order", number)


@require_safe
@permission_required(CATALOG)
def products(request: HttpRequest) -> HttpResponse:
    """Products with a link to edit them."""
    text = text_of(request)
    page = Paginator(selectors.products_found(text), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "operations/products.html", {"page": page, "text": text})


def text_of(request: HttpRequest) -> str:
    """Return what is searched for, as one line."""
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:MAX_TEXT]


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
