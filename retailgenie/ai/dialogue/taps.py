"""Buttons: each tap is a command with its values, so nothing needs to be understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retailgenie.ai.dialogue.commands import (
    Command,
    Confirm,
    Deny,
    NotUnderstood,
    ResumeAfterLogin,
    StartFlow,
    Undo,
)
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.types import IntentScore, Segment

FLOWS_BY_TAP = {
    "details": "product_details",
    "similar": "similar_products",
    "look": "complete_the_look",
    "remove": "remove_from_cart",
    "quantity": "change_quantity",
    "save": "save_for_later",
    "favourite": "save_for_later",
    "cart": "view_cart",
    "checkout": "checkout",
    "track": "track_order",
    "cancel_order": "cancel_order",
    "again": "order_again",
    "reviews": "review_question",
    "stock": "check_availability",
    "forget": "memory_forget",
}
SLOT_NAMES = frozenset({"product_id", "variant_id", "line_id", "quantity", "number", "key"})

PLAIN: dict[str, Callable[[dict[str, Any]], Command]] = {
    "confirm": lambda values: Confirm(str(values.get("token", ""))),
    "deny": lambda values: Deny(),
    "undo": lambda values: Undo(str(values.get("receipt", ""))),
    "logged_in": lambda values: ResumeAfterLogin(),
}


def command_of(tap: Tap) -> Command:
    """Return the command of a button; one that we don't know is not understood, as any unknown word."""
    if tap.name in PLAIN:
        return PLAIN[tap.name](tap.values)
    intent = FLOWS_BY_TAP.get(tap.name, "")
    if tap.name == "add":
        intent = "add_piece" if "variant_id" in tap.values else "add_to_cart"
    segment = Segment("", (IntentScore(intent or "none", 1.0),))
    if not intent:
        return NotUnderstood(segment)
    slots = {key: value for key, value in tap.values.items() if key in SLOT_NAMES}
    return StartFlow(intent, segment, slots)
