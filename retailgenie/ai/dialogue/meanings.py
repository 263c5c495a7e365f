# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What an intent means where things of its kind are shown, or aren't."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue import queries
from retailgenie.ai.dialogue.answers import BROWSING, CONFIDENT
from retailgenie.ai.dialogue.held import on_its_way
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.dialogue.swapping import order_described
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import (
    asks_for_it_there,
    asks_to_add,
    attributes_said,
    mentions,
    of_everything,
    one_of_them,
)
from retailgenie.ai.types import CartView, EntityKind, OrderList, Segment

PLAIN = 0.8  # probability of an intent that a mere position doesn't outdo
WISHES = frozenset({"search_products", "refine_results", "sort_results"})
TAKES_OFF = re.compile(
    r"\b(?:remov(?:e|ing|al)|take off|taken? out|drop|get rid of|no longer need|hata\w*)\b|"
    r"\b(?:don'?t|do not|no longer) (?:need|want) [^.?!]{2,60}\b(?:any ?more|any longer)\b|\bab nahi+n? chahiye\b|\bnahi+n? chahiye ab\b|अब नहीं चाहिए",
    re.IGNORECASE,
)
OPENS = frozenset({"choose_option", "product_details", "show_more", "sort_results"})
IS_THERE = re.compile(
    r"^\W*is (?:there|it)\b|\b(?:hai|h|milega|available|in stock)(?: k(?:ya|a))?\W*$|(?:है|मिलेगा)(?: क्या)?\W*$",
    re.IGNORECASE,
)
# What was called off or sent back before is asked about, and nothing is called off now.
DONE_BEFORE = re.compile(
    r"\b(?:i|we)(?:'ve| have| had)? (?:already |just )?(?:cancell?ed|returned|sent (?:it|them|that) back)\b(?!.*\b(?:want|need|please|pls|now|also|another|cancel|return)\b)"
    r"|\b(?:cancel|return|wapas|radd) (?:kiya|kar diya|kar di|kara|karaya) (?:tha|thi|the|hai)\b|(?:रद्द|कैंसिल|वापस|रिटर्न) (?:किया|कर दिया|करवाया) (?:था|थी|है)",
    re.IGNORECASE,
)
ABOUT_GIFTS = frozenset({"gift_ideas", "recommend_products", "search_products", "out_of_scope"})
GIFT_CARD = re.compile(
    r"\bgift (?:cards?|vouchers?|wrap\w*|pack\w*)\b(?!.*\b(?:show|suggest|under|below|dikhao|checkout|order)\b)",
    re.IGNORECASE,
)
WRONG_PART = re.compile(
    r"\b(?:size|saiz|address|pata|colou?r|rang|phone|number)\b.*\b(?:wrong|galat|change|badal\w*|incorrect)\b|\b(?:wrong|galat|change|badal\w*) (?:\w+ )?(?:size|saiz|address|pata|colou?r|rang)\b|(?:साइज़?|पता|रंग).*(?:ग़?लत|बदल)",
    re.IGNORECASE,
)
BUYS = re.compile(
    r"^\W*(?:(?:i|i'll|i will|want|wanna|to|please|ok|okay|mujhe|main|yes|haan|मुझे|हाँ) )*(?:buy|take|get|khareed\w*|kharid\w*|lena|le (?:lo|lunga|lungi)|ख़?रीद\S*|लेना|ले)(?: (?:it|this|that|one|na|hai|h|lunga|lungi|chahta|chahti|hun|hu|do|लूँगा|लूंगा|लूँगी|है|लो|चाहता|चाहती|हूँ))*\W*$",
    re.IGNORECASE,
)
OF_A_STORE = re.compile(
    r"\b(?:timings?|open|close[ds]?|hours|phone|ph|contact|number|time|kab (?:khul|band)\w*|samay)\b|समय|खुल|बंद|फ़?ोन|नंबर",
    re.IGNORECASE,
)
CALLED_OFF = re.compile(  # "it was cancelled in May": told, not wished
    r"\b(?:was|were|got|had been|has been|have been) (?:already )?cancell?ed\b|\bcancel (?:ho|hu[aie]|hui|kar|kiya|ki)\w* ?(?:diy[ae] )?(?:gay[aei] )?(?:th[aei]|hai|hain|chuk\w*)\b|(?:कैंसिल|रद्द) (?:हो|हुआ|हुई|किया|कर) ?(?:\S+ )?(?:था|थी|थे|गया|गई|है)",
    re.IGNORECASE,
)
MONEY_BACK = re.compile(r"\b(?:refund\w*|money|amount|pais[ae]\w*|paise)\b|रिफ|पैस", re.IGNORECASE)
HOW_FAR = re.compile(
    r"\bkya (?:scene|hua|haal|update|status)\b|\bany (?:news|update)s?\b|\bwhat about\b|\bwhat'?s (?:up|happening|going on) with\b|\bitne din\b|\bstill (?:waiting|not here|hasn'?t)\b|\b(?:ab tak|abhi tak) nahi\b|(?:अब|अभी) तक नहीं|क्या हुआ",
    re.IGNORECASE,
)
NO_FAULT = re.compile(
    r"\b(?:nothing|not anything|no (?:problem|issue|fault|defect)s?)\b[^.?!]{0,12}\b(?:wrong|with|about|as such)\b|\b(?:isn'?t|not) (?:anything|something) wrong\b|\bkoi (?:kharabi|dikkat|problem|kami) nahi|कोई (?:खराबी|दिक्कत|कमी) नहीं",
    re.IGNORECASE,
)
PIECE = frozenset({"size", "colour"})
HAGGLING = ("best", "cheap", "cheaper", "less", "lower", "discount", "last", "final", "match", "drop")
# What a bare "the second one" is taken for; with any other wish the position only says what it is about.
LOOKING = (
    BROWSING
    | WISHES
    | {"choose_option", "correct", "product_details", "show_more", "chit_chat", "out_of_scope"}
)


