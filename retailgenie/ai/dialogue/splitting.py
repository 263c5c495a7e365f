""" "Add both", "remove the first two": one wish about several things becomes one wish for each."""

from __future__ import annotations

from dataclasses import replace

from retailgenie.ai.dialogue.references import line_thing, meant, product_thing, products_meant
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.types import IntentScore, Reference, Segment

ABOUT_PRODUCTS = frozenset({"add_to_cart", "save_for_later"})
ABOUT_LINES = frozenset({"remove_from_cart"})
MOST = 6  # wishes that one sentence may become


def one_by_one(state: DialogueState, segment: Segment) -> list[Segment]:
    """Return the segment, or one for each thing it plainly means. Cart lines go from the last to the first, because
    positions move up when one is removed."""
    reference = segment.reference
    if reference is not None and segment.intent == "checkout" and _not_in_cart(state, reference):
        first = replace(segment, intents=(IntentScore("add_to_cart", 1.0),))
        return [first, replace(segment, reference=None)]
    if reference is None or not _several(reference):
        return [segment]
    if segment.intent in ABOUT_PRODUCTS:
        items = state.shown.products
        chosen = meant(reference, items, product_thing, focus=None)
        positions = [n for n, item in enumerate(items, 1) if item in chosen]
    elif segment.intent in ABOUT_LINES:
        lines = state.shown.lines
        kept = meant(reference, lines, line_thing, focus=None)
        positions = [n for n, line in reversed(list(enumerate(lines, 1))) if line in kept]
    else:
        return [segment]
    parts = [replace(segment, reference=Reference(ordinals=(n,))) for n in positions[:MOST]]
    return parts or [segment]


def _not_in_cart(state: DialogueState, reference: Reference) -> bool:
    """ "Buy it now" about a product on show: it has to be put into the cart first."""
    found = products_meant(reference, state.shown)
    return len(found) == 1 and found[0].product_id not in {line.product_id for line in state.shown.lines}


def _several(reference: Reference) -> bool:
    return (
        reference.everything
        or bool(reference.except_ordinals or reference.except_limits)
        or len(reference.ordinals) > 1
    )
