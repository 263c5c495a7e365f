"""The words of the loaded catalogue: attribute values with their surface forms, and word counts for spelling.

Built once a catalogue version from plain values; general language knowledge comes from `concepts`, nothing from any one shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retailgenie.ai.nlu import concepts
from retailgenie.ai.nlu.plurals import both_numbers, singular

LONGEST_FORM = 5  # words in one value
LONG_WORD = 8  # letters from which two typing errors are forgiven
SHORTEST_CORRECTED = 4
PRIORITY = ("category", "colour", "color", "gender", "size", "occasion", "material", "fabric")
NO_CONCEPTS = frozenset({"brand", "size", "store", "city"})
# English words that are a brand somewhere; they need "brand" or "by" beside them.
COMMON_WORDS = frozenset(
    "the one new now all more best good first last show price only free fresh home house world life style basics essential essentials"
    " classic modern urban next pure simple generic unknown other others none na plus pro max mini smart super royal star gold silver"
    " black white red blue green pink apple orange cherry rose men women kids baby on off up go be me my you we it so no yes is are with"
    " and or for in under over size brand cash card code help order cart sale offer gift party office casual formal wear fashion"
    " design designs studio store shop online india indian bharat desi cotton silk leather".split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a surface form stands for: any of the values of one attribute."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Frozen look-ups; build it with `Vocabulary.build`."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[str, str] = field(default_factory=dict)
    brand_of: str = "brand"

    @classmethod
    def build(
        cls, *, values: Mapping[str, Iterable[str]], words: Mapping[str, int] | None = None, cities: Iterable[str] = ()
    ) -> Vocabulary:
        """Build from canonical values by attribute, counts of the words of titles, and cities with stores."""
        canonical = {
            attribute: tuple(dict.fromkeys(x.strip() for x in given if x and x.strip())) for attribute, given in values.items()
        }
        forms: dict[str, dict[str, tuple[str, ...]]] = {}
        for attribute, known in canonical.items():
            for form, meant in _forms_of(attribute, known).items():
                forms.setdefault(form, {}).setdefault(attribute, meant)
        frozen = {form: _ordered(meanings) for form, meanings in forms.items()}
        counts = {word.lower(): count for word, count in (words or {}).items() if word}
        places = {key_of(city): city for city in cities}
        return cls(canonical, frozen, counts, places)

    def meanings(self, form: str) -> tuple[Meaning, ...]:
        """Return what a form (words joined by blanks, lower case) stands for, the likeliest attribute first."""
        return self.forms.get(key_of(form), ())

    def canonical(self, attribute: str, said: str) -> tuple[str, ...]:
        """Return the values of one attribute that a form stands for."""
        return next((x.values for x in self.meanings(said) if x.attribute == attribute), ())

    def attribute_named(self, *names: str) -> str:
        """Return the first of the names that the catalogue has as an attribute, or ""."""
        return next((name for name in names if name in self.values), "")

    def knows(self, word: str) -> bool:
        """True where a word occurs in the catalogue or in a value."""
        return word in self.words or word in self._single_words or singular(word) in self._single_words

    def corrected(self, word: str) -> str:
        """Return the likeliest catalogue word for an unknown one, or "": one typing error, two from eight letters."""
        if len(word) < SHORTEST_CORRECTED or not word.isalpha() or self.knows(word):
            return ""
        return _correct(self, word)

    @property
    def _single_words(self) -> frozenset[str]:
        return _words_of_forms(self)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=4)
def _words_of_forms(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(word for form in vocabulary.forms for word in form.split())


@lru_cache(maxsize=4)
def _spellings(vocabulary: Vocabulary) -> tuple[dict[str, list[str]], dict[str, int]]:
    weights = {word: 1 for word in _words_of_forms(vocabulary) if word.isalpha() and len(word) >= SHORTEST_CORRECTED}
    for word, count in vocabulary.words.items():
        if word.isalpha() and len(word) >= SHORTEST_CORRECTED:
            weights[word] = weights.get(word, 0) + count
    by_letter: dict[str, list[str]] = {}
    for word in weights:
        by_letter.setdefault(word[0], []).append(word)
    return by_letter, weights


@lru_cache(maxsize=8192)
def _correct(vocabulary: Vocabulary, word: str) -> str:
    by_letter, weights = _spellings(vocabulary)
    cutoff = 2 if len(word) >= LONG_WORD else 1
    swapped = {word[0], word[1]}  # the first letter is nearly always right, or swapped with the second
    candidates = [x for letter in swapped for x in by_letter.get(letter, ()) if abs(len(x) - len(word)) <= cutoff]
    close = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=cutoff, limit=8)
    if not close:
        return ""
    return min(close, key=lambda found: (found[1], -weights[found[0]], found[0]))[0]


def key_of(form: str) -> str:
    """Return the form lower case, hyphens and apostrophes gone, "&" as "and", single blanks."""
    lowered = form.lower().replace("&", " and ").replace("'", "")
    return " ".join(re.sub(r"[^a-z0-9\u0900-\u097f.+]+", " ", lowered).split())


def _ordered(meanings: Mapping[str, tuple[str, ...]]) -> tuple[Meaning, ...]:
    rank = {name: position for position, name in enumerate(PRIORITY)}
    names = sorted(meanings, key=lambda name: (rank.get(name, 50 if name != "brand" else 99), name))
    return tuple(Meaning(name, meanings[name]) for name in names)


def _forms_of(attribute: str, known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return form -> values of one attribute: the value itself, its numbers, concepts, and its head noun."""
    by_key: dict[str, list[str]] = {}
    for value in known:
        by_key.setdefault(key_of(value), []).append(value)
    direct = {form: tuple(found) for key, found in by_key.items() if key for form in both_numbers(key)}
    if attribute in NO_CONCEPTS:
        return direct
    forms = dict(_heads(attribute, direct))
    for names, narrower in concepts.ALL:
        meant = _meant(names, narrower, direct, attribute)
        for name in names if meant else ():
            for form in both_numbers(key_of(name)):
                forms[form] = _joined(forms.get(form, ()), meant)
    for form, found in direct.items():
        forms[form] = _joined(found, forms.get(form, ()) if _widens(attribute) else ())
    return forms


def _widens(attribute: str) -> bool:
    return attribute in ("category", "colour", "color")


def _meant(
    names: Sequence[str], narrower: Sequence[str], direct: Mapping[str, tuple[str, ...]], attribute: str
) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for name in names:
        found = _joined(found, direct.get(key_of(name), ()))
    base_is_colour = names[0] in concepts.COLOUR_NAMES
    if not found or base_is_colour:
        for name in narrower:
            found = _joined(found, direct.get(key_of(name), ()))
    return found if not _ends_elsewhere(names, attribute) else ()


def _ends_elsewhere(names: Sequence[str], attribute: str) -> bool:
    """Colour words stay with colour attributes where goods share the word ("orange", "rust")."""
    return names[0] in concepts.COLOUR_NAMES and attribute == "category"


def _heads(attribute: str, direct: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return head noun -> every value that ends with it: "shirts" -> Casual Shirts, Formal Shirts."""
    if not _widens(attribute):
        return {}
    heads: dict[str, tuple[str, ...]] = {}
    for key, found in direct.items():
        words = key.split()
        if len(words) > 1 and len(words[-1]) > 2 and len(words[0]) > 1:
            for form in both_numbers(words[-1]):
                heads[form] = _joined(heads.get(form, ()), found)
    return heads


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
