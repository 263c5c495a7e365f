"""Around the purchase: waiting for what is sold out, a review, an order that was placed without an account."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.flows.adding import receipt
from retailgenie.ai.dialogue.flows.product import product_need
from retailgenie.ai.dialogue.picking import colour_said, size_said
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import count_in, value_of
from retailgenie.ai.types import (
    BlockKind,
    EntityKind,
    OrderView,
    OwnReview,
    ProductDetail,
    Segment,
    StockAlertView,
    VariantView,
)

MOST_STARS = 5
TITLE_LIMIT = 80  # characters of the first sentence that become a review's title


def _product(turn: Turn, frame: Frame) -> dict[str, Any]:
    return {"product_id": frame.slots["product_id"]}


def _gone(turn: Turn, frame: Frame) -> tuple[VariantView, ...]:
    """The pieces that one can only wait for."""
    detail: ProductDetail | None = turn.read("get_product", **_product(turn, frame))
    return tuple(x for x in detail.card.variants if x.available <= 0) if detail else ()


def _something_is_gone(turn: Turn, frame: Frame) -> bool:
    detail: ProductDetail = turn.results["get_product"]
    turn.remember_product(detail.card)
    if _gone(turn, frame):
        return True
    turn.say("nothing_to_wait_for", title=detail.card.title)
    turn.offer("add_to_cart", "check_availability")
    return False


def _hear_piece(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """The sold-out piece that is meant by size, colour or both."""
    if "product_id" not in frame.slots:
        return None
    detail: ProductDetail | None = turn.read("get_product", **_product(turn, frame))
    if detail is None:
        return None
    asked = frame.asked == "variant_id"
    size, colour = size_said(segment, detail.card, asked=asked), colour_said(turn, segment, detail.card)
    fitting = [
        x for x in _gone(turn, frame) if (not size or x.size == size) and (not colour or x.colour == colour)
    ]
    return fitting[0].variant_id if (size or colour) and len(fitting) == 1 else None


def _only_piece(turn: Turn, frame: Frame) -> int | None:
    gone = _gone(turn, frame)
    return gone[0].variant_id if len(gone) == 1 else None


def _pieces(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(
        Option(" ".join(word for word in (x.size, x.colour) if word) or x.sku, x.variant_id)
        for x in _gone(turn, frame)
    )


def _alert(turn: Turn, frame: Frame) -> dict[str, Any]:
    email = {"email": frame.slots["email"]} if "email" in frame.slots else {}
    return {"variant_id": frame.slots["variant_id"], **email}


def _alert_noted(turn: Turn, frame: Frame) -> None:
    alert: StockAlertView = turn.results["add_stock_alert"]
    receipt(
        turn,
        turn.text("alert_to_confirm" if alert.state == "unconfirmed" else "alert_set", title=alert.title),
    )
    turn.offer("similar_products", "search_products")


STOCK_ALERT = Flow(
    ("stock_alert",),
    (
        product_need(),
        Call("get_product", _product),
        Do(_something_is_gone),
        Need("variant_id", ask="which_to_wait_for", hear=_hear_piece, guess=_only_piece, options=_pieces),
        Need(
            "email",
            ask="ask_email",
            hear=lambda turn, frame, segment: value_of(segment, EntityKind.EMAIL),
            when=lambda turn, frame: not turn.context.logged_in,
            expects="email",
        ),
        Call("add_stock_alert", _alert, ask_again={"email_needed": ("email",)}),
        Do(_alert_noted),
    ),
)


def _hear_stars(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    said = count_in(segment) if frame.asked == "rating" else None
    found = re.search(r"\b([1-5]) ?(?:stars?|sitare|★|/ ?5)", segment.text.lower())
    number = found[1] if found else said
    return int(number) if number and number.isdigit() and 1 <= int(number) <= MOST_STARS else None


def _stars(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(str(number), number) for number in range(MOST_STARS, 0, -1))


def _hear_text(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return segment.text.strip() if frame.asked == "text" else None


def _review(turn: Turn, frame: Frame) -> dict[str, Any]:
    text = str(frame.slots["text"])
    text = "" if text.casefold().strip(" .!") in NOTHING_MORE else text
    return {**_product(turn, frame), "rating": frame.slots["rating"], "text": text}


NOTHING_MORE = frozenset(
    {"no", "nothing", "skip", "nahi", "nothing more", "no thanks", "bas", "kuch nahi", "नहीं", "बस"}
)


def _reviewed(turn: Turn, frame: Frame) -> None:
    review: OwnReview = turn.results["write_review"]
    receipt(
        turn,
        turn.text("review_shown" if review.state == "published" else "review_held", title=review.product),
    )
    for finding in review.findings:
        turn.show(BlockKind.TEXT, text=finding)


WRITE_REVIEW = Flow(
    ("write_review",),
    (
        product_need(),
        Need("rating", ask="ask_stars", hear=_hear_stars, options=_stars, expects="quantity"),
        Need("text", ask="ask_review", hear=_hear_text, free_text=True, expects="text"),
        Call("write_review", _review),
        Do(_reviewed),
    ),
)


def _found(turn: Turn, frame: Frame) -> None:
    """What was found is shown, not remembered: it is not this person's, its page opens it for a while."""
    order: OrderView = turn.results["look_up_order"]
    turn.say("order_status", number=order.number, status=order.status_label)
    turn.say("order_opened")
    turn.show(BlockKind.ORDER, order)


LOOK_UP = Flow(
    ("look_up_order",),
    (
        Need(
            "number",
            ask="ask_order_number",
            hear=lambda turn, frame, segment: value_of(segment, EntityKind.ORDER_NUMBER),
            expects="order",
        ),
        Need(
            "phone",
            ask="ask_order_phone",
            hear=lambda turn, frame, segment: value_of(segment, EntityKind.PHONE),
            expects="phone",
        ),
        Call(
            "look_up_order",
            lambda turn, frame: {"number": frame.slots["number"], "phone": frame.slots["phone"]},
            ask_again={"order_not_found": ("number", "phone")},
        ),
        Do(_found),
    ),
)

FLOWS = (STOCK_ALERT, WRITE_REVIEW, LOOK_UP)
