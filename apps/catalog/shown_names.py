"""Names of the catalogue in the language of the page: labels only, never what a link or a filter carries."""

from __future__ import annotations

from django.utils.translation import get_language

from retailgenie.ai.nlu.shown_in_hindi import in_hindi


def shown_name(name: str) -> str:
    """Return a category or a value of an attribute as a page shows it; one without a Hindi word keeps its name."""
    return in_hindi(name) if (get_language() or "").startswith("hi") else name
