"""How an order is paid, by one way or by gift cards and another; the words on the gift; the business that buys."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.flow import Condition, Filled, Need, Offer
from retailgenie.ai.dialogue.pieces import upi_in
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import CheckoutOptions, EntityKind, GiftCardView, Segment
from retailgenie.lib.money import format_inr

GIFT_CARD = "gift_card"
METHODS = ("upi", "card", "cod")  # heard even where one isn't offered: the shop then says why not
MESSAGE_LIMIT = 300  # characters that an order takes
ABOUT_CARDS = re.compile(
    r"\b(?:gift[\s-]?cards?|gift[\s-]?vouchers?|store credit|wallet)\b|गिफ़?्ट ?कार्ड|स्टोर क्रेडिट", re.IGNORECASE
)
NO_CARDS = re.compile(
    r"\b(?:no|not|without|don'?t|bina|nahi|nahin|mat)\b[^.]*\b(?:gift|credit)|"
    r"\bgift[\s-]?card (?:nahi|mat)\b|बिना गिफ़?्ट",
    re.IGNORECASE,
)
ASKS_ABOUT = re.compile(
    r"\s*(?:do|does) (?:you|it)\b|\s*(?:why|how|what|is there|are there)\b", re.IGNORECASE
)
GIVEN_CODE = re.compile(
    r"\b(?:gift[\s-]?card|card|voucher|credit|code)\s*(?:code|number|no\.?)?\s*[:#]?\s*([A-Z0-9][A-Z0-9-]{4,38}[A-Z0-9])\b"
)
GSTIN = re.compile(r"\b(\d{2}\s?[A-Z]{5}\s?\d{4}\s?[A-Z][A-Z\d]Z[A-Z\d])\b", re.IGNORECASE)
NO_GSTIN = re.compile(r"\b(?:no|without|bina) (?:a )?gst(?:in)?\b|बिना (?:GSTIN|जीएसटी)", re.IGNORECASE)
ABOUT_GST = re.compile(
    r"\b(?:gstin|gst (?:number|no\.?|invoice|bill)|business invoice|company (?:bill|invoice))\b|जीएसटी",
    re.IGNORECASE,
)
COMPANY = re.compile(r"\b(?:company|firm|business)(?: name)?(?: is)?\s*[:,-]?\s+([A-Z][\w&.,' -]{2,100})")
MESSAGE = re.compile(
    r"\b(?:gift|card|greeting)?[\s-]*(?:message|note|sandesh)\s*"
    r"(?:saying|that says|that reads|likho|likhna)?\s*[:\-–]\s*[\"'“‘]?(?P<colon>.+?)[\"'”’]?$|"
    r"\b(?:gift message|gift note|message|note)\s+(?:saying|that says|that reads)\s+[\"'“‘]?(?P<saying>.+?)[\"'”’]?$|"
    r"(?:संदेश|मैसेज)\s*[:\-–]\s*(?P<hindi>.+)$",
    re.IGNORECASE | re.DOTALL,
)
NO_MESSAGE = re.compile(r"\b(?:no|without|remove the) (?:gift )?(?:message|note)\b", re.IGNORECASE)
ABOUT_MESSAGE = re.compile(
    r"\bgift[\s-]?(?:message|note|wrap note)\b|\bgreeting card\b|गिफ़?्ट (?:संदेश|मैसेज)", re.IGNORECASE
)


def checkout_choices(turn: Turn, frame: Frame) -> CheckoutOptions:
    """The addresses, stores and ways to pay; answers come in a later turn than the first read."""
    if "checkout_options" not in turn.results:
        turn.call("checkout_options", {"place": frame.slots.get("place", "")})
    options: CheckoutOptions = turn.results["checkout_options"]
    return options


# --- the way to pay --------------------------------------------------------------------------------------


def _named(segment: Segment) -> str | None:
    """The way to pay that is named; the card in "gift card" is none."""
    cards = [range(*match.span()) for match in ABOUT_CARDS.finditer(segment.text)]
    for entity in segment.entities:
        if entity.kind is EntityKind.PAYMENT_METHOD and not any(entity.start in span for span in cards):
            return entity.value
    return None


def _method(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    value = "upi" if upi_in(segment.text) else _named(segment)
    if value is None:
        value = "cod" if mentions(segment, "cash", "cod") else None
    return value if value in METHODS else None


def _hear_payment(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    """A way to pay; where only a gift card is named, the card, which may have to be joined by another way.

    "Do you take cash?" asks about one and chooses none.
    """
    if ASKS_ABOUT.match(segment.text):
        return None
    if ABOUT_CARDS.search(segment.text):
        kept = NO_CARDS.search(segment.text) is not None
        return _method(turn, frame, segment) or (None if kept else GIFT_CARD)
    return _method(turn, frame, segment)


def _payments(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    """The ways to pay; cards with money on them stand first."""
    options = checkout_choices(turn, frame)
    own = sum(card.balance_paise for card in options.gift_cards)
    turn.evidence.add_money(own)
    card = (Option(turn.text("pay_gift_card", amount=format_inr(own)), GIFT_CARD),) if own else ()
    return (*card, *_other_ways(turn, frame))


def _other_ways(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(label, code) for code, label in checkout_choices(turn, frame).payment_methods)


# --- gift cards ----------------------------------------------------------------------------------------------


def _hear_wish(turn: Turn, frame: Frame, segment: Segment) -> bool | None:
    """ "Gift card": a word of its own, not the way to pay called card."""
    return ABOUT_CARDS.search(segment.text) is not None or None


def _hear_cards(turn: Turn, frame: Frame, segment: Segment) -> list[str] | None:
    """The codes that are named, all of one's own cards when none is, none when they shall be kept."""
    own = checkout_choices(turn, frame).gift_cards
    said = segment.text.upper()
    named = [card.code for card in own if card.code.upper() in said]
    if named:
        return named
    if NO_CARDS.search(segment.text):
        return []
    if not ABOUT_CARDS.search(segment.text):
        return None
    code = GIVEN_CODE.search(segment.text)
    return [code[1]] if code and any(x.isdigit() for x in code[1]) else [card.code for card in own] or None


