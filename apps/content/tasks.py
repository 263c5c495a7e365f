"""Background work on documents."""

from __future__ import annotations

from celery import shared_task

from apps.content.indexing import content_index


@shared_task(name="content.reindex")
def reindex() -> int:
    """Cut and embed what has changed; may run twice."""
    return content_index()
