"""Tells other systems what happened in the shop: queued with the change, signed, tried again, kept when it fails.

A receiver checks "v1=<hex>" in Webhook-Signature: HMAC-SHA256 with its secret over "<Webhook-Id>.<Webhook-Timestamp>."
and the exact body. The id stays the same whenever a message is sent again, so a receiver can leave copies out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db.models import QuerySet

from apps.ledger.models import OutboxMessage, WebhookSubscription

TEST_TOPIC = "test"
TIMEOUT_SECONDS = 5.0  # a receiver that needs longer should answer first and work later


class WebhookFailed(OSError):
    """The receiver couldn't be reached or said no; it is tried again."""


class _NoRedirects(HTTPRedirectHandler):
    """A message goes where the subscription says and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def webhook_queue(*, topic: str, key: str, payload: dict[str, Any], now: datetime) -> int:
    """Queue one message for each subscription to a topic; the same key is queued once. Returns how many there are."""
    subscriptions = [x for x in WebhookSubscription.objects.filter(is_active=True) if x.wants(topic)]
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=f"webhook:{subscription.pk}:{topic}:{key}"[:160],
                channel="webhook",
                recipient=subscription.url,
                template=topic,
                context={"subscription": subscription.pk, "payload": payload, "at": now.isoformat()},
                created_at=now,
                due_at=now,
            )
            for subscription in subscriptions
        ],
        ignore_conflicts=True,
    )
    return len(subscriptions)


def webhook_send(message: OutboxMessage, *, now: datetime) -> None:
    """Post one message; raises WebhookFailed unless the receiver answers 2xx."""
    subscription = WebhookSubscription.objects.filter(
        pk=message.context["subscription"], is_active=True
    ).first()
    if subscription is None:
        raise WebhookFailed("The subscription is gone or switched off.")
    event = {
        "id": str(message.pk),
        "type": message.template,
        "at": message.context["at"],
        "data": message.context["payload"],
    }
    body, seconds = json.dumps(event, ensure_ascii=False).encode(), int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "RetailGenie",
        "Webhook-Id": str(message.pk),
        "Webhook-Timestamp": str(seconds),
        "Webhook-Signature": webhook_signature(
            subscription.secret, message_id=str(message.pk), seconds=seconds, body=body
        ),
    }
    request = Request(subscription.url, body, headers, method="POST")  # noqa: S310 - the model allows http(s) only
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as response:
            response.read(1)
    except HTTPException as error:
        raise WebhookFailed(str(error)) from error


def webhook_try(subscription: WebhookSubscription, *, now: datetime) -> str:
    """Send a test message at once, whatever the topics; returns what went wrong, "" when it was taken."""
    message = OutboxMessage.objects.create(
        key=f"webhook:{subscription.pk}:test:{uuid.uuid4()}",
        channel="webhook",
        recipient=subscription.url,
        template=TEST_TOPIC,
        context={"subscription": subscription.pk, "payload": {"test": True}, "at": now.isoformat()},
        state=OutboxMessage.State.SENT,
        attempts=1,
        created_at=now,
        due_at=now,
        sent_at=now,
    )
    try:
        webhook_send(message, now=now)
    except OSError as error:
        message.state, message.sent_at, message.last_error = OutboxMessage.State.DEAD, None, str(error)[:300]
        message.save(update_fields=["state", "sent_at", "last_error"])
    return message.last_error


def webhook_signature(secret: str, *, message_id: str, seconds: int, body: bytes) -> str:
    """Return "v1=<hex>" over id, time and body."""
    signed = f"{message_id}.{seconds}.".encode() + body
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def webhooks_replay(messages: QuerySet[OutboxMessage], *, now: datetime) -> int:
    """Send messages again, dead and sent ones alike, with a fresh count of attempts; returns how many."""
    return messages.filter(channel="webhook").update(
        state=OutboxMessage.State.PENDING, attempts=0, due_at=now, sent_at=None, last_error=""
    )
