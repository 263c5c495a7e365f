"""Reads of the help centre: published documents in the reader's language, English where there is none."""

from __future__ import annotations

from itertools import groupby

from apps.content.models import Document

FALLBACK = "en"


def documents_by_topic(language: str) -> list[tuple[str, list[Document]]]:
    """Return (topic, its published documents), in alphabetical order, the reader's language first; without bodies."""
    rows = Document.objects.filter(status=Document.Status.PUBLISHED, language__in={language, FALLBACK}).defer(
        "body"
    )
    chosen: dict[str, Document] = {}
    for row in rows:
        if row.slug not in chosen or row.language == language:
            chosen[row.slug] = row
    ordered = sorted(chosen.values(), key=lambda x: (x.topic, x.language != language, x.title))
    return [(topic, list(group)) for topic, group in groupby(ordered, key=lambda x: x.topic)]


def document_published(slug: str, language: str) -> Document | None:
    """Return the published document in this language, else in English, else None."""
    rows = Document.objects.filter(
        slug=slug, status=Document.Status.PUBLISHED, language__in={language, FALLBACK}
    )
    found = list(rows)
    return next((x for x in found if x.language == language), found[0] if found else None)


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a document; they are separated by empty lines."""
    return [part.strip() for part in body.split("\n\n") if part.strip()]
