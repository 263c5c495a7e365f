"""The hash chain over everything that changed something: an edited, added or deleted row is found."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.ledger.models import AuditEntry, AuditHead
from retailgenie.ai.tools.types import Door

HEAD_ID = 1
START = "0" * 64


def _sign(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _digest(entry: AuditEntry) -> str:
    row = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.door,
        entry.action,
        entry.target,
        entry.details,
        entry.previous_digest,
    ]
    return _sign(json.dumps(row, sort_keys=True, ensure_ascii=False))


@transaction.atomic
def audit_append(
    *,
    actor: str,
    door: Door,
    action: str,
    now: datetime,
    target: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one link. Call it last in a transaction: the head's lock orders all writers until commit."""
    AuditHead.objects.get_or_create(pk=HEAD_ID, defaults={"digest": START, "signature": _sign(f"0:{START}")})
    head = AuditHead.objects.select_for_update().get(pk=HEAD_ID)
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=now,
        actor=actor,
        door=door,
        action=action,
        target=target,
        details=details or {},
        previous_digest=head.digest,
    )
    entry.digest = _digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.digest = entry.sequence, entry.digest
    head.signature = _sign(f"{head.sequence}:{head.digest}")
    head.save()
    return entry


def audit_faults() -> Iterator[str]:
    """Yield one line for each broken link; an empty run proves the chain whole."""
    previous, expected = START, 1
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield f"Entries {expected} to {entry.sequence - 1} are missing."
        if entry.previous_digest != previous and entry.sequence == expected:
            yield f"Entry {entry.sequence} does not follow the one before it."
        if entry.digest != _digest(entry):
            yield f"Entry {entry.sequence} ({entry.action}) was changed."
        previous, expected = entry.digest, entry.sequence + 1
    head = AuditHead.objects.filter(pk=HEAD_ID).first()
    if head is None:
        if expected > 1:
            yield "The head of the chain is missing."
        return
    if head.signature != _sign(f"{head.sequence}:{head.digest}"):
        yield "The head of the chain was changed."
    if head.sequence != expected - 1 or head.digest != previous:
        yield f"The chain should end at {head.sequence}; it ends at {expected - 1}."
