"""What a visitor said goes on as theirs once they log in."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.chat.models import Conversation
from retailgenie.ai.tools.types import Person


@on_login
def conversations(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand the visitor's conversations over."""
    Conversation.objects.filter(owner_key=visitor.key).update(owner_key=owner.key, updated_at=now)
