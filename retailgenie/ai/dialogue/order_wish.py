# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What is wanted of an order that a message names by its number: told by what the order holds and how it stands.

"Make the red mug in RG240001234 a blue one" has no verb that a head could know; that the order holds a red mug which
also comes in blue says enough. Where what there is doesn't tell, the reader's own word for the wish stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.dialogue.address import has_address, looks_like_address
from retailgenie.ai.dialogue.flows.eligible import DELIVERED
from retailgenie.ai.dialogue.flows.returns import OPEN, cards_of
from retailgenie.ai.dialogue.pieces import CANCEL_REASONS, ordered_piece
from retailgenie.ai.dialogue.swapping import lines_described, speaks_of_things, swaps_described
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.ways import way_said
from retailgenie.ai.dialogue.words import plainly
from retailgenie.ai.types import (
    EntityKind,
    IntentScore,
    OrderList,
    OrderView,
    Reading,
    Segment,
)

CHANGE, EXCHANGE, RETURN, CANCEL = "change_order", "exchange_item", "return_item", "cancel_order"
AFTER = frozenset({CHANGE, EXCHANGE, RETURN, CANCEL})
LISTED = ("not_needed", "by_mistake")  # reasons that belong to a cancelled order and to nothing else
NUMBER = re.compile(r"\b[a-z]{1,3}\d{4,}|\d{7,}", re.IGNORECASE)  # a message without one names no order
ASKS = re.compile(
    r"\b(?:where|when|why|how (?:much|long|many)|status|track\w*|kahan?|kab|kyon|kyun|kitn\w+|deliver(?:y)? (?:date|time)|eta)\b|कहाँ|कहां|कब|क्यों",
    re.IGNORECASE,
)
FAULT = re.compile(  # another thing came than what was ordered: a complaint, however it is put
    r"\b(?:sent me|(?:you|they|u) (?:have )?(?:sent|shipped|delivered)|but i (?:had )?ordered|instead of what|"
    r"(?:received|got|came|arrived|delivered)(?: \S+){0,4} wrong|wrong (?:\S+ ){0,3}(?:came|arrived|was (?:sent|delivered))|"
    r"galat (?:\S+ ){0,2}(?:bhej|aa gay|aay|mila|deliver))",
    re.IGNORECASE,
)
CANCELS = re.compile(r"\b(?:cancel\w*|radd|call(?:ing)? (?:it |this )?off|void)\b|कैंसिल|रद्द", re.IGNORECASE)
MORE = re.compile(  # what makes a cancel no plain one
    r"\b(?:don'?t|do not|mat|na|not?) cancel|\bcancel (?:mat|nahi+n?|na)\b|\b(?:what|how|if|agar|fee|charges?|policy|show|dikhao|find|search|add|buy|"
    r"exchang\w*|instead|jagah|return\w*|wapas)\b",
    re.IGNORECASE,
)
SWAPS = re.compile(
    r"\b(?:exchang\w*|swap\w*|replac\w*|instead|trad(?:e|ing)|switch\w*|badal\w*|badle|badlo|jagah|convert)\b|बदल",
    re.IGNORECASE,
)
BACK = re.compile(
    r"\b(?:refund\w*|money back|reimburs\w*|wapas|wapis|vaapas|return\w*|send(?:ing)? (?:\S+ ){0,12}back|give (?:\S+ ){0,12}back|lauta\w*)\b|वापस|रिफ",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"\b(?:credit(?:ed)? (?:it |them |back )?(?:to|on)|money (?:on|to|into)|pais[ae]\w*)\b|पैस", re.IGNORECASE
)
TO_ORDER = re.compile(  # "send my order to 12 MG Road"
    r"\b(?:send|deliver|ship|bhej\w*|redirect|reroute|dispatch|change|update|badal\w*)\b.*\b(?:my|the|mera|mere|this|that|open|pending|last) (?:\S+ ){0,2}(?:order|parcel|package)\b|"
    r"\b(?:my|the|mera|mere|this|that|open|pending|last) (?:\S+ ){0,2}(?:order|parcel|package)\b.*\b(?:sen[dt]|deliver(?:ed)?|ship(?:ped)?|bhej\w*|go|come|redirected|rerouted)\b",
    re.IGNORECASE,
)


