"""Tells a person something once: behind the bell and by e-mail, as they want it, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from apps.accounts.models import User
from apps.ledger.models import Notice, NoticeChoice, NoticeKind
from apps.ledger.outbox import outbox_add
from apps.ledger.unsubscribing import ALWAYS_BY_EMAIL, email_key

__all__ = [
    "Recipient",
    "choice_set",
    "choices_of",
    "claim_notices",
    "email_key",
    "letter_language",
    "notices_of",
    "notices_read",
    "notify",
    "recipient_of",
    "unread_count",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told. owner_key "" is somebody of whom only the e-mail address is known; email "" gets none."""

    owner_key: str = ""
    email: str = ""
    language: str = ""


def letter_language() -> str:
    """Return the active language, as far as letters are written in it: Hinglish is only spoken."""
    active = get_language() or "en"
    return active if active in dict(settings.LANGUAGES) else "en"


def recipient_of(owner_key: str, *, email: str = "", language: str = "") -> Recipient:
    """Fill in what an account says of itself: its e-mail address unless another is given, and its language."""
    kind, _, key = owner_key.partition(":")
    user = User.objects.filter(pk=key, is_active=True).first() if kind == "user" and key.isdigit() else None
    if user is None:
        return Recipient(owner_key, email, language or letter_language())
    return Recipient(owner_key, email or user.email, user.language)


def notify(
    *,
    key: str,
    kind: NoticeKind,
    recipient: Recipient,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    url: str = "",
    email_page: str = "",
    by_email: bool = True,
) -> None:
    """Tell somebody something; the same key again tells nothing. Call it in the transaction of what happened.

    email_page: where the e-mail leads, if not to url.
    """
    mail_key = email_key(recipient.owner_key, recipient.email)
    rows = NoticeChoice.objects.filter(owner_key__in={recipient.owner_key, mail_key}, kind=kind)
    choices = {row.owner_key: row for row in rows}
    in_shop, mailed = choices.get(recipient.owner_key), choices.get(mail_key)
    if recipient.owner_key and (in_shop is None or in_shop.in_shop):
        notice = Notice(
            key=key,
            owner_key=recipient.owner_key,
            kind=kind,
            template=template,
            context=dict(context),
            url=url,
            created_at=now,
        )
        Notice.objects.bulk_create([notice], ignore_conflicts=True)
    wanted = kind in ALWAYS_BY_EMAIL or mailed is None or mailed.by_email
    if recipient.email and by_email and wanted:
        outbox_add(
            key=f"{key}:email",
            channel="email",
            recipient=recipient.email,
            template=template,
            context=dict(context) | ({"page": email_page or url} if email_page or url else {}),
            language=recipient.language or "en",
            kind=kind,
            owner_key=recipient.owner_key,
            now=now,
        )


def notices_of(owner_key: str) -> QuerySet[Notice]:
    """Return what a person was told, the newest first."""
    return Notice.objects.filter(owner_key=owner_key)


def unread_count(owner_key: str) -> int:
    return Notice.objects.filter(owner_key=owner_key, read_at=None).count()


def notices_read(*, owner_key: str, now: datetime, notice_ids: tuple[int, ...] = ()) -> int:
    """Mark some notices of a person as read, or all; returns how many were unread."""
    rows = Notice.objects.filter(owner_key=owner_key, read_at=None)
    return (rows.filter(pk__in=notice_ids) if notice_ids else rows).update(read_at=now)


def choices_of(choice_key: str) -> list[tuple[NoticeKind, bool, bool]]:
    """Return (kind, by e-mail, in the shop) for every kind."""
    rows = {row.kind: row for row in NoticeChoice.objects.filter(owner_key=choice_key)}
    return [
        (kind, kind in ALWAYS_BY_EMAIL or row.by_email, row.in_shop)
        if (row := rows.get(kind.value))
        else (kind, True, True)
        for kind in NoticeKind
    ]


def choice_set(
    *,
    choice_key: str,
    kind: NoticeKind,
    now: datetime,
    by_email: bool | None = None,
    in_shop: bool | None = None,
) -> NoticeChoice:
    """Switch a kind on or off by one way or both; None leaves a way as it is."""
    given = {"by_email": by_email, "in_shop": in_shop}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    row, _made = NoticeChoice.objects.update_or_create(
        owner_key=choice_key, kind=kind, defaults={**changes, "changed_at": now}
    )
    return row


def claim_notices(*, visitor_key: str, owner_key: str) -> None:
    """Hand a visitor's notices to the account that they logged in to; the account's own choices win."""
    Notice.objects.filter(owner_key=visitor_key).update(owner_key=owner_key)
    known = NoticeChoice.objects.filter(owner_key=owner_key).values("kind")
    NoticeChoice.objects.filter(owner_key=visitor_key, kind__in=known).delete()
    NoticeChoice.objects.filter(owner_key=visitor_key).update(owner_key=owner_key)
