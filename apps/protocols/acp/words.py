"""Names of the protocol and its errors: {type, code, message, param}."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from apps.accounts.models import User
from apps.protocols.desk.words import Holder
from apps.protocols.models import Agent
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError

VERSION = "2026-04-17"
SUPPORTED = (VERSION,)
CURRENCY = "inr"
HANDLER_ID = "retailgenie"
PREFIX = "/acp"


class AcpError(ShopError):
    """A request that the protocol refuses."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400
    kind: ClassVar[str] = "invalid_request"

    def __init__(self, message: str, param: str = "") -> None:
        super().__init__(message)
        self.param = param


class Unauthorised(AcpError):
    """The bearer token is missing, unknown, expired, or lacks the scope."""

    code: ClassVar[str] = "unauthorized"
    status: ClassVar[int] = 401


class VersionRefused(AcpError):
    """API-Version is missing or not one of ours."""

    code: ClassVar[str] = "unsupported_api_version"


class KeyMissing(AcpError):
    """Every POST carries an Idempotency-Key."""

    code: ClassVar[str] = "idempotency_key_required"


class KeyConflict(AcpError):
    """The key came with other content."""

    code: ClassVar[str] = "idempotency_conflict"
    status: ClassVar[int] = 422


class Missing(AcpError):
    """There is no such thing for this agent."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404


class NotCancelable(AcpError):
    """A completed or canceled session can't be canceled."""

    code: ClassVar[str] = "not_cancelable"
    status: ClassVar[int] = 405


class Closed(AcpError):
    """A completed or canceled session doesn't change any more."""

    code: ClassVar[str] = "session_closed"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks: a program by its token, for the token's person."""

    agent: Agent
    user: User
    now: datetime

    @property
    def holder(self) -> Holder:
        return Holder(Door.ACP, self.agent, self.user)


@dataclass(frozen=True, slots=True)
class Answer:
    body: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
