"""When a person should look at it: problems, feedback, hand-over. Each ends in a ticket, by card and yes."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need, Step
from retailgenie.ai.dialogue.picking import order_said
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import BARE_TICKET, glossed
from retailgenie.ai.nlu import control
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import BlockKind, Segment, TicketView

TICKETS = frozenset({"report_problem", "talk_to_human", "give_feedback"})
CATEGORIES = {"report_problem": "bug", "give_feedback": "feature"}  # the others are "other"
QUESTION = re.compile(
    r"\bticket\b.*\b(?:no|number|id|status|kya|when|kab)\b|टिकट (?:नंबर|संख्या)", re.IGNORECASE
)
MIN_WORDS = 4  # fewer words don't say what the matter is
SUBJECT_LIMIT = 80  # characters; a line of the support list
TEXT_LIMIT = 4000  # characters that a ticket takes


def _text_said(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    """What the person wrote is the ticket's text when it says what the matter is."""
    if BARE_TICKET.match(segment.text):
        return None
    if frame.asked == "text":
        bare = control.whole_message(analyse(segment.text))
        return None if bare is not None and bare.intent in ("confirm", "deny") else segment.text
    if len(glossed(segment.text)) < MIN_WORDS or QUESTION.search(segment.text):
        return None
    before = str(frame.slots.get("text", ""))
    return f"{before}. {segment.text}" if before and segment.text not in before else before or segment.text


def _what_was_said(turn: Turn, frame: Frame) -> str:
    return frame.said.text


def _arguments(intent: str) -> Any:
    def build(turn: Turn, frame: Frame) -> dict[str, Any]:
        text = str(frame.slots["text"])[:TEXT_LIMIT].strip() or frame.said.text
        subject = turn.text(f"subject_{intent}")
        number = frame.slots.get("number") or ""
        return {
            "category": CATEGORIES.get(intent, "other"),
            "subject": f"{subject}: {text}"[:SUBJECT_LIMIT],
            "text": text,
            "order_number": number,
        }

    return build


def _opened(turn: Turn, frame: Frame) -> None:
    ticket: TicketView = turn.results["open_ticket"]
    others = tuple(x for x in turn.state.stack if x.flow not in TICKETS or x.flow == frame.flow)
    turn.put_stack(others)  # one ticket is enough: the person who reads it gets all of the talk
    turn.say("ticket_opened", number=ticket.number)
    turn.show(BlockKind.TICKET, ticket)


def ticket_steps(intent: str, *, ask: str = "") -> tuple[Step, ...]:
    """The last steps of a flow that people finish. ask: the question when the words don't say what the matter is."""
    need = (
        Need("text", ask=ask, hear=_text_said, free_text=True, expects="text")
        if ask
        else Need("text", ask="what_matter", guess=_what_was_said)
    )
    return (need, Call("open_ticket", _arguments(intent)), Do(_opened))


def _sorry(turn: Turn, frame: Frame) -> None:
    if "number" not in frame.slots:
        number = order_said(turn, frame, frame.said)
        focus = turn.state.shown.order_number
        turn.set_slots(number=number if isinstance(number, str) else focus)
        turn.say("sorry_problem")


PROBLEM = Flow(("report_problem",), (Do(_sorry), *ticket_steps("report_problem", ask="what_matter")))


def _human(turn: Turn, frame: Frame) -> None:
    if "greeted" not in frame.slots:
        turn.set_slots(greeted=True)
        turn.say("human_ready")


HUMAN = Flow(("talk_to_human",), (Do(_human), *ticket_steps("talk_to_human")))


def _thanks_for_feedback(turn: Turn, frame: Frame) -> None:
    if "thanked" not in frame.slots:
        turn.set_slots(thanked=True)
        turn.say("feedback_thanks")


FEEDBACK = Flow(("give_feedback",), (Do(_thanks_for_feedback), *ticket_steps("give_feedback")))

FLOWS = (PROBLEM, HUMAN, FEEDBACK)
