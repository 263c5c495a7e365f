"""A person's conversations: handed over at log-in, part of their export, gone with their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.claims import on_login
from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.catalog.memory import on_forget
from apps.chat.memory import conversations_forget
from apps.chat.models import Conversation, Message
from retailgenie.ai.tools.types import Person


@on_login
def conversations(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand the visitor's conversations over."""
    Conversation.objects.filter(owner_key=visitor.key).update(owner_key=owner.key, updated_at=now)


def conversations_export(owner_key: str) -> list[dict[str, Any]]:
    """Return what was said, oldest first."""
    rows = Message.objects.filter(conversation__owner_key=owner_key).order_by("id")
    return [
        {"conversation": str(conversation), "at": at.isoformat(), "from": role, "text": text}
        for conversation, at, role, text in rows.values_list("conversation_id", "at", "role", "text")
    ]


def conversations_erase(owner_key: str) -> None:
    """Remove every conversation of a person; events stay, nameless."""
    Conversation.objects.filter(owner_key=owner_key).delete()


on_forget(conversations_forget)
on_export("conversations", conversations_export)
on_erase(conversations_erase)

keeps(
    "chat.Conversation",
    "chat.Message",
    "chat.Turn",
    "chat.TurnEvent",
    what=_("Your conversations with the assistant"),
    erased=_("Removed."),
    part="conversations",
)
