"""The published passages as each process keeps them for answering: a few hundred texts and their vectors."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Max

from apps.content.models import Document, Passage
from apps.rollout.encoders import current_encoder
from retailgenie.ai.encoder import DIMENSIONS
from retailgenie.ai.retrieval.citations import PassageIndex, PassageText
from retailgenie.lib.remembered import Remembered, Version


@dataclass(frozen=True)
class Library:
    """index: over the passages of one encoder. sources: passage id -> (document slug, title, address, text)."""

    index: PassageIndex
    sources: dict[int, tuple[str, str, str, str]]


def library() -> Library:
    """Return the passages that may be cited now."""
    return _library.get()


def _published() -> Hashable:
    """Passages are only ever written anew, so their highest id and number say whether anything has changed."""
    rows = Passage.objects.filter(document__status=Document.Status.PUBLISHED)
    seen = rows.aggregate(last=Max("pk"), count=Count("pk"))
    return seen["last"], seen["count"], current_encoder().name


def _read() -> Library:
    encoder = current_encoder()
    rows = list(
        Passage.objects.filter(document__status=Document.Status.PUBLISHED, encoder=encoder.name)
        .select_related("document")
        .order_by("pk")
    )
    vectors = np.array([row.embedding for row in rows], dtype=np.float32).reshape(len(rows), DIMENSIONS)
    texts = [PassageText(row.pk, row.document.title, row.text) for row in rows]
    sources = {
        row.pk: (row.document.slug, row.document.title, row.document.get_absolute_url(), row.text)
        for row in rows
    }
    return Library(PassageIndex(texts, vectors), sources)


content_version = Version(_published)
_library: Remembered[Library] = Remembered(_read, content_version)
