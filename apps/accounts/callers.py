"""From a request, a socket or a token to the typed Caller that tools get."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from apps.accounts.models import User
from apps.accounts.permissions import permissions_of
from retailgenie.ai.tools.types import Caller, Door, Person
from retailgenie.ai.types import Language
from retailgenie.lib.addresses import address_of

View = Callable[..., HttpResponseBase]


def caller_for(
    user: User | None,
    *,
    visitor_id: str,
    door: Door,
    language: Language = Language.ENGLISH,
    conversation_id: str = "",
    address: str = "",
) -> Caller:
    """Build the caller of a logged-in user or (user None) of a visitor."""
    return Caller(
        person=Person(user_id=user.pk if user else None, visitor_id=visitor_id),
        permissions=permissions_of(user),
        door=door,
        language=language,
        conversation_id=conversation_id,
        address=address,
    )


def caller_of(request: HttpRequest, door: Door, *, conversation_id: str = "") -> Caller:
    """Build the caller of a request that passed PersonMiddleware."""
    user = request.user if isinstance(request.user, User) else None
    person = cast(Person, request.person)  # type: ignore[attr-defined]
    language = (
        Language.HINDI if getattr(request, "LANGUAGE_CODE", "en").startswith("hi") else Language.ENGLISH
    )
    return caller_for(
        user,
        visitor_id=person.visitor_id,
        door=door,
        language=language,
        conversation_id=conversation_id,
        address=address_of(request),
    )


def permission_required(name: str) -> Callable[[View], View]:
    """Guard a door for a role: strangers are sent to log in, the wrong role gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if name not in permissions_of(request.user):
                raise PermissionDenied(name)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def login_redirect(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the log-in page and back to where they were."""
    return redirect_to_login(request.get_full_path())
