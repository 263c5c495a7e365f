"""Appends events under keyed pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings

from apps.ledger.models import Event, EventName, Modality, Pseudonym
from retailgenie.ai.tools.types import Caller, Door

MODALITY_OF_DOOR = {
    Door.CHAT: Modality.CONVERSATION,
    Door.CLASSIC: Modality.CLASSIC,
    Door.SYSTEM: Modality.SYSTEM,
}


def pseudonym_of(owner_key: str, *, now: datetime) -> str:
    """Return the pseudonym of an owner; without its row (erased) nobody can link the two again."""
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
    Event.objects.create(
        name=name,
        pseudonym=pseudonym_of(caller.person.key, now=now),
        at=now,
        door=caller.door,
        modality=MODALITY_OF_DOOR.get(caller.door, Modality.API),
        conversation_id=caller.conversation_id,
        properties=properties,
    )


def pseudonym_erase(*, owner_key: str) -> None:
    """Cut the link between a person and their events; the events stay, nameless."""
    Pseudonym.objects.filter(owner_key=owner_key).delete()
