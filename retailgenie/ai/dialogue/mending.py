# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Mends a talk: what was just done is meant differently, a question shall be skipped, a yes goes on with a but."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.answers import CONFIDENT, heard
from retailgenie.ai.dialogue.commands import Redo
from retailgenie.ai.dialogue.flow import Filled
from retailgenie.ai.dialogue.flows import FLOWS
from retailgenie.ai.dialogue.leaving import wanted_part
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.swapping import lines_named
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import count_in, is_question
from retailgenie.ai.types import OrderList, Segment

REDONE = ("size", "colour", "product_id", "line_id", "new_variant_id")  # what "no, ..." can change afterwards
OWN_CART = frozenset({"add_to_cart", "change_quantity", "change_variant", "remove_from_cart"})
FEW = 8  # words of a correction
GO_ON = re.compile(r"\b(?:go ahead|proceed|continue|carry on)\b", re.IGNORECASE)  # with what the card says
TASKS = frozenset({"cancel_order", "return_item", "exchange_item", "change_order"})
BECAUSE = re.compile(
    r"^\W*(?:(?:it'?s|that'?s|just) )?(?:because|cause|coz|cuz|bcoz|bcz|since|as(?! (?:for|to)\b)|kyu?nki|kyonki|kyuki|kyu ki|क्योंकि)\b",
    re.IGNORECASE,
)
LEFT_IN_CART = re.compile(  # "just leave it in the cart, I'll see tonight": nothing is taken out, nothing ordered
    r"\b(?:leave|keep|let) (?:it|them|that|this|these|those|everything|all of it)(?: \w+){0,2}? in (?:the |my )?(?:cart|bag|basket)\b|\bcart (?:me|mein) (?:hi )?(?:rehne|rakha|chh?od)\w*|कार्ट में (?:ही )?(?:रहने|छोड़)",
    re.IGNORECASE,
)
# "Don't return it": what was begun is not wanted after all.
DROPPED: Mapping[str, re.Pattern[str]] = {
    task: re.compile(
        rf"\b(?:don'?t|do not|not) (?:\w+ )?(?:{verb}) (?:it|that|this|them|anything|any of (?:it|them))\b(?! (?:to|in|into|with|until|till|on|by|for|but|as|yet)\b)|"
        rf"\b(?:{verb}|{hindi}) (?:mat|nahi) (?:kar|kij|kara)\w*|(?:{deva}) (?:मत|नहीं) कर",
        re.IGNORECASE,
    )
    for task, verb, hindi, deva in (
        ("return_item", "return|send back", "wapas", "वापस|रिटर्न"),
        ("cancel_order", "cancel", "radd", "कैंसिल|रद्द"),
        ("exchange_item", "exchange|swap|replace", "badl\\w*", "एक्सचेंज|बदली"),
        ("change_order", "change|update|modify", "badl\\w*", "बदली"),
    )
}
NOTHING_NEW = frozenset(
    {"thanks", "chit_chat", "acknowledge", "out_of_scope", "greet", "goodbye", "choose_option", "correct"}
)
SKIP = re.compile(
    r"^\W*(?:please |let'?s |can (?:i|we) |i'?d like to |just |i want to )*(?:skip(?: (?:it|this|that|this one|the question|this question|for now|please|karo|kar do))*|"
    r"(?:i(?:'d| would) )?(?:rather|prefer) not (?:to )?(?:say|tell|answer)|no answer|"
    r"(?:ye|yeh|is|iss) (?:sawaa?l|question) (?:ko )?(?:chh?od(?:o|iye|na)|rehne do)(?: do)?|chh?od(?:o|iye) (?:isko|ise|ye sawaa?l|yeh sawaa?l)|"
    r"(?:यह|ये|इस) सवाल (?:को )?(?:छोड़|छोड|रहने)\S*(?: दो)?|(?:छोड़|छोड)\S* (?:यह|ये|इस)(?: सवाल)?(?: को)?)\W*$",
    re.IGNORECASE,
)
HOLD = re.compile(
    r"^\W*(?:please )?(?:wait|hold on|one (?:moment|minute|sec(?:ond)?)|just a (?:moment|minute|sec(?:ond)?)|ruk[oi]\w*|ek minute|रुको|रुकिए|एक मिनट)(?: please| a (?:moment|minute))?\W*$",
    re.IGNORECASE,
)
ONLY_THANKS = re.compile(  # as often a farewell as a yes: "ok thanks", "theek hai shukriya"
    r"^\W*(?:(?:ok|okay|k|alright|all right|fine|great|cool|good|theek(?: hai)?|thik(?: hai)?|accha|acha|ठीक(?: है)?|अच्छा)\W*)*"
    r"(?:thanks?(?: you)?|thank u|thx|ty|tysm|shukriya|dhanyavaa?d|शुक्रिया|धन्यवाद)(?:\W*(?:so much|a lot|very much|ji|bhai|again))*\W*$",
    re.IGNORECASE,
)
JOINED = re.compile(r"\b(?:and|also|aur|plus|then|phir|ani)\W*$", re.IGNORECASE)
YES_AND = re.compile(  # a yes that is a sentence of its own, and something more to ask
    r"^\W*(?:yes|yep|yeah|sure|ok(?:ay)?|haan|ha|ji haan|theek hai|हाँ|हां|जी हाँ)\b[^.!?]{0,30}[.!।]\s+(?:and|also|aur|और)\b",
    re.IGNORECASE,
)
YES_AGAIN = re.compile(  # what follows a yes and says no more than it: "go ahead and make that change"
    r"^\W*(?=.*\b(?:go|proceed|carry|do|make|apply|confirm|process)\b)(?:please )?(?:(?:go (?:ahead|on)|proceed|carry on)(?: (?:and|with|then))*\W*)?"
    r"(?:(?:do|make|apply|confirm|process) )?(?:(?:it|so|(?:that|this|the|those|these)(?: (?:changes?|updates?|swaps?|exchange|return|order|cancellation|request))?)\b)?"
    r"(?:\W*(?:now|for me|please|then|thanks?|thank you))*\W*$",
    re.IGNORECASE,
)
BUT = re.compile(r"^\W*(?:but|par|lekin|magar|except|only|however|पर|लेकिन|मगर)(?!\S*\w)", re.IGNORECASE)


