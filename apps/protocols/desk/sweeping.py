"""Agents' sessions that nobody needs any more: closed when they expire, emptied of personal data after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.ledger.execution import execute_tool
from apps.protocols.desk.sessions import caller_of_session
from apps.protocols.models import AgentSession

KEPT = timedelta(days=30)  # as long as an agent may ask what became of a checkout


def sessions_sweep(*, now: datetime, limit: int = 500) -> int:
    """Cancel expired sessions and forget the person of old ones; returns how many were touched."""
    expired = AgentSession.objects.filter(state=AgentSession.State.OPEN, expires_at__lte=now)
    ended = 0
    for session in expired.select_related("agent").order_by("pk")[:limit]:
        changed = AgentSession.objects.filter(
            pk=session.pk, state=AgentSession.State.OPEN, expires_at__lte=now
        )
        if changed.update(state=AgentSession.State.CANCELED, cancel_reason="expired", updated_at=now):
            execute_tool(caller_of_session(session), "empty_cart", {})
            ended += 1
    old = AgentSession.objects.exclude(state=AgentSession.State.OPEN).filter(updated_at__lt=now - KEPT)
    for session in old.exclude(choices={})[:limit]:
        session_forget(session)
        ended += 1
    return ended


def session_forget(session: AgentSession) -> None:
    """Take out whom a session was for; its lines and prices stay."""
    session.choices = {}
    session.given = {key: session.given[key] for key in ("line_ids", "bill", "codes") if key in session.given}
    session.save(update_fields=["choices", "given"])
