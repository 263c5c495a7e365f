"""Corrects words that the loaded catalogue does not know to words that it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retailgenie.ai.retrieval.text import STOP_WORDS, singular, words

SHORTEST = 5  # letters; shorter words have too many neighbours ("nike", "nine")
LONG = 8  # letters from which two slips are believed


@dataclass(frozen=True, slots=True)
class Correction:
    """text: the query with its slips mended. changed: (as written, as searched) a word."""

    text: str
    changed: tuple[tuple[str, str], ...] = ()


class Speller:
    """Corrects against one vocabulary: word -> number of documents that hold it."""

    def __init__(
        self, vocabulary: Mapping[str, int], known: Callable[[str], bool] = lambda word: False
    ) -> None:
        """known: words to leave alone although the catalogue lacks them (other languages, people, places)."""
        self._vocabulary = vocabulary
        self._known = known
        self._by_letter: dict[str, list[str]] = {}
        for word in vocabulary:
            if len(word) >= SHORTEST - 1 and not word[0].isdigit() and word not in STOP_WORDS:
                self._by_letter.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> Correction:
        """Return the text with unknown words replaced by their nearest known ones, or the text itself."""
        changed = []
        for word in dict.fromkeys(words(text)):
            better = self._nearest(word)
            if better:
                changed.append((word, better))
        if not changed:
            return Correction(text)
        mend = dict(changed)
        return Correction(" ".join(mend.get(word, word) for word in words(text)), tuple(changed))

    def _nearest(self, word: str) -> str:
        """The first letter must agree: people rarely miss it, and it keeps "kitch" from becoming "hitch"."""
        if len(word) < SHORTEST or not word.isalpha() or word in STOP_WORDS or self._is_known(word):
            return ""
        slips = 2 if len(word) >= LONG else 1
        near = process.extract(
            word, self._by_letter.get(word[0], []), scorer=OSA.distance, score_cutoff=slips, limit=20
        )
        best = min(near, key=lambda x: (x[1], -self._vocabulary[x[0]], x[0]), default=None)
        return str(best[0]) if best else ""

    def _is_known(self, word: str) -> bool:
        return word in self._vocabulary or singular(word) in self._vocabulary or self._known(word)
