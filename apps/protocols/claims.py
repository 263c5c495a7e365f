"""What agents' sessions keep of a person is part of their export, and goes when they are erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.protocols.desk.sweeping import session_forget
from apps.protocols.models import AgentSession


def sessions_export(owner_key: str) -> list[dict[str, Any]]:
    """Return the checkouts that agents have made for a person."""
    rows = (
        AgentSession.objects.filter(user_id=_user_id(owner_key))
        .select_related("agent")
        .order_by("created_at")
    )
    return [
        {
            "agent": x.agent.name,
            "state": x.state,
            "order": x.order_number,
            "chosen": x.choices,
            "at": x.created_at.isoformat(),
        }
        for x in rows
    ]


def sessions_erase(owner_key: str) -> None:
    """Forget the person in every session."""
    for session in AgentSession.objects.filter(user_id=_user_id(owner_key)):
        session_forget(session)
        AgentSession.objects.filter(pk=session.pk).update(user=None)


def _user_id(owner_key: str) -> int:
    kind, _colon, key = owner_key.partition(":")
    return int(key) if kind == "user" else 0


on_export("agents", sessions_export)
on_erase(sessions_erase)

keeps(
    "protocols.AgentSession",
    what=_("What other people's agents chose in your name"),
    erased=_("Removed."),
    part="agents",
)
