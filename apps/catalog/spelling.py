"""Words of a wish against the words of the running catalogue: slips mended, compounds taken apart."""

from __future__ import annotations

import re

from apps.catalog.lexicon import is_slow, lexical_index
from apps.catalog.versions import catalog_version, connections_closed
from apps.catalog.vocabulary import knows_word
from retailgenie.ai.retrieval import compounds
from retailgenie.ai.retrieval.spelling import Speller
from retailgenie.ai.retrieval.text import words
from retailgenie.lib.remembered import Remembered

TOGETHER = 2  # titles that must hold both parts of a word before it is taken apart


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


def _spell() -> Speller:
    return Speller(lexical_index().vocabulary(), known=knows_word)


_speller: Remembered[Speller] = Remembered(_spell, catalog_version, slow=is_slow, after=connections_closed)
