"""About one product or two: details, comparison, similar ones, sizes, reviews, stock."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.finding import show_cards
from retailgenie.ai.dialogue.picking import (
    colour_said,
    piece_title,
    product_in_focus,
    product_said,
    shown_product_options,
    size_said,
)
from retailgenie.ai.dialogue.references import products_meant
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import glossed, mentions, place_in
from retailgenie.ai.types import Availability, BlockKind, Comparison, ProductDetail, Segment
from retailgenie.lib.money import format_inr

COMPARED = 4  # columns that a phone can still show
ASKED_ABOUT = {
    "price": ("price", "cost", "how", "rate", "mrp"),
    "material": ("material", "fabric", "cloth", "clothes", "made"),
    "care": ("wash", "care", "washable", "iron", "machine"),
    "origin": ("origin", "country", "manufactured"),
    "colour": ("colour", "color", "colours", "colors"),
    "size": ("size", "sizes", "fit"),
    "dimension": (
        "big",
        "dimensions",
        "dimension",
        "height",
        "width",
        "length",
        "tall",
        "wide",
        "weight",
        "heavy",
    ),
    "warranty": ("warranty", "guarantee"),
}  # what a question is about, by its words in English


FIND_ONE = ("search_products", "trending")  # where nothing is shown that could be meant


def product_need() -> Need:
    """The product that a flow is about."""
    return Need(
        "product_id",
        ask="which_product",
        hear=product_said,
        guess=product_in_focus,
        options=shown_product_options,
        expects="option",
        ways=FIND_ONE,
    )


def _product(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"product_id": frame.slots["product_id"]}


def _show_details(turn: Turn, frame: Frame) -> None:
    detail: ProductDetail = turn.results["get_product"]
    turn.remember_product(detail.card)
    _answer_detail(turn, frame.said, detail)
    turn.show(BlockKind.PRODUCT, detail)
    turn.offer("add_to_cart", "similar_products", "check_availability", "review_question")


def _answer_detail(turn: Turn, said: Segment, detail: ProductDetail) -> None:
    words = glossed(said.text)
    topics = [topic for topic, signs in ASKED_ABOUT.items() if not words.isdisjoint(signs)]
    facts = dict(detail.card.attributes)
    known = [
        (name, value)
        for name, value in facts.items()
        if name.lower() in words or any(topic in name.lower() for topic in topics)
    ]
    if known:
        lines = "; ".join(f"{name}: {value}" for name, value in known)
        turn.say("product_facts", title=detail.card.title, facts=lines)
    elif {"care", "origin", "warranty", "dimension"} & set(topics):
        turn.say("fact_unknown", title=detail.card.title)
    else:
        turn.say("product_summary", title=detail.card.title, price=format_inr(detail.card.price_paise))


DETAILS = Flow(("product_details",), (product_need(), Call("get_product", _product), Do(_show_details)))


def _two_or_more(turn: Turn, frame: Frame, segment: Segment) -> list[int] | None:
    shown = turn.state.shown
    found = products_meant(segment.reference, shown) if segment.reference else ()
    if len(found) == 1 and shown.product and shown.product != found[0]:
        found = (shown.product, *found)
    return [x.product_id for x in found[:COMPARED]] if len(found) > 1 else None


def _first_two(turn: Turn, frame: Frame) -> list[int] | None:
    """Guess, unless something was named that can't be found: then it is asked for."""
    if frame.said.reference is not None and frame.said.reference.ordinals:
        return None
    products = turn.state.shown.products
    return [x.product_id for x in products[:2]] if len(products) > 1 else None


def _show_comparison(turn: Turn, frame: Frame) -> None:
    comparison: Comparison = turn.results["compare_products"]
    turn.say("comparison", titles=" / ".join(card.title for card in comparison.cards))
    turn.show(BlockKind.COMPARISON, comparison)
    turn.remember_products(comparison.cards)
    turn.offer("add_to_cart", "similar_products")


COMPARE = Flow(
    ("compare_products",),
    (
        Need("product_ids", ask="compare_which", hear=_two_or_more, guess=_first_two, expects="option"),
        Call("compare_products", lambda turn, frame: {"product_ids": frame.slots["product_ids"]}),
        Do(_show_comparison),
    ),
)

SIMILAR = Flow(
    ("similar_products",),
    (
        product_need(),
        Call("similar_products", _product),
        Do(lambda turn, frame: show_cards(turn, turn.results["similar_products"], "similar")),
    ),
)

LOOK = Flow(
    ("complete_the_look",),
    (
        product_need(),
        Call("complete_the_look", _product),
        Do(lambda turn, frame: show_cards(turn, turn.results["complete_the_look"], "goes_with")),
    ),
)