def _guess_cards(turn: Turn, frame: Frame) -> list[str] | None:
    """Cards are used when they were asked for; a person without any is asked for a code."""
    if frame.slots.get("payment") != GIFT_CARD:
        return []
    return [card.code for card in checkout_choices(turn, frame).gift_cards] or None


def _hear_code(turn: Turn, frame: Frame, segment: Segment) -> list[str] | None:
    found = _hear_cards(turn, frame, segment)
    if found is not None or frame.asked != "gift_cards":
        return found
    word = segment.text.strip().split()
    return [word[0].upper()] if len(word) == 1 and len(word[0]) > 3 else None


def _cards_fall_short(turn: Turn, frame: Frame) -> bool:
    """Whether the chosen cards don't pay everything, as far as that is known here; the shop has the last word."""
    if frame.slots.get("payment") != GIFT_CARD:
        return False
    options = checkout_choices(turn, frame)
    chosen = {code.upper() for code in frame.slots.get("gift_cards", ())}
    known = [card for card in options.gift_cards if card.code.upper() in chosen]
    short = len(known) == len(chosen) and _sum(known) < options.cart.total_paise
    return short or "rest" in frame.slots.get("required", ())


def _sum(cards: list[GiftCardView]) -> int:
    return sum(card.balance_paise for card in cards)


def _hear_rest(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return _method(turn, frame, segment) if frame.slots.get("payment") == GIFT_CARD else None


# --- words on the gift, the business that buys ------------------------------------------------------------------


def _hear_message(turn: Turn, frame: Frame, segment: Segment) -> Filled | None:
    """The words themselves, or only the wish for some; "no message" takes both back."""
    if NO_MESSAGE.search(segment.text):
        return Filled({"wants_message": False, "gift_message": ""})
    found = MESSAGE.search(segment.text)
    text = (found["colon"] or found["saying"] or found["hindi"] or "").strip() if found else ""
    if text:
        return Filled({"wants_message": True, "gift_message": text[:MESSAGE_LIMIT]})
    return Filled({"wants_message": True}) if ABOUT_MESSAGE.search(segment.text) else None


def _hear_gstin(turn: Turn, frame: Frame, segment: Segment) -> Filled | None:
    if NO_GSTIN.search(segment.text):
        return Filled({"wants_gstin": False, "gstin": ""})
    found = GSTIN.search(segment.text)
    company = COMPANY.search(segment.text)
    named = {"company": company[1].strip(" .,")} if company else {}
    if found:
        return Filled({"wants_gstin": True, "gstin": found[1].upper().replace(" ", ""), **named})
    return Filled({"wants_gstin": True, **named}) if ABOUT_GST.search(segment.text) else None


def _not_wanted(turn: Turn, frame: Frame) -> bool:
    return False


def _wants(what: str) -> Condition:
    return lambda turn, frame: bool(frame.slots.get(f"wants_{what}"))


def _without(key: str) -> Offer:
    return lambda turn, frame: (Option(turn.text(key), ""),)


def _no_detail(turn: Turn, frame: Frame) -> str:
    return ""


def _hear_upi(turn: Turn, frame: Frame, segment: Segment) -> Filled | None:
    upi = upi_in(segment.text)
    other = "rest" if frame.slots.get("payment") == GIFT_CARD else "payment"
    return Filled({other: "upi", "payment_detail": upi}) if upi else None


PAYING = (
    Need("payment", ask="ask_payment", hear=_hear_payment, options=_payments, expects="payment"),
    Need("wants_cards", ask="ask_gift_code", hear=_hear_wish, guess=_not_wanted, marked=True),
    Need("payment_detail", ask="ask_upi", hear=_hear_upi, guess=_no_detail, marked=True),
    Need("gift_cards", ask="ask_gift_code", hear=_hear_code, guess=_guess_cards, marked=True),
    Need("rest", ask="ask_rest", hear=_hear_rest, options=_other_ways, when=_cards_fall_short, expects="payment"),
    Need("wants_message", ask="ask_gift_message", hear=_hear_message, guess=_not_wanted, marked=True),
    Need("gift_message", ask="ask_gift_message", when=_wants("message"), options=_without("no_message"),
         free_text=True),
    Need("wants_gstin", ask="ask_gstin", hear=_hear_gstin, guess=_not_wanted, marked=True),
    Need("gstin", ask="ask_gstin", hear=_hear_gstin, when=_wants("gstin"), options=_without("no_gstin")),
)  # fmt: skip
PAYING_AGAIN: dict[str, tuple[str, ...]] = {
    "method_refused": ("payment",),
    "gift_card_too_small": ("rest",),
    "payment_declined": ("payment", "payment_detail", "rest"),
    "payment_unavailable": ("payment", "payment_detail", "rest"),
    "gstin_invalid": ("gstin",),
}


def paying_arguments(frame: Frame) -> dict[str, Any]:
    """Return the arguments of place_order that say how it is paid and what is written on it."""
    slots = frame.slots
    method = slots.get("rest") or slots["payment"]
    found: dict[str, Any] = {"payment_method": method}
    if method == "upi" and slots.get("payment_detail"):
        found["payment_detail"] = slots["payment_detail"]
    for name in ("gift_cards", "gift_message", "gstin", "company"):
        if slots.get(name):
            found[name] = slots[name]
    return found
