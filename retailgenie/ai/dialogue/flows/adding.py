"""Putting things into the cart: which piece exactly is settled first, then it is done at once, with undo."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.product import product_need
from retailgenie.ai.dialogue.known import Usual, is_for_a_child, say_usual, source_of, usual_size, whom_for
from retailgenie.ai.dialogue.picking import colour_said, match_size, match_value, piece_title, size_said
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import attributes_said, value_of
from retailgenie.ai.types import (
    BlockKind,
    CartView,
    EntityKind,
    MemoryItem,
    ProductCard,
    ProductDetail,
    Segment,
    Trait,
    VariantView,
)
from retailgenie.lib.money import format_inr

MEASURE = re.compile(r"\d\s*(?:ml|l|litres?|g|gm|kg|pcs|pieces?|pack)\b", re.IGNORECASE)
OTHER_SIZES = 2  # chips beside the size that was taken by memory


def receipt(turn: Turn, text: str) -> None:
    """Show what a write did, with its undo."""
    token = turn.state.receipts[-1] if turn.state.receipts else ""
    turn.show(BlockKind.RECEIPT, text=text, token=token)


def card_read(turn: Turn) -> ProductCard:
    card: ProductCard = turn.results["get_product"].card
    return card


def _pieces(turn: Turn, frame: Frame) -> tuple[VariantView, ...]:
    """The variants that fit what is known so far."""
    colour, size = frame.slots.get("colour"), frame.slots.get("size")
    return tuple(
        x
        for x in card_read(turn).variants
        if (not colour or x.colour == colour) and (not size or x.size == size)
    )


def _hear_colour(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    card = _loaded_card(turn, frame)
    return colour_said(turn, segment, card) if card else None


def _loaded_card(turn: Turn, frame: Frame) -> ProductCard | None:
    """The product of this flow once it is known; answers come in a later turn than the first read."""
    if "product_id" not in frame.slots:
        return None
    detail: ProductDetail | None = turn.read("get_product", product_id=frame.slots["product_id"])
    return detail.card if detail else None


def _guess_colour(turn: Turn, frame: Frame) -> str | None:
    """One colour on sale, or the colour that was searched for."""
    on_sale = tuple(dict.fromkeys(x.colour for x in card_read(turn).variants if x.available > 0))
    wanted = turn.state.query.limit("colour") if turn.state.query else None
    if len(on_sale) == 1:
        return on_sale[0]
    return match_value(wanted.values, on_sale) if wanted else None


def _colours(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    on_sale = dict.fromkeys(x.colour for x in _pieces(turn, frame) if x.available > 0)
    return tuple(Option(x, x) for x in on_sale)


def _hear_size(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    card = _loaded_card(turn, frame)
    return size_said(segment, card, asked=frame.asked == "size") if card else None


def _guess_size(turn: Turn, frame: Frame) -> str | None:
    """A single size needs no question; a searched size counts as told."""
    sizes = tuple(dict.fromkeys(x.size for x in _pieces(turn, frame)))
    wanted = turn.state.query.limit("size") if turn.state.query else None
    if len(sizes) == 1:
        return sizes[0]
    if wanted and len(wanted.values) == 1:
        return match_size(wanted.values, sizes)
    return _take_usual(turn, frame)


def _usual(turn: Turn, frame: Frame) -> Usual | None:
    """The size that this person is known to take in such a thing, as far as it can be bought."""
    on_sale = tuple(dict.fromkeys(x.size for x in _pieces(turn, frame) if x.available > 0))
    return usual_size(turn, card_read(turn), on_sale, whom=whom_for(turn, frame))


def _take_usual(turn: Turn, frame: Frame) -> str | None:
    """A size that is surely theirs is taken, and said so once it is in the cart; a likely one is only hinted at."""
    usual = _usual(turn, frame)
    if usual is None:
        return None
    if usual.sure:
        turn.set_slots(usual=usual.item.key)
        return usual.size
    if "hinted" not in frame.slots:
        turn.set_slots(hinted=True)
        turn.evidence.add((usual.item, usual.size))
        goods = usual.item.goods.lower() or turn.text("memory_anything")
        turn.say("usual_hint", size=usual.size, goods=goods, source=source_of(turn, usual.item))
    return None


def _sizes(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    on_sale = list(dict.fromkeys(x.size for x in _pieces(turn, frame) if x.available > 0))
    usual = _usual(turn, frame)
    if usual is not None:
        on_sale.sort(key=lambda size: size != usual.size)
    return tuple(Option(x, x) for x in on_sale)


def _title(turn: Turn, frame: Frame) -> bool:
    """Keep the title for the questions; a product that is sold out ends here."""
    card = card_read(turn)
    turn.set_slots(title=card.title)
    turn.remember_product(card)
    if card.in_stock:
        return True
    turn.say("sold_out", title=card.title)
    turn.offer("similar_products", "stock_alert")
    return False


def _hear_quantity(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    value = value_of(segment, EntityKind.QUANTITY)
    if value is None or not value.isdigit() or int(value) < 1 or frame.asked == "size":
        return None
    return None if value in attributes_said(segment, "size") else int(value)


def _piece_exists(turn: Turn, frame: Frame) -> bool:
    """A size that the chosen colour doesn't have ends here, with those it has."""
    if _pieces(turn, frame):
        return True
    fitting = [
        x.size for x in card_read(turn).variants if x.colour == frame.slots["colour"] and x.available > 0
    ]
    turn.say("no_such_piece", colour=frame.slots["colour"], sizes=", ".join(fitting))
    turn.offer("similar_products", "stock_alert")
    return False


