# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Questions to the help centre in many words, put as its documents put them.

"Would somebody come to my flat for it or do I take it to a courier myself?" shares no word with "return pick-up". The
answer is still a passage of the shop's own documents, found by search; only the question is a plain one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import is_question
from retailgenie.ai.types import EntityKind, Segment

# Wishes that a question about them does not outdo once a head is this sure.
DONE_BY = frozenset(
    """return_item exchange_item cancel_order change_order checkout add_to_cart remove_from_cart report_problem talk_to_human
    search_products track_order invoice order_facts""".split()
)
SURE = 0.8
BACK = frozenset({"return_item", "exchange_item"})
_ASKS = r"\b(?:do|does|would|will|can|could|should|is|are|am|how|when|what|until|till|who|kya|kab|kaise|kitn\w+|kaun)\b|\?"
ASKS = re.compile(_ASKS + "|क्या|कब|कैसे|कितन", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """words: what speaks of it. plain: the question as the documents put it. within: tasks of which one must be open
    or just done; () for any time."""

    words: re.Pattern[str]
    plain: str
    within: frozenset[str] = frozenset()


def _topic(words: str, plain: str, within: frozenset[str] = frozenset()) -> Topic:
    return Topic(re.compile(words, re.IGNORECASE), plain, within)


TOPICS = (
    _topic(
        r"\bgift[- ]?wrap\w*|\bwrap\w* (?:it|this|that|them|these)\b|\b(?:it|this|that|them) (?:gift )?wrapped\b|\bgift pack\w*|\bgift (?:ki )?tarah pack|गिफ़?्ट (?:पैक|रैप)",
        "Do you wrap gifts with a card?",
    ),
    _topic(
        r"\b(?:coupons?|promo(?: ?codes?)?|codes?|vouchers?)\b[^.?!]{0,60}\b(?:expir\w+|valid\w*|run out|run till|end|ends|last|khatam|kab tak)\b|\b(?:expir\w+|valid)\b[^.?!]{0,40}\b(?:coupons?|promo|codes?|vouchers?)\b|(?:कूपन|कोड)[^?]{0,40}(?:कब तक|वैध)",
        "When do coupon codes end?",
    ),
    _topic(
        r"\b(?:how (?:much )?(?:long|many days)|when|kab(?: tak)?|kitn\w+ din)\b[^.?!]{0,40}\b(?:refund\w*|money back|get (?:my|the) money|paisa|paise)\b|\brefund\b[^.?!]{0,20}\b(?:kab|how long|take)\b",
        "When do I get my refund?",
    ),
    _topic(
        r"\b(?:shop|store|dukaan|dukan|they)\b[^.?!]{0,30}\b(?:keep|hold|kept)\b[^.?!]{0,30}\b(?:for me|it|my|till|until|order|parcel)\b|\b(?:until when|how long|till when|kab tak|tab tak)\b[^.?!]{0,40}\b(?:keep|kept|hold|rakh\w*|collect|pick (?:it|them) up)\b|कब तक रख",
        "The store keeps your order for how many days if you don't collect it?",
    ),
    _topic(
        r"\b(?:some(?:one|body)|courier|they|you|delivery (?:boy|man|person)|koi)\b[^.?!]{0,40}\b(?:come|collect|fetch|pick (?:it|them|this|that|the parcel) up|le(?:ne)? aay\w*|lene)\b|\b(?:courier|post|send|drop|bring|take) (?:it|them|this|that|the parcel)(?: back)? (?:my|our)sel(?:f|ves)\b|कूरियर[^?]{0,20}(?:आएगा|लेने)",
        "Is return pick-up free, does the courier fetch it?",
        BACK,
    ),
    _topic(
        r"\b(?:pay|cost\w*|charge\w*|fee|free|extra|paisa|paise|lagega|lagenge)\b|पैसे|शुल्क|मुफ़?्त",
        "Exchanged once for another size or colour: is the exchange free, does the courier bring the new one?",
        frozenset({"exchange_item"}),
    ),
    _topic(
        r"\b(?:pay|cost\w*|charge\w*|fee|extra|lagega|lagenge)\b|शुल्क|मुफ़?्त",
        "Is return pick-up free, does the courier fetch it?",
        frozenset({"return_item"}),
    ),
)  # fmt: skip


def plain_question(turn: Turn, segment: Segment) -> str:
    """Return the question that a message asks of the documents, "" where it asks none of these or wants something."""
    text = segment.text
    wished = segment.intent in DONE_BY and segment.intents[0].score >= SURE
    numbered = segment.first(EntityKind.ORDER_NUMBER) or segment.first(EntityKind.COUPON)
    asks = is_question(segment) or ASKS.search(text) is not None
    answers = segment.intent in ("confirm", "deny") or (segment.intent == "choose_option" and "?" not in text)
    own = segment.intent == "refund_status"  # of one's own orders, which know more than a document
    if wished or numbered or not asks or answers or own:
        return ""
    near = _near(turn)
    return next((x.plain for x in TOPICS if (not x.within or near & x.within) and x.words.search(text)), "")


def _near(turn: Turn) -> frozenset[str]:
    """The tasks that are open, or were done in the turn before."""
    state = turn.state
    done = {state.done.flow} if state.done is not None and state.done_turn + 1 >= state.turns else set()
    return frozenset({x.flow for x in state.stack} | done)