def _show_reviews(turn: Turn, frame: Frame) -> None:
    detail: ProductDetail = turn.results["product_reviews"]
    card = detail.card
    turn.remember_product(card)
    if card.review_count:
        reviews = turn.count("review", card.review_count)
        turn.say("reviews", title=card.title, rating=f"{card.rating:.1f}", reviews=reviews)
        turn.evidence.add_text(f"{card.rating:.1f}")
    else:
        turn.say("no_reviews", title=card.title)
    turn.show(BlockKind.PRODUCT, detail)
    turn.offer("add_to_cart", "write_review", "similar_products")


REVIEWS = Flow(("review_question",), (product_need(), Call("product_reviews", _product), Do(_show_reviews)))


def _show_sizes(turn: Turn, frame: Frame) -> None:
    detail: ProductDetail = turn.results["get_product"]
    turn.remember_product(detail.card)
    sizes = ", ".join(detail.card.sizes)
    turn.say("sizes" if sizes else "one_size", title=detail.card.title, sizes=sizes)
    if detail.size_chart:
        turn.show(BlockKind.TEXT, text=detail.size_chart)
    answer = turn.read("search_policies", question="size guide " + frame.said.text)
    if answer is not None and answer.answer:
        turn.show(BlockKind.POLICY, answer)
    turn.offer("add_to_cart", "check_availability")


def _size_in_general(turn: Turn, frame: Frame) -> bool:
    """Without a product in focus the size guide answers."""
    if "product_id" in frame.slots or product_said(turn, frame, frame.said) or product_in_focus(turn, frame):
        return True
    answer = turn.read("search_policies", question="size guide " + frame.said.text)
    if answer is None or not answer.answer:
        turn.say("which_product")
        return False
    turn.show(BlockKind.POLICY, answer, text=answer.answer)
    return False


SIZES = Flow(
    ("size_help",), (Do(_size_in_general), product_need(), Call("get_product", _product), Do(_show_sizes))
)


def _wants_store(turn: Turn, frame: Frame) -> bool:
    return mentions(frame.said, "store", "stores", "near", "nearby", "shop", "outlet", "pickup", "showroom")


def _place_known(turn: Turn, frame: Frame) -> str | None:
    return turn.state.place or None


def _availability(turn: Turn, frame: Frame) -> dict[str, Any]:
    card = turn.results["get_product"].card
    colour, size = colour_said(turn, frame.said, card), size_said(frame.said, card, asked=False)
    fitting = [
        x for x in card.variants if (not colour or x.colour == colour) and (not size or x.size == size)
    ]
    exact = fitting[0].variant_id if (colour or size) and len(fitting) == 1 else None
    place = frame.slots.get("place", place_in(frame.said) or "")
    return {**_product(turn, frame), "variant_id": exact, "place": place}


def _show_availability(turn: Turn, frame: Frame) -> None:
    found: Availability = turn.results["check_availability"]
    turn.remember_product(found.card)
    piece = next((x for x in found.card.variants if x.variant_id == found.variant_id), None)
    title = piece_title(found.card.title, piece.colour, piece.size) if piece else found.card.title
    if found.place:
        turn.put(place=found.place)
        stocked = [x for x in found.stores if x.available > 0]
        key = "in_stores" if stocked else "in_no_store"
        stores = turn.count("store", len(stocked))
        turn.say(key, title=title, place=found.place, stores=stores, online=found.online)
        turn.remember_stores(tuple(x.store for x in stocked))
    else:
        size = None if piece else size_said(frame.said, found.card, asked=False)
        fitting = [x for x in found.card.variants if x.available > 0 and size in (None, x.size)]
        sizes = "" if size else ", ".join(dict.fromkeys(x.size for x in fitting if x.size))
        title = piece_title(title, "", size) if size else title
        key = "in_stock" if found.online and fitting else "out_of_stock"
        turn.say(key, title=title, sizes="" if piece or not sizes else f" ({sizes})")
    turn.show(BlockKind.AVAILABILITY, found)
    gone = any(x.available <= 0 for x in found.card.variants if found.variant_id in (None, x.variant_id))
    turn.offer(*(("add_to_cart",) if found.online else ("similar_products",)))
    turn.offer(*(("stock_alert",) if gone else ()), "find_store")


AVAILABILITY = Flow(
    ("check_availability",),
    (
        product_need(),
        Call("get_product", _product),
        Need(
            "place",
            ask="which_place",
            hear=lambda turn, frame, segment: place_in(segment),
            guess=_place_known,
            when=_wants_store,
            expects="place",
        ),
        Call("check_availability", _availability),
        Do(_show_availability),
    ),
)

FLOWS = (DETAILS, COMPARE, SIMILAR, LOOK, REVIEWS, SIZES, AVAILABILITY)
