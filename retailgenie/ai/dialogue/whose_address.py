# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Whose address a message is about: that of the person's account, that of an order, both, or it has to be asked.

Nothing here changes anything; a wish that could mean either is a question with choices.
"""

from __future__ import annotations

import re
from enum import Enum

from retailgenie.ai.dialogue.address import FIELDS, has_address
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import plainly
from retailgenie.ai.types import Reading

OWN_ADDRESS = "own_address"  # the task
_PLACE = r"(?:address|adress|addres|pata)"
_MINE = r"(?:home|default|account|profile|saved|main|primary|registered|permanent|personal|billing|usual|user|customer)"
# The account's, in so many words.
ACCOUNT = re.compile(
    rf"\b{_MINE}(?:'?s)? (?:delivery |shipping |postal )?{_PLACE}\b|\baddress book\b|\bmy default\b|\bon (?:file|record)\b|\byour records\b|\bghar (?:ka|wala|ke) (?:naya )?{_PLACE}\b|"
    rf"\b{_PLACE}\b(?: [^\s.!?]+){{0,4}} (?:of|in|on|for|to|from) (?:my |the |mera |mere )?(?:account|profile)\b|"
    rf"\b(?:account|profile|khat[ae])\b(?: [^\s.!?]+){{0,6}} {_PLACE}\b|"
    r"(?:प्रोफ़?ाइल|खाते|अकाउंट|अकाउन्ट|घर) (?:का|के|की|में)(?: \S+){0,2} पत[ाे]",
    re.IGNORECASE,
)
PROFILE = re.compile(r"(?<!paypal )(?<!bank )\b(?:account|profile)\b(?! (?:number|no|holder))", re.IGNORECASE)
PLACE = re.compile(rf"\b{_PLACE}\b|पत[ाे]|पत्ता", re.IGNORECASE)
# Somebody tells of a new home or of "my address", which could be meant for an order as well.
OWN = re.compile(
    rf"\b(?:my|mera|mere|apna) (?:(?:new|naya|current|old|purana|present) )?{_PLACE}\b|\bnew {_PLACE}\b|\bnaya {_PLACE}\b|"
    r"\b(?:i|we)(?:'?ve| have|'?m| am|'?re| are)? (?:just |recently |now )?(?:moved|moving|shifted|shifting|relocated|relocating)\b|"
    r"\b(?:i|we)(?: now|'ll| will)? (?:live|stay|reside)\b|\bi'?m (?:now )?(?:living|staying|residing)\b|\bnew (?:home|house|flat|place|residence)\b|"
    r"\bghar (?:badal|shift)|\bshift (?:ho|kar)\b|\b(?:rehta|rehti|rehte|rahta|rahti|rahte)\b|\bnaya ghar\b|"
    r"मेर[ाे] (?:नया |नये )?पत[ाे]|नया पता|घर बदल|रहत[ाीे] हू|माझा (?:नवीन )?पत्ता",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\b(?:chang\w*|chng|update\w*|updating|set|save|store|correct\w*|edit|modify|replace|make|put|enter|new|now|wrong|outdated|old|moved?|shift\w*|"
    r"badal\w*|badl\w*|naya|nayi|galat|purana|dal\w*|daal\w*|kar\w*|likh\w*|note)\b|बदल|नया|गलत|ग़लत",
    re.IGNORECASE,
)
SENDS = re.compile(
    r"\b(?:send|sent|deliver(?:ed)?|ship(?:ped)?|bhej\w*|bhijwa\w*|redirect|reroute|forward|dispatch|drop|courier|checkout|cart|buy|come|go|goes|receive|reach)\b|भेज",
    re.IGNORECASE,
)
ORDERED = re.compile(
    r"\b(?:orders?|parcels?|packages?|shipments?|deliver(?:y|ies))\b|ऑर्डर|पार्सल", re.IGNORECASE
)
TOGETHER = re.compile(r"\b(?:and|also|too|as well|both|plus|aur|bhi|dono|saath)\b|और|दोनों|भी", re.IGNORECASE)
ASKS = re.compile(
    r"^\W*(?:how|where|what|which|kya|kaise|kahan|do you|does|is|are|show|see|list)\b|\b(?:dikhao|batao|kaise|kahan)\b|कैसे|क्या है|दिखा",
    re.IGNORECASE,
)
NUMBER = re.compile(r"#?\b[A-Z]{1,3}\d{5,10}\b", re.IGNORECASE)


class Whose(Enum):
    """ACCOUNT: the account's for sure; BOTH: that and an order's; UNCLEAR: one of them."""

    ACCOUNT = "account"
    BOTH = "both"
    UNCLEAR = "unclear"


def whose_address(turn: Turn, reading: Reading) -> Whose | None:
    """Return whose address a message wants to change, None where it is no wish about the account's address.

    While another task waits for an answer only words that name the account leave it.
    """
    text, top = reading.text, turn.state.top
    if plainly(text) or ASKS.search(text) or (top is not None and top.flow == OWN_ADDRESS):
        return None
    written = has_address(text)
    named = ACCOUNT.search(text) is not None or (written and PROFILE.search(text) is not None)
    wished = written or (CHANGES.search(text) and PLACE.search(text) and not _of_an_order(text))
    if not wished or not (named or OWN.search(text)):
        return None
    if named:
        return _named(text, written=written, answering=top is not None and top.asked in ("address", *FIELDS))
    return None if top is not None or _of_an_order(text) else Whose.UNCLEAR


def _of_an_order(text: str) -> bool:
    return any(words.search(text) for words in (NUMBER, ORDERED, SENDS))


def _named(text: str, *, written: bool, answering: bool) -> Whose | None:
    """The account is named; an order beside it means both only where they are joined, else it is asked."""
    if not CHANGES.search(text):
        return Whose.UNCLEAR if written and not answering and not SENDS.search(text) else None
    numbered, ordered = NUMBER.search(text), ORDERED.search(ACCOUNT.sub(" ", text))
    if not numbered and not ordered:
        return None if SENDS.search(text) else Whose.ACCOUNT
    if TOGETHER.search(text):
        return Whose.BOTH
    return None if SENDS.search(text) else Whose.UNCLEAR
