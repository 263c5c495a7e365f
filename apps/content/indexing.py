"""Keeps the passages of published documents and their vectors in step with the documents."""

from __future__ import annotations

from django.db import transaction
from pgvector import HalfVector

from apps.content.models import Document, Passage
from apps.content.passages import content_version
from apps.rollout.encoders import reading_encoder
from retailgenie.ai.encoder import Encoder
from retailgenie.ai.retrieval.citations import passages


def content_index() -> int:
    """Cut and embed the published documents whose passages are missing, old or of another encoder; returns how many."""
    encoder = reading_encoder()
    stale = [
        row for row in Document.objects.filter(status=Document.Status.PUBLISHED) if _is_stale(row, encoder)
    ]
    for document in stale:
        _index(document, encoder)
    Passage.objects.exclude(document__status=Document.Status.PUBLISHED).delete()
    content_version.forget()
    return len(stale)


def _is_stale(document: Document, encoder: Encoder) -> bool:
    rows = list(document.passages.values_list("text", "encoder"))
    return [text for text, _ in rows] != passages(document.body) or any(
        name != encoder.name for _, name in rows
    )


@transaction.atomic
def _index(document: Document, encoder: Encoder) -> None:
    texts = passages(document.body)
    vectors = encoder.encode([f"{document.title}. {text}" for text in texts])
    document.passages.all().delete()
    Passage.objects.bulk_create(
        Passage(
            document=document, ordinal=number, text=text, embedding=HalfVector(vector), encoder=encoder.name
        )
        for number, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    )
