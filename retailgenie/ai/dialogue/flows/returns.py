"""What was delivered: sending it back, exchanging it, and where the money is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.eligible import (
    ASK_AGAIN,
    ELIGIBLE,
    MONEY_BACK,
    PHOTOS,
    chosen_pieces,
    count_choices,
    guess_lines,
    hear_count,
    hear_lines,
    hear_reason,
    line_choices,
    lines_allowed,
    one_line_choices,
    reason_choices,
    reason_must,
    several_pieces,
)
from retailgenie.ai.dialogue.picking import order_said, see_orders
from retailgenie.ai.dialogue.pieces import Piece, variant_options, variant_said
from retailgenie.ai.dialogue.render.evidence import MONTHS
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.types import BlockKind, OrderList, ProductDetail, RefundStatus, ReturnView, Segment
from retailgenie.lib.money import format_inr

REASON_LIMIT = 120  # characters that a request takes


def _return_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    lines = [
        {"line_id": x.line_id, "quantity": min(slots.get("count") or x.count, x.count)}
        for x in chosen_pieces(turn, frame)
    ]
    return {
        "number": slots["number"],
        "lines": lines,
        "reason": str(slots["reason"])[:REASON_LIMIT],
        "refund_to": slots["refund_to"],
        "refund_detail": slots.get("refund_detail", ""),
        "pickup_date": slots["pickup_date"] or None,
    }


def _requested(tool: str) -> Do:
    def act(turn: Turn, frame: Frame) -> None:
        made: ReturnView = turn.results[tool]
        turn.say(f"{made.kind}_made", number=made.number, items=", ".join(made.items))
        if made.amount_paise > 0:
            turn.say("return_money", amount=format_inr(made.amount_paise), way=made.settled_by)
        turn.say("return_state", status=made.status_label)
        if made.pickup:
            turn.say("return_pickup", day=made.pickup)
        if made.label_url:
            turn.show(BlockKind.CLASSIC, made.label_url, text=turn.text("return_label"))
        turn.show(BlockKind.CLASSIC, made.url, text=turn.text("open_order"))
        turn.put(shown=replace(turn.state.shown, order_number=made.order_number))
        turn.offer("return_slot", "undo", "refund_status")

    return Do(act)


RETURN = Flow(
    ("return_item",),
    (
        *ELIGIBLE,
        Need("lines", ask="which_pieces", hear=hear_lines, guess=guess_lines, options=line_choices,
             expects="option"),
        Do(lines_allowed),
        Need("count", ask="how_many_back", hear=hear_count, options=count_choices, when=several_pieces,
             expects="quantity"),
        Need("reason", ask="ask_return_reason", hear=hear_reason, options=reason_choices, free_text=True,
             expects="reason"),
        *MONEY_BACK,
        *PHOTOS,
        Call("return_items", _return_arguments, ask_again=ASK_AGAIN),
        _requested("return_items"),
    ),
)  # fmt: skip


# --- exchange -------------------------------------------------------------------------------------------------


def _hear_one_line(turn: Turn, frame: Frame, segment: Segment) -> list[int] | Several | None:
    found = hear_lines(turn, frame, segment)
    if isinstance(found, list) and len(found) > 1:
        return Several(one_line_choices(turn, frame))
    return found


def product_of(turn: Turn, piece: Piece) -> ProductDetail | None:
    """The product of an order's line, for its other sizes and colours; None when it isn't sold any more."""
    detail: ProductDetail | None = (
        turn.read("get_product", product_id=piece.product_id) if piece.product_id is not None else None
    )
    return detail


def _hear_variant(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    chosen = chosen_pieces(turn, frame) if "lines" in frame.slots else []
    detail = product_of(turn, chosen[0]) if chosen else None
    if detail is None:
        return None
    found = variant_said(turn, segment, detail.card, chosen[0], asked=frame.asked == "variant_id")
    return found.variant_id if found else None


def _variants(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    piece = chosen_pieces(turn, frame)[0]
    detail = product_of(turn, piece)
    return variant_options(detail.card, piece) if detail is not None else ()


def _any_other(turn: Turn, frame: Frame) -> bool:
    """Without another piece of it in stock there is nothing to exchange for."""
    if "variant_id" in frame.slots or _variants(turn, frame):
        return True
    turn.say("no_other_piece", title=chosen_pieces(turn, frame)[0].title)
    turn.offer("return_item", "talk_to_human")
    return False


def _exchange_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    item = {
        "line_id": slots["lines"][0],
        "variant_id": slots["variant_id"],
        "quantity": slots.get("count", 0),
    }
    return {
        "number": slots["number"],
        "items": [item],
        "reason": str(slots["reason"])[:REASON_LIMIT],
        "payment_method": slots["refund_to"],
        "payment_detail": slots.get("refund_detail", ""),
        "pickup_date": slots["pickup_date"] or None,
    }


def _optional_reason(turn: Turn, frame: Frame) -> str | None:
    return None if reason_must(turn, frame) else ""


EXCHANGE = Flow(
    ("exchange_item",),
    (
        *ELIGIBLE,
        Need("lines", ask="which_pieces", hear=_hear_one_line, guess=guess_lines, options=one_line_choices,
             expects="option"),
        Do(lines_allowed),
        Do(_any_other),
        Need("variant_id", ask="which_other", hear=_hear_variant, options=_variants, expects="size"),
        Need("count", ask="how_many_back", hear=hear_count, options=count_choices, when=several_pieces,
             expects="quantity"),
        Need("reason", ask="ask_return_reason", hear=hear_reason, guess=_optional_reason, options=reason_choices,
             expects="reason"),
        *MONEY_BACK,
        *PHOTOS,
        Call("exchange_items", _exchange_arguments, ask_again=ASK_AGAIN),
        _requested("exchange_items"),
    ),
)  # fmt: skip


# --- where the money is ------------------------------------------------------------------------------------


def _focus_order(turn: Turn, frame: Frame) -> str:
    """The order in focus; "" means the latest to the tool."""
    return turn.state.shown.order_number


def _day(turn: Turn, at: str) -> str:
    """Return an instant's day in words: "19 Nov"."""
    day = date.fromisoformat(at[:10])
    turn.evidence.add(day.isoformat())
    return f"{day.day} {MONTHS[day.month - 1].title()}"


def _refunds(turn: Turn, frame: Frame) -> None:
    found: RefundStatus = turn.results["refund_status"]
    for refund in found.refunds:
        amount = format_inr(refund.amount_paise)
        turn.say("refund_line", amount=amount, way=refund.to, day=_day(turn, refund.at))
    for made in found.returns:
        items = ", ".join(made.items)
        turn.say("request_line", number=made.number, items=items, status=made.status_label)
        if made.answer:
            turn.show(BlockKind.TEXT, text=made.answer)
    if not found.refunds and not found.returns:
        turn.say("no_refund", number=found.number)
        turn.offer("return_item")
    turn.offer("order_history", "talk_to_human")


def _guests_order(turn: Turn, frame: Frame) -> str | None:
    orders: OrderList = turn.results["list_orders"]
    return _focus_order(turn, frame) or orders.orders[0].number


REFUND = Flow(
    ("refund_status",),
    (
        Call("list_orders"),
        Do(see_orders),
        Need("number", ask="which_order", hear=order_said, guess=_guests_order, expects="order"),
        Call("refund_status", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_refunds),
    ),
)

FLOWS = (RETURN, EXCHANGE, REFUND)
