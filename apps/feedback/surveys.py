"""The survey of a conversation: one question, 1 to 5, with words for those who have some."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.chat.models import Conversation
from apps.feedback.models import Survey
from retailgenie.ai.tools.types import Person
from retailgenie.lib.errors import NotFound

MAX_TEXT = 1_000  # characters


@transaction.atomic
def survey_answer(
    *, person: Person, conversation_id: str, score: int, now: datetime, text: str = ""
) -> Survey:
    """Keep a person's answer on their own conversation; the last one counts. Raises NotFound."""
    _own(person, conversation_id)
    row, _made = Survey.objects.update_or_create(
        conversation_id=conversation_id,
        defaults={"owner_key": person.key, "score": score, "text": text.strip()[:MAX_TEXT], "at": now},
    )
    return row


def survey_of(*, person: Person, conversation_id: str) -> Survey | None:
    """Return the answer on a conversation, None for one without; raises NotFound for somebody else's."""
    _own(person, conversation_id)
    return Survey.objects.filter(conversation_id=conversation_id).first()


def survey_remove(*, person: Person, conversation_id: str) -> None:
    """Take an answer back; nothing happens where there is none. Raises NotFound."""
    _own(person, conversation_id)
    Survey.objects.filter(conversation_id=conversation_id).delete()


def _own(person: Person, conversation_id: str) -> None:
    own = Conversation.objects.filter(owner_key=person.key)
    if not conversation_id or not own.filter(pk=conversation_id).exists():
        raise NotFound(_("There is no such conversation."))