def skips(segment: Segment) -> bool:
    return SKIP.match(segment.text) is not None


def says_why(turn: Turn, segment: Segment) -> bool:
    """ "Because I found mine": told of the task on the card, of which it changes nothing."""
    top = turn.state.top
    return top is not None and top.flow in TASKS and BECAUSE.match(segment.text) is not None


def leaves_cart(turn: Turn, segment: Segment) -> bool:
    """ "Leave it in the cart": no thing is taken out of it, and nothing is ordered yet."""
    top = turn.state.top
    return LEFT_IN_CART.search(segment.text) is not None and (top is None or top.flow == "checkout")


def drops(turn: Turn, segment: Segment) -> bool:
    """Whether the words call off the task whose question is open."""
    top = turn.state.top
    return top is not None and top.flow in DROPPED and DROPPED[top.flow].search(segment.text) is not None


def redone(turn: Turn, segment: Segment) -> Redo | None:
    """Return the correction of what was done in the turn before, None where the words correct nothing of it."""
    state = turn.state
    done = state.done
    if (
        segment.intent != "correct"
        or done is None
        or done.flow not in OWN_CART
        or state.done_turn + 1 != state.turns
    ):
        return None
    if state.top is not None and (state.pending is not None or heard(turn, segment)):
        return None
    if len(segment.text.split()) > FEW:
        return None
    values = _heard_again(turn, done, segment)
    return Redo(values, segment) if values else None


def _heard_again(turn: Turn, done: Frame, segment: Segment) -> dict[str, Any]:
    """Hear each slot of a finished task as if it had been asked for."""
    values: dict[str, Any] = {}
    stack = turn.state.stack
    turn.put(stack=(*stack, done))
    also = FLOWS["change_variant"].needs if done.flow == "change_quantity" else ()
    for need in (*FLOWS[done.flow].needs, *also):
        if need.slot not in REDONE:
            continue
        value = need.hear(turn, replace(done, asked=need.slot), segment)
        if isinstance(value, Filled):
            values.update(value.values)
        elif value is not None and not isinstance(value, Several) and value != done.slots.get(need.slot):
            values[need.slot] = value
    turn.put(stack=stack)
    count = (count_in(segment) or "").lstrip("+")
    if "quantity" in done.slots and count.isdigit() and int(count) > 0 and values.get("size") != count:
        values["quantity"] = int(count)
    return values


