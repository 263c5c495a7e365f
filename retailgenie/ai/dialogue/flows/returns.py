"""What was delivered: sending it back, exchanging it, and where the money is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Filled, Flow, Need
from retailgenie.ai.dialogue.flows.eligible import (
    ASK_AGAIN,
    ELIGIBLE,
    MONEY_BACK,
    PHOTOS,
    chosen_pieces,
    count_choices,
    eligible_pieces,
    guess_lines,
    hand_over,
    hear_count,
    hear_lines,
    hear_reason,
    line_choices,
    lines_allowed,
    one_line_choices,
    reason_choices,
    reason_must,
    several_pieces,
    unsaid_reason,
)
from retailgenie.ai.dialogue.held import money_went_back, order_hearing
from retailgenie.ai.dialogue.picking import see_orders
from retailgenie.ai.dialogue.pieces import Piece, variant_options, variant_said
from retailgenie.ai.dialogue.render.evidence import MONTHS
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.swapping import (
    lines_described,
    swaps_answered,
    swaps_described,
    variant_answered,
)
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.ways import way_arguments
from retailgenie.ai.types import (
    BlockKind,
    OrderList,
    ProductCard,
    ProductDetail,
    RefundStatus,
    ReturnView,
    Segment,
)
from retailgenie.lib.money import format_inr

OPEN = frozenset({"placed", "awaiting_payment"})  # not packed yet
CALLED_OFF = re.compile(r"\bcancell?ed\b|\bcancel (?:kiya|kar di|ho gaya)|रद्द|कैंसिल", re.IGNORECASE)
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
        **way_arguments(slots, "refund_to", "refund_detail"),
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
             expects="reason", skipped=unsaid_reason),
        *MONEY_BACK,
        *PHOTOS,
        Call("return_items", _return_arguments, ask_again=ASK_AGAIN),
        _requested("return_items"),
    ),
)  # fmt: skip


# --- exchange -------------------------------------------------------------------------------------------------


def _hear_one_line(turn: Turn, frame: Frame, segment: Segment) -> list[int] | Several | None:
    found = hear_lines(turn, frame, segment)
    several = isinstance(found, list) and len(found) > 1
    if several and len(lines_described(segment, eligible_pieces(turn, frame), asked=True)) < 2:
        return Several(one_line_choices(turn, frame))
    return found


def product_of(turn: Turn, piece: Piece) -> ProductDetail | None:
    """The product of an order's line, for its other sizes and colours; None when it isn't sold any more."""
    detail: ProductDetail | None = (
        turn.read("get_product", product_id=piece.product_id) if piece.product_id is not None else None
    )
    return detail


def cards_of(turn: Turn, pieces: list[Piece]) -> dict[int, ProductCard]:
    """The products of an order's lines that are still sold, by id."""
    found = [product_of(turn, piece) for piece in pieces]
    return {x.card.product_id: x.card for x in found if x is not None}


def _hear_swaps(turn: Turn, frame: Frame, segment: Segment) -> list[dict[str, int]] | None:
    """All that shall become something else, said at once."""
    pieces = eligible_pieces(turn, frame) if "number" in frame.slots else []
    return swaps_described(segment, pieces, cards_of(turn, pieces)) or None if pieces else None


def no_swaps(turn: Turn, frame: Frame) -> list[dict[str, int]]:
    return []


def one_by_one(turn: Turn, frame: Frame) -> bool:
    return not frame.slots.get("swaps")


def one_swap(slots: dict[str, Any]) -> dict[str, int]:
    return {
        "line_id": slots["lines"][0],
        "variant_id": slots["variant_id"],
        "quantity": slots.get("count", 0),
    }


def all_at_once(turn: Turn, segment: Segment, chosen: list[Piece]) -> Filled | None:
    """What several things shall become, told of each in one answer."""
    swaps = swaps_answered(segment.text, chosen, cards_of(turn, chosen))
    return Filled({"swaps": swaps, "variant_id": 0}) if swaps else None


