"""Which of a person's own ways to pay the words mean: "my visa", "the gift card", "PayPal", "the card ending 4242"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from retailgenie.ai.dialogue.state import Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.types import PaymentWay, PaymentWays

GIFT_CARD, UPI, CARD = "gift_card", "upi", "card"
GIFT = re.compile(r"\bgift[\s-]?(?:cards?|vouchers?)\b|गिफ़?्ट ?कार्ड", re.IGNORECASE)
PLAIN_CARD = re.compile(
    r"\b(?:my|mera|mere|meri|the|same|credit|debit|bank|that|this)\s+card\b|\b(?:credit|debit)\s?card\b",
    re.IGNORECASE,
)
LAST_DIGITS = re.compile(
    r"\b(?:ending|ends?|ending in|last four|aakhri|end)\b\D{0,12}(\d{3,4})\b|[x*]{2,}\s?(\d{4})\b"
)
BRAND, DIGITS, HANDLE = 2, 3, 2  # how much a word tells; a plain "card" tells 1


def own_ways(turn: Turn) -> tuple[PaymentWay, ...]:
    """The person's ways to pay, () for whoever has none or isn't known."""
    found: PaymentWays | None = turn.read("list_payment_ways") if turn.context.logged_in else None
    return found.ways if found is not None else ()


def way_said(turn: Turn, text: str) -> PaymentWay | Several | None:
    """The own way that the words name; several where they fit more than one."""
    scored = [(score, way) for way in own_ways(turn) if (score := _told(text, way))]
    best = max((score for score, _ in scored), default=0)
    found = [way for score, way in scored if score == best]
    if not found:
        return None
    return found[0] if len(found) == 1 else Several(tuple(Option(x.label, list_of(x)) for x in found))


def way_arguments(slots: Mapping[str, Any], method: str, detail: str) -> dict[str, str]:
    """Return a tool's arguments for the way in the slots of a return. method, detail: what the tool calls them."""
    chosen = slots["refund_to"]
    kind, told = chosen if isinstance(chosen, list) else (chosen, slots.get("refund_detail", ""))
    return {method: kind, detail: told}


def list_of(way: PaymentWay) -> list[str]:
    return [way.method, way.detail]


def _told(text: str, way: PaymentWay) -> int:
    """How much of a way's own words a message says."""
    said = text.casefold()
    match way.method:
        case "gift_card":
            return DIGITS if way.detail.casefold() in said else int(bool(GIFT.search(text)))
        case "upi":
            _name, _, handle = way.detail.casefold().partition("@")
            whole = way.detail.casefold() in said
            return DIGITS + HANDLE if whole else HANDLE * bool(re.search(rf"\b{re.escape(handle)}\b", said))
        case "card":
            return _card_told(GIFT.sub(" ", text), way)
    return 0


def _card_told(text: str, way: PaymentWay) -> int:
    digits = next((x for match in LAST_DIGITS.finditer(text) for x in match.groups() if x), "")
    if digits:
        return DIGITS * way.label.endswith(digits)
    brand = [
        x for x in re.findall(r"[^\W\d_]{3,}", way.label.casefold()) if x not in ("card", "ending", "with")
    ]
    named = any(re.search(rf"\b{re.escape(x)}\b", text.casefold()) for x in brand)
    return BRAND * named or int(bool(PLAIN_CARD.search(text)))
