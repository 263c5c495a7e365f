"""The log of conversations: each turn's event, and the replay that makes states and replies of it again."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.chat.engine import context_around
from apps.chat.models import Conversation, Message, Turn, TurnEvent
from retailgenie.ai.codec import UnreadableJson, to_json
from retailgenie.ai.dialogue.context import TurnContext, TurnResult
from retailgenie.ai.dialogue.event_json import event_from_json, event_to_json
from retailgenie.ai.dialogue.recording import Event, ReplayDiffers, replayed
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.lib.errors import NotFound

logger = logging.getLogger(__name__)

KEPT = timedelta(
    days=90
)  # after a conversation's last word: until then somebody may ask how it came to its answer
MOST_BYTES = 200_000  # of one event; eight times the largest of the benchmark's script


class Found(StrEnum):
    """What a replay found of a turn."""

    SAME = "same"
    DIFFERS = "differs"
    NO_EVENT = "no event"  # forgotten, swept, or of before there was a log: the stored state stands in for it


@dataclass(frozen=True, slots=True)
class ReplayedTurn:
    """One turn beside its replay. why: the parts that differ. state: as the events make it, None without a replay."""

    number: int
    found: Found
    why: str = ""
    state: dict[str, Any] | None = None


def event_append(turn: Turn, event: Event) -> None:
    """Keep what made a turn, in its transaction; one that is too large is left out and the server's log says so."""
    happened = json.dumps(event_to_json(event), ensure_ascii=False, separators=(",", ":"))
    size = len(happened.encode())
    if size > MOST_BYTES:
        logger.error("The event of turn %s has %d bytes and is not kept.", turn, size)
        return
    TurnEvent.objects.create(turn=turn, happened=happened)


def conversation_replay(*, conversation_id: uuid.UUID) -> list[ReplayedTurn]:
    """Take every turn again from the log, without the shop, and compare; raises NotFound.

    It begins with a fresh state, and after a turn without an event with the stored state.
    """
    if not Conversation.objects.filter(pk=conversation_id).exists():
        raise NotFound(_("There is no such conversation."))
    turns = Turn.objects.filter(conversation_id=conversation_id).order_by("number")
    return list(_replayed(turns.select_related("event").prefetch_related("messages"), conversation_id))


@transaction.atomic
def conversation_rebuild(*, conversation_id: uuid.UUID) -> list[ReplayedTurn]:
    """Make stored states anew of the log where nothing but the state differs; returns the turns that were changed.

    Where answers differ too, another engine wrote the log, and its states stay.
    """
    Conversation.objects.select_for_update().filter(pk=conversation_id).first()
    found = conversation_replay(conversation_id=conversation_id)
    wrong = [turn for turn in found if turn.why == "state"]
    for turn in wrong:
        Turn.objects.filter(conversation_id=conversation_id, number=turn.number).update(state=turn.state)
    return wrong


def log_sweep(*, now: datetime) -> int:
    """Remove the events of conversations that were left KEPT ago; returns how many."""
    old = TurnEvent.objects.filter(turn__conversation__updated_at__lt=now - KEPT)
    return old.delete()[0]


def _replayed(turns: Any, conversation_id: uuid.UUID) -> Iterator[ReplayedTurn]:
    around, state = context_around(conversation_id), DialogueState()
    for turn in turns:
        event = getattr(turn, "event", None)
        if event is None:
            state = DialogueState.from_json(turn.state)
            yield ReplayedTurn(turn.number, Found.NO_EVENT)
            continue
        try:
            result = _again(event, around, state)
        except (ReplayDiffers, UnreadableJson) as error:
            state = DialogueState.from_json(turn.state)
            yield ReplayedTurn(turn.number, Found.DIFFERS, str(error))
            continue
        made = _plain(result.state.to_json())
        state = DialogueState.from_json(made)
        why = ", ".join(_differing(turn, result, made))
        yield ReplayedTurn(turn.number, Found.DIFFERS if why else Found.SAME, why, made)


def _again(stored: TurnEvent, around: TurnContext, state: DialogueState) -> TurnResult:
    event = event_from_json(json.loads(stored.happened), around)
    return next(replayed([_in_shop_time(event)], state))


def _in_shop_time(event: Event) -> Event:
    return Event(event.message, event.context, timezone.localtime(event.now), event.answers, event.reading)


def _differing(turn: Turn, result: TurnResult, made: dict[str, Any]) -> Iterator[str]:
    """Name what is not as it was stored: the state, what was understood, what was answered."""
    reply, answer = result.reply, _answer(turn)
    if made != turn.state:
        yield "state"
    if [type(command).__name__ for command in result.commands] != turn.commands:
        yield "commands"
    if str(reply.language) != turn.language:
        yield "language"
    if answer is None or _plain([to_json(block) for block in reply.blocks]) != answer.blocks:
        yield "blocks"
    if answer is None or [asdict(chip) for chip in reply.chips] != answer.chips:
        yield "chips"


def _answer(turn: Turn) -> Message | None:
    return next((message for message in turn.messages.all() if message.role == Message.Role.ASSISTANT), None)


def _plain(data: Any) -> Any:
    """Return data as it comes back from a jsonb column: lists for tuples, keys by length and then by letters."""
    if isinstance(data, dict):
        return {key: _plain(data[key]) for key in sorted(data, key=lambda name: (len(name.encode()), name))}
    return [_plain(item) for item in data] if isinstance(data, list | tuple) else data