def _by_what_is_shown(state: DialogueState, segment: Segment) -> str:
    """Return what a wish means by what was shown last (orders, products, stores), "" where that changes nothing."""
    intent, shown = segment.intent, state.shown
    if intent in ("cancel_order", "return_item") and DONE_BEFORE.search(segment.text):
        return "refund_status"
    if intent in ABOUT_GIFTS and GIFT_CARD.search(segment.text):
        return "policy_question"
    if intent == "order_history" and WRONG_PART.search(segment.text):
        return "change_order"
    if intent == "change_variant" and shown.orders_last and not shown.lines:
        return "change_order"
    if (
        intent == "change_quantity"
        and shown.product is not None
        and not shown.lines
        and not shown.orders_last
    ):
        return "add_to_cart"
    if intent in OPENS and shown.orders_last and _only_a_position(segment):
        return "track_order"
    if (
        intent == "checkout"
        and shown.products
        and not shown.orders_last
        and not shown.lines
        and BUYS.search(segment.text)
    ):
        return "add_to_cart"
    if intent == "out_of_scope" and shown.stores and OF_A_STORE.search(segment.text):
        return "find_store"
    if intent == "check_availability" and not shown.products and not queries.is_empty(segment.query):
        return "search_products"
    if intent == "product_details" and not shown.products and _names_nothing(segment):
        return "none"
    return ""


def intent_in_context(state: DialogueState, segment: Segment) -> str:
    """Some intents mean something else when nothing of their kind is there."""
    intent, shown = segment.intent, state.shown
    if told := _by_what_is_shown(state, segment):
        return told
    if intent == "gift_ideas" and _only_the_occasion(state, segment):
        return "refine_results"
    if intent == "refine_results" and state.query is None:
        return "search_products" if not queries.is_empty(segment.query) else "recommend_products"
    if intent == "best_price" and mentions(segment, "price") and not mentions(segment, *HAGGLING):
        return "product_details" if shown.products else intent
    if intent == "refine_results" and shown.product is not None and _asks_for_its_size(segment):
        return "check_availability"
    if intent == "refine_results" and shown.product is not None and _about_its_piece(segment):
        return "add_to_cart" if mentions(segment, "want", "take", "need", "buy") else "check_availability"
    if intent == "delivery_question" and _when_mine_comes(state, segment):
        return "track_order"
    if intent == "report_problem" and NO_FAULT.search(segment.text):
        return "remark"
    if _asks_for_size_of_one(state, segment):
        return "check_availability"
    if intent == "cancel_order" and CALLED_OFF.search(segment.text) and MONEY_BACK.search(segment.text):
        return "refund_status"
    if intent in ("change_variant", "correct"):
        return _changed_thing(state, segment)
    if asks_to_add(segment):
        return "add_to_cart"
    if of_everything(segment):
        return "search_products"
    if intent == "choose_option":
        return "product_details" if shown.products and segment.reference else "none"
    if mentions(segment, "checkout") and any(x.name == "checkout" for x in segment.intents):
        return "checkout"
    chosen_one = any(x.name == "choose_option" for x in segment.intents[1:])
    pointed = segment.reference is not None and bool(segment.reference.ordinals)
    if chosen_one and pointed and intent in LOOKING and segment.intents[0].score < PLAIN and shown.products:
        return "product_details"
    if intent == "find_store" and shown.products and asks_for_it_there(segment):
        return "check_availability"
    if intent == "save_for_later" and segment.reference is None and mentions(segment, "show", "see", "list"):
        return "show_favourites"
    if intent == "remove_from_cart" and one_of_them(segment):
        return "change_quantity"
    if intent == "show_more" and state.query is None:
        return "trending"
    if (
        intent == "search_products"
        and queries.is_empty(segment.query)
        and segment.reference
        and shown.products
    ):
        return "product_details"
    return intent


