"""Notifications: written with the change that causes them, sent once by a job."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.ledger.models import OutboxMessage
from apps.ledger.unsubscribing import ALWAYS_BY_EMAIL, email_key, unsubscribe_url
from apps.ledger.webhooks import webhook_send

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)  # doubles with each attempt: the last comes after about an hour
LEASE = timedelta(minutes=10)  # longer than any mail server or receiver is waited for


_senders: dict[str, Callable[[OutboxMessage, datetime], None]] = {
    "email": lambda message, now: email_send(message),
    "webhook": lambda message, now: webhook_send(message, now=now),
}


def on_channel(name: str, send: Callable[[OutboxMessage, datetime], None]) -> None:
    """Register how messages of a channel go out; a sender raises OSError for what should be tried again."""
    _senders[name] = send


def outbox_add(
    *,
    key: str,
    channel: str,
    recipient: str,
    template: str,
    context: dict[str, Any],
    now: datetime,
    language: str = "en",
    kind: str = "",
    owner_key: str = "",
) -> None:
    """Queue one message; a second one with the same key is ignored."""
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=key,
                channel=channel,
                recipient=recipient,
                template=template,
                context=context,
                language=language,
                kind=kind,
                owner_key=owner_key,
                created_at=now,
                due_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def message_render(message: OutboxMessage) -> tuple[str, str]:
    """Return (subject, body) in the message's language; the template's first line is the subject."""
    with override(message.language):
        text = render_to_string(f"messages/{message.template}.txt", message.context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def email_send(message: OutboxMessage) -> None:
    """Send one e-mail; where its kind can be switched off, with the link that does so (RFC 2369, RFC 8058)."""
    subject, body = message_render(message)
    headers = {"Message-ID": _message_id(message)}
    page = str(message.context.get("page", ""))
    if page.startswith("/"):
        body += f"\n{settings.SITE_URL}{page}\n"
    if message.kind and message.kind not in ALWAYS_BY_EMAIL:
        choice_key = email_key(message.owner_key, message.recipient)
        link = settings.SITE_URL + unsubscribe_url(choice_key=choice_key, kind=message.kind)
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        with override(message.language):
            body += "\n--\n" + _("Don't want e-mails like this one?") + f"\n{link}\n"
    EmailMessage(subject, body, None, [message.recipient], headers=headers).send()


def _message_id(message: OutboxMessage) -> str:
    """Return the same id whenever a message is sent again, so that mail systems can leave copies out."""
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def outbox_deliver(*, now: datetime, limit: int = 100) -> int:
    """Send what is due and return how many; two jobs share the work, for each claims a message before it sends it.

    No transaction waits for a mail server. A process that dies between sending and writing it down sends that message
    again after LEASE, under the same Message-ID (RFC 5322, 3.6.4): who receives it can tell that it is a copy. No
    protocol gives more; a message is never lost.
    """
    sent = 0
    for _number in range(limit):
        message = _claim(now)
        if message is None:
            return sent
        sent += _send(message, now)
    return sent


@transaction.atomic
def _claim(now: datetime) -> OutboxMessage | None:
    """Take the next message that is due; nobody else takes it before LEASE is over."""
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=OutboxMessage.State.PENDING, due_at__lte=now)
        .order_by("due_at")
        .first()
    )
    if message is not None:
        message.attempts += 1
        message.due_at = now + LEASE
        message.save(update_fields=["attempts", "due_at"])
    return message


def _send(message: OutboxMessage, now: datetime) -> int:
    try:
        send = _senders.get(message.channel)
        if send is not None:
            send(message, now)
    except (SMTPException, OSError) as error:
        message.last_error = str(error)[:300]
        message.due_at = now + FIRST_WAIT * 2 ** (message.attempts - 1)
        if message.attempts >= MAX_ATTEMPTS:
            message.state = OutboxMessage.State.DEAD
        message.save()
        return 0
    message.state, message.sent_at, message.due_at = OutboxMessage.State.SENT, now, now
    message.save()
    return 1
