# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Questions about the shop: policies, payment, delivery, stores, offers, coupons."""

from __future__ import annotations

import re
from datetime import date

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.adding import receipt, say_total
from retailgenie.ai.dialogue.picking import product_in_focus, see_cart
from retailgenie.ai.dialogue.pieces import day_in
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import COUPON_OFF, mentions, pin_in, place_in, value_of
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import (
    BlockKind,
    CartView,
    DeliveryEstimate,
    EntityKind,
    OfferView,
    PolicyAnswer,
    ProductDetail,
    Segment,
    StoreView,
)
from retailgenie.lib.money import format_inr

TOPICS = {
    "return": "what is your return policy",
    "exchange": "what is your exchange policy",
    "refund": "when do I get my refund",
    "payment": "which ways to pay are there",
    "cancel": "can I cancel my order",
    "delivery": "how long does delivery take and what does it cost",
    "warranty": "is there a warranty",
}  # the last try for a question in Hindi: its topic, in the language of most documents
MOST_ASKED = 200  # characters of a question that a later one may go on from
FEE_WORDS = ("free", "fee", "fees", "charge", "charges", "cost", "amount", "muft")


def _look_up(turn: Turn, frame: Frame) -> None:
    """Look the question up as it was said, then by its English gloss: most documents are in English."""
    said = frame.said.text or turn.text("policy_in_general")
    topics = [question for word, question in TOPICS.items() if mentions(frame.said, word)]
    for question in dict.fromkeys((said, analyse(said).gloss or said, *topics)):
        answer = turn.read("search_policies", question=question)
        if answer is not None and answer.answer:
            return


def show_policy(turn: Turn, frame: Frame) -> None:
    """Quote the document that answers, or say that none does."""
    answer: PolicyAnswer | None = turn.results.get("search_policies")
    if answer is None or not answer.answer:
        turn.say("policy_unknown")
        turn.offer("talk_to_human", "how_to_use")
        return
    turn.show(BlockKind.POLICY, answer, text=answer.answer)
    turn.offer("talk_to_human")


RETURNABLE = re.compile(
    r"\breturnable\b|\b(?:can|could|may) (?:i|we|it|this|that)(?: be)? (?:return|returned|give back|send back)\b|\breturn (?:window|days|time)\b"
    r"|\b(?:return|wapas|wapis|vapas)(?: \w+)? (?:ho|hoga|hogi|kar|karna|milega)\b(?! (?:hai|h|do|dena)\b)|वापस (?:हो|कर)(?: \S+)? सक|वापस (?:होगा|होगी)",
    re.IGNORECASE,
)


def _of_the_product(turn: Turn, frame: Frame) -> None:
    """ "Is it returnable?" of the product on show: its own days, before what the documents say."""
    shown = turn.state.shown
    if shown.product is None or shown.orders_last or not RETURNABLE.search(frame.said.text):
        return
    detail: ProductDetail | None = turn.read("get_product", product_id=shown.product.product_id)
    if detail is None or detail.return_days is None:
        return
    title = detail.card.title
    if detail.return_days:
        turn.say("returnable", title=title, days=detail.return_days)
    else:
        turn.say("not_returnable", title=title)


FOLLOWS = re.compile(
    r"^\W*(?:what about|wh?at abt|how about|and (?:if|for|what|in|on|with)|aur (?:agar|\w+ (?:ka|ki|ke))|agar|और|अगर)\b|\b(?:ka|ki|ke)(?: liye)?\W*$|(?:का|की|के)(?: लिए)?\W*$",
    re.IGNORECASE,
)
BARE_QUESTION, UNSURE = 2, 0.5  # words, and the probability beneath which "charges?" is no wish of its own
MOST_FOLLOWING = 6  # words of a question that goes on from the one before


