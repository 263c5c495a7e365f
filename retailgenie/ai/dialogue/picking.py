# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Which product, piece, cart line or order is meant: words first, then what is in focus, else choices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retailgenie.ai.dialogue import queries
from retailgenie.ai.dialogue.references import line_thing, meant, order_thing, products_meant
from retailgenie.ai.dialogue.state import (
    Frame,
    LineMemo,
    Option,
    OrderMemo,
    ProductMemo,
    order_memo,
    product_memo,
)
from retailgenie.ai.dialogue.tails import only_tail, own_orders, state_named, tail_said
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import attributes_said, glossed, values_of
from retailgenie.ai.types import (
    BlockKind,
    CartView,
    EntityKind,
    OrderList,
    ProductCard,
    Reference,
    Segment,
)
from retailgenie.lib.money import format_inr

CHOICES = 3  # chips of a question; more is a list, not a choice
ORDER_CHOICES = 5
NUMBER_DIGITS = 5  # of an order's number; fewer may count something
KINDS = frozenset({"category", "brand"})
WAIST_DIGITS = 2
ADDING = frozenset({"add_to_cart", "search_products"})
SENT_BACK = frozenset({"return_item", "exchange_item"})  # tasks about what has arrived
TITLE_WORD = 3  # letters; shorter words of titles tell nothing apart
BEFORE_SIZE = frozenset({"in", "size", "saiz", "साइज", "साइज़"})
ENDING = re.compile(r"\border\b.*\b(?:ends?|ending) (?:in|with) #?(\d{2,})\b", re.IGNORECASE)
# Of orders the last is the newest, and they are listed newest first; "the last one" ends what is on the screen.
NEWEST = re.compile(
    r"\b(?:last|latest|most recent|recent|newest|pichh?l[aei]|aakh?ri)(?: (?P<state>\w+))? (?:order|parcel|package)\b"
    r"|\b(?:last|latest|most recent|newest) (?:thing|item|one|stuff|purchase)s? (?:that |which )?(?:i|we) (?:have )?(?P<thing>got|received|bought|ordered|purchased)\b"
    r"|(?:पिछल[ाेी]|आख़?िरी|शेवटच[ाीे]) (?:\S+ )?(?:ऑर्डर|आर्डर|पार्सल)",
    re.IGNORECASE,
)
LIKE_ORDER = re.compile(  # "the same as for order ...", "jaisa order ... ka": never "I'd like to change order ..."
    r"\b(?:same|identical|equal|match(?:es|ing)?|as)\b(?: (?:the|that|this|address|one|of|for|in|on|to|my|other|with|"
    r"as|used|is|was|it|shipping|delivery|place|exact|current)){0,7} order (?:number |no\.? |id )?#?[A-Z]{0,3}\d{5,}",
    re.IGNORECASE,
)
AFTER_SIZE = frozenset(
    {
        "mein",
        "me",
        "main",
        "size",
        "wala",
        "wali",
        "ki",
        "ka",
        "number",
        "no",
        "की",
        "का",
        "नंबर",
        "वाली",
        "में",
        "साइज",
        "साइज़",
        "मध्ये",
    }
)


def product_said(turn: Turn, frame: Frame, segment: Segment) -> int | Several | None:
    """The product that the words single out among what was shown, or in the shop."""
    shown = turn.state.shown
    found: tuple[ProductMemo, ...] = ()
    if segment.reference:
        found = _by_title(products_meant(segment.reference, shown), segment)
    if not found and _names_a_kind(segment) and segment.query:
        found = products_meant(Reference(limits=segment.query.limits, words=(segment.query.text,)), shown)
        found = found or _searched(turn, segment)
    return _one(found)


def product_in_focus(turn: Turn, frame: Frame) -> int | None:
    """The product last spoken of, or the only one that was shown."""
    shown = turn.state.shown
    if frame.said.reference and not frame.said.reference.pronoun and not shown.product:
        return shown.products[0].product_id if len(shown.products) == 1 else None
    if shown.product:
        return shown.product.product_id
    return shown.products[0].product_id if len(shown.products) == 1 else None


