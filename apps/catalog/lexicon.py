"""The lexical index of the running catalogue: a folder of files a version, mapped by every process.

Why files and not PostgreSQL or memory: docs/decisions/0004-lexical-index.md.
"""

from __future__ import annotations

from django.utils import timezone

from apps.catalog.index_folders import (
    SLOW_FROM,
    changed_since,
    folder_done,
    folder_of,
    older_folder,
    still_holds,
)
from apps.catalog.index_progress import WORDS, told
from apps.catalog.models import Product
from apps.catalog.texts import lexical_text, lexical_texts, readable
from apps.catalog.versions import catalog_version, connections_closed
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex
from retailgenie.lib.remembered import Remembered

KIND = "products"


def lexical_index() -> LexicalIndex:
    """Return the index of the catalogue's version, built here and now if this machine does not have it yet."""
    return _index.get()


def lexical_index_renew() -> LexicalIndex:
    """Make the index of the current version, of the one before where that will do, and wait for it."""
    return _index.fresh()


def is_slow(old: object = None) -> bool:
    """Say whether what is derived of this catalogue takes so long that no request shall wait for it."""
    return len(lexical_index()) >= SLOW_FROM


def lexical_index_build() -> LexicalIndex:
    """Build the index of the current version, replacing what was built for it before."""
    folder, began_at = folder_of(KIND), timezone.now()
    index = LexicalIndex.build(folder, (LexicalDocument(*row) for row in told(lexical_texts(), WORDS)))
    folder_done(folder, began_at=began_at)
    return index


def _open_or_build() -> LexicalIndex:
    folder = folder_of(KIND)
    if still_holds(folder):
        try:
            return LexicalIndex.open(folder)
        except FileNotFoundError:
            pass
    return _taken_over() or lexical_index_build()


def _taken_over() -> LexicalIndex | None:
    """Make this version's index of the one before and the products changed since; None where that would not do."""
    older, began_at = older_folder(KIND), timezone.now()
    if older is None:
        return None
    changed = changed_since(older, total=len(LexicalIndex.open(older)))
    if changed is None:
        return None
    folder, active = folder_of(KIND), Product.objects.filter(pk__in=changed, is_active=True)
    documents = (LexicalDocument(row.pk, row.title, lexical_text(row)) for row in readable(active))
    index = LexicalIndex.taken_over(older, folder, documents, instead_of=changed)
    folder_done(folder, began_at=began_at)
    return index


_index: Remembered[LexicalIndex] = Remembered(
    _open_or_build, catalog_version, slow=lambda old: len(old) >= SLOW_FROM, after=connections_closed
)
