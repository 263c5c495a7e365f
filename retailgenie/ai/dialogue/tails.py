# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What tells an order without its whole number: the number's end ("the order ending 4521") or its state; and all of a
person's orders, among which it is looked for."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import OrderList, OrderView

PAGES = 10  # of a person's orders that are looked through
# The end of an order's number: its last four digits or more, named as such or beside the word itself.
TAIL = re.compile(
    r"(?:\b(?:end(?:s|ing)?|last \w+ digits?|aa?kh?ri \w+ (?:ank|number|digits?))\b[^\d,.?!]{0,20}|#\s?|(?:आख़?िरी|अंत)[^\d,.?!]{0,20})(?P<named>\d{4,8})(?!\d)"
    r"|(?<![\d₹.,])(?P<beside>\d{4,8})\s*(?:wal[aei]|val[aei]|वाल[ाेी])\s*(?:order|parcel|ऑर्डर|आर्डर|पार्सल)"
    r"|(?:\b(?:order|parcel)|ऑर्डर|आर्डर|पार्सल)(?:\s*(?:number|no\.?|num|nambar|id|नंबर))?\s*:?\s*#?(?P<after>\d{4,8})(?!\d)",
    re.IGNORECASE,
)
BARE_TAIL = re.compile(
    r"^\W*(?:(?:the|that|this|no|nahi+n?|wo|woh|vo|वो|वह)\W+)*(\d{4,8})\W*(?:one|wal[aei]|val[aei]|वाल[ाेी])?\W*$",
    re.IGNORECASE,
)

STATES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        (
            "delivered",
            r"\bdelivered\b|\bdeliver (?:ho|hua|hui|hue)\b|\b(?:mil|pahun?ch) (?:gaya|gayi|chuka)\b|\baa (?:gaya|gayi|chuka)\b|डिलीवर|मिल गया|पहुँच गया|पहुंच गया|आ गया",
        ),
        (
            "shipped",
            r"\bshipped\b|\b(?:on the|in) (?:way|transit)\b|\bbhej(?: diya|a)\b|\braaste mein\b|भेजा|रास्ते में",
        ),
        ("placed", r"\b(?:just )?placed\b|\bnot (?:yet )?(?:shipped|packed|sent)\b|\babhi (?:kiya|wala)\b"),
    )
)


def tail_said(text: str) -> str:
    """Return the last digits of an order's number that the words tell of as such, "" for none."""
    found = TAIL.search(text)
    return next((x for x in found.groups() if x), "") if found else ""


def only_tail(text: str) -> str:
    """Return the digits of a message that is nothing but four or more of them, "" for any other."""
    found = BARE_TAIL.match(text)
    return found[1] if found else ""


def own_orders(turn: Turn) -> tuple[OrderView, ...]:
    """Return all orders of the person, newest first; what was read of them before stays what it is."""
    first: OrderList | None = turn.read("list_orders")
    found = list(first.orders) if first is not None else []
    page = 1
    while first is not None and len(found) < first.total and page < PAGES:
        page += 1
        more: OrderList | None = turn.read("list_orders", page=page)
        if more is None or not more.orders:
            break
        found += more.orders
    if first is not None:
        turn.results["list_orders"] = first
    return tuple(found)


def state_named(text: str) -> str:
    """Return the state of an order that the words tell, as its code, "" for none."""
    return next((name for name, words in STATES if words.search(text)), "")
