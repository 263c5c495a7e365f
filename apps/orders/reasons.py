"""Why things come back or aren't wanted: the codes that are kept, and the words that people see."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = (
    ("changed my mind", _("I changed my mind")),
    ("too small", _("It is too small")),
    ("too large", _("It is too large")),
    ("damaged", _("It came damaged")),
    ("wrong_item", _("It is not what I ordered")),
    ("not_as_described", _("It is not as described")),
)
WORDS = dict(REASONS)


def reason_words(reason: str) -> str:
    """Return a reason as people read it: the label of a code, any other reason as it was given."""
    return str(WORDS.get(reason, reason.replace("_", " ")))
