"""One answer a key: the record is inserted first, in the transaction of the work itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from apps.ledger.models import IdempotencyRecord
from retailgenie.lib.errors import ShopError


class KeyReused(ShopError):
    """The key was used for another request; send a new key."""

    code: ClassVar[str] = "idempotency_conflict"
    status: ClassVar[int] = 409


def request_fingerprint(body: Any) -> str:
    """Return the SHA-256 of a request body in canonical JSON."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@transaction.atomic
def answer_once(
    *, owner_key: str, endpoint: str, key: str, body: Any, now: datetime, work: Callable[[], Any]
) -> tuple[Any, bool]:
    """Return (JSON-safe answer, replayed). A rival with the same key waits for the row and then replays.

    Raises KeyReused when the key came with another body; when work raises, the key is free again.
    """
    mark = request_fingerprint(body)
    IdempotencyRecord.objects.bulk_create(
        [
            IdempotencyRecord(
                owner_key=owner_key, endpoint=endpoint, key=key, fingerprint=mark, created_at=now
            )
        ],
        ignore_conflicts=True,
    )
    row = IdempotencyRecord.objects.select_for_update().get(owner_key=owner_key, endpoint=endpoint, key=key)
    if row.fingerprint != mark:
        raise KeyReused("This Idempotency-Key was used for a different request.")
    if row.completed_at is not None:
        return row.response, True
    row.response = work()
    row.completed_at = now
    row.save(update_fields=["response", "completed_at"])
    return row.response, False
