"""Jobs of the ledger."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.ledger.outbox import outbox_deliver


@shared_task(name="ledger.deliver_outbox")
def deliver_outbox() -> int:
    """Send the notifications that are due; may run twice at once."""
    return outbox_deliver(now=timezone.now())
