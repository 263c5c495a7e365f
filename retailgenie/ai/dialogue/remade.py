# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""A thing that was ordered and shall be another piece of its product: "the kurta I took is M, please make it L".

No order's number is told and no verb that a head could know. With an empty cart it can only be a thing of an order;
that one of them holds it, and that its product comes in what is asked for, says the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retailgenie.ai.dialogue.flows.eligible import DELIVERED
from retailgenie.ai.dialogue.flows.returns import OPEN, cards_of
from retailgenie.ai.dialogue.leaving import has_condition, wanted_part
from retailgenie.ai.dialogue.pieces import Piece, ordered_piece
from retailgenie.ai.dialogue.swapping import lines_named, swaps_described, variant_answered
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.nlu import asides
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import CartView, OrderList, OrderView, Reading, Segment

CHANGE, EXCHANGE = "change_order", "exchange_item"
# What a head may take such a message for; any other wish that it is sure of stays.
TAKEN_FOR = frozenset({"change_variant", "correct", CHANGE, EXCHANGE, "refine_results", "size_help"})
SURE = {"search_products": 0.8}  # probability from which it is another wish
UNSURE = 0.5  # ... of all others
MAKES = re.compile(
    r"\b(?:make|chang(?:e|ed|ing)|switch|swap|exchang(?:e|ing)|replace|modify|update|turn) (?:\S+ ){0,8}?(?:to|into|for|[smlx]{1,4}|\d{1,2}|[a-z]+)\b|\binstead\b|\brather (?:have|take|get)\b|"
    r"\b(?:badal|badl)\w*\b|\bka (?:size|rang|colou?r)\b[^.?!]*\b(?:kar|chahiye)\w*|\bki jagah\b|बदल|की जगह|का (?:साइज़?|रंग)",
    re.IGNORECASE,
)
LOOKS = re.compile(
    r"\b(?:show|find|search|dikha\w*|looking for|do you have|available|milega|in stock|how (?:do|can|much|long)|can i|policy)\b|दिखा",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Remade:
    """The wish, and the slots of its task that are told by what there is."""

    intent: str
    slots: dict[str, Any]


def remade(turn: Turn, reading: Reading) -> Remade | None:
    """Return the change of one thing of one order, None where none or several are told."""
    state = turn.state
    if not turn.context.logged_in or state.top is not None or state.pending is not None:
        return None
    intents = [y for x in reading.segments if not has_condition(x.text) for y in x.intents[:1]]
    if not intents or any(x.name not in TAKEN_FOR and x.score >= SURE.get(x.name, UNSURE) for x in intents):
        return None
    told = [
        x
        for x in asides.sentences(analyse(wanted_part(reading.text)))
        if MAKES.search(x) and not LOOKS.search(x)
    ]
    if not told or not _cart_is_empty(turn):
        return None
    orders: OrderList | None = turn.read("list_orders")
    found = [y for x in told for y in _in_orders(turn, x, orders.orders if orders else ())]
    return found[0] if len(found) == 1 else None


def _cart_is_empty(turn: Turn) -> bool:
    cart: CartView | None = turn.read("view_cart")
    return cart is not None and not cart.lines


def _in_orders(turn: Turn, sentence: str, orders: Sequence[OrderView]) -> list[Remade]:
    """Return the change in each order that it fits, those of orders that aren't packed yet first of all."""
    for intent, fitting in (
        (CHANGE, [x for x in orders if x.status in OPEN]),
        (EXCHANGE, [x for x in orders if x.status == DELIVERED]),
    ):
        found = [
            Remade(intent, {"number": order.number, **slots})
            for order in fitting
            if (slots := _change(turn, sentence, order))
        ]
        if found:
            for one in found:
                one.slots.update({"what": "items"} if intent == CHANGE else {})
            return found
    return []


def _change(turn: Turn, sentence: str, order: OrderView) -> dict[str, Any]:
    """Return the slots of what shall become what in this order, {} for nothing plain."""
    said = Segment(sentence, ())
    pieces = [x for x in map(ordered_piece, order.lines) if x.count > 0]
    named = lines_named(said, pieces) or _of_title(said, pieces)
    if not named:
        return {}
    cards = cards_of(turn, list(named))
    card = cards.get(named[0].product_id or 0)
    if len(named) == 1 and card is not None:
        variant = variant_answered(sentence, named[0], card)
        own = (named[0].colour, named[0].size, named[0].attributes)
        if variant is not None and (variant.colour, variant.size, variant.attributes) != own:
            return {"swaps": [], "lines": [named[0].line_id], "variant_id": variant.variant_id}
    swaps = swaps_described(said, pieces, cards)
    return {"swaps": swaps} if swaps else {}


def _of_title(said: Segment, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a title that is named with values that they don't have yet."""
    bare = [Piece(x.line_id, x.product_id, x.title, "", "", x.count) for x in pieces]
    ids = {x.line_id for x in lines_named(said, bare)}
    return tuple(x for x in pieces if x.line_id in ids)
