"""Announcements: published once, told once to each person, in batches by a job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.ledger.models import Announcement, NoticeKind
from apps.ledger.notices import Recipient, notify
from retailgenie.lib.queue import enqueue

BATCH = 500  # people a transaction


@transaction.atomic
def announcement_publish(*, announcement_id: int, now: datetime) -> bool:
    """Publish an announcement and have everybody told; returns False where it was published before."""
    changed = Announcement.objects.filter(pk=announcement_id, published_at=None).update(published_at=now)
    if changed:
        enqueue("ledger.announce", announcement_id)
    return bool(changed)


def announcement_tell(*, announcement_id: int, now: datetime) -> int:
    """Tell everybody whom a published announcement is for; run twice, it tells nobody twice. Returns how many."""
    row = Announcement.objects.filter(pk=announcement_id, published_at__isnull=False).first()
    if row is None:
        return 0
    context = {"title": row.title, "text": row.text, "title_hi": row.title_hi, "text_hi": row.text_hi}
    last = told = 0
    people = User.objects.filter(is_active=True).exclude(role="service").order_by("pk")
    people = people.filter(role=row.role) if row.role else people
    while batch := list(people.filter(pk__gt=last)[:BATCH]):
        with transaction.atomic():
            for user in batch:
                notify(
                    key=f"announcement:{row.pk}:{user.pk}",
                    kind=NoticeKind.ANNOUNCEMENTS,
                    recipient=Recipient(f"user:{user.pk}", user.email, user.language),
                    template="announcement",
                    context=context,
                    url=row.url,
                    by_email=row.by_email,
                    now=now,
                )
        last, told = batch[-1].pk, told + len(batch)
    return told
