"""An order that didn't come about, or one that was liked: its things go back into the cart."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.adding import receipt, say_total
from retailgenie.ai.dialogue.flows.returns import product_of
from retailgenie.ai.dialogue.picking import order_options, order_said, see_orders
from retailgenie.ai.dialogue.pieces import Piece, ordered_piece
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.swapping import lines_named
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.tools.types import Done
from retailgenie.ai.types import BlockKind, CartView, OrderList


def _latest(turn: Turn, frame: Frame) -> str:
    """The order in focus, else the newest one: it is what somebody means right after it failed."""
    orders: OrderList = turn.results["list_orders"]
    return turn.state.shown.order_number or orders.orders[0].number


def _orders(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return order_options(list(turn.state.shown.orders))


def _number(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"number": frame.slots["number"]}


def _named_alone(turn: Turn, frame: Frame) -> bool:
    """ "The same kurta again": only what is named of the order, as far as it is there; else all of it follows."""
    orders: OrderList = turn.results["list_orders"]
    order = next((x for x in orders.orders if x.number == frame.slots["number"]), None)
    pieces = [ordered_piece(x) for x in order.lines] if order else []
    named = lines_named(frame.said, pieces)
    if not named or len(named) == len(pieces):
        return True
    added = [_added(turn, piece) for piece in named]
    carts = [x for x in added if x is not None]
    if not carts:
        return True
    say_total(turn, carts[-1])
    turn.offer("checkout", "view_cart")
    return False


def _added(turn: Turn, piece: Piece) -> CartView | None:
    """Put one more of a piece into the cart and say so; None where it isn't there any more."""
    detail = product_of(turn, piece)
    there = [x for x in detail.card.variants if x.available > 0] if detail is not None else []
    same = next((x for x in there if (x.colour, x.size) == (piece.colour, piece.size)), None)
    if same is None or not isinstance(
        turn.call("add_to_cart", {"variant_id": same.variant_id, "quantity": 1}), Done
    ):
        return None
    cart: CartView = turn.results["add_to_cart"]
    turn.remember_cart(cart, same.variant_id)
    receipt(turn, turn.text("added", title=piece.label, quantity=1))
    return cart


def _in_cart(turn: Turn, frame: Frame) -> None:
    cart: CartView = turn.results["order_again"]
    orders: OrderList | None = turn.results.get("list_orders")
    wanted = next((x for x in orders.orders if x.number == frame.slots["number"]), None) if orders else None
    there = {line.title for line in cart.lines}
    gone = [line.title for line in wanted.lines if line.title not in there] if wanted else []
    turn.remember_cart(cart)
    receipt(turn, turn.text("again_in_cart", number=frame.slots["number"]))
    if gone:
        turn.say("again_sold_out", titles=", ".join(gone))
    say_total(turn, cart)
    turn.show(BlockKind.CART, cart)
    turn.offer("checkout", "view_cart")


AGAIN = Flow(
    ("order_again",),
    (
        Call("list_orders"),
        Do(see_orders),
        Need("number", ask="which_order", hear=order_said, guess=_latest, options=_orders, expects="order"),
        Do(_named_alone),
        Call("order_again", _number),
        Do(_in_cart),
    ),
)

FLOWS = (AGAIN,)
