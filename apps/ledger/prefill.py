"""What a form should hold when it is opened next: kept in the session, never in an address, for half an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "prefill"
KEPT = timedelta(minutes=30)


def prefill_put(session: SessionBase, form: str, values: dict[str, Any], *, now: datetime) -> None:
    """Keep values for a form; those of an earlier time go."""
    session[SESSION_KEY] = {form: {"at": now.timestamp(), "values": values}}


def prefill_of(session: SessionBase, form: str, *, now: datetime) -> dict[str, Any]:
    """Return what a form should hold, {} where nothing was kept or too long ago."""
    kept = session.get(SESSION_KEY, {}).get(form)
    if kept is None or now.timestamp() - kept["at"] > KEPT.total_seconds():
        return {}
    return dict(kept["values"])


def prefill_drop(session: SessionBase) -> None:
    """Forget it: the form was sent."""
    session.pop(SESSION_KEY, None)
