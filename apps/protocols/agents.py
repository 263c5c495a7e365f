"""Who comes through an agents' door and whether they may: one rule for every protocol.

The flags "agents-stopped", "mcp-stopped", "ucp-stopped" and "acp-stopped" (on for everybody) close all doors, or one,
within five seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from apps.protocols.models import Agent
from apps.rollout.selectors import flag_is_on
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError
from retailgenie.lib.limits import limit_take

SEEN_EVERY = timedelta(minutes=1)  # so that a busy agent doesn't write one row a request
ALL_DOORS = "agents"


class DoorClosed(ShopError):
    """The shop has closed this door to agents; try again later."""

    code: ClassVar[str] = "door_closed"
    status: ClassVar[int] = 503


class AgentStopped(ShopError):
    """The shop doesn't serve this agent any more; its operator should ask the shop."""

    code: ClassVar[str] = "agent_stopped"
    status: ClassVar[int] = 403


def agent_admit(*, key: str, kind: str, name: str, door: Door, now: datetime, address: str = "") -> Agent:
    """Return the agent behind a request, or raise DoorClosed, AgentStopped or TooManyRequests.

    address: where an anonymous request comes from; those without a token have a limit each, not one together.
    """
    for switch in (ALL_DOORS, door.value):
        if flag_is_on(f"{switch}-stopped", owner_key=ALL_DOORS):
            raise DoorClosed(_("This door is closed to agents at the moment. Please try again later."))
    agent = _seen(key=key, kind=kind, name=name, now=now)
    if agent.is_stopped:
        raise AgentStopped(_("The shop doesn't serve this agent any more. Please ask the shop why."))
    limited = f"{key}:{address}" if kind == Agent.Kind.ANONYMOUS else key
    limit_take("agent", limited, now=now, most=agent.per_minute)
    return agent


def _seen(*, key: str, kind: str, name: str, now: datetime) -> Agent:
    agent = Agent.objects.filter(key=key).first()
    if agent is None:
        values = {"kind": kind, "name": name[:120], "first_seen_at": now, "last_seen_at": now}
        agent, _created = Agent.objects.get_or_create(key=key, defaults=values)
    elif now - agent.last_seen_at > SEEN_EVERY:
        Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)
    return agent