def goes_on_asking(turn: Turn, segment: Segment) -> bool:
    """Whether a short message goes on from the question about the rules that was answered just before."""
    state = turn.state
    fresh = bool(state.rule_asked) and state.rule_turn + 1 == state.turns
    words = len(segment.text.split())
    unsure = segment.intents[0].score < UNSURE or segment.intent == "out_of_scope"
    bare = words <= BARE_QUESTION and "?" in segment.text and unsure
    return fresh and words <= MOST_FOLLOWING and (bare or FOLLOWS.search(segment.text) is not None)


def _remember_question(turn: Turn, frame: Frame) -> None:
    turn.put(rule_asked=frame.said.text[:MOST_ASKED], rule_turn=turn.state.turns)


def _cash_there(turn: Turn, frame: Frame) -> bool:
    """ "Is COD available in 400050?": the place says it, not a document."""
    pin = pin_in(frame.said.text)
    if not pin or not mentions(frame.said, "cash", "cod") or mentions(frame.said, *FEE_WORDS):
        return True
    estimate: DeliveryEstimate | None = turn.read("check_delivery", pin=pin)
    if estimate is None:
        return True
    turn.put(place=estimate.pin)
    _say_cash(turn, estimate)
    _remember_question(turn, frame)
    turn.offer("delivery_question", "payment_question")
    return False


def _say_cash(turn: Turn, estimate: DeliveryEstimate) -> None:
    place = f"{estimate.city} ({estimate.pin})" if estimate.city else estimate.pin
    key = "cash_there" if estimate.cash_on_delivery else "no_cash_there"
    turn.say(key if estimate.serviceable else "not_deliverable", place=place, pin=estimate.pin)


POLICY = Flow(
    ("policy_question", "payment_question"),
    (Do(_cash_there), Do(_of_the_product), Do(_look_up), Do(_remember_question), Do(show_policy)),
)


