"""Writing and publishing documents: a published text is never edited, only followed by the next version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.content.models import Document
from retailgenie.lib.errors import NotFound
from retailgenie.lib.queue import enqueue


def document_write(
    *,
    slug: str,
    title: str,
    body: str,
    now: datetime,
    language: str = "en",
    kind: str = Document.Kind.FAQ,
    topic: str = "",
) -> Document:
    """Write the next version of a document as a draft."""
    last = Document.objects.filter(slug=slug, language=language).aggregate(last=Max("version"))["last"]
    return Document.objects.create(
        slug=slug,
        language=language,
        version=(last or 0) + 1,
        kind=kind,
        topic=topic,
        title=title,
        body=body,
        updated_at=now,
    )


@transaction.atomic
def document_publish(*, document_id: int, now: datetime) -> Document:
    """Make a version the published one in place of the one before; answers cite it within seconds."""
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        raise NotFound(_("There is no such document."))
    others = Document.objects.filter(slug=document.slug, language=document.language).exclude(pk=document.pk)
    others.filter(status=Document.Status.PUBLISHED).update(status=Document.Status.ARCHIVED, updated_at=now)
    document.status, document.updated_at = Document.Status.PUBLISHED, now
    document.save(update_fields=["status", "updated_at"])
    enqueue("content.reindex")
    return document


@transaction.atomic
def document_archive(*, document_id: int, now: datetime) -> None:
    """Take a document off the help centre; nothing cites it any more."""
    if not Document.objects.filter(pk=document_id).update(status=Document.Status.ARCHIVED, updated_at=now):
        raise NotFound(_("There is no such document."))
    enqueue("content.reindex")
