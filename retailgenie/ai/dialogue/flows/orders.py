"""Orders that exist: where they are, what was bought, cancelling all or part, the invoice."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.eligible import hear_order
from retailgenie.ai.dialogue.held import on_its_way, order_hearing, packed
from retailgenie.ai.dialogue.picking import order_options, order_said, see_orders
from retailgenie.ai.dialogue.pieces import (
    CANCEL_CODES,
    REASON_CODES,
    Piece,
    all_meant,
    cancel_reason_in,
    ordered_piece,
    pieces_counted,
    pieces_said,
    reason_among,
)
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.swapping import lines_described, lines_named
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import BlockKind, InvoiceView, OrderList, OrderView, Segment
from retailgenie.lib.money import format_inr

CANCELLED = "cancelled"
WHOLE = re.compile(  # "the kurta order", "kurta wala order": all of it
    r"\b(?:whole|entire|complete|poora|pura|saara)\b|पूरा|"
    r"^(?!.*\b(?:from|of|in|se|mein|me)\b).*\b(?!my|mera|the|this|that|an?|ye|yeh|wo|woh)\w+ order\b",
    re.IGNORECASE,
)


def say_promise(turn: Turn, order: OrderView) -> None:
    """Say until when; the tool's own words have their "by" in them, in either language."""
    if order.promise:
        turn.say(
            "order_promise",
            promise=order.promise.removeprefix("by ").removesuffix(" तक").removesuffix(" tak"),
        )


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
    if order.waiting:
        turn.show(BlockKind.TEXT, text=order.waiting)
    say_promise(turn, order)
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    if order.status == CANCELLED:
        turn.offer("order_again")
    if order.can_cancel:
        turn.offer("cancel_order")
    turn.offer("order_history", "talk_to_human")


