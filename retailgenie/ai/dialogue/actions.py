"""Carries commands out on the stack of flows: start, answer, correct, confirm, deny, cancel, undo, resume."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.apart import carried
from retailgenie.ai.dialogue.commands import (
    AnswerBeneath,
    AskAgain,
    CancelTask,
    Choose,
    Clarify,
    Command,
    Confirm,
    Correct,
    Deny,
    NotUnderstood,
    Redo,
    Repeat,
    ResumeAfterLogin,
    SetSlots,
    Skip,
    StartFlow,
    Undo,
)
from retailgenie.ai.dialogue.flows import BY_INTENT, FLOWS
from retailgenie.ai.dialogue.flows.adding import say_total
from retailgenie.ai.dialogue.flows.remembering import answers_proposal
from retailgenie.ai.dialogue.misses import CHOICES_AFTER, ask_again, clarify, not_understood, offer_ways_on
from retailgenie.ai.dialogue.render.phrases import chip_label
from retailgenie.ai.dialogue.runner import asked_again, pop, show_card, start, tell_refusal, walk
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.tools.types import Done, Refused
from retailgenie.ai.types import BlockKind, CartView, IntentScore, Segment

REMINDERS = {True: 3, False: 1}  # by Flow.lasting: how often an interrupted task is taken up again
SETTLED = frozenset({"goodbye"})  # after these nothing is taken up again
PARTING = frozenset({"goodbye", "thanks", "give_feedback"})
WAYS_ON = ("search_products", "track_order", "how_to_use")
STALE = frozenset({"approval_invalid", "cart_changed"})  # refusals that a new card mends
DEPENDENT = {
    "product_id": ("colour", "size"),
    "number": ("lines", "count", "variant_id", "swaps"),
    "lines": ("count", "variant_id", "swaps"),
    "line_id": ("new_variant_id",),
    "fulfilment": ("place", "store_id"),
}


def perform(turn: Turn, command: Command, *, card_before: bool = True) -> None:
    """Carry one command out. card_before: whether a card was on screen before this message."""
    if not isinstance(command, NotUnderstood | Clarify) and not _out_of_scope(command):
        turn.put(misses=0)
    match command:
        case StartFlow():
            _start(turn, command.intent, command.segment, command.slots)
        case SetSlots() | Correct():
            fill(turn, command.values)
        case Redo():
            _redo(turn, command.values, command.segment)
        case AnswerBeneath():
            pop(turn)
            fill(turn, command.values)
        case Skip():
            _skip(turn)
        case Choose():
            _choose(turn, command.option)
        case Confirm():
            _confirm(turn, command.token, card_before)
        case Deny():
            _deny(turn)
        case CancelTask():
            _cancel(turn)
        case Undo():
            _undo(turn, command.receipt)
        case Repeat():
            _repeat(turn)
        case Clarify():
            clarify(turn, command.intents, command.segment)
        case AskAgain():
            ask_again(turn)
        case NotUnderstood():
            not_understood(turn)
        case ResumeAfterLogin():
            _resume_after_login(turn)


def _out_of_scope(command: Command) -> bool:
    return isinstance(command, StartFlow) and command.intent == "out_of_scope"


def _start(turn: Turn, intent: str, segment: Segment, slots: dict[str, Any] | None = None) -> None:
    if intent == "out_of_scope":
        turn.put(misses=turn.state.misses + 1)
        if turn.state.misses >= CHOICES_AFTER:
            offer_ways_on(turn)
            return
    flow = BY_INTENT[intent]
    if intent in SETTLED:
        turn.put_stack(())
        turn.put(queue=(), options=())
    pending = turn.state.pending
    if pending is not None and pending.flow == flow.name:
        turn.put(pending=None)
    start(turn, flow, segment, **(slots or {}))


def fill(turn: Turn, values: dict[str, Any]) -> None:
    """Set slots of the top flow and walk it again; a card that waits is void."""
    frame = turn.frame
    turn.evidence.add(values)
    kept = _without_stale(frame.slots, values)
    turn.put_top(replace(frame, slots={**kept, **values}, asked="", tries=0))
    turn.put(options=(), pending=None)
    turn.look_at_order(values.get("number"))
    walk(turn)


def _redo(turn: Turn, values: dict[str, Any], segment: Segment) -> None:
    """Take the last change back and make it with what is meant instead; the open question is put again after it."""
    done = turn.state.done
    receipt = turn.state.receipts[-1] if turn.state.receipts else ""
    if done is None or not receipt or isinstance(turn.undo(receipt), Refused):
        not_understood(turn)
        return
    turn.put(receipts=turn.state.receipts[:-1], pending=None, done=None)
    kept = _without_stale(done.slots, values)
    turn.evidence.add(values)
    silent = replace(segment, text=segment.text, query=None, reference=None)
    variant = values.pop("new_variant_id", None) if done.flow == "change_quantity" else None
    start(turn, FLOWS[done.flow], silent, **kept, **values)
    if variant is not None and "line_id" in kept:
        start(turn, FLOWS["change_variant"], silent, line_id=kept["line_id"], new_variant_id=variant)


def _without_stale(slots: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return the slots that still hold when these values change."""
    stale = {
        slot
        for key, hanging in DEPENDENT.items()
        if key in values and slots.get(key) not in (None, values[key])
        for slot in hanging
    }
    return {key: value for key, value in slots.items() if key not in stale and key not in values}


