"""Words cut so small that "1.5L" and "1.5 liters" compare: numbers, units, singulars, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retailgenie.ai.nlu import lexicon
from retailgenie.ai.nlu.normalise import analyse

PART = re.compile(r"\d+(?:\.\d+)?(?=[^\d.]|\.?$|\.\D)|[^\W\d_]+\d*|\d+|%|[,;:.→]")
SAME = {
    word: one
    for one, words in {
        "l": "liter liters litre litres ltr ltrs",
        "inch": "inches inche",
        "lb": "lbs pound pounds",
        "ft": "feet foot",
        "hour": "hours hrs hr",
        "ml": "millilitre millilitres milliliter milliliters",
        "gray": "grey",
        "color": "colour colors colours",
        "resistance": "resistant",
    }.items()
    for word in words.split()
}
SHORT = 3  # letters of words that are English as well as Hindi: "to", "me", "par"
STOPS = frozenset(",;:.→")


@dataclass(frozen=True, slots=True)
class Atom:
    """One small word; forms: as it is written and in English, in the singular. capital: a single capital letter."""

    forms: frozenset[str]
    start: int
    end: int
    capital: bool = False

    def is_one_of(self, words: frozenset[str]) -> bool:
        return not self.forms.isdisjoint(words)


def same(word: str) -> str:
    """Return one form for a word's numbers and spellings."""
    word = SAME.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith("is"):  # "kurtis"; "tennis" loses its s on both sides alike
        word = word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return SAME.get(word, word)


@lru_cache(maxsize=512)
def atoms_of(text: str) -> tuple[Atom, ...]:
    """Cut a message into atoms with their places in it."""
    plain = re.sub(r"(?<=\w)['’](?=\w)", "_", text)
    glosses = {token.start: token.gloss for token in analyse(text).tokens} if _is_clean(text) else {}
    found = []
    for match in PART.finditer(plain.replace("_", "'")):
        if match.start() and plain[match.start() - 1] == "_":
            continue  # the s of "it's" is no size
        raw = match[0]
        known = lexicon.find(raw.lower()) if len(raw) > SHORT else None  # a Hindi word in an English sentence
        gloss = f"{glosses.get(match.start(), '')} {known.gloss if known else ''}"
        forms = {same(raw.lower()), *map(same, gloss.split())}
        found.append(Atom(frozenset(forms), match.start(), match.end(), len(raw) == 1 and raw.isupper()))
    return tuple(found)


def _is_clean(text: str) -> bool:
    return analyse(text).clean == text


@lru_cache(maxsize=4096)
def words_of(value: str) -> tuple[str, ...]:
    """Return the atoms of a value or a title, in one form each."""
    return tuple(same(x) for x in PART.findall(value.lower()) if x not in STOPS)


def spans(
    atoms: Sequence[Atom], words: Sequence[str], between: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """Return where words follow each other: (first, last + 1). between: what may stand among them."""
    found = []
    for first in range(len(atoms)):
        at, n = first, 0
        while at < len(atoms) and n < len(words):
            if words[n] in atoms[at].forms:
                n += 1
            elif not n or not atoms[at].is_one_of(between):
                break
            at += 1
        if n == len(words) and words:
            found.append((first, at))
    return found
