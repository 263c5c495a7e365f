"""One's own cart and favourites: done at once, each with a receipt that undoes it."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.product import product_need
from retailgenie.ai.dialogue.picking import (
    cart_line_options,
    colour_said,
    line_in_focus,
    line_said,
    match_value,
    product_in_focus,
    product_said,
    see_cart,
    size_said,
)
from retailgenie.ai.dialogue.state import Frame, LineMemo, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import attributes_said, glossed, mentions, value_of
from retailgenie.ai.types import BlockKind, CartView, EntityKind, ProductCard, Segment, VariantView
from retailgenie.lib.money import format_inr

MORE_WORDS = frozenset({"more", "another", "extra", "aur", "increase"})
LESS_WORDS = frozenset({"less", "fewer", "reduce", "kam", "decrease"})


def receipt(turn: Turn, text: str) -> None:
    """Show what a write did, with its undo."""
    token = turn.state.receipts[-1] if turn.state.receipts else ""
    turn.show(BlockKind.RECEIPT, text=text, token=token)


def _card(turn: Turn) -> ProductCard:
    card: ProductCard = turn.results["get_product"].card
    return card


def _pieces(turn: Turn, frame: Frame) -> tuple[VariantView, ...]:
    """The variants that fit what is known so far."""
    colour, size = frame.slots.get("colour"), frame.slots.get("size")
    return tuple(
        x for x in _card(turn).variants if (not colour or x.colour == colour) and (not size or x.size == size)
    )


def _hear_colour(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return colour_said(turn, segment, _loaded_card(turn, frame))


def _loaded_card(turn: Turn, frame: Frame) -> ProductCard:
    """The product of this flow; answers come in a later turn than the first read."""
    if "get_product" not in turn.results:
        turn.read("get_product", product_id=frame.slots["product_id"])
    return _card(turn)


def _guess_colour(turn: Turn, frame: Frame) -> str | None:
    """One colour on sale, or the colour that was searched for."""
    on_sale = tuple(dict.fromkeys(x.colour for x in _card(turn).variants if x.available > 0))
    wanted = turn.state.query.limit("colour") if turn.state.query else None
    if len(on_sale) == 1:
        return on_sale[0]
    return match_value(wanted.values, on_sale) if wanted else None


def _colours(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    on_sale = dict.fromkeys(x.colour for x in _pieces(turn, frame) if x.available > 0)
    return tuple(Option(x, x) for x in on_sale)


def _hear_size(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return size_said(segment, _loaded_card(turn, frame), asked=frame.asked == "size")


def _guess_size(turn: Turn, frame: Frame) -> str | None:
    """A single size needs no question; a searched size counts as told."""
    sizes = tuple(dict.fromkeys(x.size for x in _pieces(turn, frame)))
    wanted = turn.state.query.limit("size") if turn.state.query else None
    if len(sizes) == 1:
        return sizes[0]
    return match_value(wanted.values, sizes) if wanted else None


def _sizes(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    on_sale = dict.fromkeys(x.size for x in _pieces(turn, frame) if x.available > 0)
    return tuple(Option(x, x) for x in on_sale)


def _title(turn: Turn, frame: Frame) -> bool:
    """Keep the title for the questions; a product that is sold out ends here."""
    card = _card(turn)
    turn.set_slots(title=card.title)
    turn.remember_product(card)
    if card.in_stock:
        return True
    turn.say("sold_out", title=card.title)
    turn.offer("similar_products")
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
    fitting = [x.size for x in _card(turn).variants if x.colour == frame.slots["colour"] and x.available > 0]
    turn.say("no_such_piece", colour=frame.slots["colour"], sizes=", ".join(fitting))
    turn.offer("similar_products")
    return False


def _piece(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"variant_id": _pieces(turn, frame)[0].variant_id, "quantity": frame.slots["quantity"]}


def _added(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["add_to_cart"]
    piece = _pieces(turn, frame)[0]
    turn.remember_cart(cart, piece.variant_id)
    what = " ".join(x for x in (frame.slots["title"], piece.colour, piece.size) if x)
    receipt(turn, turn.text("added", title=what, quantity=frame.slots["quantity"]))
    _say_total(turn, cart)
    turn.offer("checkout", "view_cart", "complete_the_look")


def _say_total(turn: Turn, cart: CartView) -> None:
    turn.say("cart_total", total=format_inr(cart.total_paise), count=cart.count)
    turn.evidence.add(cart.count)
    if cart.hint:
        turn.show(BlockKind.TEXT, text=cart.hint)


def _product(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"product_id": frame.slots["product_id"]}


ADD = Flow(
    ("add_to_cart",),
    (
        product_need(),
        Call("get_product", _product),
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
    what = " ".join(x for x in (line.title, line.colour, line.size) if x) if line else ""
    receipt(turn, turn.text("added", title=what, quantity=frame.slots["quantity"]))
    _say_total(turn, cart)
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


def _show_cart(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["view_cart"]
    turn.say("cart_is", count=cart.count, total=format_inr(cart.total_paise))
    turn.evidence.add(cart.count)
    turn.show(BlockKind.CART, cart)
    turn.offer("checkout", "apply_coupon", "empty_cart")


VIEW = Flow(("view_cart",), (Call("view_cart"), Do(see_cart), Do(_show_cart)))


def line_need() -> Need:
    """The cart line that a flow is about."""
    return Need(
        "line_id",
        ask="which_line",
        hear=line_said,
        guess=line_in_focus,
        options=cart_line_options,
        expects="option",
    )


def _line(turn: Turn, frame: Frame) -> LineMemo | None:
    return next((x for x in turn.state.shown.lines if x.line_id == frame.slots["line_id"]), None)


def _keep_title(turn: Turn, frame: Frame) -> None:
    line = _line(turn, frame)
    turn.set_slots(title=line.title if line else "", variant_id=line.variant_id if line else 0)


def _changed(tool: str, key: str) -> Do:
    """Say what a cart write did, with undo and the new total."""

    def act(turn: Turn, frame: Frame) -> None:
        cart: CartView = turn.results[tool]
        turn.remember_cart(cart, frame.slots.get("new_variant_id") or frame.slots.get("variant_id"))
        receipt(turn, turn.text(key, **{"title": "", "size": "", "quantity": "", **frame.slots}))
        _say_total(turn, cart)
        turn.offer("checkout", "view_cart")

    return Do(act)


def _line_id(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"line_id": frame.slots["line_id"]}


REMOVE = Flow(
    ("remove_from_cart",),
    (
        Call("view_cart"),
        Do(see_cart),
        line_need(),
        Do(_keep_title),
        Call("remove_from_cart", _line_id),
        _changed("remove_from_cart", "removed"),
    ),
)


def _new_quantity(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """An exact number, or one more or less than there is now."""
    said = value_of(segment, EntityKind.QUANTITY)
    line = _line(turn, frame)
    words = glossed(segment.text)
    step = int(said.lstrip("+-")) if said and said.lstrip("+-").isdigit() else 1
    if line and (words & LESS_WORDS or (said or "").startswith("-")):
        return max(0, line.quantity - step)
    if line and (words & MORE_WORDS or (said or "").startswith("+")):
        return line.quantity + step
    return step if said else None


def _quantity(turn: Turn, frame: Frame) -> dict[str, Any]:
    turn.evidence.add(frame.slots["quantity"])
    return {"line_id": frame.slots["line_id"], "quantity": frame.slots["quantity"]}


QUANTITY = Flow(
    ("change_quantity",),
    (
        Call("view_cart"),
        Do(see_cart),
        line_need(),
        Do(_keep_title),
        Need("quantity", ask="how_many", hear=_new_quantity, expects="quantity"),
        Call("change_cart_quantity", _quantity),
        _changed("change_cart_quantity", "quantity_changed"),
    ),
)


def _line_product(turn: Turn, frame: Frame) -> dict[str, Any]:
    line = _line(turn, frame)
    return {"product_id": line.product_id if line else 0}


def _other_piece(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """The variant of the line's product in the colour or size now said; the rest stays as it was."""
    line = _line(turn, frame)
    if line is None:
        return None
    if "get_product" not in turn.results:
        turn.read("get_product", product_id=line.product_id)
    card = _card(turn)
    size = size_said(segment, card, asked=frame.asked == "new_variant_id")
    colour = colour_said(turn, segment, card)
    if size is None and colour is None:
        return None
    wanted = (colour or line.colour, size or line.size)
    return next((x.variant_id for x in card.variants if (x.colour, x.size) == wanted), None)


