"""How far the indexes of the search are, on a page that renews itself while one is being made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.callers import permission_required
from apps.catalog.index_progress import index_steps
from apps.operations.staff.views import CATALOG


@require_safe
@permission_required(CATALOG)
def search_index(request: HttpRequest) -> HttpResponse:
    """Every index with its progress."""
    steps = index_steps()
    context = {"steps": steps, "running": any(step.running for step in steps)}
    template = "operations/search_index.html"
    return render(request, f"{template}#steps" if request.htmx else template, context)  # type: ignore[attr-defined]
