"""A turn: one thing said, one answer, kept together with the state that follows from it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.catalog.memory import memory_of
from apps.chat.engine import respond, turn_context
from apps.chat.errors import TooManyMessages
from apps.chat.incoming import Said
from apps.chat.live import message_announce
from apps.chat.log import event_append
from apps.chat.models import Conversation, Message, Turn
from apps.chat.router import routes_note
from apps.chat.selectors import MessageView, classic_url_of, interface_language, message_view, turn_before
from apps.ledger.events import event_record, events_together
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import EventName
from retailgenie.ai.codec import to_json
from retailgenie.ai.dialogue.context import TurnResult
from retailgenie.ai.dialogue.recording import Event, Recorder
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Caller, Outcome, Person
from retailgenie.ai.types import Language
from retailgenie.lib.errors import NotFound
from retailgenie.lib.limits import limit_take

FORGETTING = frozenset({"forget_memory", "stop_memory"})
LIMIT_WINDOW = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answered:
    """A stored turn. again: it had been answered before, and nothing was done this time."""

    conversation_id: uuid.UUID
    person_message: MessageView
    reply: MessageView
    classic_url: str
    again: bool = False


class CallerToolbox:
    """The shop's tools, bound to one caller; the dialogue has no other way to act."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def speak(self, language: Language) -> None:
        """Let cards, refusals and e-mails of this turn be in the language that the person talks."""
        self._caller = replace(self._caller, language=language)
        translation.activate(interface_language(language))

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        return execute_tool(self._caller, tool, arguments, approval)

    def undo(self, receipt_id: str) -> Outcome:
        return undo_receipt(self._caller, receipt_id)


def conversation_open(*, caller: Caller, now: datetime) -> Conversation:
    """Start a conversation for whoever calls."""
    conversation = Conversation.objects.create(
        owner_key=caller.person.key, language=caller.language, started_at=now, updated_at=now
    )
    bound = replace(caller, conversation_id=str(conversation.pk))
    event_record(name=EventName.CONVERSATION_STARTED, caller=bound, now=now)
    return conversation


def conversation_close(*, caller: Caller, now: datetime) -> int:
    """End the person's open conversations, so that the next word starts a new one; returns how many."""
    return Conversation.objects.filter(owner_key=caller.person.key, closed_at=None).update(closed_at=now)


def agent_message_add(*, conversation_id: uuid.UUID, text: str, now: datetime) -> Message:
    """Put a support agent's words into a conversation; raises NotFound. Who may do so is the caller's business."""
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None:
        raise NotFound(_("There is no such conversation."))
    said = Message.objects.create(conversation=conversation, role=Message.Role.AGENT, text=text, at=now)
    message_announce(said)
    return said


@transaction.atomic
@events_together()
def take_turn(*, said: Said, caller: Caller, user: User | None, now: datetime) -> Answered:
    """Answer one message. The same client_key again gives the stored answer; two tabs wait for each other.

    Everything that the turn's tools change is committed with the turn or not at all. Raises NotFound for a
    conversation of somebody else, TooManyMessages, and whatever the engine can't handle.
    """
    conversation = _locked(said, caller, now)
    before = turn_before(conversation, client_key=said.client_key, since=now - LIMIT_WINDOW, now=now)
    if before.answered:
        stored = conversation.turns.get(client_key=said.client_key)
        return _answered(stored, *stored.messages.order_by("id")[:2], again=True)
    _check_pace(caller, before.recent, now)
    bound = replace(
        caller,
        conversation_id=str(conversation.pk),
        language=Language(conversation.language) if before.number else caller.language,
    )
    toolbox = CallerToolbox(bound)
    memory = memory_of(person=caller.person, now=now)
    context = turn_context(user, conversation, speak=toolbox.speak, memory=memory)
    recorder, message = Recorder(toolbox), said.tap or said.text
    with translation.override(translation.get_language()):  # what `speak` changes ends with the turn
        result = respond(
            state=DialogueState.from_json(before.state),
            message=message,
            toolbox=recorder,
            context=context,
            now=now,
        )
    turn = _turn_store(conversation, said, result, number=before.number + 1, now=now)
    if not _forgot(result):
        event_append(turn, Event(message, context, now, tuple(recorder.answers), result.reading))
    messages = _messages_store(turn, result, now)
    _note(turn, bound, result, now)
    routes_note(result.reply.blocks, caller=bound, now=now)
    return _answered(turn, *messages, again=False)


