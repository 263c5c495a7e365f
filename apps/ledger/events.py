"""Appends events under keyed pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from apps.ledger.models import Event, EventName, Modality, Pseudonym
from retailgenie.ai.tools.types import Caller, Door

MODALITY_OF_DOOR = {
    Door.CHAT: Modality.CONVERSATION,
    Door.CLASSIC: Modality.CLASSIC,
    Door.SYSTEM: Modality.SYSTEM,
}


COLUMNS = ("name", "pseudonym", "at", "door", "modality", "conversation_id", "properties")
APPEND = """
insert into ledger_event (name, pseudonym, at, door, modality, conversation_id, properties)
select name, pseudonym, at, door, modality, conversation_id, properties
from json_to_recordset(%s::json) as event(
  name text, pseudonym text, at timestamptz, door text, modality text, conversation_id text, properties jsonb
)
"""


@dataclass
class _Together:
    """What a block has to append. depth: of the transaction that the block stands in."""

    depth: int
    rows: list[Event] = field(default_factory=list)
    pseudonyms: dict[str, str] = field(default_factory=dict)


_together: ContextVar[_Together | None] = ContextVar("events_together", default=None)


@contextmanager
def events_together() -> Iterator[None]:
    """Append a block's events at its end, in one go; the block stands in a transaction, and an error leaves none.

    Those of a transaction within it are appended at once: it may be rolled back by itself.
    """
    batch = _Together(len(connection.savepoint_ids))
    token = _together.set(batch)
    try:
        yield
    finally:
        _together.reset(token)
    _append(batch.rows)


def _append(rows: list[Event]) -> None:
    """Insert events in one statement with one parameter: much less work than an array for each column."""
    if not rows:
        return
    values = [{**{name: getattr(row, name) for name in COLUMNS}, "at": row.at.isoformat()} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [json.dumps(values)])


def _batch() -> _Together | None:
    """Return the block that appends later, where nothing but its own transaction can be rolled back."""
    batch = _together.get()
    return batch if batch is not None and len(connection.savepoint_ids) == batch.depth else None


def pseudonym_of(owner_key: str, *, now: datetime) -> str:
    """Return the pseudonym of an owner; without its row (erased) nobody can link the two again."""
    together, batch = _together.get(), _batch()
    if together is not None and owner_key in together.pseudonyms:
        return together.pseudonyms[owner_key]
    found = _stored_pseudonym(owner_key, now)
    if batch is not None:
        batch.pseudonyms[owner_key] = found
    return found


def _stored_pseudonym(owner_key: str, now: datetime) -> str:
    found = Pseudonym.objects.filter(owner_key=owner_key).values_list("pseudonym", flat=True).first()
    if found is not None:
        return found
    nonce = secrets.token_hex(16)
    keyed = hmac.new(settings.PSEUDONYM_KEY.encode(), f"{owner_key}:{nonce}".encode(), hashlib.sha256)
    row, _ = Pseudonym.objects.get_or_create(
        owner_key=owner_key,
        defaults={"nonce": nonce, "pseudonym": keyed.hexdigest()[:32], "created_at": now},
    )
    return row.pseudonym


def event_record(*, name: EventName, caller: Caller, now: datetime, **properties: Any) -> None:
    """Append one event; properties must hold no personal data (ids and numbers only).

    A program that acted for the person is named in `agent`.
    """
    if caller.agent:
        properties["agent"] = caller.agent
    row = Event(
        name=name,
        pseudonym=pseudonym_of(caller.person.key, now=now),
        at=now,
        door=caller.door,
        modality=MODALITY_OF_DOOR.get(caller.door, Modality.API),
        conversation_id=caller.conversation_id,
        properties=properties,
    )
    batch = _batch()
    if batch is None:
        row.save(force_insert=True)
    else:
        batch.rows.append(row)


def pseudonym_erase(*, owner_key: str) -> None:
    """Cut the link between a person and their events; the events stay, nameless."""
    Pseudonym.objects.filter(owner_key=owner_key).delete()
    if (together := _together.get()) is not None:
        together.pseudonyms.pop(owner_key, None)