def shown_product_options(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return product_options(turn.state.shown.products)


def product_options(products: Sequence[ProductMemo]) -> tuple[Option, ...]:
    """Chips that tell products apart: the title, with the price where titles are equal."""
    kept = products[:CHOICES]
    titles = [x.title for x in kept]
    return tuple(
        Option(
            x.title if titles.count(x.title) == 1 else f"{x.title} {format_inr(x.price_paise)}", x.product_id
        )
        for x in kept
    )


def _by_title(found: tuple[ProductMemo, ...], segment: Segment) -> tuple[ProductMemo, ...]:
    """Of several that fit, the only one whose title has a word that was said; words of a value don't count, for all
    of these have it, whatever their titles say."""
    if (
        len(found) < 2
        or segment.reference is None
        or segment.reference.everything
        or segment.reference.ordinals
    ):
        return found
    values = {word for x in segment.reference.limits for value in x.values for word in _plain_words(value)}
    said = {word for word in _plain_words(segment.text) if len(word) > TITLE_WORD} - values
    scored = [(len(said & set(_plain_words(x.title))), x) for x in found]
    best = max(score for score, _ in scored)
    kept = tuple(x for score, x in scored if score == best)
    return kept if best and len(kept) == 1 else found


def _plain_words(text: str) -> list[str]:
    return [
        word.removesuffix("s") for word in "".join(c if c.isalnum() else " " for c in text.lower()).split()
    ]


def _names_a_kind(segment: Segment) -> bool:
    return segment.query is not None and bool(segment.query.limit("category") or segment.query.limit("brand"))


def _searched(turn: Turn, segment: Segment) -> tuple[ProductMemo, ...]:
    if segment.query is None or queries.is_empty(segment.query):
        return ()
    results = turn.read("search_products", **queries.arguments(replace(segment.query, page_size=CHOICES)))
    if results is None or not results.cards:
        return ()
    turn.remember_products(results.cards)
    return tuple(product_memo(card) for card in results.cards)


def _one(found: Sequence[ProductMemo]) -> int | Several | None:
    if not found:
        return None
    return found[0].product_id if len(found) == 1 else Several(product_options(found))


# --- the piece of a product: colour and size ----------------------------------------------------


def match_value(said: Sequence[str], offered: Sequence[str]) -> str | None:
    """Return the offered value that was said, whole or by one of its words: "navy" is "Navy Blue"."""
    for value in said:
        for each in offered:
            if each.lower() == value.lower() or value.lower() in each.lower().split():
                return each
    return None


def match_size(said: Sequence[str], offered: Sequence[str]) -> str | None:
    """Return the offered size that was said: whole, or by what tells it apart ("8" of "UK 8", never "UK" or "ml")."""
    ends = Counter(each.lower().split()[-1] for each in offered)
    for value in said:
        for each in offered:
            end = each.lower().split()[-1]
            if value.lower() == each.lower() or (value.lower() == end and ends[end] == 1):
                return each
    return None


def _written_out(text: str, offered: Sequence[str]) -> str | None:
    """The offered size of several words that stands in the text, the longest first: "750 ml", also as "750ml"."""
    several = sorted((each for each in offered if " " in each), key=len, reverse=True)
    for each in several:
        words = r"\s*".join(map(re.escape, each.split()))
        if re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE):
            return each
    return None


def size_said(segment: Segment, card: ProductCard, *, asked: bool) -> str | None:
    """The size in the words. A letter or number of its own counts as an answer, and after "in" or "size"."""
    whole = _written_out(segment.text, card.sizes)
    if whole:
        return whole
    said = attributes_said(segment, "size")
    if said:
        return match_size(said, card.sizes)
    tokens = segment.text.replace(",", " ").replace("?", " ").split()
    if asked:
        return match_size([*values_of(segment, EntityKind.QUANTITY), *tokens], card.sizes)
    alone = [x for x in tokens if len(x) == WAIST_DIGITS and x.isdigit() and x in card.sizes]
    if len(alone) == 1 and segment.intent in ADDING:
        return alone[0]  # "add the blue jeans 32": no count of jeans
    after = [token for before, token in pairwise(tokens) if before.lower() in BEFORE_SIZE]
    before = [token for token, after in pairwise(tokens) if after.lower() in AFTER_SIZE]
    return match_size([*after, *before], card.sizes)


