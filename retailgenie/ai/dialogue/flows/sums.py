# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What several orders cost together: each with its own total, and the exact sum, all from the orders themselves."""

from __future__ import annotations

import re
from datetime import date, timedelta

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.returns import day_of
from retailgenie.ai.dialogue.picking import numbers_said, see_orders
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.tails import own_orders
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import NUMBER_WORDS, count_in
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import BlockKind, OrderList, OrderView, Segment
from retailgenie.lib.money import format_inr

MOST_PARTS = 10  # orders that are told one by one; the page has them all
FEW = 8  # words of a message whose "both" can mean the orders on the screen
GONE = frozenset({"cancelled", "returned"})
COUNTS = {
    **NUMBER_WORDS, "char": 4, "panch": 5, "chhe": 6, "couple": 2, "दो": 2, "तीन": 3, "चार": 4, "पाँच": 5, "पांच": 5, "छह": 6, "दोन": 2,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,2}}|(?:a )?couple|{'|'.join(COUNTS)})(?: of)?"
_COUNT_BEFORE = _COUNT.replace("<count>", "<before>")
_ORDERS = r"(?:\w+ )?(?:orders?|ordero|purchases?|parcels?|ऑर्डर\w*|आर्डर\w*)"
_LAST = r"(?:last|past|previous|recent|latest|pichh?l[aei]|aa?kh?ri|पिछल[ाेी]|आख़?िरी|शेवटच[ाीे]\w*)"
LAST = re.compile(
    rf"(?:^|\s){_LAST} {_COUNT} {_ORDERS}|(?:^|\s){_COUNT_BEFORE} {_LAST} {_ORDERS}", re.IGNORECASE
)
ALL = re.compile(
    r"\b(?:all|every|each|saar[ae]|sar[ae]|sabhi|sab)\b(?: \w+){0,2} orders?\b|\border\w* (?:sab|total)\b|(?:सारे|सभी|सब)(?: \S+)? (?:ऑर्डर|आर्डर)",
    re.IGNORECASE,
)
BOTH = re.compile(r"\b(?:both|dono|donon)\b|दोनों|दोन्ही", re.IGNORECASE)
THREE = re.compile(r"\b(?:all three|teeno|teenon)\b|तीनों", re.IGNORECASE)
THEM = re.compile(
    r"\b(?:them|these|those|all|in sab|sab|sabka|inka|unka)\b|इन सब|सबका|इनका|उनका", re.IGNORECASE
)
PLURAL = re.compile(
    r"\borders\b|\b(?:both|dono|donon|teeno|all three)\b.{0,12}\border|(?:दोनों|तीनों).{0,8}(?:ऑर्डर|आर्डर)",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"\b(?:total|sum|altogether|together|in all|combined|spen[dt]|spending|kul|khar(?:ch|cha|che)\w*|milak[ae]r|milake|mila k[ae]r?|jodk[ae]r|jod ke|add(?:ed)?(?: \w+){0,2} up)\b"
    r"|\bhow much (?:did|have|had|do|money|were|are|was|is)\b|\bkitn[aei] (?:k[aei]|paise|paisa|rupay\w*|hua|hu[ei]|huye|lag[aei]?|bane?|diy[ae])\b|कुल|मिलाकर|टोटल|जोड़|खर्च|ख़र्च|कितन[ाेी] (?:का|के|की|हुआ|हुए|पैस|रुप|लग)",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:cancel\w*|return\w*|exchange\w*|refund\w*|chang(?:e|ing)|wapas|wapis|radd|track|where|kahan|buy|reorder|again|status|delivery|discount|offers?|cart|basket)\b|रद्द|वापस|बदल|कहाँ|कहां|रिफ|कार्ट",
    re.IGNORECASE,
)
MONTHS_BACK = (
    (
        0,
        re.compile(r"\bth(?:is|e current) month\b|\b(?:is|iss) mah?ine?\b|इस महीने|या महिन्यात", re.IGNORECASE),
    ),
    (1, re.compile(r"\b(?:last|previous|past) month\b|\bpichh?le mah?ine?\b|पिछले महीने", re.IGNORECASE)),
)
YEAR = re.compile(r"\bthis year\b|\b(?:is|iss) saa?l\b|इस साल", re.IGNORECASE)
GOES_ON = re.compile(  # "and last month?", after a sum was told
    r"^\W*(?:and|what about|aur|and in|how about|और) (?:th(?:is|e current)|last|previous|is|pichh?le|इस|पिछले) (?:month|year|mah?ine?|saa?l|महीने|साल)(?: (?:ka|ki|ke|mein|me|का|में))?\W*$",
    re.IGNORECASE,
)
EVER = re.compile(  # "how much have I spent so far?"
    r"\bhow much (?:money )?(?:hav|have|did|had|has) (?:i|we) (?:\w+ )?(?:spen[dt]|shopped)\b(?!.*\bcart\b)|\bab tak (?:ka )?(?:kitn\w+ )?(?:total |kul )?khar\w+|\bkitna khar(?:ch|cha) (?:kiya|hua|kar diya)\b|अब तक कितना ख़?र्च|कितना ख़?र्च (?:किया|हुआ)",
    re.IGNORECASE,
)
OF_THINGS = re.compile(  # "the total for the lamps I bought in my other orders": of things, which the lines tell
    r"\b(?:for|of|on) (?:(?:the|my|all|both|those|these|any) )*(?!(?:orders?|purchases|parcels|them|it|all|both|everything|things|stuff|last|past|my|what)\b)\w+(?: \w+)? (?:that |which )?(?:i|we)(?:'ve| have|'d| had)? (?:\w+ )?(?:paid|bought|ordered|purchased|got)\b",
    re.IGNORECASE,
)
SPENT = re.compile(
    r"\b(?:spen[dt]|spending|khar(?:ch|cha|che)\w*|shopping|orders?)\b|खर्च|ख़र्च|ऑर्डर|आर्डर", re.IGNORECASE
)