def _locked(said: Said, caller: Caller, now: datetime) -> Conversation:
    if said.conversation_id is None:
        _lock_owner(caller.person)
        known = Turn.objects.filter(
            client_key=said.client_key, conversation__owner_key=caller.person.key
        ).first()
        opened = known.conversation if known else conversation_open(caller=caller, now=now)
        return Conversation.objects.select_for_update().get(pk=opened.pk)
    found = (
        Conversation.objects.select_for_update()
        .filter(pk=said.conversation_id, owner_key=caller.person.key)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such conversation."))
    return found


def _lock_owner(person: Person) -> None:
    """Let the first messages of one person wait for each other: there is no row yet that could be locked."""
    number = int.from_bytes(hashlib.sha256(f"chat:{person.key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])


def _check_pace(caller: Caller, recent: int, now: datetime) -> None:
    limit_take("chat_address", caller.address, now=now)
    if recent >= settings.CHAT_TURNS_PER_10_SECONDS:
        raise TooManyMessages(_("That was a lot at once. Please give me a few seconds."))


def _turn_store(
    conversation: Conversation,
    said: Said,
    result: TurnResult,
    *,
    number: int,
    now: datetime,
) -> Turn:
    reply = result.reply
    conversation.updated_at = now
    conversation.language = reply.language
    conversation.closed_at = None
    conversation.save(update_fields=["updated_at", "language", "closed_at"])
    return Turn.objects.create(
        conversation=conversation,
        number=number,
        client_key=said.client_key,
        said=said.text,
        language=reply.language,
        intents=[asdict(score) for score in reply.intents],
        commands=[type(command).__name__ for command in result.commands],
        state=result.state.to_json(),
        trace=reply.trace,
        started_at=now,
        finished_at=now + timedelta(milliseconds=_milliseconds(result)),
    )


def _forgot(result: TurnResult) -> bool:
    """Whether the turn itself made the shop forget something: what it was given must not stay with it."""
    calls = result.reply.trace.get("tools", [])
    return isinstance(calls, list) and any(call["tool"] in FORGETTING for call in calls)


def _messages_store(turn: Turn, result: TurnResult, now: datetime) -> tuple[Message, Message]:
    """Keep both sides of a turn: what was said, what was answered."""
    reply = result.reply
    common = {"conversation": turn.conversation, "turn": turn, "at": now}
    said = Message.objects.create(role=Message.Role.PERSON, text=turn.said, **common)
    answer = Message.objects.create(
        role=Message.Role.ASSISTANT,
        text="\n".join(block.text for block in reply.blocks if block.text),
        blocks=[to_json(block) for block in reply.blocks],
        chips=[asdict(chip) for chip in reply.chips],
        **common,
    )
    return said, answer


def _milliseconds(result: TurnResult) -> float:
    elapsed = result.reply.trace.get("ms", 0)
    return float(elapsed) if isinstance(elapsed, int | float) else 0.0


def _note(turn: Turn, caller: Caller, result: TurnResult, now: datetime) -> None:
    intent = result.reply.intents[0] if result.reply.intents else None
    event_record(
        name=EventName.TURN_TAKEN,
        caller=caller,
        now=now,
        number=turn.number,
        intent=intent.name if intent else "",
        score=round(intent.score, 3) if intent else None,
        language=str(result.reply.language),
        ms=round(_milliseconds(result), 1),
    )


def _answered(turn: Turn, person: Message, reply: Message, *, again: bool) -> Answered:
    return Answered(
        turn.conversation_id, message_view(person), message_view(reply), classic_url_of(turn.state), again
    )