def colour_said(turn: Turn, segment: Segment, card: ProductCard) -> str | None:
    named = match_value(attributes_said(segment, "colour"), card.colours)
    if named:
        return named
    words = glossed(segment.text)
    return next((x for x in card.colours if set(x.lower().split()) <= words), None)


# --- cart lines and orders ------------------------------------------------------------------------


def line_said(turn: Turn, frame: Frame, segment: Segment) -> int | Several | None:
    """The cart line that the words mean; the cart was read just before."""
    lines = turn.state.shown.lines
    reference = segment.reference
    if reference is None and segment.query and any(x.attribute in KINDS for x in segment.query.limits):
        # "shirt hata do" reads as a search without shirts; of a cart's lines it names the one
        named = tuple(replace(x, excluded=False) for x in segment.query.limits)
        reference = Reference(limits=named)
    if reference is None:
        return _line_by_title(lines, segment)
    focus = next((x for x in lines if x.line_id == turn.state.shown.line_id), None)
    found = meant(reference, lines, line_thing, focus=focus)
    if len(found) > 1:
        return Several(line_options(found))
    return found[0].line_id if found else None


def _line_by_title(lines: Sequence[LineMemo], segment: Segment) -> int | Several | None:
    """The line one of whose title's own words was said, where the catalogue knows no kind for it."""
    said = {word for word in _plain_words(segment.text) if len(word) > TITLE_WORD}
    found = [x for x in lines if said & set(_plain_words(x.title))]
    if len(found) > 1:
        return Several(line_options(found))
    return found[0].line_id if found else None


def line_in_focus(turn: Turn, frame: Frame) -> int | None:
    shown = turn.state.shown
    if shown.line_id is not None:
        return shown.line_id
    return shown.lines[0].line_id if len(shown.lines) == 1 else None


def piece_title(title: str, colour: str, size: str) -> str:
    """Return a title with colour and size, unless the title says the colour already."""
    colour = "" if colour.lower() in title.lower() else colour
    return " ".join(x for x in (title, colour, size) if x)


def line_options(lines: Sequence[LineMemo]) -> tuple[Option, ...]:
    return tuple(
        Option(piece_title(line.title, line.colour, line.size), line.line_id)
        for line in lines[:ORDER_CHOICES]
    )


