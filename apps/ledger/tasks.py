"""Jobs of the ledger."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.ledger.announcing import announcement_tell
from apps.ledger.datasets import dataset_build
from apps.ledger.outbox import outbox_deliver


@shared_task(name="ledger.deliver_outbox")
def deliver_outbox() -> int:
    """Send the notifications that are due; may run twice at once."""
    return outbox_deliver(now=timezone.now())


@shared_task(name="ledger.announce")
def announce(announcement_id: int) -> int:
    """Tell everybody whom an announcement is for; may run twice."""
    return announcement_tell(announcement_id=announcement_id, now=timezone.now())


@shared_task(name="ledger.build_dataset")
def build_dataset() -> str:
    """Collect all services' examples into one dataset; the same rows give the same version, so it may run twice."""
    return dataset_build(now=timezone.now()).version