def _only_a_position(segment: Segment) -> bool:
    """ "The first one", "दूसरा वाला दिखाओ": a place in the list, with no kind of thing named."""
    pointed = segment.reference is not None and bool(segment.reference.ordinals)
    return pointed and not (segment.query and segment.query.limits)


def _only_the_occasion(state: DialogueState, segment: Segment) -> bool:
    """ "For her birthday", said while goods of a kind are looked through: why they are wanted, no other wish."""
    goods = state.query is not None and state.query.limit("category") is not None
    anew = mentions(
        segment, "gift", "gifts", "suggest", "idea", "ideas", "recommend", "something", "anything"
    )
    return goods and not anew and (segment.query is None or not segment.query.limits)


def _names_nothing(segment: Segment) -> bool:
    """ "How long", "and then?": about no thing that could be shown."""
    query = segment.query
    named = query is not None and (query.limit("category") or query.limit("brand"))
    return not named and segment.reference is None


def _asks_for_size_of_one(state: DialogueState, segment: Segment) -> bool:
    """ "The third one is nice, does it come in L?", where the head can't tell what it is."""
    pointed = segment.reference is not None and bool(segment.reference.ordinals)
    one_of_two = (
        segment.intent == "compare_products"
        and segment.reference is not None
        and len(segment.reference.ordinals) == 1
    )
    doubtful = one_of_two or (segment.intents[0].score < CONFIDENT and segment.intent != "add_to_cart")
    asks = "?" in segment.text or mentions(segment, "kya", "available", "milega")
    return (
        pointed
        and doubtful
        and asks
        and bool(state.shown.products)
        and bool(attributes_said(segment, "size"))
    )


def asks_how_far(turn: Turn, segment: Segment) -> bool:
    """ "What about the sneakers, it's been days": where the order with a thing is that hasn't come yet."""
    if not turn.context.logged_in or not HOW_FAR.search(segment.text):
        return False
    orders: OrderList | None = turn.read("list_orders")
    coming = [x for x in (orders.orders if orders else ()) if on_its_way(x)]
    return bool(order_described(segment, [(x.number, [ordered_piece(y) for y in x.lines]) for x in coming]))


def _when_mine_comes(state: DialogueState, segment: Segment) -> bool:
    """ "When would it arrive?" about an order in focus, with no other place named."""
    placed = any(x.kind in (EntityKind.PIN, EntityKind.CITY) for x in segment.entities)
    pointed = segment.reference is not None and segment.reference.pronoun
    if state.shown.orders_last and not placed:
        return True
    return bool(state.shown.order_number) and pointed and not placed and state.shown.product is None


def _asks_for_its_size(segment: Segment) -> bool:
    """ "Is there an L?", "एल साइज में है": a question about the thing in focus, with nothing but a size in it."""
    limits = segment.query.limits if segment.query is not None else ()
    return IS_THERE.search(segment.text) is not None and {x.attribute for x in limits} == {"size"}


def _about_its_piece(segment: Segment) -> bool:
    """ "I want it in M": the size or colour of the thing in focus, no new limit on the list."""
    pointed = segment.reference is not None and segment.reference.pronoun
    return pointed and segment.query is not None and all(x.attribute in PIECE for x in segment.query.limits)


def _changed_thing(state: DialogueState, segment: Segment) -> str:
    """ "In L instead": the cart line just spoken of, else the search, else the product in focus."""
    if segment.intents[0].score < CONFIDENT and queries.is_empty(segment.query):
        return "none"
    nothing_shown = state.query is None and state.shown.product is None and not state.shown.lists
    if segment.intent == "change_variant" and nothing_shown:
        return "change_variant"  # of what is in the cart, which nobody has looked at yet
    if segment.intent == "correct" and state.query is not None and mentions(segment, "ones"):
        return "refine_results"
    if state.shown.line_id is not None or (state.shown.lines and segment.intent == "change_variant"):
        return "change_quantity" if _only_quantity(segment) else "change_variant"
    if state.query is not None and not queries.is_empty(segment.query):
        return "refine_results"
    if state.shown.product is not None:
        return "check_availability"
    return "search_products" if not queries.is_empty(segment.query) else "none"


def _only_quantity(segment: Segment) -> bool:
    kinds = {entity.kind for entity in segment.entities}
    return EntityKind.QUANTITY in kinds and EntityKind.ATTRIBUTE not in kinds


def taken_off_an_order(turn: Turn, segment: Segment) -> bool:
    """ "Remove the lamp", with nothing like it in the cart: a part of an order that can still be cancelled."""
    if not turn.context.logged_in or not TAKES_OFF.search(segment.text):
        return False
    cart: CartView | None = turn.read("view_cart")
    if cart is None or cart.lines:
        return False
    orders: OrderList | None = turn.read("list_orders")
    open_ones = [x for x in orders.orders if x.can_cancel] if orders is not None else []
    left = [(x.number, [y for y in map(ordered_piece, x.lines) if y.count > 0]) for x in open_ones]
    return bool(order_described(segment, left))
