"""The log of a conversation: each event is what was said and what the shop answered; nothing else makes a state.

An event never changes once it is written. Replayed from a fresh state the log gives every state and reply again,
without a shop: a turn that asks for anything that the log doesn't hold has not been the same turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python

from retailgenie.ai.dialogue.context import Tap, TurnContext, TurnResult
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.tools.types import Outcome, Toolbox
from retailgenie.ai.types import Reading


class ReplayDiffers(RuntimeError):
    """The engine asked the shop for something else than it did then: it is not the engine that wrote the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One call and what came of it. tool: "undo" with the receipt among the arguments takes a write back."""

    tool: str
    arguments: dict[str, Any]
    approval: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Event:
    """One turn: the message or tap, who talked, when, the shop's answers in order, and how the words were understood.

    The reading is of the log because models and the words of the catalogue change.
    """

    message: str | Tap
    context: TurnContext
    now: datetime
    answers: tuple[Answer, ...]
    reading: Reading | None = None


class Recorder:
    """A toolbox that passes everything on and keeps the answers for the log."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self.answers: list[Answer] = []

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        outcome = self._toolbox.call(tool, arguments, approval)
        self.answers.append(Answer(tool, arguments, approval, outcome))
        return outcome

    def undo(self, receipt_id: str) -> Outcome:
        outcome = self._toolbox.undo(receipt_id)
        self.answers.append(Answer("undo", {"receipt": receipt_id}, "", outcome))
        return outcome


class _Recorded:
    """Answers, and understands, as the log says it was then."""

    def __init__(self, event: Event) -> None:
        self._left = list(event.answers)
        self._reading = event.reading

    def read(self, text: str, context: ReadContext) -> Reading:
        if self._reading is None:
            raise ReplayDiffers("Nothing was read then.")
        return self._reading

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        return self._next(tool, arguments, approval)

    def undo(self, receipt_id: str) -> Outcome:
        return self._next("undo", {"receipt": receipt_id}, "")

    def _next(self, tool: str, arguments: dict[str, Any], approval: str) -> Outcome:
        then = self._left.pop(0) if self._left else None
        if then is None or (then.tool, then.approval) != (tool, approval):
            raise ReplayDiffers(f"{tool} was not what was called then.")
        if to_jsonable_python(then.arguments) != to_jsonable_python(arguments):
            raise ReplayDiffers(f"{tool} was called with something else then.")
        return then.outcome

    @property
    def unasked(self) -> list[str]:
        """The tools that were called then and not now."""
        return [answer.tool for answer in self._left]


def replayed(log: Iterable[Event], state: DialogueState | None = None) -> Iterator[TurnResult]:
    """Yield each turn's result again, from a fresh state or the given one; raises ReplayDiffers."""
    state = state or DialogueState()
    for event in log:
        recorded = _Recorded(event)
        result = converse(state, recorded, event.message, recorded, event.context, event.now)
        if recorded.unasked:
            raise ReplayDiffers(f"{', '.join(recorded.unasked)} was called then, and not now.")
        state = result.state
        yield result