def _skip(turn: Turn) -> None:
    """A question that has a way out takes it; any other has to be answered, and nothing said so far is lost."""
    need = FLOWS[turn.frame.flow].need(turn.frame.asked)
    empty = next((x for x in turn.state.options if x.value == ""), None)
    value = empty.value if empty is not None else need.skipped(turn, turn.frame) if need is not None else None
    if value is not None:
        fill(turn, {turn.frame.asked: value})
        return
    turn.say("cannot_skip")
    walk(turn)


def _choose(turn: Turn, option: Option) -> None:
    unclear = turn.state.unclear
    turn.put(options=(), unclear=None)
    if option.intent:
        said = unclear or Segment(option.label, ())
        _start(turn, option.intent, replace(said, intents=(IntentScore(option.intent, 1.0),)))
    elif turn.state.top is not None and turn.frame.asked:
        fill(turn, {turn.frame.asked: option.value})
    else:
        not_understood(turn)


# --- yes, no, stop ---------------------------------------------------------------------------------


def _confirm(turn: Turn, token: str, card_before: bool) -> None:
    pending = turn.state.pending
    if answers_proposal(turn, token):
        _start(turn, "memory_keep", Segment("", (IntentScore("memory_keep", 1.0),)))
        return
    if pending is None or not card_before:
        turn.say("nothing_to_confirm")
        return
    if token and token != pending.token:
        turn.say("card_void")
        show_card(turn)
        return
    outcome = turn.call(pending.tool, pending.arguments, pending.token)
    _bring_to_top(turn, pending.flow)
    turn.put(pending=None, options=())
    if isinstance(outcome, Done):
        _tell_the_next(turn)
        walk(turn, after=pending.tool)
    elif isinstance(outcome, Refused):
        _not_done(turn, pending.tool, outcome)


def _tell_the_next(turn: Turn) -> None:
    """What was said for this order holds for the same task of the orders that wait."""
    done = turn.frame
    known = carried(done.flow, done.slots)
    turn.put(
        queue=tuple(
            x.with_slots({**known, **x.slots}) if isinstance(x, Frame) and x.flow == done.flow else x
            for x in turn.state.queue
        )
    )


def _not_done(turn: Turn, tool: str, outcome: Refused) -> None:
    """A card that is too old or no longer true is shown afresh; a refused slot is asked for; others end the task."""
    if outcome.code in STALE:
        turn.say("card_void")
        walk(turn)
        return
    step = FLOWS[turn.frame.flow].call(tool)
    if step is not None and asked_again(turn, step, outcome):
        return
    tell_refusal(turn, outcome)
    pop(turn)


def _bring_to_top(turn: Turn, flow: str) -> None:
    stack = turn.state.stack
    own = [frame for frame in stack if frame.flow == flow]
    turn.put_stack((*(frame for frame in stack if frame.flow != flow), *own))


def _deny(turn: Turn) -> None:
    pending = turn.state.pending
    if answers_proposal(turn):
        _start(turn, "memory_decline", Segment("", (IntentScore("memory_decline", 1.0),)))
        return
    if pending is None:
        turn.say("okay")
        turn.offer("search_products", "how_to_use")
        return
    lasting = FLOWS[pending.flow].lasting
    _bring_to_top(turn, pending.flow)
    _tell_the_next(turn)
    turn.put(pending=None)
    if not turn.state.queue or lasting:
        turn.put_question()
    if lasting:
        turn.say("denied_open")
        turn.offer("view_cart", "cancel_task")
    else:
        turn.say("denied")
        turn.offer("search_products", "talk_to_human")
        pop(turn)