def beneath(turn: Turn, segment: Segment) -> dict[str, Any]:
    """Return what answers the question of the lasting task beneath the one whose question is open, {} for nothing."""
    stack = turn.state.stack
    if len(stack) < 2 or not stack[-2].asked or not FLOWS[stack[-2].flow].lasting:
        return {}
    turn.put(stack=stack[:-1])
    values = heard(turn, segment)
    turn.put(stack=stack)
    return values if stack[-2].asked in values else {}


def parts_after_yes(turn: Turn, segments: list[Segment], text: str = "") -> list[Segment]:
    """Return what a message that begins with yes asks for.

    With a card: what changes it comes instead of the yes, what only says the yes again is dropped, and a yes that goes
    on with another wish counts only where "and" joins them. Without a card the yes means nothing before a wish.
    text: the whole message.
    """
    if len(segments) < 2 or segments[0].intent != "confirm":
        return segments
    if turn.state.pending is None:
        return segments[1:]
    rest = segments[1:]
    changes = [_as_change(turn, part) for part in rest]
    if any(changes):
        return [x for x in changes if x is not None]
    if any(BUT.match(part.text) for part in rest):
        return [replace(segments[0], intents=(replace(segments[0].intents[0], score=0.5),))]  # a half yes
    if any(is_question(part) for part in rest):
        if YES_AND.match(text):
            return [segments[0], *rest]  # "Yes please. And when will it come?"
        return rest  # "what happens if I say yes?" is no yes
    own = FLOWS[turn.state.pending.flow].intents
    said_again = [YES_AGAIN.match(x.text) is not None for x in rest]
    others = [
        x for x, again in zip(rest, said_again, strict=True)
        if not again and x.intent not in {*NOTHING_NEW, "confirm", *own} and not (x.intent == "checkout" and GO_ON.search(x.text))
    ]  # fmt: skip
    # "yes, please cancel it": says the yes once more
    joined = (
        any(said_again)
        or any(x.intent in {*own, "confirm"} for x in rest)
        or JOINED.search(segments[0].text) is not None
    )
    return [segments[0], *others] if joined or not others else others


def told_anew(top: Frame, values: dict[str, Any]) -> dict[str, Any]:
    """Return what of the values differs from what the task has; one change said as a list of one is the same."""
    slots = top.slots
    lines, variant = slots.get("lines"), slots.get("variant_id")
    if isinstance(lines, list) and len(lines) == 1 and variant is not None:
        held = {"line_id": lines[0], "variant_id": variant, "quantity": slots.get("count", 0)}
        values = {key: value for key, value in values.items() if key != "swaps" or value != [held]}
    return {key: value for key, value in values.items() if slots.get(key) != value}


def _as_change(turn: Turn, part: Segment) -> Segment | None:
    """The part as a correction, where it fills a slot of the task with another value."""
    top = turn.state.top
    if top is None or turn.state.pending is None or top.flow != turn.state.pending.flow:
        return None
    other = part.intent in TASKS and part.intent not in FLOWS[top.flow].intents
    if other and part.intents[0].score >= CONFIDENT:
        return None  # another wish about an order corrects nothing of this one
    if not told_anew(top, heard(turn, part)):
        return None
    return replace(part, intents=(replace(part.intents[0], name="correct"), *part.intents[1:]))


def one_thing(turn: Turn, segments: list[Segment]) -> list[Segment]:
    """ "I ordered a lamp and don't need it now. Can I send it back?": the later sentence says what shall happen to the
    thing of the earlier one, so the two are one wish."""
    pair = [x.intent for x in segments[:2]]
    if pair != ["cancel_order", "return_item"] or not turn.context.logged_in:
        return segments
    orders: OrderList | None = turn.read("list_orders")
    pieces = [ordered_piece(line) for x in (orders.orders if orders else ()) for line in x.lines]
    first, second = segments[:2]
    if lines_named(replace(second, text=wanted_part(second.text)), pieces) or not lines_named(first, pieces):
        return segments
    text = f"{first.text} {second.text}"
    joined = replace(first, text=text, intents=second.intents, entities=(*first.entities, *second.entities))
    return [joined, *segments[2:]]
