"""The link at the foot of an e-mail: it switches off one kind of e-mail for one person, without a log-in."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from apps.ledger.models import NoticeKind

ALWAYS_BY_EMAIL = frozenset({NoticeKind.ORDERS})  # what a sale and the law need can't be switched off
_SALT = "ledger.unsubscribe"


def email_key(owner_key: str, email: str) -> str:
    """Return whose choice counts for an e-mail: the account's, and for all others the address itself.

    A browser of a guest is forgotten, the address that asked for silence is not.
    """
    return owner_key if owner_key.startswith("user:") else f"email:{email.lower()}"


def unsubscribe_url(*, choice_key: str, kind: str) -> str:
    """Return the path of the page; the link stays good for ever, as people keep old e-mails."""
    return reverse("notices:unsubscribe", args=[signing.dumps([choice_key, kind], salt=_SALT)])


def unsubscribe_read(token: str) -> tuple[str, NoticeKind] | None:
    """Return (choice key, kind) of a link, None for one that we never made."""
    try:
        choice_key, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return str(choice_key), NoticeKind(kind)
