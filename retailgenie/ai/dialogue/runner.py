"""Walks the top flow of the stack: asks what is missing, calls tools, stops at a confirm card."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from retailgenie.ai.dialogue.flow import Call, Do, Filled, Flow, Need, Step
from retailgenie.ai.dialogue.flows import BY_INTENT, FLOWS
from retailgenie.ai.dialogue.state import STACK_DEPTH, Frame, Option, Pending
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.tools.types import Done, NeedsApproval, Refused
from retailgenie.ai.types import BlockKind, Segment

NOT_FOR_PEOPLE = frozenset(
    {"unknown_tool", "invalid_arguments", "permission_missing"}
)  # messages for programmers


class Move(Enum):
    """What a step decides: go on, wait for the person, or end the flow."""

    GO = "go"
    WAIT = "wait"
    END = "end"


def start(turn: Turn, flow: Flow, segment: Segment, **slots: object) -> None:
    """Push a flow and walk it; a flow of the same name that was open begins anew."""
    below = tuple(frame for frame in turn.state.stack if frame.flow != flow.name)
    frame = Frame(flow.name, segment, dict(slots))
    turn.put_stack((*below, frame)[-STACK_DEPTH:])
    turn.put(options=())
    turn.look_at_order(slots.get("number"))
    walk(turn)


def walk(turn: Turn, *, after: str = "") -> None:
    """Walk the top flow from its first step, or from behind the call of the tool `after`."""
    flow = FLOWS[turn.frame.flow]
    steps = flow.steps
    if after:
        position = next(n for n, step in enumerate(steps) if isinstance(step, Call) and step.tool == after)
        steps = steps[position + 1 :]
    for step in steps:
        move = _take(turn, step)
        if move is Move.WAIT:
            return
        if move is Move.END:
            break
    pop(turn)
    wish, turn.taken_over = turn.taken_over, None
    if wish is not None:
        start(turn, BY_INTENT[wish.intent], wish)


def pop(turn: Turn) -> None:
    """End the top flow and what waited for it."""
    turn.put_stack(turn.state.stack[:-1])
    turn.put(options=())


def void_pending(turn: Turn) -> None:
    """Anything that changes makes the card that waits void."""
    if turn.state.pending is not None:
        turn.put(pending=None)


def ask(turn: Turn, need: Need, options: tuple[Option, ...]) -> None:
    """Put the question of a need, with its choices as chips."""
    turn.put_question()
    frame = turn.frame
    below = tuple(x for x in turn.state.stack[:-1] if FLOWS[x.flow].lasting)
    turn.put_stack((*below, frame))  # one small question at a time: an older one is not taken up again
    turn.put_top(replace(frame, asked=need.slot))
    turn.put(options=options)
    turn.say(need.ask, **{"title": "", **frame.slots})
    for option in options:
        turn.offer_words(option.label)
    if not options:
        turn.offer(*need.ways)


def _take(turn: Turn, step: Step) -> Move:
    match step:
        case Need():
            return _fill(turn, step)
        case Call():
            return _call(turn, step) if step.when(turn, turn.frame) else Move.GO
        case Do():
            return Move.END if step.act(turn, turn.frame) is False else Move.GO


def _fill(turn: Turn, need: Need) -> Move:
    frame = turn.frame
    if not need.when(turn, frame) or need.slot in frame.slots:
        return Move.GO
    if turn.resuming and need.slot == frame.asked:
        return _ask(turn, need)  # what was shown meanwhile must not answer for the person
    value = need.hear(turn, replace(frame, asked=""), frame.said)
    if isinstance(value, Filled):
        turn.set_slots(**value.values)
        value = turn.frame.slots.get(need.slot)
    if value is None:
        value = need.guess(turn, turn.frame)
    if isinstance(value, Several):
        ask(turn, need, value.options)
        return Move.WAIT
    if value is None:
        return _ask(turn, need)
    turn.set_slots(**{need.slot: value})
    if need.slot == "number":
        turn.look_at_order(value)
    return Move.GO


def _ask(turn: Turn, need: Need) -> Move:
    ask(turn, need, need.options(turn, turn.frame))
    return Move.WAIT


def _call(turn: Turn, step: Call) -> Move:
    arguments = step.arguments(turn, turn.frame)
    outcome = turn.call(step.tool, arguments)
    match outcome:
        case Done():
            return Move.GO
        case NeedsApproval():
            turn.put_top(replace(turn.frame, asked=""))
            turn.put(
                pending=Pending(turn.frame.flow, outcome.token, step.tool, arguments, outcome.card),
                options=(),
            )
            show_card(turn)
            return Move.WAIT
        case Refused():
            return Move.WAIT if asked_again(turn, step, outcome) else _refused(turn, outcome)


def asked_again(turn: Turn, step: Call, outcome: Refused) -> bool:
    """Say what is wrong and ask for it anew, if the step knows how; what was said at the start can't answer twice."""
    frame = turn.frame
    if outcome.code not in step.ask_again:
        return False
    wrong = {*step.ask_again[outcome.code], *outcome.details} & frame.slots.keys()
    missing = set(step.ask_again[outcome.code]) - frame.slots.keys()
    if not wrong and not missing:
        return False
    kept = {key: value for key, value in frame.slots.items() if key not in wrong}
    silent = replace(frame.said, text="", entities=(), query=None, reference=None)
    turn.put_top(replace(frame, slots={**kept, "required": sorted(missing)}, said=silent))
    turn.put(pending=None)
    tell_refusal(turn, outcome)
    walk(turn)
    return True


def show_card(turn: Turn) -> None:
    """Show the card that waits, and how to answer it."""
    pending = turn.state.pending
    if pending is None:
        return
    turn.put_question()
    turn.evidence.add(pending.card)
    turn.show(BlockKind.CONFIRM, pending.card, text=turn.text("confirm_card"), token=pending.token)
    turn.offer("confirm", "deny")


def _refused(turn: Turn, outcome: Refused) -> Move:
    turn.refused = outcome
    if outcome.code == "login_required":
        turn.put(after_login=turn.frame)
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_needed"))
        return Move.END
    tell_refusal(turn, outcome)
    return Move.END


def tell_refusal(turn: Turn, outcome: Refused) -> None:
    """Say why nothing was done: a tool's message is written for people; codes of ours have words of their own."""
    if outcome.code in NOT_FOR_PEOPLE or not outcome.message:
        turn.say("refused_plain")
        turn.offer("talk_to_human")
    else:
        turn.show(BlockKind.TEXT, text=outcome.message)
