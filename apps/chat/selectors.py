"""Reads of conversations; every one is scoped by the person who asks."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.catalog.search_url import search_url
from apps.chat.models import Conversation, Message
from retailgenie.ai.codec import UnreadableJson, block_from_json
from retailgenie.ai.dialogue.render.phrases import chip_intents
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Person
from retailgenie.ai.types import Block, BlockKind, Chip, Language
from retailgenie.lib.errors import NotFound

GOES_ON = timedelta(hours=12)  # a later visit starts afresh; the old thread stays in the history
SHOWN = 60  # messages of a thread that a page shows
INTERFACE_LANGUAGE: dict[str, str] = {
    Language.HINDI: "hi",
    Language.MARATHI: "hi",
    Language.HINGLISH: "en-hinglish",  # locale/en_Hinglish: what it lacks is English
}


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as templates show it."""

    id: int
    role: str
    text: str
    at: datetime
    key: str
    blocks: tuple[Block, ...] = ()
    chips: tuple[Chip, ...] = ()
    language: str = (
        "en"  # of labels and buttons in its blocks: the one it speaks, as far as the interface has it
    )

    @property
    def lang(self) -> str:
        """How HTML names that language (BCP 47)."""
        hinglish = self.language == INTERFACE_LANGUAGE[Language.HINGLISH]
        return str(Language.HINGLISH) if hinglish else self.language


def conversation_get(*, person: Person, conversation_id: uuid.UUID) -> Conversation:
    """Return a person's conversation; raises NotFound, also for somebody else's."""
    found = Conversation.objects.filter(pk=conversation_id, owner_key=person.key).first()
    if found is None:
        raise NotFound(_("There is no such conversation."))
    return found


def conversation_current(*, person: Person, now: datetime) -> Conversation | None:
    """Return the conversation that goes on when this person comes back, or None."""
    recent = Conversation.objects.filter(owner_key=person.key, closed_at=None, updated_at__gte=now - GOES_ON)
    return recent.order_by("-updated_at").first()


@dataclass(frozen=True, slots=True)
class Before:
    """Where a conversation stands when something is said. number: of its last turn, 0 before the first.

    state: after that turn. answered: whether this message was. recent: the person's turns of late, in any conversation.
    """

    number: int
    state: dict[str, Any] | None
    answered: bool
    recent: int


def turn_before(conversation: Conversation, *, client_key: str, since: datetime, now: datetime) -> Before:
    """Return where a locked conversation stands, in one query: every turn asks this before anything else."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [conversation.owner_key, since, now, client_key, conversation.pk])
        recent, answered, number, state = cursor.fetchone()
    return Before(number or 0, json.loads(state) if state else None, bool(answered), recent)


_BEFORE = """
select recent.count, last.answered, last.number, last.state
from (
  select count(*) from chat_turn turn join chat_conversation talk on talk.id = turn.conversation_id
  where talk.owner_key = %s and turn.started_at > %s and turn.started_at <= %s
) recent
left join (
  select number, state, exists(
    select 1 from chat_turn same where same.conversation_id = turn.conversation_id and same.client_key = %s
  ) answered
  from chat_turn turn where conversation_id = %s order by number desc limit 1
) last on true
"""


def thread(conversation: Conversation | None) -> list[MessageView]:
    """Return the last SHOWN messages, oldest first."""
    if conversation is None:
        return []
    rows = conversation.messages.select_related("turn").order_by("-id")[:SHOWN]
    return [message_view(row) for row in reversed(rows)]


def news_get(*, person: Person, message_id: int) -> MessageView:
    """Return a message that nobody asked for, of a conversation of this person; raises NotFound."""
    rows = Message.objects.filter(conversation__owner_key=person.key, turn=None).select_related(
        "conversation"
    )
    found = rows.filter(pk=message_id).first()
    if found is None:
        raise NotFound(_("There is no such message."))
    return message_view(found)


def interface_language(language: str) -> str:
    """Return the language of cards and refusals for one that is spoken; Marathi is answered in Hindi."""
    return INTERFACE_LANGUAGE.get(language, "en")


def classic_url_of(state: dict[str, Any]) -> str:
    """Return the classic page that shows what the conversation is about: its last search, else the shop's front."""
    query = DialogueState.from_json(state).query
    return search_url(query) if query is not None else reverse("catalog:home")


def classic_url(conversation: Conversation | None) -> str:
    """Return where "Classic" leads from a conversation."""
    last = conversation.turns.order_by("-number").first() if conversation else None
    return classic_url_of(last.state if last else {})


def message_view(message: Message) -> MessageView:
    """Read a stored message; blocks of a form that is no longer known are left out."""
    blocks = tuple(block for data in message.blocks if (block := _block(data)) is not None)
    asks_yes = any(block.kind is BlockKind.CONFIRM for block in blocks)
    return MessageView(
        id=message.pk,
        role=message.role,
        text=message.text,
        at=message.at,
        key=message.turn.client_key if message.turn else "",
        blocks=blocks,
        chips=tuple(
            Chip(label=row["label"], say=row["say"])
            for row in message.chips
            if not (asks_yes and _is_answer(row["say"]))
        ),
        language=interface_language(message.turn.language if message.turn else message.conversation.language),
    )


def _is_answer(words: str) -> bool:
    """Whether a chip says yes or no, which the buttons of a card say already."""
    return chip_intents().get(words.casefold(), ("",))[0] in ("confirm", "deny")


def _block(data: dict[str, object]) -> Block | None:
    try:
        block = block_from_json(data)
    except (UnreadableJson, KeyError, ValueError):
        return None
    needs_data = block.kind not in (BlockKind.TEXT, BlockKind.RECEIPT)
    return None if needs_data and block.data is None else block
