"""From the headers of an MCP request to who acts: a bearer token's person, or nobody who may read the catalogue."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from apps.accounts.callers import caller_for
from apps.accounts.services import token_owner
from apps.protocols.agents import agent_admit
from apps.protocols.models import Agent
from retailgenie.ai.tools.types import Caller, Door, Tool
from retailgenie.ai.types import Language
from retailgenie.lib.errors import ShopError

ANONYMOUS = "anonymous"
UNDO = "undo_change"
VISIT_PREFIX = "rgv_"
VISIT_SALT = "mcp-visit"
VISIT_LIFE = timedelta(days=30)


class TokenUnknown(ShopError):
    """The bearer token is unknown, expired or revoked."""

    code: ClassVar[str] = "invalid_token"
    status: ClassVar[int] = 401


@dataclass(frozen=True, slots=True)
class Access:
    """Who acts through MCP. has_token: False for those who may only read the catalogue."""

    caller: Caller
    has_token: bool

    def may_use(self, tool: Tool) -> bool:
        """Say whether a tool is open to this caller: without a token only the public ones."""
        return self.caller.may_use(tool) if self.has_token else tool.public

    def may_undo(self) -> bool:
        """Say whether changes may be taken back: also those that the person made elsewhere, so it is a scope too."""
        return self.has_token and (not self.caller.only or UNDO in self.caller.only)


def access_of(*, authorization: str, address: str, language: Language, now: datetime) -> Access:
    """Return who acts; raises TokenUnknown, DoorClosed, AgentStopped or TooManyRequests."""
    scheme, _space, secret = authorization.partition(" ")
    if not authorization:
        return _anonymous(address, language, now)
    if secret.startswith(VISIT_PREFIX):
        return _visitor(secret.strip(), address, language, now)
    found = token_owner(secret=secret.strip(), now=now) if scheme.lower() == "bearer" else None
    if found is None:
        raise TokenUnknown(_("This token is unknown, expired or revoked."))
    user, token = found
    agent_admit(key=token.agent, kind=Agent.Kind.TOKEN, name=token.name, door=Door.MCP, now=now)
    caller = caller_for(user, visitor_id="", door=Door.MCP, language=language)
    return Access(replace(caller, only=frozenset(token.scopes), agent=token.agent), has_token=True)


def visit_token(visitor_id: str = "") -> str:
    """Return a token with which an agent shops for somebody who has no account, as a visitor of the pages does.

    visitor_id: an existing visitor; without it a new one.
    """
    return VISIT_PREFIX + signing.dumps(visitor_id or f"agent-{uuid.uuid4()}", salt=VISIT_SALT)


def _visitor(secret: str, address: str, language: Language, now: datetime) -> Access:
    try:
        visitor = signing.loads(secret.removeprefix(VISIT_PREFIX), salt=VISIT_SALT, max_age=VISIT_LIFE)
    except signing.BadSignature as error:  # too old is one of these
        raise TokenUnknown(_("This token is unknown, expired or revoked.")) from error
    _admit_anonymous(address, now)
    caller = caller_for(None, visitor_id=str(visitor), door=Door.MCP, language=language)
    return Access(replace(caller, agent=ANONYMOUS), has_token=True)


def _anonymous(address: str, language: Language, now: datetime) -> Access:
    """One visitor an address and key, so that the ledger counts them apart without keeping addresses."""
    _admit_anonymous(address, now)
    mark = hmac.new(settings.PSEUDONYM_KEY.encode(), f"mcp:{address}".encode(), hashlib.sha256).hexdigest()[
        :24
    ]
    caller = caller_for(None, visitor_id=f"mcp-{mark}", door=Door.MCP, language=language)
    return Access(replace(caller, agent=ANONYMOUS), has_token=False)


def _admit_anonymous(address: str, now: datetime) -> None:
    agent_admit(
        key=ANONYMOUS, kind=Agent.Kind.ANONYMOUS, name=ANONYMOUS, door=Door.MCP, now=now, address=address
    )
