"""Tags of the conversation's templates."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django import template
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.catalog.memory_shown import ItemShown, item_shown
from retailgenie.ai.types import MemoryView, ProductCard

register = template.Library()

CARD = "chat/card.html"
CARDS_KEPT = 4096  # rendered cards, about 5 kB each


@register.simple_tag(takes_context=True)
def chat_card(context: template.Context, card: ProductCard, number: int) -> SafeString:
    """Draw a product card with its buttons.

    A page's card carries its conversation and CSRF token, so that it works without scripts. One that goes over a
    socket gets both from the page when it is pressed, and so looks the same for everybody: it is kept.
    """
    if "request" not in context:
        return _kept(card, number, get_language() or "en")
    with context.push(card=card, number=number):
        drawn: SafeString = cast(Any, get_template(CARD)).template.render(
            context
        )  # inside the page's own context
        return drawn


@register.filter
def remembered(view: MemoryView) -> list[ItemShown]:
    """Return what is remembered of a person in words."""
    return [item_shown(item) for item in view.items]


@lru_cache(maxsize=CARDS_KEPT)
def _kept(card: ProductCard, number: int, language: str) -> SafeString:
    return mark_safe(render_to_string(CARD, {"card": card, "number": number}))  # noqa: S308 - a template's output