def _cancel(turn: Turn) -> None:
    turn.put(queue=())
    if turn.state.top is None:
        turn.say("no_task")
        turn.offer("cancel_order", "search_products")
        return
    pop(turn)
    turn.say("task_cancelled")
    turn.offer("search_products", "view_cart")


def _undo(turn: Turn, receipt: str) -> None:
    receipt = receipt or (turn.state.receipts[-1] if turn.state.receipts else "")
    if not receipt:
        turn.say("nothing_to_undo")
        return
    outcome = turn.undo(receipt)
    turn.put(receipts=tuple(x for x in turn.state.receipts if x != receipt), pending=None)
    if isinstance(outcome, Refused):
        tell_refusal(turn, outcome)
        return
    turn.say("undone")
    data = outcome.result.data if isinstance(outcome, Done) else None
    if isinstance(data, CartView):
        turn.remember_cart(data)
        say_total(turn, data)
        turn.offer("view_cart")


def _repeat(turn: Turn) -> None:
    for text in turn.state.last_texts:
        turn.show(BlockKind.TEXT, text=text)
    if turn.state.pending is not None:
        show_card(turn)
    elif not turn.state.last_texts:
        turn.say("how_to_use")


# --- taking things up again ---------------------------------------------------------------------------


def take_queue(turn: Turn) -> None:
    """Start the wishes that waited, as long as nobody is being asked something."""
    while turn.state.queue and not turn.waiting and not turn.state.stack:
        wish, rest = turn.state.queue[0], turn.state.queue[1:]
        turn.put(queue=rest)
        if isinstance(wish, Frame):
            turn.say("next_order", number=wish.slots["number"])
            start(turn, FLOWS[wish.flow], wish.said, **wish.slots)
        elif wish.intent in BY_INTENT:
            _start(turn, wish.intent, wish)


def one_after_other(turn: Turn, tasks: list[Frame]) -> StartFlow:
    """Begin the first of the same task for several orders; the others wait for it."""
    first, rest = tasks[0], tasks[1:]
    waiting = tuple(x for x in turn.state.queue if not isinstance(x, Frame))
    turn.put(queue=(*rest, *waiting))
    turn.say("one_after_other", orders=turn.count("order", len(tasks)))
    turn.evidence.add([x.slots["number"] for x in tasks])
    return StartFlow(first.flow, first.said, first.slots)


def resume(turn: Turn) -> None:
    """After a digression go back to the task beneath it: its card or its question again."""
    top = turn.state.top
    if top is None or turn.waiting:
        return
    lasting = FLOWS[top.flow].lasting
    elsewhere = any(block.kind is BlockKind.PRODUCTS for block in turn.blocks)  # the talk has moved on
    if not turn.aside and (top.reminded >= REMINDERS[lasting] or (elsewhere and not lasting)):
        pop(turn)
        resume(turn)
        return
    turn.put_top(replace(top, reminded=top.reminded + (not turn.aside)))
    if not turn.aside:
        turn.say("back_to", task=chip_label(top.flow, turn.language).lower().rstrip("?.!"))
    if turn.state.pending is not None and turn.state.pending.flow == top.flow:
        show_card(turn)
        return
    turn.resuming = True
    walk(turn)
    turn.resuming = False


def lead_on(turn: Turn, commands: list[Command]) -> None:
    """End a reply of mere words without a question with ways on, so that nobody stands there; a parting needs none."""
    states = all(block.kind is BlockKind.TEXT for block in turn.blocks)
    parting = any(isinstance(x, StartFlow) and x.intent in PARTING for x in commands)
    if states and not turn.chips and not turn.waiting and not parting:
        turn.offer(*WAYS_ON)


def _resume_after_login(turn: Turn) -> None:
    frame: Frame | None = turn.state.after_login
    turn.put(after_login=None)
    turn.put(pending=None)  # its card was the visitor's: the account gets one of its own
    if frame is None:
        if turn.state.top is None:
            turn.say("welcome_back", name=turn.context.name)
        else:
            _forget_visitor(turn)
            turn.say("logged_in")
        return
    turn.say("logged_in")
    below = tuple(x for x in turn.state.stack if x.flow != frame.flow)
    turn.put_stack((*below, replace(frame, asked="")))
    walk(turn)


def _forget_visitor(turn: Turn) -> None:
    """Ask the account anew for what the visitor lacked, such as saved addresses."""
    top = turn.frame
    kept = {key: x for key, x in top.slots.items() if key not in FLOWS[top.flow].of_visitor}
    turn.put_top(replace(top, slots=kept, asked=""))
