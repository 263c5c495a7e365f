"""The lexical index of the running catalogue: a folder of files a version, mapped by every process.

Why files and not PostgreSQL or memory: docs/decisions/0004-lexical-index.md.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from apps.catalog.texts import active_products, lexical_text
from apps.catalog.versions import catalog_version
from apps.catalog.vocabulary import knows_word
from retailgenie.ai.retrieval import compounds
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex
from retailgenie.ai.retrieval.spelling import Speller
from retailgenie.ai.retrieval.text import words
from retailgenie.lib.remembered import Remembered
from retailgenie.lib.rundir import run_dir

TOGETHER = 2  # titles that must hold both parts of a word before it is taken apart
KEPT_VERSIONS = 2  # the older one may still be opened by a process that has not looked again


def lexical_index() -> LexicalIndex:
    """Return the index of the catalogue's version, built here and now if this machine does not have it yet."""
    return _index.get()


def speller() -> Speller:
    """Return the speller over the words of the running catalogue."""
    return _speller.get()


def taken_apart(text: str) -> str:
    """Return a text with the words that only others join taken apart, where titles hold both parts: "e cloth"."""
    index = lexical_index()
    for word in dict.fromkeys(words(text)):
        if knows_word(word):
            continue
        parts = compounds.split(word, index.frequency)
        if parts and index.together(*parts) >= TOGETHER:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ".join(parts), text, flags=re.IGNORECASE)
    return text


def lexical_index_build() -> LexicalIndex:
    """Build the index of the current version, replacing what was built for it before."""
    folder = _folder()
    index = LexicalIndex.build(folder, _documents())
    _remove_old(folder)
    return index


def _open_or_build() -> LexicalIndex:
    try:
        return LexicalIndex.open(_folder())
    except FileNotFoundError:
        return lexical_index_build()


def _folder() -> Path:
    """Databases on one machine (the shop's, a test's) keep their indexes apart."""
    return run_dir() / "index" / str(connection.settings_dict["NAME"]) / f"products-{catalog_version.get()}"


def _remove_old(folder: Path) -> None:
    others = sorted(folder.parent.glob("products-*"), key=lambda path: path.stat().st_mtime)
    for old in others[:-KEPT_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)


def _documents() -> Iterator[LexicalDocument]:
    for product in active_products():
        yield LexicalDocument(product.pk, product.title, lexical_text(product))


def _spell() -> Speller:
    return Speller(_index.get().vocabulary(), known=knows_word)


_index: Remembered[LexicalIndex] = Remembered(_open_or_build, catalog_version)
_speller: Remembered[Speller] = Remembered(_spell, catalog_version)
