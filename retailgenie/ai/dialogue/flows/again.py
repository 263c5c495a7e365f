"""An order that didn't come about, or one that was liked: its things go back into the cart."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.adding import receipt, say_total
from retailgenie.ai.dialogue.picking import order_options, order_said, see_orders
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import BlockKind, CartView, OrderList


def _latest(turn: Turn, frame: Frame) -> str:
    """The order in focus, else the newest one: it is what somebody means right after it failed."""
    orders: OrderList = turn.results["list_orders"]
    return turn.state.shown.order_number or orders.orders[0].number


def _orders(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return order_options(list(turn.state.shown.orders))


def _number(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"number": frame.slots["number"]}


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
        Call("order_again", _number),
        Do(_in_cart),
    ),
)

FLOWS = (AGAIN,)
