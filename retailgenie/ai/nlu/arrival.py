# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What is asked of a place or a day: "will it be here by Friday", "diwali se pehle aa jayega?", "cod in 411004?"."""

from __future__ import annotations

import re

from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.types import Entity, EntityKind

MOST_WORDS = 10
COMES = re.compile(
    r"(?<!\S)(?:come|comes|arrive|arrives|reach|reaches|delivered|get (?:it|here|this)|here|aao|aa|pahuch\w*|milega|milegi|mil (?:jao|jaye\w*|sakta)|deliver (?:ho|karo|kar))(?!\S)"
)
UNTIL = re.compile(r"(?<!\S)(?:by|before|till|until|on|in time|tak|se pehla|se pahla|ko)(?!\S)")
OTHER = re.compile(
    r"(?<!\S)(?:show|find|search|dikhao|looking|need|want|chahiye|refund|money|paisa|return|courier|pick|pickup|order|parcel|bill|invoice|stock|available|offer|sale|coupon|store|stores)(?!\S)"
)
ASKS = re.compile(r"\?|(?<!\S)(?:is|can|do|does|will|kya|available|possible|milega|milegi|chalega|hai)(?!\S)")
BUYS = re.compile(
    r"(?<!\S)(?:checkout|buy|place|order|confirm|kharid\w*|mangwa\w*|send|deliver|bhej\w*)(?!\S)"
)


def asks_for_cash_there(text: Text, entities: tuple[Entity, ...]) -> bool:
    """Return whether a short message asks if cash is taken at the PIN that it names."""
    cash = any(x.kind is EntityKind.PAYMENT_METHOD and x.value == "cod" for x in entities)
    there = any(x.kind is EntityKind.PIN for x in entities)
    short = len(text.tokens) <= MOST_WORDS
    return cash and there and short and bool(ASKS.search(text.flat)) and not BUYS.search(text.flat)


def asks_for_a_day(text: Text, entities: tuple[Entity, ...]) -> bool:
    """Return whether a short message asks if a delivery comes by a day that it names."""
    day = any(x.kind is EntityKind.DATE for x in entities)
    flat = text.flat
    short = len(text.tokens) <= MOST_WORDS
    return day and short and bool(COMES.search(flat) and UNTIL.search(flat)) and not OTHER.search(flat)
