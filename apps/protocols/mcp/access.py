"""From the headers of an MCP request to who acts: a bearer token's person, or nobody who may read the catalogue."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.callers import caller_for
from apps.accounts.services import token_owner
from apps.protocols.agents import agent_admit
from apps.protocols.models import Agent
from retailgenie.ai.tools.types import Caller, Door, Tool
from retailgenie.ai.types import Language
from retailgenie.lib.errors import ShopError

ANONYMOUS = "anonymous"


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


def access_of(*, authorization: str, address: str, language: Language, now: datetime) -> Access:
    """Return who acts; raises TokenUnknown, DoorClosed, AgentStopped or TooManyRequests."""
    scheme, _space, secret = authorization.partition(" ")
    if not authorization:
        return _anonymous(address, language, now)
    found = token_owner(secret=secret.strip(), now=now) if scheme.lower() == "bearer" else None
    if found is None:
        raise TokenUnknown(_("This token is unknown, expired or revoked."))
    user, token = found
    agent_admit(key=token.agent, kind=Agent.Kind.TOKEN, name=token.name, door=Door.MCP, now=now)
    caller = caller_for(user, visitor_id="", door=Door.MCP, language=language)
    return Access(replace(caller, only=frozenset(token.scopes), agent=token.agent), has_token=True)


def _anonymous(address: str, language: Language, now: datetime) -> Access:
    """One visitor an address and key, so that the ledger counts them apart without keeping addresses."""
    agent_admit(
        key=ANONYMOUS, kind=Agent.Kind.ANONYMOUS, name=ANONYMOUS, door=Door.MCP, now=now, address=address
    )
    mark = hmac.new(settings.PSEUDONYM_KEY.encode(), f"mcp:{address}".encode(), hashlib.sha256).hexdigest()[
        :24
    ]
    caller = caller_for(None, visitor_id=f"mcp-{mark}", door=Door.MCP, language=language)
    return Access(replace(caller, agent=ANONYMOUS), has_token=False)
