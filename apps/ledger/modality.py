"""Notes when a person goes from talking to the classic view or back; where they are is kept in their session."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

from apps.ledger.events import event_record
from apps.ledger.models import EventName, Modality
from retailgenie.ai.tools.types import Caller

SESSION_KEY = "modality"


def modality_seen(
    session: SessionBase, *, caller: Caller, modality: Modality, view: str, now: datetime
) -> bool:
    """Record a switch where the person was elsewhere before; the first page of a session is none. Returns whether."""
    before = session.get(SESSION_KEY)
    if before == modality:
        return False
    session[SESSION_KEY] = modality.value
    if before is None:
        return False
    event_record(
        name=EventName.MODALITY_SWITCHED,
        caller=caller,
        now=now,
        before=before,
        after=modality.value,
        view=view,
    )
    return True
