"""The published passages as each process keeps them for answering: a few hundred texts and their vectors."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Max

from apps.content.models import Document, Passage
from apps.rollout.encoders import reading_encoder
from retailgenie.ai.encoder import DIMENSIONS
from retailgenie.ai.retrieval.citations import PassageIndex, PassageText
from retailgenie.lib.remembered import Remembered, Version

READ_LANGUAGE = "en"  # the encoder reads English; translations are cited in place of what was found


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage stands."""

    document: str  # slug
    title: str
    url: str
    text: str
    ordinal: int


@dataclass(frozen=True)
class Library:
    """index: over the English passages of one encoder. sources: by passage id. translated: by slug and language."""

    index: PassageIndex
    sources: dict[int, Source]
    translated: dict[tuple[str, str], list[Source]]


def library() -> Library:
    """Return the passages that may be cited now."""
    return _library.get()


def _published() -> Hashable:
    """Passages are only ever written anew, so their highest id and number say whether anything has changed."""
    rows = Passage.objects.filter(document__status=Document.Status.PUBLISHED)
    seen = rows.aggregate(last=Max("pk"), count=Count("pk"))
    return seen["last"], seen["count"], reading_encoder().name


def _read() -> Library:
    encoder = reading_encoder()
    published = Passage.objects.filter(document__status=Document.Status.PUBLISHED, encoder=encoder.name)
    rows = []
    translated: dict[tuple[str, str], list[Source]] = {}
    for row in published.select_related("document").order_by("document_id", "ordinal"):
        if row.document.language == READ_LANGUAGE:
            rows.append(row)
        else:
            translated.setdefault((row.document.slug, row.document.language), []).append(_source(row))
    vectors = np.array([row.embedding for row in rows], dtype=np.float32).reshape(len(rows), DIMENSIONS)
    texts = [_searched(row) for row in rows]
    return Library(PassageIndex(texts, vectors), {row.pk: _source(row) for row in rows}, translated)


def _searched(row: Passage) -> PassageText:
    return PassageText(row.pk, row.document.title, row.text, row.document.slug, leads=row.ordinal == 0)


def _source(row: Passage) -> Source:
    document = row.document
    return Source(document.slug, document.title, document.get_absolute_url(), row.text, row.ordinal)


content_version = Version(_published)
_library: Remembered[Library] = Remembered(_read, content_version)
