"""Each log-in and sign-up is an event."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from retailgenie.ai.tools.types import Caller, Door, Person


@on_login
def logged_in(visitor: Person, owner: Person, now: datetime) -> None:
    event_record(name=EventName.LOGGED_IN, caller=Caller(person=owner, door=Door.CLASSIC), now=now)
