"""What comes in through form, socket or REST, as one typed thing: words, or the tap of a button."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.chat.errors import BadMessage
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.dialogue.taps import FLOWS_BY_TAP, PLAIN

MAX_TEXT = 1000  # characters of one message
MAX_LABEL = 200  # characters of what a tapped button says in the thread
MAX_KEY = 36  # characters of Turn.client_key: a UUID
NUMBERS = ("variant_id", "product_id", "line_id", "quantity")
WORDS = ("token", "receipt", "number", "key")
TAPS = frozenset({"add", *FLOWS_BY_TAP, *PLAIN})


@dataclass(frozen=True, slots=True)
class Said:
    """One message. text is what the thread shows of it; tap is set when a button was pressed.

    sent_key: the sender's own key, which tells them that it was answered.
    """

    text: str
    client_key: str
    conversation_id: uuid.UUID | None = None
    tap: Tap | None = None
    sent_key: str = ""


def read_said(fields: Mapping[str, Any]) -> Said:
    """Read the fields of a form or of a socket message; raises BadMessage."""
    conversation_id = read_conversation(fields)
    name = _word(fields, "tap")
    if name:
        tap = _tap(name, fields)
        label = _storable(_word(fields, "label"))[:MAX_LABEL].strip()
        sent = _word(fields, "client_key")[:MAX_KEY]
        return Said(label or name, _key(fields, tap), conversation_id, tap, sent)
    text = _storable(_word(fields, "text")).strip()
    if not text:
        raise BadMessage(_("Please write something first."))
    if len(text) > MAX_TEXT:
        raise BadMessage(
            _("That is too long for me: please keep it under %(most)d characters.") % {"most": MAX_TEXT}
        )
    return Said(text, _key(fields, None), conversation_id)


def read_conversation(fields: Mapping[str, Any]) -> uuid.UUID | None:
    """Read which conversation is meant, None for a new one; raises BadMessage for what is no id."""
    text = _word(fields, "conversation")
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadMessage(_("There is no such conversation.")) from None


def _tap(name: str, fields: Mapping[str, Any]) -> Tap:
    if name not in TAPS:
        raise BadMessage(_("I don't know that button."))
    values: dict[str, Any] = {word: _word(fields, word)[:200] for word in WORDS if _word(fields, word)}
    for number in NUMBERS:
        text = _word(fields, number)
        if not text:
            continue
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise BadMessage(_("That button is broken."))
        values[number] = int(text)
    return Tap(name, **values)


def _key(fields: Mapping[str, Any], tap: Tap | None) -> str:
    """Return what makes a resent message the same turn; a card's yes counts once however often it is sent."""
    if tap is not None and tap.name in ("confirm", "undo"):
        once = f"{tap.name}:{tap.values.get('token', '')}{tap.values.get('receipt', '')}"
        return hashlib.sha256(once.encode()).hexdigest()[:MAX_KEY]
    key = _word(fields, "client_key")
    if len(key) > MAX_KEY or key != _storable(key):
        raise BadMessage(_("That message has no proper key."))
    return key or str(uuid.uuid4())


def _storable(text: str) -> str:
    """Leave out what no database can hold: NUL and half characters, which JSON can carry."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def _word(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise BadMessage(_("That is no message."))
    return str(value)
