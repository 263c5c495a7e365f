# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Which order is meant by the things in it: "has the black dress left?", "juton wala order", "the bill for the lamp"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retailgenie.ai.dialogue.picking import number_said, order_options, order_said
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.references import meant, order_thing
from retailgenie.ai.dialogue.state import Frame, order_memo
from retailgenie.ai.dialogue.swapping import order_described
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.types import EntityKind, OrderList, OrderView, Reference, Segment

Fits = Callable[[OrderView], bool]
ABOUT_STATE = frozenset({"track_order", "delivery_question", "order_history", "view_cart"})
OVER = frozenset({"delivered", "cancelled", "returned"})
# Several orders at once: "what is still on its way", "mere saare orders kahan hain".
HAD = re.compile(  # something of one's own came, or was ordered
    r"\b(?:my|our|the|mera|meri|mere|hamara)\b[^.?!]*\b(?:came|arrived|received|got|delivered|ordered|bought|aay[aie]|aa? ?gay[aie]|mil[aie]|mangwa?y[aie]|pahunch[aie]\w*)\b|"
    r"मेर[ाीे][^।?!]*(?:आई|आया|आए|आयी|मिल[ाीे]|मँगाय|मंगवा|पहुँच)",
    re.IGNORECASE,
)
ALL_OF_THEM = re.compile(
    r"\b(?:what|which|everything|anything|all)\b[^.?!]{0,40}\b(?:still )?(?:on (?:its|the|their) way|(?:yet|still) to (?:come|arrive)|(?:have|has)n'?t (?:come|arrived)|pending|outstanding)\b|"
    r"\bwhere are (?:all )?(?:of )?my (?:\w+ )?(?:orders|parcels|packages|things)\b|\b(?:status|track\w*|kahan?)\b[^.?!]{0,20}\b(?:all|each|every one) (?:of )?my (?:orders|parcels|packages)\b|"
    r"\b(?:mere|sab|saare|sabhi|dono) (?:\w+ )?(?:orders?|parcels?) (?:kahan?|kidhar|ka kya)\b|"
    r"\b(?:kya|kaun)(?: kya| kaun)? (?:\w+ ){0,2}(?:aana|pahunchna) (?:baa?ki|abhi baa?ki)\b|(?:सारे|सभी|दोनों) ऑर्डर (?:कहाँ|कहां)",
    re.IGNORECASE,
)


def by_content(
    turn: Turn, segment: Segment, *, preferred: Fits | None = None, kinds: bool = False
) -> str | Several | None:
    """The order that holds what the words name. preferred: those to look among first, where any of them holds it.

    kinds: also by what kind of thing it is ("the shoes" for a pair of sneakers).
    """
    orders: OrderList | None = turn.read("list_orders")
    if orders is None:
        return None
    pieces = [(x.number, [ordered_piece(y) for y in x.lines]) for x in orders.orders]
    found = order_described(segment, pieces) or (_of_kind(segment, orders.orders) if kinds else ())
    if preferred is not None and len(found) > 1:
        first = [x.number for x in orders.orders if x.number in found and preferred(x)]
        found = tuple(first) or found
    if len(found) > 1:
        return Several(order_options([order_memo(x) for x in orders.orders if x.number in found]))
    return found[0] if found else None


def _of_kind(segment: Segment, orders: Sequence[OrderView]) -> tuple[str, ...]:
    """The orders with a thing of the kind that is named, and of the colour where that tells them apart."""
    limits = [x for x in segment.query.limits if not x.excluded] if segment.query else []
    kinds = tuple(x for x in limits if x.attribute == "category")
    if not kinds:
        return ()
    colours = tuple(x for x in limits if x.attribute == "colour")
    memos = [order_memo(x) for x in orders]
    found = meant(Reference(limits=kinds), memos, order_thing, focus=None)
    narrower = meant(Reference(limits=colours), found, order_thing, focus=None) if colours else ()
    return tuple(x.number for x in narrower or found)


def told_of(turn: Turn, text: str) -> None:
    """ "My jeans came last week, ...": the order with that thing is what is spoken of from here on."""
    top = turn.state.top
    unknown = not turn.state.shown.order_number and (top is None or top.asked == "number")
    if not unknown or not turn.context.logged_in or not HAD.search(text):
        return
    found = by_content(turn, Segment(text, ()))
    if isinstance(found, str):
        turn.look_at_order(found)


def asks_for_all_orders(intent: str, segment: Segment, *, doubtful: bool) -> bool:
    """ "What is still on its way?": no order is singled out. doubtful: what the message wants is not sure."""
    numbered = segment.first(EntityKind.ORDER_NUMBER) is not None
    return (
        (intent in ABOUT_STATE or doubtful) and not numbered and ALL_OF_THEM.search(segment.text) is not None
    )


def order_hearing(preferred: Fits) -> Callable[[Turn, Frame, Segment], str | Several | None]:
    """Return what hears an order's number, the things in it, or words that point at one that was shown."""

    def hear(turn: Turn, frame: Frame, segment: Segment) -> str | Several | None:
        counted = segment.reference is not None and bool(segment.reference.ordinals)
        if counted or segment.first(EntityKind.ORDER_NUMBER) is not None:
            return order_said(turn, frame, segment)
        orders: OrderList | None = turn.read("list_orders")
        if number := number_said(segment.text, [x.number for x in orders.orders] if orders else []):
            return number
        return by_content(turn, segment, preferred=preferred, kinds=True) or order_said(turn, frame, segment)

    return hear


def on_its_way(order: OrderView) -> bool:
    return order.status not in OVER


def packed(order: OrderView) -> bool:
    return bool(order.invoice_url)


def money_went_back(order: OrderView) -> bool:
    return order.refund_paise > 0 or order.status in ("cancelled", "returned")
