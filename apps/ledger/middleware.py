"""Records what people do in the classic view, so that both ways of shopping are measured alike.

A page opened is a `page_viewed`, a form sent or a part of a page asked for is a `clicked`; turns of a conversation are
recorded by the chat itself. Staff and support pages are work, not shopping, and are left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from apps.accounts.callers import caller_of
from apps.ledger.events import event_record
from apps.ledger.modality import modality_seen
from apps.ledger.models import EventName, Modality
from retailgenie.ai.tools.types import Door
from retailgenie.lib.limits import TooManyRequests

SHOPPING = frozenset({"catalog", "orders", "accounts", "content", "tickets"})
TALKING = frozenset({"chat:home", "chat:talk", "chat:conversation"})
MS = 1000


class ShoppingEventsMiddleware:
    """Appends one event for each request to a page of the classic view that worked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and response.status_code < 400:
            _note(request, match, (time.perf_counter() - started) * MS)
        return response


def _note(request: HttpRequest, match: ResolverMatch, elapsed_ms: float) -> None:
    try:
        if SHOPPING & set(match.namespaces):
            _record(request, match.view_name, elapsed_ms)
        elif match.view_name in TALKING and request.method == "GET":
            caller, now = caller_of(request, Door.CHAT), timezone.now()
            talk = Modality.CONVERSATION
            modality_seen(request.session, caller=caller, modality=talk, view=match.view_name, now=now)
    except (DatabaseError, TooManyRequests):
        # The person has their page; a lost measurement must not take it away.
        return


def _record(request: HttpRequest, view: str, elapsed_ms: float) -> None:
    opened = request.method == "GET" and not request.headers.get("HX-Request")
    caller, now = caller_of(request, Door.CLASSIC), timezone.now()
    if opened:
        modality_seen(request.session, caller=caller, modality=Modality.CLASSIC, view=view, now=now)
    event_record(
        name=EventName.PAGE_VIEWED if opened else EventName.CLICKED,
        caller=caller,
        now=now,
        view=view,
        ms=round(elapsed_ms, 1),
    )
