"""Words that one writer joins and another keeps apart: "headset" and "head set", "firestick" and "fire stick".

Everything is decided by the loaded catalogue's own vocabulary; no list of words is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from retailgenie.ai.retrieval.text import singular

Frequency = Callable[[str], int]  # how many documents hold a term

SHORTEST_SPLIT = 4  # letters of a word that is taken apart
SHORTEST_TAIL = 3  # letters of its second part: what it is, not how it is ("e-cloth", "wall lamp")
# Of the rarer part's documents, the share that must write the two as one. A rare joined spelling would otherwise
# weigh more than both its parts: "babyshower" in one title of thousands.
JOINED_SHARE = 0.1
JOINED_LEAST = 2  # documents

_MEASURE = re.compile(r"(\d+)([a-z]+)")


def joined(terms: Sequence[str], frequency: Frequency) -> list[str]:
    """Return the one-word spellings of neighbouring terms that the catalogue uses: head set -> headset."""
    found = []
    for first, second in pairwise(terms):
        if first.isdigit() or second.isdigit():
            continue
        together = frequency(first + second)
        least = JOINED_SHARE * min(frequency(first), frequency(second))
        if together >= max(JOINED_LEAST, least):
            found.append(first + second)
    return found


def split(word: str, frequency: Frequency) -> tuple[str, str] | None:
    """Return the two known terms of which an unknown word is made, or None: firestick -> fire, stick.

    Of several ways the one whose rarer part is the most frequent.
    """
    if len(word) < SHORTEST_SPLIT or word.isdigit() or frequency(word):
        return None
    measure = _MEASURE.fullmatch(word)
    if measure and frequency(singular(measure[2])):
        return measure[1], singular(measure[2])
    ways = [(word[:at], singular(word[at:])) for at in range(1, len(word) - SHORTEST_TAIL + 1)]
    counted = [(min(frequency(head), frequency(tail)), head, tail) for head, tail in ways]
    best = max(counted, default=(0, "", ""))
    return (best[1], best[2]) if best[0] else None
