"""Gives every request a `person`: the logged-in user, or a visitor known by the signed session."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from apps.accounts.models import User
from retailgenie.ai.tools.types import Person
from retailgenie.lib.addresses import address_of
from retailgenie.lib.limits import limit_take

VISITOR_KEY = "visitor_id"


def person_of(user: object, session: SessionBase) -> Person:
    """Return who acts; a new visitor gets an id that lives as long as the session."""
    visitor = cast(str | None, session.get(VISITOR_KEY))
    if isinstance(user, User) and user.is_authenticated:
        return Person(user_id=user.pk, visitor_id=visitor or "")
    if visitor is None:
        visitor = str(uuid.uuid4())
        session[VISITOR_KEY] = visitor
    return Person(visitor_id=visitor)


class PersonMiddleware:
    """Sets `request.person`, computed when first read so that static pages start no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _person(request: HttpRequest) -> Person:
    """Return who acts; raises TooManyRequests where one address brings new visitors as only a script does."""
    known = isinstance(request.user, User) or VISITOR_KEY in request.session
    if not known:
        limit_take("new_visitor_address", address_of(request), now=timezone.now())
    return person_of(request.user, request.session)
