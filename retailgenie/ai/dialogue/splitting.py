""" "Add both", "remove the first two": one wish about several things becomes one wish for each."""

from __future__ import annotations

from dataclasses import replace

from retailgenie.ai.dialogue.references import line_thing, meant, product_thing
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.types import Reference, Segment

ABOUT_PRODUCTS = frozenset({"add_to_cart", "save_for_later"})
ABOUT_LINES = frozenset({"remove_from_cart"})
MOST = 6  # wishes that one sentence may become


def one_by_one(state: DialogueState, segment: Segment) -> list[Segment]:
    """Return the segment, or one for each thing it plainly means. Cart lines go from the last to the first, because
    positions move up when one is removed."""
    reference = segment.reference
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


def _several(reference: Reference) -> bool:
    return reference.everything or bool(reference.except_ordinals) or len(reference.ordinals) > 1