def _hear_variant(turn: Turn, frame: Frame, segment: Segment) -> Filled | int | None:
    chosen = chosen_pieces(turn, frame) if "lines" in frame.slots else []
    if len(chosen) > 1:
        return all_at_once(turn, segment, chosen)
    detail = product_of(turn, chosen[0]) if chosen else None
    if detail is None:
        return None
    return another_piece(turn, segment, detail.card, chosen[0], asked=frame.asked == "variant_id")


def another_piece(
    turn: Turn, segment: Segment, card: ProductCard, piece: Piece, *, asked: bool
) -> int | None:
    """The variant that the words mean, by all that tells pieces apart, else by size and colour."""
    chosen = next((x for x in card.variants if x.variant_id == turn.frame.slots.get("variant_id")), None)
    told = variant_answered(segment.text, piece, card, chosen=chosen)
    found = told or (None if piece.attributes else variant_said(turn, segment, card, piece, asked=asked))
    return found.variant_id if found else None


def _variants(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    piece = chosen_pieces(turn, frame)[0]
    detail = product_of(turn, piece)
    return variant_options(detail.card, piece) if detail is not None else ()


def _any_other(turn: Turn, frame: Frame) -> bool:
    """Without another piece of it in stock there is nothing to exchange for."""
    if frame.slots["swaps"] or "variant_id" in frame.slots or _variants(turn, frame):
        return True
    turn.say("no_other_piece", title=chosen_pieces(turn, frame)[0].title)
    turn.offer("return_item", "talk_to_human")
    return False


def _exchange_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    return {
        "number": slots["number"],
        "items": slots["swaps"] or [one_swap(slots)],
        "reason": str(slots["reason"])[:REASON_LIMIT],
        **way_arguments(slots, "payment_method", "payment_detail"),
        "pickup_date": slots["pickup_date"] or None,
    }


def _open_instead(turn: Turn, frame: Frame) -> bool:
    """What hasn't left yet isn't exchanged: its items are changed."""
    return not hand_over(turn, frame, "change_order", OPEN)


def _optional_reason(turn: Turn, frame: Frame) -> str | None:
    return None if reason_must(turn, frame) else ""


EXCHANGE = Flow(
    ("exchange_item",),
    (
        *ELIGIBLE[:3],
        Do(_open_instead),
        *ELIGIBLE[3:],
        Need("swaps", ask="which_other", hear=_hear_swaps, guess=no_swaps),
        Need("lines", ask="which_pieces", hear=_hear_one_line, guess=guess_lines, options=one_line_choices,
             when=one_by_one, expects="option"),
        Do(lines_allowed),
        Do(_any_other),
        Need("variant_id", ask="which_other", hear=_hear_variant, options=_variants, when=one_by_one,
             expects="size"),
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


def day_of(turn: Turn, at: str) -> str:
    """Return an instant's day in words: "19 Nov"."""
    day = date.fromisoformat(at[:10])
    turn.evidence.add(day.isoformat())
    return f"{day.day} {MONTHS[day.month - 1].title()}"


def _refunds(turn: Turn, frame: Frame) -> None:
    found: RefundStatus = turn.results["refund_status"]
    for refund in found.refunds:
        amount = format_inr(refund.amount_paise)
        turn.say("refund_line", amount=amount, way=refund.to, day=day_of(turn, refund.at))
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
    called_off = [x.number for x in orders.orders if x.status == "cancelled"]
    if CALLED_OFF.search(frame.said.text) and len(called_off) == 1:
        return called_off[0]
    return _focus_order(turn, frame) or orders.orders[0].number


REFUND = Flow(
    ("refund_status",),
    (
        Call("list_orders"),
        Do(see_orders),
        Need(
            "number",
            ask="which_order",
            hear=order_hearing(money_went_back),
            guess=_guests_order,
            expects="order",
        ),
        Call("refund_status", lambda turn, frame: {"number": frame.slots["number"]}),
        Do(_refunds),
    ),
)

FLOWS = (RETURN, EXCHANGE, REFUND)
