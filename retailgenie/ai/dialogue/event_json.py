"""Events of the log as JSON: what a database keeps of a turn so that it can be taken again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from retailgenie.ai.codec import UnreadableJson, from_json, to_json
from retailgenie.ai.dialogue.context import Tap, TurnContext
from retailgenie.ai.dialogue.recording import Answer, Event
from retailgenie.ai.tools.types import Done, NeedsApproval, Outcome, Refused, ToolResult, UndoStep
from retailgenie.ai.types import Language, MemoryView, Reading

FORM = 1  # of the JSON; another one is not read


def event_to_json(event: Event) -> dict[str, Any]:
    """Return JSON-safe data that `event_from_json` reads back equal, but for the pages and functions of the context."""
    message, context = event.message, event.context
    return {
        "form": FORM,
        "message": {"tap": message.name, "values": message.values} if isinstance(message, Tap) else message,
        "now": event.now.isoformat(),
        "reading": _adapter(Reading).dump_python(event.reading, mode="json", exclude_defaults=True)
        if event.reading
        else None,
        "context": {
            "logged_in": context.logged_in,
            "name": context.name,
            "language": context.language,
            "staff": context.staff,
            "weights": dict(context.weights),
            "memory": _adapter(MemoryView).dump_python(context.memory, mode="json", exclude_defaults=True),
        },
        "answers": [_answer_to_json(answer) for answer in event.answers],
    }


def event_from_json(data: Mapping[str, Any], around: TurnContext) -> Event:
    """Return the event; `around` has the pages and functions. Raises UnreadableJson for what another version wrote."""
    if data.get("form") != FORM:
        raise UnreadableJson(f"This event is of form {data.get('form')!r}.")
    try:
        message, told = data["message"], data["context"]
        context = replace(
            around,
            logged_in=told["logged_in"],
            name=told["name"],
            language=Language(told["language"]) if told["language"] else None,
            staff=told["staff"],
            weights=told["weights"],
            memory=_adapter(MemoryView).validate_python(told["memory"]),
        )
        return Event(
            message if isinstance(message, str) else Tap(message["tap"], **message["values"]),
            context,
            datetime.fromisoformat(data["now"]),
            tuple(_answer_from_json(answer) for answer in data["answers"]),
            _adapter(Reading).validate_python(data["reading"]) if data["reading"] else None,
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise UnreadableJson(str(error)) from error


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _answer_to_json(answer: Answer) -> dict[str, Any]:
    return {
        "tool": answer.tool,
        "arguments": to_jsonable_python(answer.arguments),
        "approval": answer.approval,
        **_outcome_to_json(answer.outcome),
    }


def _outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Done(result, receipt):
            undo = result.undo and [result.undo.tool, to_jsonable_python(result.undo.arguments)]
            return {"done": to_json(result.data), "changed": result.changed, "undo": undo, "receipt": receipt}
        case NeedsApproval(token, card):
            return {"token": token, "card": to_json(card)}
        case Refused(code, message, details):
            return {"refused": code, "message": message, "details": to_jsonable_python(details)}


def _answer_from_json(data: Mapping[str, Any]) -> Answer:
    return Answer(data["tool"], data["arguments"], data["approval"], _outcome_from_json(data))


def _outcome_from_json(data: Mapping[str, Any]) -> Outcome:
    if "refused" in data:
        return Refused(data["refused"], data["message"], data["details"])
    if "card" in data:
        return NeedsApproval(data["token"], from_json(data["card"]))
    undo = UndoStep(*data["undo"]) if data["undo"] else None
    return Done(ToolResult(from_json(data["done"]), data["changed"], undo), data["receipt"])
