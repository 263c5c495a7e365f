"""The page of what the shop remembers of a person: seen, forgotten, allowed and stopped, without a script."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.catalog.memory_shown import item_shown
from apps.ledger.pages import answer, read, write
from retailgenie.ai.types import MemoryView


@require_safe
@login_required
@never_cache
def memory(request: HttpRequest) -> HttpResponse:
    """What is remembered, item by item."""
    view: MemoryView = read(request, "list_memory")
    items = [item_shown(item) for item in view.items]
    return render(request, "catalog/memory.html", {"memory": view, "items": items})


@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    """Agree to be remembered; the confirm page says to what."""
    outcome = write(request, "allow_memory")
    return answer(request, outcome, done=reverse("catalog:memory"), carries=False)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget the named item, or everything where the form names none."""
    keys = [key.replace("\x00", "")[:160] for key in request.POST.getlist("key")[:100]]
    outcome = write(request, "forget_memory", keys=keys)
    return answer(request, outcome, done=reverse("catalog:memory"))


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop being remembered."""
    return answer(request, write(request, "stop_memory"), done=reverse("catalog:memory"))
