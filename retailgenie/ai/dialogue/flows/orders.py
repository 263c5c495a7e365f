"""Orders that exist: where they are, what was bought, cancelling, and what we pass on to people for now."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.support import ticket_steps
from retailgenie.ai.dialogue.picking import order_options, order_said, see_orders
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import BlockKind, OrderList, OrderView
from retailgenie.lib.money import format_inr


def say_promise(turn: Turn, order: OrderView) -> None:
    """Say until when; the tool's words begin with an English "by"."""
    if order.promise:
        turn.say("order_promise", promise=order.promise.removeprefix("by "))


def _latest(turn: Turn, frame: Frame) -> str:
    """The order in focus; "" means the latest to the tool."""
    return "" if mentions(frame.said, "latest", "last", "recent") else turn.state.shown.order_number


def _guest_without_orders(turn: Turn, frame: Frame) -> bool:
    """Orders of an account are seen after log-in; those of a guest are seen here."""
    if turn.context.logged_in or frame.slots["number"]:
        return True
    orders: OrderList | None = turn.read("list_orders")
    if orders is None or orders.orders:
        return True
    turn.put(after_login=frame)
    turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_for_orders"))
    return False


def _tracked(turn: Turn, frame: Frame) -> None:
    order: OrderView = turn.results["track_order"]
    turn.say("order_status", number=order.number, status=order.status_label)
    say_promise(turn, order)
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    if order.can_cancel:
        turn.offer("cancel_order")
    turn.offer("order_history", "talk_to_human")


TRACK = Flow(
    ("track_order",),
    (
        Need("number", ask="which_order", hear=order_said, guess=_latest, expects="order"),
        Do(_guest_without_orders),
        Call("track_order", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_tracked),
    ),
)


def _history(turn: Turn, frame: Frame) -> None:
    orders: OrderList = turn.results["list_orders"]
    turn.say("order_list", orders=turn.count("order", orders.total))
    turn.show(BlockKind.ORDERS, orders)
    turn.offer("track_order", "return_item", "cancel_order")


HISTORY = Flow(("order_history",), (Call("list_orders"), Do(see_orders), Do(_history)))


def _cancellable(turn: Turn) -> tuple[OrderView, ...]:
    orders: OrderList = turn.results["list_orders"]
    return tuple(x for x in orders.orders if x.can_cancel)


def _guess_cancellable(turn: Turn, frame: Frame) -> str | None:
    """The order in focus, or the only one that can still be cancelled; with several, the person says which."""
    open_orders = [x.number for x in _cancellable(turn)]
    if turn.state.shown.order_number:
        return turn.state.shown.order_number
    return open_orders[0] if len(open_orders) == 1 else None


def _cancel_options(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    wanted = {x.number for x in _cancellable(turn)}
    return order_options([x for x in turn.state.shown.orders if x.number in wanted])


def _any_cancellable(turn: Turn, frame: Frame) -> bool:
    if _cancellable(turn) or frame.slots.get("number") or turn.state.shown.order_number:
        return True
    if order_said(turn, frame, frame.said):
        return True
    turn.say("nothing_to_cancel")
    turn.show(BlockKind.ORDERS, turn.results["list_orders"])
    turn.offer("return_item", "talk_to_human")
    return False


def _cancelled(turn: Turn, frame: Frame) -> None:
    order: OrderView = turn.results["cancel_order"]
    key = "cancelled_refund" if order.refund_paise else "cancelled"
    turn.say(key, number=order.number, refund=format_inr(order.refund_paise))
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    turn.offer("search_products", "order_history")


def _cancellation(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"number": frame.slots["number"], "reason": ""}


CANCEL = Flow(
    ("cancel_order",),
    (
        Call("list_orders"),
        Do(see_orders),
        Do(_any_cancellable),
        Need(
            "number",
            ask="which_order",
            hear=order_said,
            guess=_guess_cancellable,
            options=_cancel_options,
            expects="order",
        ),
        Call("cancel_order", _cancellation),
        Do(_cancelled),
    ),
)


def _show_order_page(turn: Turn, frame: Frame) -> None:
    """The invoice is a page of its own; until the order is packed its own page has all the sums."""
    order: OrderView = turn.results["track_order"]
    turn.remember_orders((order,))
    if order.invoice_url:
        turn.say("invoice_here", number=order.number)
        turn.show(BlockKind.CLASSIC, order.invoice_url, text=turn.text("open_invoice"))
    else:
        turn.say("invoice_not_here", number=order.number)
        turn.show(BlockKind.CLASSIC, order.url, text=turn.text("open_order"))
    turn.offer("talk_to_human")


INVOICE = Flow(
    ("invoice",),
    (
        Need("number", ask="which_order", hear=order_said, guess=_latest, expects="order"),
        Call("track_order", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_show_order_page),
    ),
)

POLICY_QUESTIONS = {
    "return_item": "what is your return policy",
    "exchange_item": "what is your exchange policy",
    "refund_status": "when do I get my refund",
    "change_order": "can I change my order after placing it",
}


def _with_policy(intent: str) -> Do:
    """Say honestly that people do this for now, and quote the policy that applies."""

    def act(turn: Turn, frame: Frame) -> None:
        answer = turn.read("search_policies", question=POLICY_QUESTIONS[intent])
        turn.say(f"{intent}_by_people")
        if answer is not None and answer.answer:
            turn.show(BlockKind.POLICY, answer, text=answer.answer)

    return Do(act)


def _some_order(turn: Turn, frame: Frame) -> str | None:
    """The order in focus or the only one there is."""
    orders = turn.state.shown.orders
    return turn.state.shown.order_number or (orders[0].number if len(orders) == 1 else None)


def _order_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return order_options(turn.state.shown.orders)


def _by_people(intent: str) -> Flow:
    return Flow(
        (intent,),
        (
            Call("list_orders"),
            Do(see_orders),
            Need(
                "number",
                ask="which_order",
                hear=order_said,
                guess=_some_order,
                options=_order_choices,
                expects="order",
            ),
            _with_policy(intent),
            *ticket_steps(intent),
        ),
    )


FLOWS = (TRACK, HISTORY, CANCEL, INVOICE, *(_by_people(intent) for intent in POLICY_QUESTIONS))