DIVERTS = re.compile(
    r"\b(?:send|deliver(?:ed)?|ship(?:ped)?|go|come|reach|bhej\w*|bhijwa\w*|pahuncha\w*|redirect|reroute|forward)\b|भेज|पहुँचा|पहुंचा",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OrderWish:
    """A wish about one order. number: the order's, "" where it isn't said."""

    number: str
    segment: Segment


def order_wish(turn: Turn, reading: Reading) -> OrderWish | None:
    """Return the wish about the one order that is named, None where what there is doesn't tell it."""
    if not turn.context.logged_in or plainly(reading.text):
        return None
    if turn.state.top is None and _speaks_of_sending(turn, reading.text) and _sent_to(turn, reading.text):
        return OrderWish("", whole_wish(CHANGE, reading))
    if not NUMBER.search(reading.text):
        return None
    order = _own_order(turn, reading)
    intent = _intent(turn, order, reading) if order is not None else ""
    if not intent or order is None:
        return None
    return OrderWish(order.number, whole_wish(intent, reading))


def _speaks_of_sending(turn: Turn, text: str) -> bool:
    """Words that send an order somewhere; "it" is the order that was just spoken of."""
    focused = bool(turn.state.shown.order_number) and not turn.state.shown.lines
    return TO_ORDER.search(text) is not None or (focused and DIVERTS.search(text) is not None)


def _sent_to(turn: Turn, text: str) -> bool:
    """Whether a message without an order's number has an address, and an order could still go there."""
    if not has_address(text):
        return False
    orders: OrderList | None = turn.read("list_orders")
    own = orders.orders if orders else ()
    return any(x.status in OPEN for x in own) and not any(x.number in text.upper() for x in own)


def whole_wish(intent: str, reading: Reading) -> Segment:
    """Return a message as one wish, with all that was found in it."""
    entities = tuple(entity for segment in reading.segments for entity in segment.entities)
    return Segment(reading.text, (IntentScore(intent, 1.0),), entities)


def _own_order(turn: Turn, reading: Reading) -> OrderView | None:
    """The person's order whose number is in the message; None where several orders are, or one of somebody else."""
    orders: OrderList | None = turn.read("list_orders")
    if orders is None:
        return None
    own = {x.number: x for x in orders.orders}
    written = {x for x in re.findall(r"[A-Z0-9]+", reading.text.upper()) if x in own}
    read = {x.value for y in reading.segments for x in y.entities if x.kind is EntityKind.ORDER_NUMBER}
    numbers = written | read
    number = numbers.pop() if len(numbers) == 1 else ""
    if number in own or not number or orders.total <= len(own):
        return own.get(number)
    found: OrderView | None = turn.read("get_order", number=number)
    return found


def _intent(turn: Turn, order: OrderView, reading: Reading) -> str:
    """Return what is wanted of the order, "" where the reader's word for it stands."""
    text = reading.text
    whole = Segment(text, ())
    pieces = [x for x in map(ordered_piece, order.lines) if x.count > 0]
    placed, arrived = order.status in OPEN, order.status == DELIVERED
    cards = cards_of(turn, pieces)
    if CANCELS.search(text):
        told = placed and _called_off(text) and not speaks_of_things(whole, pieces, cards)
        return CANCEL if told else ""
    swaps = not FAULT.search(text) and swaps_described(whole, pieces, cards)
    if has_address(text):
        return CHANGE if placed and not swaps else ""
    if swaps:
        return EXCHANGE if arrived else CHANGE if placed else ""
    if ASKS.search(text):
        return ""
    if arrived:
        return RETURN if lines_described(whole, pieces) and _comes_back(text) else ""
    if placed and not speaks_of_things(whole, pieces, cards):
        return _of_the_whole(turn, text)
    return ""


def _called_off(text: str) -> bool:
    """A whole order shall be cancelled and its reason is told, maybe in another sentence: both are read together, so
    that two reasons in one message are asked about."""
    reasons = any(words.search(text) for _, words in CANCEL_REASONS)
    return reasons and not ASKS.search(text) and not MORE.search(text) and not looks_like_address(text)


def _comes_back(text: str) -> bool:
    """Things that arrived and whose money is wanted back; a word for an exchange makes it a question of which."""
    return bool(BACK.search(text) or MONEY.search(text)) and not SWAPS.search(text)


def _of_the_whole(turn: Turn, text: str) -> str:
    """An order that isn't packed, of which nothing is named: how it is paid, or a reason that only a cancel has."""
    if BACK.search(text):
        return ""
    if way_said(turn, text) is not None:
        return CHANGE
    reasons = [code for code, words in CANCEL_REASONS if words.search(text)]
    return CANCEL if any(x in LISTED for x in reasons) else ""


def told_more(turn: Turn, wish: OrderWish) -> bool:
    """Whether the task for this wish is open already: what was said answers or corrects it."""
    top = turn.state.top
    return top is not None and top.flow == wish.segment.intent and top.slots.get("number") == wish.number


def give_up_others(turn: Turn, wish: OrderWish) -> None:
    """Whoever says anew what they want of an order doesn't want what was begun with it before."""
    stack = turn.state.stack
    turn.put_stack(
        tuple(x for x in stack if x.flow not in AFTER or x.slots.get("number") not in (None, wish.number))
    )
