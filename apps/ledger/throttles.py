"""Limits of the REST door: by address, and by person or token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.accounts.middleware import VISITOR_KEY
from apps.accounts.models import ServiceToken, User
from retailgenie.lib.addresses import address_of
from retailgenie.lib.limits import limit_take

if TYPE_CHECKING:  # DRF imports this file while it loads its views
    from rest_framework.views import APIView


class CallerThrottle(BaseThrottle):
    """Raises TooManyRequests itself, which says more than DRF's own answer."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        now = timezone.now()
        limit_take("rest_address", address_of(request._request), now=now)  # noqa: SLF001 - DRF has no public way to it
        limit_take("rest_person", _person_key(request), now=now)
        return True


def _person_key(request: Request) -> str:
    if isinstance(request.auth, ServiceToken):
        return f"token:{request.auth.pk}"
    if isinstance(request.user, User):
        return f"user:{request.user.pk}"
    return str(request.session.get(VISITOR_KEY, ""))
