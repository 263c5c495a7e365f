"""A sample for every template of messages, for previews and for the test that none is without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from apps.ledger.notice_shown import message_words

_ORDER = {"number": "RG12345678", "name": "Asha Rao", "total_paise": 1299900}
SAMPLES: dict[str, dict[str, Any]] = {
    "announcement": {
        "title": "Our new store in Pune opens on Saturday",
        "text": "Come and see us on MG Road from ten o'clock.",
        "title_hi": "पुणे में हमारी नई दुकान शनिवार को खुलती है",
        "text_hi": "दस बजे से एमजी रोड पर आइए।",
    },
    "cart_waiting": {"items": "Blue cotton shirt, Silk saree", "total_paise": 499900},
    "order_placed": _ORDER,
    "order_shipped": _ORDER,
    "order_ready": _ORDER,
    "order_delivered": _ORDER,
    "order_cancelled": _ORDER,
    "payment_asked": {**_ORDER, "amount_paise": 50000},
    "return_requested": _ORDER,
    "review_published": {"product": "Blue cotton shirt"},
    "review_rejected": {"product": "Blue cotton shirt", "reason": "It names a phone number."},
    "stock_alert_confirm": {"product": "Blue cotton shirt (M, Blue)"},
    "stock_back": {"product": "Blue cotton shirt (M, Blue)", "price_paise": 99900},
    "ticket_answered": {
        "number": "TK00000001",
        "subject": "The zip is stuck",
        "text": "We send you a new one.",
    },
    "welcome": {"name": "Asha"},
}


def template_names() -> list[str]:
    """Return the names of all templates of messages."""
    folders = [Path(folder) / "messages" for folder in settings.TEMPLATES[0]["DIRS"]]
    return sorted(path.stem for folder in folders for path in folder.glob("*.txt"))


def sample_words(name: str, language: str) -> tuple[str, str]:
    """Render a template with its sample: (subject, body)."""
    with override(language):
        return message_words(name, SAMPLES.get(name, {}))
