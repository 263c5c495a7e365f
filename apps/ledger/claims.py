"""What the ledger keeps of a person: log-ins are events, and erasing cuts every link to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.claims import on_login
from apps.accounts.models import User
from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.ledger.events import event_record, pseudonym_erase
from apps.ledger.models import (
    Approval,
    EventName,
    IdempotencyRecord,
    Notice,
    NoticeChoice,
    OutboxMessage,
    Receipt,
)
from apps.ledger.notice_shown import notice_view
from apps.ledger.notices import choices_of, claim_notices, notices_of
from retailgenie.ai.tools.types import Caller, Door, Person


@on_login
def logged_in(visitor: Person, owner: Person, now: datetime) -> None:
    event_record(name=EventName.LOGGED_IN, caller=Caller(person=owner, door=Door.CLASSIC), now=now)


@transaction.atomic
def ledger_erase(owner_key: str) -> None:
    """Empty what receipts, confirm cards and messages hold of a person; that they happened stays."""
    Approval.objects.filter(owner_key=owner_key).update(arguments={}, card={})
    Receipt.objects.filter(owner_key=owner_key).update(
        arguments={}, result=None, undo_tool="", undo_arguments={}, changed=""
    )
    IdempotencyRecord.objects.filter(owner_key=owner_key).update(response=None)
    Notice.objects.filter(owner_key=owner_key).delete()
    NoticeChoice.objects.filter(owner_key=owner_key).delete()
    OutboxMessage.objects.filter(owner_key=owner_key).delete()
    email = User.objects.filter(pk=owner_key.removeprefix("user:")).values_list("email", flat=True).first()
    if email:
        OutboxMessage.objects.filter(recipient=email).delete()
        NoticeChoice.objects.filter(owner_key=f"email:{email}").delete()
    pseudonym_erase(owner_key=owner_key)


@on_login
def notices(visitor: Person, owner: Person, now: datetime) -> None:
    claim_notices(visitor_key=visitor.key, owner_key=owner.key)


def ledger_export(owner_key: str) -> dict[str, Any]:
    """Return what a person was told, what they chose to be told, and what was done for them."""
    receipts = Receipt.objects.filter(owner_key=owner_key).order_by("at")
    return {
        "told": [
            {"at": row.created_at.isoformat(), "title": notice_view(row).title, "text": notice_view(row).text}
            for row in notices_of(owner_key)
        ],
        "wants_to_be_told": [
            {"kind": kind.value, "by_email": by_email, "in_shop": in_shop}
            for kind, by_email, in_shop in choices_of(owner_key)
        ],
        "done_for_you": [
            {"at": at.isoformat(), "what": tool, "changed": changed, "door": door}
            for at, tool, changed, door in receipts.values_list("at", "tool", "changed", "door")
        ],
    }


on_export("history", ledger_export)
on_erase(ledger_erase)

keeps(
    "ledger.Notice",
    "ledger.NoticeChoice",
    "ledger.OutboxMessage",
    what=_("What we told you, and what you want to be told"),
    erased=_("Removed."),
    part="history",
)
keeps(
    "ledger.Receipt",
    "ledger.Approval",
    "ledger.IdempotencyRecord",
    what=_("What was done for you, and what you said yes to"),
    erased=_("What it was is removed; that something happened stays."),
    part="history",
)
keeps(
    "ledger.Event",
    "ledger.Pseudonym",
    what=_("Which pages were opened and which tools were used, under a made-up name"),
    erased=_("The link from the made-up name to you is destroyed."),
)
keeps(
    "ledger.AuditEntry",
    what=_("The record of everything that moved money or orders, with your number"),
    erased=_("Stays, so that nobody can change the books unseen: it holds your number, never your name."),
)