def asks_for_sum(text: str, *, orders_shown: bool) -> bool:
    """Whether a message asks what several orders cost together. orders_shown: several were the last thing on screen."""
    if orders_shown and GOES_ON.match(text.strip()):
        return True
    said = text
    text = f"{text} {analyse(text).flat}" if text.isascii() else text  # "hw much hav i spent"
    if not TOTAL.search(text) or ACTS.search(text) or OF_THINGS.search(said):
        return False
    if LAST.search(text) or EVER.search(text) or PLURAL.search(text) or ALL.search(text):
        return True
    timed = YEAR.search(text) or any(words.search(text) for _, words in MONTHS_BACK)
    if timed and SPENT.search(text):
        return True
    pointed = BOTH.search(text) or THREE.search(text) or THEM.search(text)
    return orders_shown and pointed is not None and len(said.split()) <= FEW


def _keep_shown(turn: Turn, frame: Frame) -> None:
    """What "both" can mean is what was on the screen before the orders are read again."""
    if "shown" not in frame.slots:
        turn.set_slots(shown=[x.number for x in turn.state.shown.orders])


def _in_month(turn: Turn, at: str, back: int) -> bool:
    first = turn.now.date().replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    day = date.fromisoformat(at[:10])
    return (day.year, day.month) == (first.year, first.month)


def _timed(turn: Turn, text: str, orders: tuple[OrderView, ...]) -> list[str] | None:
    """The orders of the month or year that is named, None where none is."""
    back = next((months for months, words in MONTHS_BACK if words.search(text)), None)
    if back is not None:
        return [x.number for x in orders if _in_month(turn, x.placed_at, back)]
    if YEAR.search(text):
        return [x.number for x in orders if x.placed_at[:4] == str(turn.now.year)]
    return None


def _counted(text: str) -> int:
    """How many of the newest orders are meant, 0 where no number is said."""
    found = LAST.search(text)
    said = ((found["count"] or found["before"]) if found else "").lower().removeprefix("a ")
    return int(said) if said.isdigit() else COUNTS.get(said, 0)


def _hear_numbers(turn: Turn, frame: Frame, segment: Segment) -> list[str] | None:
    text, orders = segment.text, own_orders(turn)
    text = f"{text} {analyse(text).flat}" if text.isascii() else text
    every = [x.number for x in orders]
    named = numbers_said(text, every)
    if len(named) > 1:
        return named
    timed = _timed(turn, text, orders)
    if timed is not None:
        return timed
    count = _counted(text)
    if not count and frame.asked == "numbers":
        count = int(x) if (x := count_in(segment) or "").isdigit() else 0
    if count:
        return every[:count]
    shown = [x for x in frame.slots.get("shown", ()) if x in every]
    pointed = 2 if BOTH.search(text) else 3 if THREE.search(text) else 0
    if pointed:
        return shown if len(shown) == pointed else every if len(every) == pointed else None
    if ALL.search(text) or EVER.search(text):
        return every
    return shown if len(shown) > 1 and THEM.search(text) else None


def _choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    every = [x.number for x in own_orders(turn)]
    turn.evidence.add(tuple(range(len(every) + 1)))
    some = tuple(Option(turn.text("last_orders", count=n), every[:n]) for n in (2, 3) if n < len(every))
    return (*some, Option(turn.text("all_orders", count=len(every)), every))


def _tell(turn: Turn, frame: Frame) -> None:
    wanted = frame.slots["numbers"]
    found = [x for x in own_orders(turn) if x.number in wanted]
    asked = _counted(frame.said.text)
    if not found:
        turn.say("no_orders_then")
        turn.offer("order_history", "search_products")
        return
    if asked > len(found):
        turn.say("order_list", orders=turn.count("order", len(found)))
    for order in found[:MOST_PARTS]:
        turn.say(
            "sum_part", number=order.number, day=day_of(turn, order.placed_at),
            total=format_inr(order.total_paise), status=order.status_label,
        )  # fmt: skip
    total = sum(x.total_paise for x in found)
    turn.evidence.add_money(total)
    turn.say("sum_of_orders", orders=turn.count("order", len(found)), total=format_inr(total))
    back = sum(x.total_paise if x.status in GONE else x.goods_back_paise for x in found)
    if back:
        turn.evidence.add_money(back)
        turn.say("sum_back", back=format_inr(back))
    turn.remember_orders(tuple(found))
    turn.show(BlockKind.ORDERS, OrderList(tuple(found), len(found)))
    turn.offer("order_history", "track_order", "invoice")


SUM = Flow(
    ("order_sum",),
    (
        Do(_keep_shown),
        Call("list_orders"),
        Do(see_orders),
        Need("numbers", ask="which_sum", hear=_hear_numbers, options=_choices, expects="option"),
        Do(_tell),
    ),
)
FLOWS = (SUM,)
