"""Empties what receipts, approvals and stored answers hold of some tools' calls, when a person takes something back.

That something happened stays; what it was is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from apps.ledger.models import Approval, IdempotencyRecord, Receipt


def traces_empty(*, owner_key: str, tools: Sequence[str], now: datetime) -> None:
    """Take the arguments and results out of everything that these tools left of a person; open cards are void."""
    Receipt.objects.filter(owner_key=owner_key, tool__in=tools).update(
        arguments={}, result=None, undo_tool="", undo_arguments={}, changed=""
    )
    Approval.objects.filter(owner_key=owner_key, tool__in=tools).update(
        arguments={}, card={}, declined_at=Coalesce(F("declined_at"), now)
    )
    endpoints = [f"rest:{tool}" for tool in tools]
    IdempotencyRecord.objects.filter(owner_key=owner_key, endpoint__in=endpoints).update(response=None)


def was_asked(*, owner_key: str, tool: str) -> bool:
    """Say whether a person was ever shown the card of a tool."""
    return Approval.objects.filter(owner_key=owner_key, tool=tool).exists()
