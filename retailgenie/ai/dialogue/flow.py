"""The readable form of a flow: a list of steps, each a line of data and at most one small function.

A flow is walked from its first step each time it runs, so a correction is nothing but a changed slot. Needs whose
slot is filled are passed; reads are made again (they are cheap and then true); writes come last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.types import Segment

if TYPE_CHECKING:
    from retailgenie.ai.dialogue.turn import Turn

Hear = Callable[["Turn", Frame, Segment], Any]
Guess = Callable[["Turn", Frame], Any]
Offer = Callable[["Turn", Frame], "tuple[Option, ...]"]
Condition = Callable[["Turn", Frame], bool]
Build = Callable[["Turn", Frame], "dict[str, Any]"]
Act = Callable[["Turn", Frame], "bool | None"]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a hearing returns that fills several slots at once (a whole address in one message)."""

    values: dict[str, Any]


def nothing_heard(turn: Turn, frame: Frame, segment: Segment) -> Any:
    return None


def nothing_guessed(turn: Turn, frame: Frame) -> Any:
    return None


def no_options(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return ()


def always(turn: Turn, frame: Frame) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Need:
    """A slot that must be known. ask: the phrase of its question.

    hear: the value in words that were said, None for none. guess: a value that needs no words (one thing in focus,
    a single choice). options: the chips under the question. free_text: any words answer it, unless they plainly ask
    for something else. when: whether the slot matters at all. expects: what the reader listens for. plain: a few
    words that fill it ("store credit") can mean nothing else while its card waits. skipped: the value of "skip this";
    None where the question stays. ways: intents that are offered beside a question that has no choices.
    """

    slot: str
    ask: str
    hear: Hear = nothing_heard
    guess: Guess = nothing_guessed
    options: Offer = no_options
    when: Condition = always
    free_text: bool = False
    expects: str = ""
    plain: bool = False
    marked: bool = False
    skipped: Guess = nothing_guessed
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One tool. Its result is at `turn.results[tool]` for the steps after it; a refusal ends the flow.

    ask_again: for a refusal's code, the slots whose values it refuses: they are asked for once more. The fields that
    the refusal itself names are asked for too.
    """

    tool: str
    arguments: Build = lambda turn, frame: {}
    when: Condition = always
    ask_again: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Do:
    """Say or show something; returning False ends the flow here."""

    act: Act


Step = Need | Call | Do


@dataclass(frozen=True, slots=True)
class Flow:
    """One task. intents: the first names it, all start it. lasting: kept open through digressions and after a "no".

    of_visitor: slots that a log-in empties, because the account may have what the visitor lacked.
    """

    intents: tuple[str, ...]
    steps: tuple[Step, ...]
    lasting: bool = False
    of_visitor: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.intents[0]

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(step for step in self.steps if isinstance(step, Need))

    def need(self, slot: str) -> Need | None:
        return next((step for step in self.needs if step.slot == slot), None)

    def call(self, tool: str) -> Call | None:
        return next((step for step in self.steps if isinstance(step, Call) and step.tool == tool), None)

    def marks(self, values: Mapping[str, Any]) -> bool:
        """Say whether some of these values came from words that mean nothing else in this task."""
        return any(need.marked and need.slot in values for need in self.needs)
