# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""One wish for several orders: "cancel both", "return everything from A and B", things that lie in two of them.

A task is about one order, so the wish becomes one task an order, done one after the other, each with its own card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.flows import BY_INTENT
from retailgenie.ai.dialogue.flows.returns import OPEN
from retailgenie.ai.dialogue.leaving import left_part
from retailgenie.ai.dialogue.mending import TASKS
from retailgenie.ai.dialogue.picking import LIKE_ORDER, numbers_said
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.swapping import lines_named, order_described, orders_sharing
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import IntentScore, OrderList, OrderView, Segment

MOST = 6  # orders that one sentence may be about
# What was said for the first order holds for those after it.
CARRIED: Mapping[str, tuple[str, ...]] = {
    "cancel_order": ("reason",),
    "return_item": ("reason", "refund_to", "refund_detail", "pickup_date"),
    "exchange_item": ("reason", "refund_to", "refund_detail", "pickup_date"),
    "change_order": (
        "what", "address", "name", "phone", "line1", "line2", "city", "pin", "payment", "detail", "contact_to", "settled",
    ),
}  # fmt: skip
PLURAL = re.compile(
    r"\b(?:both|all|every one|each|any|dono|sab|sabhi|saare)\b(?: (?:of|my|the|these|those|them|other|mere|ye|wo))*(?: [\w-]+){0,3} (?:orders|ordero|ordron)\b|"
    r"\b(?:both|all|dono|sab|sabhi)(?: of)?(?: (?:them|these|those|ko))?\W*(?:$|[.,!?;]| (?:please|cancel|as|because|since|for me|thanks|return|kar))|"
    r"\b(?:two|three|2|3)(?: of)?(?: my| the| these)?(?: \w+)? orders\b|(?:दोनों|सभी|सारे) (?:ऑर्डर|आर्डर)|\border (?:dono|sab)\b",
    re.IGNORECASE,
)
ORDERS = re.compile(r"\border(?:s|o|on)\b|ऑर्डर|आर्डर", re.IGNORECASE)
# With "all my orders" beside it, the verb says what is wanted of them.
VERBS = tuple(
    (task, re.compile(words, re.IGNORECASE))
    for task, words in (
        ("cancel_order", r"\b(?:cancel(?:l?ing)?|radd|call off)\b|रद्द|कैंसिल"),
        ("return_item", r"\b(?:return(?:ing)?|send (?:back|everything back)|wapas|wapis)\b|वापस"),
        ("exchange_item", r"\b(?:exchang(?:e|ing)|swap)\b"),
        ("change_order", r"\b(?:chang(?:e|ing)|updat(?:e|ing)|modify(?:ing)?|redirect|badal\w*)\b|बदल"),
    )
)
OVER = frozenset({"delivered", "cancelled", "returned"})
NUMBER = re.compile(r"\d{5,}")
EACH = re.compile(r"\b(?:both|all|every|each|any|dono|sab|sabhi|saare)\b|दोनों|सभी|सारे", re.IGNORECASE)
BOTH = re.compile(r"\b(?:both|two|dono)\b|दोनों", re.IGNORECASE)


def per_order(turn: Turn, segment: Segment) -> list[Frame]:
    """Return a task for each order that one wish is about, [] where it is about one alone or about none."""
    top = turn.state.top
    asked = top is not None and top.asked == "number" and top.flow in TASKS
    own = BY_INTENT.get(segment.intent)
    task = own.name if own is not None and own.name in TASKS else top.flow if asked and top else ""
    if (PLURAL.search(segment.text) and ORDERS.search(segment.text)) or len(NUMBER.findall(segment.text)) > 1:
        task = next((name for name, verb in VERBS if verb.search(segment.text)), task)
    if not task or not turn.context.logged_in:
        return []
    orders: OrderList | None = turn.read("list_orders")
    found = _orders_meant(turn, task, segment, orders.orders if orders else (), asked=asked)
    if not 1 < len(found) <= MOST:
        return []
    kept = _kept(turn, task)
    before = f"{top.said.text} " if asked and top is not None and top.flow == task else ""
    said = replace(segment, text=before + segment.text, intents=(IntentScore(task, 1.0),))
    return [Frame(task, said, {**kept, "number": number}) for number in found]


def _orders_meant(
    turn: Turn, task: str, segment: Segment, orders: tuple[OrderView, ...], *, asked: bool
) -> list[str]:
    """The orders by number, by "all" and "both", or by the things named that lie in several of them."""
    text = segment.text
    if LIKE_ORDER.search(text) and task == "change_order":
        return []
    named = numbers_said(text, [x.number for x in orders])
    if named:
        return named
    fitting = [x for x in orders if _fits(task, x)]
    pieces = [(x.number, [ordered_piece(line) for line in x.lines]) for x in fitting]
    begun = _begun(turn, task)
    if len(begun) > 1 and PLURAL.search(text):
        return begun
    plural = PLURAL.search(text) is not None and (asked or ORDERS.search(text) is not None)
    if plural:
        holding = order_described(segment, pieces)
        numbers = list(holding) if holding else [x.number for x in fitting]
        if BOTH.search(text) and len(numbers) != 2:  # one of the two has left, which has to be said
            numbers = [x.number for x in orders if x.status not in OVER]
        return numbers if not BOTH.search(text) or len(numbers) == 2 else []
    top = turn.state.top
    if top is not None and top.flow == task and "number" in top.slots:
        return []
    if EACH.search(text) and task == "change_order":
        return list(order_described(segment, pieces))
    return list(orders_sharing(segment, pieces)) if task != "change_order" else []


def leave_out(turn: Turn, text: str) -> None:
    """Take back the tasks that wait for orders whose things a sentence leaves as they are."""
    left = left_part(text)
    if not left or not any(isinstance(x, Frame) for x in turn.state.queue):
        return
    orders: OrderList | None = turn.read("list_orders")
    said = Segment(left, ())
    named = {
        x.number
        for x in (orders.orders if orders else ())
        if lines_named(said, [ordered_piece(line) for line in x.lines])
    }
    kept = [x for x in turn.state.queue if not isinstance(x, Frame) or x.slots["number"] not in named]
    turn.put(queue=tuple(kept))


def _begun(turn: Turn, task: str) -> list[str]:
    """The orders of the same task that was begun for several and isn't done: "both" means these."""
    top = turn.state.top
    own = [top.slots["number"]] if top is not None and top.flow == task and "number" in top.slots else []
    waiting = [x.slots["number"] for x in turn.state.queue if isinstance(x, Frame) and x.flow == task]
    return [*own, *waiting] if own else []


def _fits(task: str, order: OrderView) -> bool:
    match task:
        case "cancel_order":
            return order.can_cancel
        case "change_order":
            return order.status in OPEN
        case _:
            return order.status == "delivered"


def _kept(turn: Turn, task: str) -> dict[str, Any]:
    """What was said so far of the same task, as far as it isn't about one order."""
    top = turn.state.top
    return carried(task, top.slots) if top is not None and top.flow == task else {}


def carried(task: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    return {key: slots[key] for key in CARRIED.get(task, ()) if key in slots}