def cart_line_options(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return line_options(turn.state.shown.lines)


def see_cart(turn: Turn, frame: Frame) -> bool:
    """Take in the cart just read; an empty one ends the flow."""
    cart: CartView = turn.results["view_cart"]
    turn.remember_cart(cart)
    if cart.lines:
        return True
    turn.say("cart_empty")
    turn.offer("trending", "show_offers")
    return False


def number_said(text: str, numbers: Sequence[str]) -> str:
    """Return the number that is written in the text, or whose end is told ("it ends in 66"); "" for none."""
    found = next(iter(numbers_said(text, numbers)), "")
    end = ENDING.search(text)
    ended = [x for x in numbers if end and x.endswith(end[1])]
    return found or (ended[0] if len(ended) == 1 else "")


def numbers_said(text: str, numbers: Sequence[str]) -> list[str]:
    """Return all of these numbers that are written in the text, with or without their letters, as they stand in it."""
    text = re.sub(r"[^\w\s]", " ", re.sub(r"(?<=\w)-(?=\d)", "", text))
    places = {}
    for number in numbers:
        digits = re.sub(r"\D", "", number)
        whole = f"{re.escape(number)}|(?<!\\d){digits}" if len(digits) >= NUMBER_DIGITS else re.escape(number)
        found = re.search(rf"(?<!\w)(?:{whole})(?!\w)", text, re.IGNORECASE)
        if found:
            places[number] = found.start()
    return sorted(places, key=lambda x: places[x])


def by_tail(turn: Turn, text: str, *, bare: bool) -> str | Several | None:
    """The person's only order whose number ends so; digits that none ends with, where they were called an order's.

    bare: whether the digits alone mean an order here; those of no order then mean something else.
    """
    named = tail_said(text)
    tail = named or (only_tail(text) if bare else "")
    if not tail or not turn.context.logged_in:
        return None
    found = [order_memo(x) for x in own_orders(turn) if x.number.endswith(tail)]
    if len(found) > 1:
        return Several(order_options(found))
    return found[0].number if found else named or None


def order_said(turn: Turn, frame: Frame, segment: Segment) -> str | Several | None:
    """The number of the order that the words mean; with a card, "it" is the order of that card."""
    text = LIKE_ORDER.sub(" ", segment.text)  # "... as for order B": B is only the pattern
    own = number_said(text, [x.number for x in turn.state.shown.orders])
    waiting = frame.asked == "number" or turn.state.pending is not None
    ended = None if own else by_tail(turn, text, bare=waiting)
    if ended is not None:
        return ended
    numbers = (own,) if own else values_of(segment, EntityKind.ORDER_NUMBER)
    if numbers and not own and turn.context.logged_in:
        every: OrderList | None = turn.read("list_orders")
        own = number_said(text, [x.number for x in every.orders] if every else [])
        numbers = (own,) if own else numbers
    if numbers:
        return numbers[0]
    reference = segment.reference
    orders = turn.state.shown.orders
    stated = _in_state(segment.text, orders) if frame.asked == "number" else ()
    if stated:
        return stated[0].number if len(stated) == 1 else Several(order_options(stated))
    newest = NEWEST.search(segment.text)
    if newest and (reference is not None or newest["thing"]):
        came = newest["thing"] and frame.flow in SENT_BACK  # what one has is what was delivered
        return _newest(segment, orders, "delivered" if came else newest["state"] or "")
    if reference is None and _names_a_kind(segment) and segment.query:
        reference = Reference(limits=segment.query.limits)
    if reference is None:
        return None
    carded = frame.slots.get("number") if turn.state.pending else None
    focus = next((x for x in orders if x.number == (carded or turn.state.shown.order_number)), None)
    found = meant(reference, orders, order_thing, focus=focus)
    if len(found) > 1:
        return Several(order_options(found))
    return found[0].number if found else None


def _newest(segment: Segment, orders: Sequence[OrderMemo], state: str) -> str | None:
    """The newest order in a state that was named ("my last delivered order"), of the goods that were named."""
    goods = Reference(limits=segment.query.limits) if _names_a_kind(segment) and segment.query else None
    of_state = [x for x in orders if x.status == state.lower()] or list(orders)
    of_goods = meant(goods, of_state, order_thing, focus=None) if goods else ()
    found = [*of_goods, *of_state]
    return found[0].number if found else None


def _in_state(text: str, orders: Sequence[OrderMemo]) -> tuple[OrderMemo, ...]:
    """The orders in the state that an answer tells: "the delivered one", "jo bhej diya"."""
    return tuple(x for x in orders if x.status == state_named(text))


def order_options(orders: Sequence[OrderMemo]) -> tuple[Option, ...]:
    return tuple(
        Option(f"{order.number} · {order.titles[0]}" if order.titles else order.number, order.number)
        for order in orders[:ORDER_CHOICES]
    )


def see_orders(turn: Turn, frame: Frame) -> bool:
    """Take in the orders just read; none at all ends the flow."""
    orders: OrderList = turn.results["list_orders"]
    if orders.orders:
        focus = turn.state.shown.order_number
        turn.remember_orders(orders.orders)
        if focus in {x.number for x in orders.orders}:
            turn.put(shown=replace(turn.state.shown, order_number=focus))
        return True
    if not turn.context.logged_in:
        turn.put(after_login=frame)
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_for_orders"))
        turn.offer("look_up_order")
        return False
    turn.say("no_orders")
    turn.offer("trending", "search_products")
    return False
