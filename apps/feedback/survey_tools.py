"""The survey for every door."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.feedback.surveys import MAX_TEXT, survey_answer, survey_of, survey_remove
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult, UndoStep


class RateConversation(Arguments):
    """conversation_id: None is the one that is going on."""

    score: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    conversation_id: UUID | None = None


class RemoveSurvey(Arguments):
    conversation_id: UUID


@tool(RateConversation, risk=Risk.WRITE)
def rate_conversation(caller: Caller, arguments: RateConversation) -> ToolResult:
    """Say how a conversation was, from 1 to 5, with words or without."""
    key, now = str(arguments.conversation_id or caller.conversation_id), timezone.now()
    before = survey_of(person=caller.person, conversation_id=key)
    survey_answer(
        person=caller.person, conversation_id=key, score=arguments.score, text=arguments.text, now=now
    )
    event_record(
        name=EventName.CONVERSATION_RATED,
        caller=caller,
        now=now,
        score=arguments.score,
        conversation=key,
        with_words=bool(arguments.text.strip()),
    )
    undo = UndoStep("remove_conversation_rating", {"conversation_id": key})
    if before is not None:
        back = {"score": before.score, "text": before.text, "conversation_id": key}
        undo = UndoStep("rate_conversation", back)
    return ToolResult(arguments.score, changed=_("Thank you for telling us."), undo=undo)


@tool(RemoveSurvey, risk=Risk.WRITE)
def remove_conversation_rating(caller: Caller, arguments: RemoveSurvey) -> ToolResult:
    """Take back what was said of a conversation."""
    survey_remove(person=caller.person, conversation_id=str(arguments.conversation_id))
    return ToolResult("", changed=_("Your answer is taken back"))
