"""What the ledger keeps of a person: log-ins are events, and erasing cuts every link to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.claims import on_login
from apps.accounts.models import User
from apps.accounts.services import on_erase
from apps.ledger.events import event_record, pseudonym_erase
from apps.ledger.models import Approval, EventName, OutboxMessage, Receipt
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
    email = User.objects.filter(pk=owner_key.removeprefix("user:")).values_list("email", flat=True).first()
    if email:
        OutboxMessage.objects.filter(recipient=email).delete()
    pseudonym_erase(owner_key=owner_key)


on_erase(ledger_erase)
