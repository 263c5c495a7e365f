"""When the courier fetches what comes back, or that one brings it, chosen and chosen anew; or that it stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.picking import order_said, see_orders
from retailgenie.ai.dialogue.pieces import day_in
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import BlockKind, OrderList, RefundStatus, ReturnSlots, ReturnView, Segment

DROP_OFF = "drop_off"
CHOICES = 4
BRING = ("bring", "myself", "drop", "dropoff", "khud", "store")
MORNING, AFTERNOON, EVENING = ("morning", "subah"), ("afternoon", "dopahar"), ("evening", "shaam", "sham")


def _focus(turn: Turn, frame: Frame) -> str:
    """The order in focus, else the newest: what comes back was asked for just now."""
    orders: OrderList = turn.results["list_orders"]
    return turn.state.shown.order_number or orders.orders[0].number


def _open_return(turn: Turn, frame: Frame) -> bool:
    """The newest request of the order whose things are still on their way."""
    found: RefundStatus = turn.results["refund_status"]
    coming = [x for x in found.returns if x.handover_url]
    if not coming:
        turn.say("no_open_return", number=found.number)
        turn.offer("return_item", "refund_status")
        return False
    turn.set_slots(request=coming[0].number)
    return True


def _slots(turn: Turn, frame: Frame) -> ReturnSlots:
    if "return_slots" not in turn.results:
        turn.call("return_slots", {"number": frame.slots["request"]})
    found: ReturnSlots = turn.results["return_slots"]
    return found


def _hear_slot(turn: Turn, frame: Frame, segment: Segment) -> str | Several | None:
    """A day and a time of day, a day alone where it has one round, or that one brings it."""
    if "request" not in frame.slots:
        return None
    if mentions(segment, *BRING):
        return DROP_OFF
    day = day_in(segment, turn.now.date())
    codes = [(code, words) for code, words in _slots(turn, frame).slots if day and code.startswith(day)]
    wanted = [(code, words) for code, words in codes if _in_time(segment, code)]
    found = wanted or codes
    if len(found) > 1:
        return Several(tuple(Option(words, code) for code, words in found[:CHOICES]))
    return found[0][0] if found else None


def _in_time(segment: Segment, code: str) -> bool:
    start = int(code.split("-")[3])
    if mentions(segment, *MORNING):
        return start < 12
    if mentions(segment, *AFTERNOON):
        return 12 <= start < 17
    return mentions(segment, *EVENING) and start >= 16


def _choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    """The next rounds of the courier, and bringing it."""
    slots = _slots(turn, frame).slots
    return tuple(Option(words, code) for code, words in (*slots[:CHOICES], slots[-1]))


def _arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"number": frame.slots["request"], "slot": frame.slots["slot"]}


def _chosen(turn: Turn, frame: Frame) -> None:
    made: ReturnView = turn.results["choose_return_handover"]
    turn.say("handover_chosen", number=made.number, when=made.pickup)
    if made.label_url:
        turn.show(BlockKind.CLASSIC, made.label_url, text=turn.text("return_label"))
    turn.put(shown=replace(turn.state.shown, order_number=made.order_number))
    turn.offer("refund_status", "track_order")


HANDOVER = Flow(
    ("return_slot",),
    (
        Call("list_orders"),
        Do(see_orders),
        Need("number", ask="which_order", hear=order_said, guess=_focus, expects="order"),
        Call("refund_status", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_open_return),
        Call("return_slots", lambda turn, frame: {"number": frame.slots["request"]}),
        Need("slot", ask="ask_slot", hear=_hear_slot, options=_choices, expects="option"),
        Call("choose_return_handover", _arguments, ask_again={"handover_refused": ("slot",)}),
        Do(_chosen),
    ),
)


def _called_off(turn: Turn, frame: Frame) -> None:
    made: ReturnView = turn.results["withdraw_return"]
    turn.say("return_withdrawn", number=made.number)
    turn.offer("return_item", "exchange_item", "track_order")


WITHDRAW = Flow(
    ("withdraw_return",),
    (
        Call("list_orders"),
        Do(see_orders),
        Need("number", ask="which_order", hear=order_said, guess=_focus, expects="order"),
        Call("refund_status", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_open_return),
        Call("withdraw_return", lambda turn, frame: {"number": frame.slots["request"]}),
        Do(_called_off),
    ),
)

FLOWS = (HANDOVER, WITHDRAW)