def _piece(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"variant_id": _pieces(turn, frame)[0].variant_id, "quantity": frame.slots["quantity"]}


def _added(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["add_to_cart"]
    piece = _pieces(turn, frame)[0]
    turn.remember_cart(cart, piece.variant_id)
    what = piece_title(frame.slots["title"], piece.colour, piece.size)
    receipt(turn, turn.text("added", title=what, quantity=frame.slots["quantity"]))
    _say_of_size(turn, frame, piece)
    say_total(turn, cart)
    turn.offer("checkout", "view_cart", "complete_the_look")


def _is_worn(size: str) -> bool:
    """A size of a person or their home; how much is in a bottle is chosen anew each time."""
    return MEASURE.search(size) is None


def _say_of_size(turn: Turn, frame: Frame, piece: VariantView) -> None:
    """A size that was taken by memory is said, with its source; one that the person chose may be remembered."""
    card = card_read(turn)
    others = [x for x in card.variants if x.colour == piece.colour and x.size != piece.size]
    usual = _usual(turn, frame)
    if "usual" in frame.slots and usual is not None and usual.size == piece.size:
        say_usual(turn, usual, [x.size for x in others if x.available > 0][:OTHER_SIZES])
    elif (
        others
        and _is_worn(piece.size)
        and not whom_for(turn, frame)
        and not is_for_a_child(card)
        and card.category
    ):
        turn.noticed = MemoryItem(
            "noticed", Trait.SIZE, piece.size, goods=card.category, kinds=(card.category,)
        )


def say_total(turn: Turn, cart: CartView) -> None:
    if not cart.lines:
        turn.say("cart_empty")
        return
    turn.say("cart_total", total=format_inr(cart.total_paise), items=turn.count("item", cart.count))
    if cart.hint:
        turn.show(BlockKind.TEXT, text=cart.hint)


def product_of(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"product_id": frame.slots["product_id"]}


ADD = Flow(
    ("add_to_cart",),
    (
        product_need(),
        Call("get_product", product_of),
        Do(_title),
        Need(
            "colour",
            ask="which_colour",
            hear=_hear_colour,
            guess=_guess_colour,
            options=_colours,
            expects="colour",
        ),
        Need("size", ask="which_size", hear=_hear_size, guess=_guess_size, options=_sizes, expects="size"),
        Need("quantity", ask="how_many", hear=_hear_quantity, guess=lambda turn, frame: 1),
        Do(_piece_exists),
        Call("add_to_cart", _piece),
        Do(_added),
    ),
)


def _added_piece(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["add_to_cart"]
    turn.remember_cart(cart, frame.slots["variant_id"])
    line = next((x for x in cart.lines if x.variant_id == frame.slots["variant_id"]), None)
    what = piece_title(line.title, line.colour, line.size) if line else ""
    receipt(turn, turn.text("added", title=what, quantity=frame.slots["quantity"]))
    say_total(turn, cart)
    turn.offer("checkout", "view_cart", "complete_the_look")


ADD_PIECE = Flow(
    ("add_piece",),  # a tap on one size of a card: nothing is left to ask
    (
        Need("quantity", ask="how_many", guess=lambda turn, frame: 1),
        Call(
            "add_to_cart", lambda turn, frame: {key: frame.slots[key] for key in ("variant_id", "quantity")}
        ),
        Do(_added_piece),
    ),
)

FLOWS = (ADD, ADD_PIECE)
