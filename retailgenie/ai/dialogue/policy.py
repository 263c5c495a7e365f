"""From one segment to commands: what it means depends on what is open (a card, a question, choices, nothing)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue import queries
from retailgenie.ai.dialogue.answers import (
    BROWSING,
    CONFIDENT,
    SHORT,
    WEAK,
    chosen,
    heard,
    named_option,
    new_wish,
)
from retailgenie.ai.dialogue.asked_plainly import plain_question
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
    Repeat,
    SetSlots,
    Skip,
    StartFlow,
    Undo,
)
from retailgenie.ai.dialogue.flow import Need
from retailgenie.ai.dialogue.flows import BY_INTENT, FLOWS
from retailgenie.ai.dialogue.flows.shop import goes_on_asking
from retailgenie.ai.dialogue.held import asks_for_all_orders
from retailgenie.ai.dialogue.meanings import asks_how_far, intent_in_context, taken_off_an_order
from retailgenie.ai.dialogue.mending import (
    BECAUSE,
    HOLD,
    TASKS,
    beneath,
    drops,
    leaves_cart,
    redone,
    says_why,
    skips,
    told_anew,
)
from retailgenie.ai.dialogue.pieces import REASON_SAID, reason_in
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import (
    BARE_TICKET,
    is_question,
    mentions,
    plainly,
)
from retailgenie.ai.nlu import control
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import EntityKind, MoneyRange, Reference, Segment

UNSURE = 0.45  # probability under which a close second is worth a question
MARGIN = 0.08  # how close that second is
DOUBTFUL = 0.4  # probability under which even a second half as likely is
UNHEARD = 0.2  # probability under which nothing was understood
NAMING = 2  # words of a bare "checkout", which begins it anew
BARE = 3  # words that name an offered choice choose it, whatever else they could mean
PLAIN_YES = 0.95  # "hmm" orders nothing: what is no plain yes shows the card again
PLAIN = 0.8  # enough for a whole sentence to be no answer
SENTENCE = 4  # words

BY_MISTAKE = re.compile(r"\bgalti\b|\bgalati\b|by mistake|गलती|ग़लती", re.IGNORECASE)

CONTROL: dict[str, type[CancelTask] | type[Undo] | type[Repeat]] = {
    "cancel_task": CancelTask,
    "undo": Undo,
    "repeat": Repeat,
}
SMALL_TALK = frozenset(  # never worth a question
    {"out_of_scope", "chit_chat", "acknowledge", "greet", "goodbye", "thanks"}
)
WISHES = frozenset({"search_products", "refine_results", "sort_results"})
# What "remove" and "I no longer need" are heard as; with an empty cart they are about an order.
OFF_A_LIST = frozenset(
    """remove_from_cart empty_cart change_quantity return_item search_products none out_of_scope cancel_task deny
    change_order change_variant""".split()
)
OFF_THE_CART = frozenset({"remove_from_cart", "change_quantity", "empty_cart"})
ALL_THINGS = frozenset({"add_to_cart", "save_for_later", "remove_from_cart"})  # one wish for each thing named
KIN = {"exchange_item": "change_order"}  # the order's own state tells one from the other
ALWAYS_HEARD = frozenset(
    ["talk_to_human", "switch_language", "open_classic", "tell_identity", "without_number"]
)
# Whole messages that leave everything as it is.
UNASKED = frozenset({"remark", "told_number", "order_facts", "order_sum"})


def read_context(state: DialogueState) -> ReadContext:
    """Tell the reader what is open."""
    top = state.top
    need = FLOWS[top.flow].need(top.asked) if top and top.asked else None
    awaiting = need.expects if need else "confirm" if state.pending else "option" if state.options else ""
    return ReadContext(
        awaiting=awaiting,
        options=tuple(option.label for option in state.options),
        results_shown=state.query is not None or bool(state.shown.lists),
        product_shown=state.shown.product is not None,
        orders_shown=bool(state.shown.orders),
        cart_shown=bool(state.shown.lines),
        language=state.language,
    )


def commands_for(turn: Turn, segment: Segment) -> Command:
    """Return what one segment asks of the dialogue as it now stands."""
    state = turn.state
    if segment.intent in UNASKED or (segment.intent == "tell_identity" and segment.intents[0].score >= 1):
        return _unasked(turn, segment)
    if leaves_cart(turn, segment):
        if state.pending is not None:
            return Deny()
        return CancelTask() if state.top is not None else StartFlow("view_cart", segment)
    if question := plain_question(turn, segment):
        turn.aside = (
            turn.state.top is not None and turn.state.top.flow in TASKS
        )  # asked about what is under way
        return StartFlow("policy_question", replace(segment, text=question))
    if drops(turn, segment):
        return CancelTask() if state.pending is None else Deny()
    if state.top and state.top.asked and FLOWS[state.top.flow].marks(values := heard(turn, segment)):
        return SetSlots(values)
    if (named := named_option(state, segment)) is not None:
        return Choose(named)
    if state.top is not None and state.top.flow == "delivery_question" and _asks_the_fee(segment):
        return StartFlow("policy_question", replace(segment, text=f"Delivery charges: {segment.text}"))
    waiting = state.pending is not None or bool(state.top and state.top.asked)
    if wish := plainly(segment.text, waiting=waiting):
        return StartFlow(wish, segment)
    if state.top and state.top.asked and skips(segment):
        return Skip()
    again = redone(turn, segment)
    if again is not None:
        return again
    if segment.intent == "cancel_task" and state.top is None and state.shown.orders:
        return StartFlow("cancel_order", segment)
    if segment.intent in ("cancel_task", "undo") and (reason := _reason_told(turn, segment)):
        return SetSlots(reason)
    sure = segment.intents[0].score >= CONFIDENT
    if segment.intent in CONTROL and sure and not _fills_free_text(turn, segment):
        return CONTROL[segment.intent]()
    if state.pending is not None:
        return _with_card(turn, segment)
    top = state.top
    if top is not None and top.asked:
        return _with_question(turn, segment)
    if (option := chosen(state.options, segment)) is not None:
        return Choose(option)
    if top is not None:
        values = heard(turn, segment)
        if values and _is_answer(turn, segment):
            return Correct(values)
    return with_nothing_open(turn, segment)


def _unasked(turn: Turn, segment: Segment) -> Command:
    """A remark, or a number alone: the latter may answer the open question, or correct what waits for its yes."""
    top = turn.state.top
    told = heard(turn, segment) if top is not None and segment.intent == "told_number" else {}
    if mentions(segment, "order"):  # "my order number is ...": no line of an address
        told = {key: value for key, value in told.items() if key == "number"}
    if top is not None and any(top.slots.get(key) != value for key, value in told.items()):
        return Correct(told) if turn.state.pending is not None else SetSlots(told)
    return StartFlow(segment.intent, segment)


def _asks_the_fee(segment: Segment) -> bool:
    """ "How much is that?" while delivery is spoken of: what delivery costs, whatever is on the screen."""
    placed = any(x.kind in (EntityKind.PIN, EntityKind.CITY) for x in segment.entities)
    return not placed and mentions(
        segment, "much", "cost", "costs", "fee", "fees", "charge", "charges", "extra", "free", "muft"
    )


def _reason_told(turn: Turn, segment: Segment) -> dict[str, Any]:
    """ "No longer needed", told while a cancellation or a return asks something or shows its card, stops nothing and
    takes nothing back, "galti se ho gaya" neither: it says why."""
    top = turn.state.top
    if top is None or not (top.asked or turn.state.pending is not None):
        return {}
    if control.whole_message(analyse(segment.text)) is not None and not BY_MISTAKE.search(segment.text):
        return {}
    values = heard(turn, segment)
    return {"reason": values["reason"]} if "reason" in values else {}


def _with_card(turn: Turn, segment: Segment) -> Command:
    """A card waits: yes, no, something different, or something else altogether."""
    top = turn.state.top
    plain_yes = segment.intent == "confirm" and not segment.entities
    values = heard(turn, segment) if top is not None and not plain_yes else {}
    unsure = is_question(segment) and segment.intents[0].score < CONFIDENT
    if values and (unsure or not _is_answer(turn, segment)):
        values = _plainly_said(turn, segment, values) or _why(turn, segment, values)
    changed = told_anew(top, values) if top is not None else values
    if changed:
        return Correct(changed)
    if values and not changed and segment.intent in ("change_variant", "correct", "refine_results"):
        return Correct({})  # said once more as it stands on the card
    if segment.intent == "confirm":
        return Confirm() if segment.intents[0].score >= PLAIN_YES else Repeat()
    ticket = turn.state.pending is not None and turn.state.pending.tool == "open_ticket"
    if HOLD.match(segment.text) or says_why(turn, segment) or (ticket and BARE_TICKET.match(segment.text)):
        return Repeat()
    if segment.intent in ("deny", "correct"):
        return Deny()
    return with_nothing_open(turn, segment)


def _why(turn: Turn, segment: Segment, values: dict[str, Any]) -> dict[str, Any]:
    """The reason alone, of words that sound like another wish and surely are none: "found it cheaper elsewhere"."""
    sure = segment.intents[0].score >= CONFIDENT and not BECAUSE.match(segment.text)
    sure = (
        sure and segment.intent not in OFF_THE_CART
    )  # "I don't need it any more", with a card about an order
    if "reason" not in values or sure or new_wish(segment) or is_question(segment):
        return {}
    return {"reason": values["reason"]}


def _points_anew(reference: Reference | None) -> bool:
    """Whether words single something out; a bare "that" means the task that is under way."""
    return reference is not None and reference != Reference(pronoun=reference.pronoun)


def _plainly_said(turn: Turn, segment: Segment, values: dict[str, Any]) -> dict[str, Any]:
    """What a few words fill although they sound like another wish: "store credit", "tomorrow"."""
    flow = FLOWS[turn.frame.flow]
    if flow.marks(values):
        return values
    plain = any(need.plain and need.slot in values for need in flow.needs)
    few = len(segment.text.split()) <= SENTENCE and not is_question(segment)
    return values if plain and few else {}


def _with_question(turn: Turn, segment: Segment) -> Command:
    """A question is open: its answer, or a digression."""
    state, top = turn.state, turn.frame
    need, values = FLOWS[top.flow].need(top.asked), heard(turn, segment)
    if (option := chosen(state.options, segment)) is not None:
        return Choose(option)
    if need is None or segment.intent in ALWAYS_HEARD:
        return with_nothing_open(turn, segment)
    told_why = need.slot == "reason" or REASON_SAID.search(segment.text)
    if "reason" in values and told_why and not is_question(segment):
        return SetSlots(values)
    offered = any(option.value == values.get(need.slot) for option in state.options)
    named_choice = offered and len(segment.text.split()) <= BARE
    if need.slot in ("product_id", "product_ids") and _looks_on(segment):
        return with_nothing_open(turn, segment)
    if need.slot in values and (named_choice or not _digresses(need, segment)):
        return SetSlots(values)
    if values and _is_answer(turn, segment):
        return SetSlots(values)
    deeper = beneath(turn, segment)
    if deeper:
        return AnswerBeneath(deeper)
    own = BY_INTENT.get(segment.intent)
    under_way = own is not None and own.name == top.flow and top.slots and not values
    if under_way and not _points_anew(segment.reference) and len(segment.text.split()) > NAMING:
        return AskAgain()  # "go ahead with the return": it is under way, and what was said so far stays
    if segment.intent == "deny" and not need.free_text:
        return CancelTask()
    bare = segment.intent in ("confirm", "deny") and not segment.entities
    if need.free_text and not bare and not _digresses(need, segment):
        return SetSlots({**values, need.slot: segment.text.strip()})
    if (
        segment.intent in WEAK
        and not new_wish(segment)
        and not is_question(segment)
        and not _sure_and_long(segment)
    ):
        return AskAgain()
    return with_nothing_open(turn, segment)


def _looks_on(segment: Segment) -> bool:
    """Whether somebody who was asked which of the shown things goes on looking: "white ones", "under 1,500"."""
    limited = segment.query is not None and (segment.query.limits or segment.query.price != MoneyRange())
    sure = segment.intents[0].score >= CONFIDENT
    return bool(limited) and sure and segment.intent in WISHES and segment.reference is None


def with_nothing_open(turn: Turn, segment: Segment) -> Command:
    """Read a segment as a wish of its own."""
    if goes_on_asking(turn, segment):
        asked = f"{segment.text} {turn.state.rule_asked}"
        return StartFlow("policy_question", replace(segment, text=asked))
    if turn.state.query is not None and segment.intent in WISHES and _only_cheaper(segment):
        return StartFlow("sort_results", segment)
    intent = intent_in_context(turn.state, segment)
    if asks_for_all_orders(intent, segment, doubtful=segment.intents[0].score < UNSURE):
        return StartFlow("order_history", segment)
    if intent in OFF_A_LIST and taken_off_an_order(turn, segment):
        return StartFlow("cancel_order", segment)
    if intent == "confirm" and turn.state.pending is None and mentions(segment, "order", "checkout", "buy"):
        return StartFlow("checkout", segment)
    if intent == "confirm":
        return Confirm()
    if intent == "deny":
        return Deny()
    if intent not in BY_INTENT:
        return NotUnderstood(segment)
    first = segment.intents[0]
    if first.name != "out_of_scope" and first.score < UNHEARD:
        return NotUnderstood(segment)
    if first.score < UNSURE and asks_how_far(turn, segment):
        return StartFlow("track_order", segment)
    if first.score < UNSURE and intent == first.name and first.name != "out_of_scope":
        return _unsure(segment)
    return StartFlow(intent, segment)


def _only_cheaper(segment: Segment) -> bool:
    return queries.is_empty(segment.query) and mentions(segment, "cheap", "cheaper", "cheapest", "sasta")


def _unsure(segment: Segment) -> Command:
    """Small talk that is nearly as likely does no harm; otherwise the likely ones are asked about."""
    first = segment.intents[0]
    near = first.score / 2 if first.score < DOUBTFUL else first.score - MARGIN
    close = tuple(x.name for x in segment.intents if x.score >= near and x.name in BY_INTENT)
    if first.name in WISHES and queries.is_empty(segment.query):
        return NotUnderstood(segment)
    wishes = tuple(name for name in close if name not in SMALL_TALK)
    if first.name in SMALL_TALK and wishes and segment.entities:
        return StartFlow(wishes[0], segment)
    if "chit_chat" in close and not segment.entities and segment.reference is None:
        return StartFlow("chit_chat", segment)
    several = len({KIN.get(name, BY_INTENT[name].name) for name in wishes}) > 1
    return Clarify(wishes, segment) if several else StartFlow(first.name, segment)


# --- answers ----------------------------------------------------------------------------------------


def told_in_passing(turn: Turn, segment: Segment) -> dict[str, Any]:
    """Return what a later part of the same message tells the open task, as if nothing had been asked yet."""
    if turn.state.top is None or segment.intent in ALL_THINGS or not _is_answer(turn, segment):
        return {}
    asked = turn.frame
    turn.put_top(replace(asked, asked=""))
    values = heard(turn, segment)
    turn.put_top(asked)
    return {key: value for key, value in values.items() if asked.slots.get(key) != value}


def _is_answer(turn: Turn, segment: Segment) -> bool:
    """Whether values heard in passing belong to the open task rather than to a new wish."""
    own = BY_INTENT.get(segment.intent)
    if own is not None and own.name == turn.frame.flow:
        return True
    return segment.intent in WEAK and not new_wish(segment) and not is_question(segment)


def _sure_and_long(segment: Segment) -> bool:
    """A whole sentence that is plainly something else is no failed answer."""
    plain = segment.intent not in ("choose_option", "correct", "confirm", "deny", "out_of_scope")
    return plain and segment.intents[0].score >= PLAIN and len(segment.text.split()) >= SENTENCE


def _digresses(need: Need, segment: Segment) -> bool:
    """Whether a segment leaves the open question for something else."""
    sure = segment.intents[0].score >= CONFIDENT
    if segment.intent in ALWAYS_HEARD:
        return True
    if need.slot == "text":
        return False
    if need.slot == "reason" and is_question(segment) and not reason_in(segment.text):
        return True
    if need.slot == "wish":
        return sure and segment.intent not in BROWSING | {"refine_results", "out_of_scope", "sort_results"}
    if need.free_text:
        return (
            sure and (is_question(segment) or segment.intent not in WEAK) and segment.intent != "out_of_scope"
        )
    return new_wish(segment) or is_question(segment) or (sure and segment.intent not in WEAK)


def _fills_free_text(turn: Turn, segment: Segment) -> bool:
    """Longer words for a ticket are its text, even when they contain "cancel" or "again"."""
    top = turn.state.top
    return top is not None and top.asked == "text" and len(segment.text.split()) > SHORT
