"""What a person may say first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from retailgenie.ai.types import Chip


def suggestions() -> list[Chip]:
    """Return first sentences that show the breadth of what can be asked."""
    return [
        Chip(_("Cotton kurtas under ₹1,500"), _("cotton kurtas under 1500")),
        Chip(_("A gift for my mother"), _("suggest a gift for my mother")),
        Chip(_("Where is my order?"), _("where is my order?")),
        Chip(_("What is trending?"), _("what is trending?")),
        Chip(_("How do returns work?"), _("how do returns work?")),
        Chip(_("A store near me"), _("find a store near me")),
    ]
