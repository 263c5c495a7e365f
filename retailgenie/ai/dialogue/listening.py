"""Reads a message as far as the dialogue knows more than the reader: our own chips, remarks, questions about orders."""

from __future__ import annotations

import re
from dataclasses import replace

from retailgenie.ai.dialogue.context import Reads, TurnContext
from retailgenie.ai.dialogue.flows.facts import REFUND, TASKS, asks_of_order, facts_asked
from retailgenie.ai.dialogue.flows.sums import asks_for_sum
from retailgenie.ai.dialogue.policy import read_context
from retailgenie.ai.dialogue.remarks import GIVEN, NUMBER, leaves, tone_of, wants_nothing
from retailgenie.ai.dialogue.render.phrases import chip_intents
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.dialogue.tails import tail_said
from retailgenie.ai.nlu import asides
from retailgenie.ai.nlu.borders import OF_ORDERS
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import IntentScore, Language, Reading, Segment

NUMBERED = re.compile(r"#|\b[A-Z]{1,3}\d{5,}\b|\b\d{7,}\b")
SMALL = frozenset(
    {"chit_chat", "goodbye", "thanks", "out_of_scope", "talk_to_human", "greet", "give_feedback"}
)
TAKEN = frozenset(
    {"order_facts", "order_sum", "remark", "told_number"}
)  # no reader reads these: they were heard here
BUYING = frozenset({"checkout", "add_to_cart", "goodbye"})  # whose "order" is the one being made
# What may be wanted beside a question about an order; looking for things is not.
BESIDE = frozenset(
    """cancel_order return_item exchange_item change_order invoice talk_to_human report_problem checkout view_cart
    add_to_cart remove_from_cart apply_coupon withdraw_return return_slot order_again give_feedback""".split()
)
OWN_WORDS = frozenset(
    {"text", "feedback", "subject", "description"}
)  # answers in which any sentence is the answer
PLAIN_WISH = 0.6  # probability of a wish beside the question that is carried out as well
PAST = re.compile(r"\b(?:ordered|bought|purchased|paid|spent|orders)\b", re.IGNORECASE)


def read_message(state: DialogueState, reader: Reads, text: str, context: TurnContext) -> Reading:
    """Chips that we offered ourselves need no guessing, nor does what asks for nothing."""
    said = text.strip()
    language = state.language or Language.ENGLISH
    if any(option.label == said for option in state.options):
        return Reading(text, language, (_certain("choose_option", said),))
    chip = chip_intents().get(said.casefold())
    if chip is not None:
        intent, written = chip
        return Reading(text, state.language or written, (_certain(intent, said),))
    awaiting = read_context(state)
    reading = reader.read(text, awaiting)
    if any(x.intent in TAKEN for x in reading.segments):
        return reading  # out of the log
    unasked = _unasked(state, said, context)
    if unasked:
        return replace(reading, segments=(_certain(unasked, said),))
    several = state.shown.orders_last and len(state.shown.orders) > 1
    if awaiting.awaiting not in OWN_WORDS and asks_for_sum(said, orders_shown=several):
        return replace(reading, segments=(_certain("order_sum", said),))
    facts = _with_facts(state, reader, text, context)
    if facts is None and context.logged_in and tail_said(said) and not _of_orders(reading):
        return replace(
            reading,
            segments=(replace(reading.segments[0], text=said, intents=_certain("track_order", "").intents),),
        )
    reading = facts or reading
    parts = reading.segments
    if len(parts) == 1 and parts[0].intent in SMALL and leaves(text) and awaiting.awaiting not in GIVEN:
        return replace(reading, segments=(_certain("goodbye", said),))
    return reading


def _of_orders(reading: Reading) -> bool:
    """Whether any wish of a message is about orders already."""
    return any(x.intent in OF_ORDERS for x in reading.segments)


def _certain(intent: str, text: str) -> Segment:
    return Segment(text, (IntentScore(intent, 1.0),))


def _unasked(state: DialogueState, said: str, context: TurnContext) -> str:
    """The intent of a message that is wholly a remark, or an answer that nobody asked for; "" for any other."""
    if state.proposal is not None:
        return ""
    awaiting = read_context(state).awaiting
    found = wants_nothing(
        said,
        name=context.full_name or context.name,
        awaiting=awaiting,
        open_task=state.top is not None,
        shown=state.query is not None or state.shown.product is not None,
        offered=bool(state.options),
    )
    # A guest's order is found by its number, which can't be compared with orders of theirs before.
    return "" if found == NUMBER and awaiting == "order" and not context.logged_in else found


def _with_facts(state: DialogueState, reader: Reads, text: str, context: TurnContext) -> Reading | None:
    """Sentences that ask for a fact of an order are a wish of their own, beside what the others want; None for none."""
    awaiting = read_context(state)
    if not context.logged_in or awaiting.awaiting in GIVEN:
        return None
    told = asides.sentences(analyse(text))
    asking: list[bool] = []
    for sentence in told:
        asking.append(_asks(state, sentence, goes_on=any(asking)))
    if not any(asking):
        return None
    facts = " ".join(x for x, asks in zip(told, asking, strict=True) if asks)
    others = [x for x, asks in zip(told, asking, strict=True) if not asks]
    wanted = [x for x in others if not asides.is_aside(x) and not tone_of(x)]
    fact = replace(
        reader.read(facts, awaiting).segments[0], text=facts, intents=_certain("order_facts", "").intents
    )
    if not wanted:
        return Reading(text, reader.read(text, awaiting).language, (fact,))
    rest = reader.read(" ".join(others), awaiting)
    wishes = [x for x in rest.segments if x.intent in BESIDE and x.intents[0].score >= PLAIN_WISH]
    first = told.index(wanted[0]) > asking.index(True)
    return Reading(text, rest.language, (fact, *wishes) if first else (*wishes, fact))


def _asks(state: DialogueState, sentence: str, *, goes_on: bool) -> bool:
    """goes_on: the sentences before asked for facts of an order already, so that this one need not name it."""
    top = state.top
    on_show = bool(state.shown.lines) or state.shown.product is not None
    buying = (top is not None and top.flow in BUYING) or (on_show and not state.shown.orders_last)
    if buying and not PAST.search(sentence):
        return False
    task = top is not None and top.flow in TASKS and "number" in top.slots
    if task and facts_asked(sentence) == [REFUND]:
        return True
    focused = (bool(state.shown.order_number) or task) and not buying
    numbered = goes_on or NUMBERED.search(sentence) is not None or bool(tail_said(sentence))
    return asks_of_order(sentence, numbered=numbered, focused=focused)