def _other_sizes(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    line = _line(turn, frame)
    pieces = [x for x in _card(turn).variants if line and x.colour == line.colour and x.size != line.size]
    return tuple(Option(x.size, x.variant_id) for x in pieces if x.available > 0)


def _variant(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"line_id": frame.slots["line_id"], "variant_id": frame.slots["new_variant_id"]}


CHANGE = Flow(
    ("change_variant",),
    (
        Call("view_cart"),
        Do(see_cart),
        line_need(),
        Do(_keep_title),
        Call("get_product", _line_product),
        Need("new_variant_id", ask="which_size", hear=_other_piece, options=_other_sizes, expects="size"),
        Call("change_cart_variant", _variant),
        _changed("change_cart_variant", "variant_changed"),
    ),
)

EMPTY = Flow(
    ("empty_cart",), (Call("view_cart"), Do(see_cart), Call("empty_cart"), _changed("empty_cart", "emptied"))
)


def _from_cart(turn: Turn, frame: Frame) -> bool:
    """Whether a line of the cart is meant rather than a product on show."""
    if "line_id" in frame.slots:
        return True
    if "product_id" in frame.slots or not turn.state.shown.lines:
        return False
    said_product = product_said(turn, frame, frame.said) or product_in_focus(turn, frame)
    return mentions(frame.said, "cart", "bag", "basket") or said_product is None


def _note_source(turn: Turn, frame: Frame) -> None:
    if "from_cart" not in frame.slots:
        turn.set_slots(from_cart=_from_cart(turn, frame))


def _is_line(turn: Turn, frame: Frame) -> bool:
    return bool(frame.slots["from_cart"])


def _is_product(turn: Turn, frame: Frame) -> bool:
    return not frame.slots["from_cart"]


def _saved(turn: Turn, frame: Frame) -> None:
    if frame.slots["from_cart"]:
        turn.remember_cart(turn.results["save_for_later"])
    receipt(turn, turn.text("saved"))
    turn.offer("view_cart", "similar_products")


SAVE = Flow(
    ("save_for_later",),
    (
        Do(_note_source),
        Call("view_cart", when=_is_line),
        Need(
            "line_id",
            ask="which_line",
            hear=line_said,
            guess=line_in_focus,
            options=cart_line_options,
            when=_is_line,
        ),
        Need("product_id", ask="which_product", hear=product_said, guess=product_in_focus, when=_is_product),
        Call("save_for_later", _line_id, when=_is_line),
        Call("add_favourite", _product, when=_is_product),
        Do(_saved),
    ),
)

FLOWS = (ADD, ADD_PIECE, VIEW, REMOVE, QUANTITY, CHANGE, EMPTY, SAVE)
