"""The base of every error that a person may read; one handler a door turns it into {code, message, details}."""

from __future__ import annotations

from typing import Any, ClassVar


class ShopError(Exception):
    """Something was refused and nothing was changed.

    code is stable and for programs, the message says what to do and is for people,
    status is the HTTP status that REST answers with.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(ShopError):
    """The thing does not exist or belongs to somebody else; strangers can't tell which."""

    code = "not_found"
    status = 404


class PermissionMissing(ShopError):
    """The caller lacks a permission that this door asks for."""

    code = "permission_missing"
    status = 403


class LoginRequired(ShopError):
    """Only a logged-in person can do this; after log-in the same request will work."""

    code = "login_required"
    status = 401