TRACK = Flow(
    ("track_order",),
    (
        Need("number", ask="which_order", hear=order_hearing(on_its_way), guess=_latest, expects="order"),
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
    focus = turn.state.shown.order_number
    pointed = frame.said.reference is not None and frame.said.reference.pronoun
    if focus and (focus in open_orders or pointed or not open_orders):
        return focus
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


def _pieces(turn: Turn, frame: Frame) -> list[Piece]:
    """What is left of the order, line by line."""
    orders: OrderList | None = turn.read("list_orders")
    found = orders.orders if orders is not None else ()
    order = next((x for x in found if x.number == frame.slots.get("number")), None)
    return [x for x in map(ordered_piece, order.lines if order else ()) if x.count > 0]


def _hear_part(turn: Turn, frame: Frame, segment: Segment) -> list[dict[str, int]] | Several | None:
    """A part of the order, where it has parts; "the kurta order" is the whole of it."""
    pieces = _pieces(turn, frame)
    if sum(x.count for x in pieces) < 2 or WHOLE.search(segment.text):
        return None
    described = lines_described(segment, pieces, asked=frame.asked == "lines")
    found = described or pieces_said(segment, pieces, positions=not frame.slots.get("pointed"))
    if len(found) == len(pieces) > 1:
        return None
    if len(found) > 1 and not described and not all_meant(segment):
        return Several(tuple(Option(x.label, [_row(x, x.count)]) for x in found))
    count = pieces_counted(segment, asked=False)
    if not found and len(pieces) == 1 and count:
        found = (pieces[0],)
    if len(found) == len(pieces) == 1 and not (count and count < pieces[0].count):
        return None
    return [_row(x, min(count or x.count, x.count)) for x in found] or None


def _row(piece: Piece, count: int) -> dict[str, int]:
    return {"line_id": piece.line_id, "quantity": count}


def _whole(turn: Turn, frame: Frame) -> list[dict[str, int]] | None:
    """All of it, unless a thing was named that is off the order already: then it is asked what else is meant."""
    orders: OrderList | None = turn.read("list_orders")
    order = next((x for x in (orders.orders if orders else ()) if x.number == frame.slots["number"]), None)
    gone = [x for x in map(ordered_piece, order.lines if order else ()) if x.count <= 0]
    return None if gone and lines_named(frame.said, gone) else []


def _cancelled(turn: Turn, frame: Frame) -> None:
    order: OrderView = turn.results["cancel_order"]
    key = "cancelled_refund" if order.refund_paise else "cancelled"
    if order.status != "cancelled":
        key = "cancelled_part_refund" if order.refund_paise else "cancelled_part"
    turn.say(key, number=order.number, refund=format_inr(order.refund_paise))
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    turn.offer("search_products", "order_history")


def _cancellation(turn: Turn, frame: Frame) -> dict[str, Any]:
    """No lines mean the whole order."""
    part = {"lines": frame.slots["lines"]} if frame.slots["lines"] else {}
    return {"number": frame.slots["number"], "reason": frame.slots["reason"], **part}


def _counting_reasons(turn: Turn, frame: Frame) -> tuple[str, ...]:
    """The reasons that count for this order, () where any or none does."""
    number = frame.slots.get("number")
    orders: OrderList | None = turn.read("list_orders")
    found = orders.orders if orders else ()
    if number is None:  # said before the order: where all that can be cancelled have the same
        same = {x.cancel_reasons for x in found if x.can_cancel}
        return next(iter(same)) if len(same) == 1 else ()
    return next((x.cancel_reasons for x in found if x.number == number), ())


def _reason_asked(turn: Turn, frame: Frame) -> bool:
    return bool(_counting_reasons(turn, frame))


def _hear_reason(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    """One of the reasons that count; where any does, what was told, in the shop's words where it has some."""
    counting = _counting_reasons(turn, frame)
    if counting:
        return reason_among(segment.text, counting)
    told = cancel_reason_in(segment.text)
    if told in CANCEL_CODES:
        return turn.text(f"cancel_{told}")
    return turn.text(f"reason_{told}") if told in REASON_CODES else told or None


def _no_reason(turn: Turn, frame: Frame) -> str | None:
    return None if _reason_asked(turn, frame) else ""


def _reasons(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(x, x) for x in _counting_reasons(turn, frame))


CANCEL = Flow(
    ("cancel_order",),
    (
        Call("list_orders"),
        Do(see_orders),
        Do(_any_cancellable),
        Need(
            "number",
            ask="which_order",
            hear=hear_order,
            guess=_guess_cancellable,
            options=_cancel_options,
            expects="order",
        ),
        Need("lines", ask="which_pieces", hear=_hear_part, guess=_whole, expects="option"),
        Need(
            "reason",
            ask="ask_cancel_reason",
            hear=_hear_reason,
            guess=_no_reason,
            options=_reasons,
            expects="reason",
        ),
        Call("cancel_order", _cancellation),
        Do(_cancelled),
    ),
)


def _show_invoice(turn: Turn, frame: Frame) -> None:
    """The invoice is a page of its own, with a PDF to keep."""
    invoice: InvoiceView = turn.results["get_invoice"]
    turn.say("invoice_here", number=invoice.order_number)
    turn.show(BlockKind.CLASSIC, invoice.url, text=turn.text("open_invoice"))
    turn.show(BlockKind.CLASSIC, invoice.pdf_url, text=turn.text("invoice_pdf"))
    if invoice.credit_notes:
        turn.say("credit_notes", numbers=", ".join(number for number, _ in invoice.credit_notes))
    turn.offer("track_order", "return_item", "talk_to_human")


def _packed(turn: Turn, frame: Frame) -> bool:
    """Until an order is packed it has no invoice; its own page has all the sums."""
    order: OrderView = turn.results["track_order"]
    turn.remember_orders((order,))
    turn.set_slots(number=order.number)
    if order.invoice_url:
        return True
    packed = order.status not in ("placed", "awaiting_payment", "cancelled")
    turn.say("invoice_missing" if packed else "invoice_not_here", number=order.number)
    turn.show(BlockKind.CLASSIC, order.url, text=turn.text("open_order"))
    turn.offer("talk_to_human")
    return False


INVOICE = Flow(
    ("invoice",),
    (
        Need("number", ask="which_order", hear=order_hearing(packed), guess=_latest, expects="order"),
        Do(_guest_without_orders),
        Call("track_order", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_packed),
        Call("get_invoice", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_show_invoice),
    ),
)

FLOWS = (TRACK, HISTORY, CANCEL, INVOICE)
