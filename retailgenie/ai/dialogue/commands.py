"""What a person wants the dialogue to do now: every message becomes a list of these, and nothing else acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from retailgenie.ai.dialogue.state import Option
from retailgenie.ai.types import Segment


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin a task; one that is open stays beneath it and is taken up again. slots: what a button knows already."""

    intent: str
    segment: Segment
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetSlots:
    """An answer to the open question, or more than was asked for."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correct:
    """Something said before was different; voids a confirm card that waits."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Redo:
    """What was just done in one's own cart was meant differently: take it back and do it with these values."""

    values: dict[str, Any]
    segment: Segment


@dataclass(frozen=True, slots=True)
class AnswerBeneath:
    """The answer to what a lasting task had asked before the question now open: that one is given up."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Skip:
    """The open question shall stay without an answer."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """A separate yes. token is that of the tapped card, "" for the spoken yes."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class Deny:
    pass


@dataclass(frozen=True, slots=True)
class CancelTask:
    pass


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last write back, or the one with this receipt."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    option: Option


@dataclass(frozen=True, slots=True)
class Repeat:
    pass


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two or three readings are about as likely: ask which."""

    intents: tuple[str, ...]
    segment: Segment


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The open question was not answered."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    segment: Segment


@dataclass(frozen=True, slots=True)
class ResumeAfterLogin:
    pass


Command = (
    StartFlow
    | SetSlots
    | Correct
    | Redo
    | AnswerBeneath
    | Skip
    | Confirm
    | Deny
    | CancelTask
    | Undo
    | Choose
    | Repeat
    | Clarify
    | AskAgain
    | NotUnderstood
    | ResumeAfterLogin
)
