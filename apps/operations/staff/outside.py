"""The outside stock system in the staff view: how the rounds go, and what a person must settle."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of, permission_required
from apps.accounts.models import User
from apps.catalog.models import OutsideSystem, StockConflict
from apps.catalog.outside.conflicts import ANSWERS, conflict_settle
from apps.catalog.outside.sync import waiting_count
from apps.operations.staff import services
from apps.operations.staff.stock import STOCK
from apps.operations.staff.views import PAGE_SIZE
from apps.orders.models import Allocation
from retailgenie.ai.tools.types import Door
from retailgenie.lib.queue import enqueue
from retailgenie.lib.refusals import refusals_told

ANSWER_LABELS = {
    "ours": gettext_lazy("Ours is right: tell them"),
    "theirs": gettext_lazy("Theirs is right: take it over"),
    "ignored": gettext_lazy("Leave it"),
    "again": gettext_lazy("Send it again"),
}


@require_safe
@permission_required(STOCK)
def outside(request: HttpRequest) -> HttpResponse:
    """Open disagreements, or those that are over."""
    over = request.GET.get("over") == "1"
    rows = StockConflict.objects.select_related("stock__variant__product", "stock__store", "system")
    still = StockConflict.State.OPEN
    rows = rows.exclude(state=still) if over else rows.filter(state=still)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    holders = _holders([x.stock_id for x in page if x.stock_id and not over])
    context = {
        "page": page,
        "over": over,
        "rows": [(x, _answers(x), holders[x.stock_id or 0]) for x in page],
        "systems": [(x, waiting_count(x)) for x in OutsideSystem.objects.order_by("name")],
    }
    return render(request, "operations/outside.html", context)


@require_POST
@permission_required(STOCK)
def settle(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Settle one disagreement, or take an order's pieces from elsewhere."""
    given: dict[str, Any] = {"caller": caller_of(request, Door.CLASSIC), "now": timezone.now()}
    number = request.POST.get("move", "")[:20]
    with refusals_told(request, _("Settled.")):
        if number:
            services.staff_allocation_move(**given, conflict_id=conflict_id, number=number)
        else:
            conflict_settle(
                **given,
                name=request.user.name if isinstance(request.user, User) else "",
                conflict_id=conflict_id,
                answer=request.POST.get("answer", ""),
                note=request.POST.get("note", "").replace("\x00", ""),
            )
    return redirect("operations:outside")


@require_POST
@permission_required(STOCK)
def now(request: HttpRequest) -> HttpResponse:
    """Ask for a round at once."""
    with transaction.atomic():
        enqueue("catalog.sync_stock")
    messages.info(request, _("A round has been asked for. Look again in a moment."))
    return redirect("operations:outside")


def _answers(found: StockConflict) -> list[tuple[str, object]]:
    return [(x, ANSWER_LABELS[x]) for x in ANSWERS[found.kind]]


def _holders(stock_ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Return for each stock row the orders that hold pieces of it."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = Allocation.objects.filter(stock__in=stock_ids, state=Allocation.State.HELD).order_by("-pk")
    for stock_id, number, quantity in rows.values_list("stock", "line__order__number", "quantity"):
        found[stock_id].append((number, quantity))
    return found
