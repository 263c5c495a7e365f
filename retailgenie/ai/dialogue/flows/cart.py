"""One's own cart and favourites: changed at once, each time with a receipt that undoes it."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.adding import card_read, product_of, receipt, say_total
from retailgenie.ai.dialogue.flows.product import FIND_ONE
from retailgenie.ai.dialogue.picking import (
    cart_line_options,
    colour_said,
    line_in_focus,
    line_said,
    product_in_focus,
    product_said,
    see_cart,
    size_said,
)
from retailgenie.ai.dialogue.state import Frame, LineMemo, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import count_in, glossed, mentions
from retailgenie.ai.types import BlockKind, CartView, ProductDetail, Segment
from retailgenie.lib.money import format_inr

MORE_WORDS = frozenset({"more", "another", "extra", "aur", "increase"})
LESS_WORDS = frozenset({"less", "fewer", "reduce", "kam", "decrease", "remove", "delete", "drop"})


def _show_cart(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["view_cart"]
    turn.say("cart_is", items=turn.count("item", cart.count), total=format_inr(cart.total_paise))
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
    return next((x for x in turn.state.shown.lines if x.line_id == frame.slots.get("line_id")), None)


def _keep_title(turn: Turn, frame: Frame) -> None:
    line = _line(turn, frame)
    turn.set_slots(title=line.title if line else "", variant_id=line.variant_id if line else 0)


def _changed(tool: str, key: str) -> Do:
    """Say what a cart write did, with undo and the new total."""

    def act(turn: Turn, frame: Frame) -> None:
        cart: CartView = turn.results[tool]
        turn.remember_cart(cart, frame.slots.get("new_variant_id") or frame.slots.get("variant_id"))
        receipt(turn, turn.text(key, **{"title": "", "size": "", "quantity": "", **frame.slots}))
        if key != "emptied":
            say_total(turn, cart)
        turn.offer(*(("checkout", "view_cart") if cart.lines else ("undo", "search_products")))

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
    said = count_in(segment)
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


def _none_left(turn: Turn, frame: Frame) -> bool:
    return bool(frame.slots["quantity"] == 0)


def _some_left(turn: Turn, frame: Frame) -> bool:
    return not _none_left(turn, frame)


def _show_quantity(turn: Turn, frame: Frame) -> None:
    if _none_left(turn, frame):
        _changed("remove_from_cart", "removed").act(turn, frame)
    else:
        _changed("change_cart_quantity", "quantity_changed").act(turn, frame)


QUANTITY = Flow(
    ("change_quantity",),
    (
        Call("view_cart"),
        Do(see_cart),
        line_need(),
        Do(_keep_title),
        Need("quantity", ask="how_many", hear=_new_quantity, expects="quantity"),
        Call("remove_from_cart", _line_id, when=_none_left),
        Call("change_cart_quantity", _quantity, when=_some_left),
        Do(_show_quantity),
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
    detail: ProductDetail | None = turn.read("get_product", product_id=line.product_id)
    if detail is None:
        return None
    card = detail.card
    size = size_said(segment, card, asked=frame.asked == "new_variant_id")
    colour = colour_said(turn, segment, card)
    if size is None and colour is None:
        return None
    wanted = (colour or line.colour, size or line.size)
    return next((x.variant_id for x in card.variants if (x.colour, x.size) == wanted), None)


def _other_sizes(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    line = _line(turn, frame)
    there = [x for x in card_read(turn).variants if x.available > 0]
    pieces = [x for x in there if line and x.colour == line.colour and x.size != line.size]
    if pieces:
        return tuple(Option(x.size, x.variant_id) for x in pieces)
    return tuple(
        Option(f"{x.colour} {x.size}".strip(), x.variant_id)
        for x in there
        if line and x.colour != line.colour
    )


def _has_others(turn: Turn, frame: Frame) -> bool:
    """Say so and end where there is no other piece: a question would have no answer."""
    line, card = _line(turn, frame), card_read(turn)
    others = [x for x in card.variants if line and (x.colour, x.size) != (line.colour, line.size)]
    if any(x.available > 0 for x in others):
        return True
    turn.say("only_piece", title=card.title)
    turn.offer("similar_products", "remove_from_cart", "view_cart")
    return False


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
        Do(_has_others),
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
    if line_said(turn, frame, frame.said) is not None:
        return True
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
        Need(
            "product_id",
            ask="which_product",
            hear=product_said,
            guess=product_in_focus,
            when=_is_product,
            ways=FIND_ONE,
        ),
        Call("save_for_later", _line_id, when=_is_line),
        Call("add_favourite", product_of, when=_is_product),
        Do(_saved),
    ),
)

FLOWS = (VIEW, REMOVE, QUANTITY, CHANGE, EMPTY, SAVE)
