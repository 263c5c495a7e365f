"""The demo's password is published: outside a shop on one machine it opens nothing and can't be chosen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


def is_refused(password: str | None) -> bool:
    """Say whether this is the published password in a shop that doesn't take it."""
    return password == settings.DEMO_PASSWORD and not settings.DEMO_PASSWORDS_ALLOWED


class DemoPasswordGate:
    """Stands before the backends that know people, and lets nobody past with the published password.

    It knows no people itself, so it is no BaseBackend: Django would take it for the one that loads them.
    """

    def authenticate(
        self, request: HttpRequest | None, password: str | None = None, **credentials: Any
    ) -> None:
        if is_refused(password):
            raise PermissionDenied


class NotTheDemoPassword:
    """A password rule: the published one can't be chosen."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_refused(password):
            raise ValidationError(self.get_help_text(), code="demo_password")

    def get_help_text(self) -> str:
        return _("The password of the demo can't be used here.")