def _pin_said(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return value_of(segment, EntityKind.PIN) or pin_in(segment.text) or None


def _pin_known(turn: Turn, frame: Frame) -> str | None:
    return turn.state.place if turn.state.place.isdigit() else None


def _show_delivery(turn: Turn, frame: Frame) -> None:
    estimate: DeliveryEstimate = turn.results["check_delivery"]
    turn.put(place=estimate.pin)
    if not estimate.serviceable:
        turn.say("not_deliverable", pin=estimate.pin)
        turn.offer("find_store")
        return
    if mentions(frame.said, "cash", "cod"):
        _say_cash(turn, estimate)
    days = {"low": estimate.min_days, "high": estimate.max_days}
    turn.say("delivery_days", place=estimate.city or estimate.pin, pin=estimate.pin, **days)
    _say_by_day(turn, frame, estimate)
    fee = format_inr(estimate.fee_paise)
    if estimate.fee_paise == 0:
        turn.say("delivery_free")
    elif estimate.free_above_paise is not None:
        turn.say("delivery_fee_above", fee=fee, above=format_inr(estimate.free_above_paise))
    else:
        turn.say("delivery_fee", fee=fee)
    turn.show(BlockKind.DELIVERY, estimate)
    turn.offer("view_cart", "search_products")


def _say_by_day(turn: Turn, frame: Frame, estimate: DeliveryEstimate) -> None:
    """Whether it comes by the day that was asked about, counted from today; a festival has no day that we know."""
    wanted = day_in(frame.said, turn.now.date())
    if wanted is None:
        return
    left = (date.fromisoformat(wanted) - turn.now.date()).days
    key = "comes_by_then" if left >= estimate.max_days else "may_come_by_then"
    turn.say(key if left >= estimate.min_days else "comes_later")


def _in_general(turn: Turn, frame: Frame) -> bool:
    """A question about fees without a place is answered by the documents, not by asking for a PIN."""
    known = (
        "pin" in frame.slots or frame.asked or _pin_said(turn, frame, frame.said) or _pin_known(turn, frame)
    )
    if known or not mentions(frame.said, *FEE_WORDS):
        return True
    _look_up(turn, frame)
    answer: PolicyAnswer | None = turn.results.get("search_policies")
    if answer is None or not answer.answer:
        return True
    show_policy(turn, frame)
    turn.offer("delivery_question")
    return False


DELIVERY = Flow(
    ("delivery_question",),
    (
        Do(_in_general),
        Need("pin", ask="ask_pin", hear=_pin_said, guess=_pin_known, expects="pin"),
        Call("check_delivery", lambda turn, frame: {"pin": frame.slots["pin"]}),
        Do(_show_delivery),
    ),
)


def _show_stores(turn: Turn, frame: Frame) -> None:
    stores: tuple[StoreView, ...] = turn.results["find_stores"]
    place = frame.slots["place"]
    turn.put(place=place)
    if not stores:
        turn.say("no_stores", place=place)
        turn.offer("delivery_question")
        return
    turn.say("stores_found", stores=turn.count("store", len(stores)), place=place)
    turn.show(BlockKind.STORES, stores)
    turn.remember_stores(stores)
    turn.offer("check_availability", "search_products")


STORES = Flow(
    ("find_store",),
    (
        Need(
            "place",
            ask="which_place",
            hear=lambda turn, frame, segment: place_in(segment),
            guess=lambda turn, frame: turn.state.place or None,
            expects="place",
        ),
        Call("find_stores", lambda turn, frame: {"place": frame.slots["place"]}),
        Do(_show_stores),
    ),
)


def _show_offers(turn: Turn, frame: Frame) -> None:
    offers: tuple[OfferView, ...] = turn.results["list_offers"]
    if frame.flow == "best_price":
        turn.say("best_price")
    if not offers:
        turn.say("no_offers")
        turn.offer("search_products")
        return
    turn.say("offers_found", offers=turn.count("offer", len(offers)))
    turn.show(BlockKind.OFFERS, offers)
    turn.offer("view_cart", "apply_coupon")


OFFERS = Flow(("show_offers",), (Call("list_offers"), Do(_show_offers)))


def _price_of_focus(turn: Turn, frame: Frame) -> None:
    """The price of the product spoken of, from the shop, before the offers."""
    product_id = product_in_focus(turn, frame)
    detail = turn.read("get_product", product_id=product_id) if product_id else None
    if detail is not None:
        turn.say("product_summary", title=detail.card.title, price=format_inr(detail.card.price_paise))


BEST_PRICE = Flow(("best_price",), (Do(_price_of_focus), Call("list_offers"), Do(_show_offers)))


def _code_said(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    if COUPON_OFF.search(segment.text):
        return ""
    code = value_of(segment, EntityKind.COUPON)
    if code is None and frame.asked == "code" and len(segment.text.split()) == 1:
        code = segment.text.strip(".,!'\"")
    return code.upper() if code else None


def _coupon_applied(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["apply_coupon" if frame.slots["code"] else "remove_coupon"]
    turn.remember_cart(cart)
    if not frame.slots["code"]:
        receipt(turn, turn.text("coupon_off"))
        say_total(turn, cart)
        turn.offer("checkout", "view_cart", "show_offers")
        return
    receipt(
        turn, turn.text("coupon_applied", code=frame.slots["code"], discount=format_inr(cart.discount_paise))
    )
    say_total(turn, cart)
    turn.offer("checkout", "view_cart")


COUPON = Flow(
    ("apply_coupon",),
    (
        Call("view_cart"),
        Do(see_cart),
        Need("code", ask="which_code", hear=_code_said, expects="coupon"),
        Call(
            "apply_coupon",
            lambda turn, frame: {"code": frame.slots["code"]},
            when=lambda turn, frame: bool(frame.slots["code"]),
        ),
        Call(
            "remove_coupon",
            lambda turn, frame: {},
            when=lambda turn, frame: not frame.slots["code"],
        ),
        Do(_coupon_applied),
    ),
)

FLOWS = (POLICY, DELIVERY, STORES, OFFERS, BEST_PRICE, COUPON)
