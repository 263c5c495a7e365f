"""What a wish in words says it does not want: "knife sets without block".

Only wishes that no limit could be made of come here (an exclusion of a catalogue's value is exact SQL). A title is
short and names what a thing has, so an unwanted word in it counts against the product; it never hides it, for a title
that lacks the word proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retailgenie.ai.retrieval.text import STOP_WORDS, terms

_WITHOUT = re.compile(
    r"(?<!\S)(?:without|w/o|excluding|minus|with no|but no|but not)\s+(?=\S)", re.IGNORECASE
)
_DENIED_BEFORE = frozenset({"without", "no", "non", "not", "minus"})
_DENIED_AFTER = frozenset({"free", "less"})
DENIED_REACH = 3  # words before an unwanted one among which a denial is looked for: "without any added sugar"


def divided(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text before "without", and the terms after it; the whole text where nothing is left before it."""
    found = _WITHOUT.search(text)
    if not found or not text[: found.start()].strip():
        return text, ()
    unwanted = tuple(x for x in dict.fromkeys(terms(text[found.end() :])) if x not in STOP_WORDS)
    return (text[: found.start()].strip(), unwanted) if unwanted else (text, ())


def unwanted_share(title: Sequence[str], unwanted: Sequence[str]) -> float:
    """Return how much of what is unwanted a title names, -1 to 1; below zero where it says that it lacks it.

    title, unwanted: terms. ["knife", "set", "with", "block"] against ["block"] -> 1.0; "no block" -> -1.0.
    """
    if not unwanted:
        return 0.0
    return sum(_named(title, term) for term in unwanted) / len(unwanted)


def _named(title: Sequence[str], term: str) -> int:
    if term in title:
        at = title.index(term)
        before = title[max(0, at - DENIED_REACH) : at]
        denied = not _DENIED_BEFORE.isdisjoint(before) or not _DENIED_AFTER.isdisjoint(title[at + 1 : at + 2])
        return -1 if denied else 1
    return -1 if f"{term}less" in title else 0
