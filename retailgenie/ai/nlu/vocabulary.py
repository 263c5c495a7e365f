# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""The words of the loaded catalogue: attribute values with their surface forms, and word counts for spelling.

Built once a catalogue version from plain values; general language knowledge comes from `concepts`, nothing
from any one shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retailgenie.ai.nlu import concepts
from retailgenie.ai.nlu.amounts import ENGLISH
from retailgenie.ai.nlu.plain_english import PLAIN_ENGLISH
from retailgenie.ai.nlu.plurals import both_numbers, singular

LONGEST_FORM = 5  # words in one value
LONG_WORD = 8  # letters from which two typing errors are forgiven
SHORTEST_CORRECTED = 5
SHORTEST_SOUNDED = 3
SHORTEST_GOODS = 4  # letters of a misspelt name of a kind of thing: "frok", "soks"
LONG_GOODS = 7  # letters from which two errors in such a name are forgiven: "bedshit"
SOUNDED_ERRORS = 2  # letters
SOUNDED = ("category", "colour", "color")
LOANED = ("category", "brand", "material", "fabric", "pattern", "colour", "color", "occasion")
SHORTEST_LOAN = 3  # consonants
LOAN_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("j", "g"),
    ("v", "w"),
    ("z", "s"),
)
PRIORITY = ("category", "colour", "color", "gender", "size", "occasion", "material", "fabric")
COUNTED = frozenset({"category", "gender", "department"})  # attributes whose values are said in both numbers
KINDS = frozenset({"category", "product_type", "type", "article_type"})  # what says which kind of thing it is
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
        cls,
        *,
        values: Mapping[str, Iterable[str]],
        words: Mapping[str, int] | None = None,
        cities: Iterable[str] = (),
    ) -> Vocabulary:
        """Build from canonical values by attribute, counts of the words of titles, and cities with stores."""
        canonical = {
            attribute: tuple(dict.fromkeys(x.strip() for x in given if x and x.strip()))
            for attribute, given in values.items()
        }
        forms: dict[str, dict[str, tuple[str, ...]]] = {}
        weak: set[str] = set()
        direct: set[tuple[str, str]] = set()
        for attribute, known in canonical.items():
            strong = _forms_of(attribute, known)
            direct.update((attribute, form) for value in known for form in _own_forms(attribute, value))
            heads = _heads(known, strong) if attribute == "category" else {}
            weak.update(heads.keys() - strong.keys())
            for form, meant in (strong | heads).items():
                forms.setdefault(form, {}).setdefault(attribute, meant)
        frozen = {
            form: _ordered(
                meanings,
                weak=frozenset({"category"}) if form in weak else frozenset(),
                direct=frozenset(name for name in meanings if (name, form) in direct),
            )
            for form, meanings in forms.items()
        }
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
        """Return the likeliest catalogue word for an unknown one, or "".

        One typing error, two from eight letters; a short word ("blu"), or one written as it sounds ("sandle"), only
        becomes the name of a kind, a colour or people with the same consonants.
        """
        if len(word) < SHORTEST_SOUNDED or not word.isalpha() or _is_plain(word) or self.knows(word):
            return ""
        near = _correct(self, word) if len(word) >= SHORTEST_CORRECTED else ""
        goods = _goods_meant(self, word) if len(word) >= SHORTEST_GOODS else ""
        return goods or near or _sounded(self, word)

    def loan_word(self, word: str) -> str:
        """Return the value's word that a romanised English word sounds like ("haindabaig" is handbag), or ""."""
        close = _by_loan_key(self).get(_loan_key(word), ())
        return min(close, key=lambda x: (OSA.distance(word, x), x), default="")

    def is_head(self, word: str) -> bool:
        """True where a value of some other attribute than colour ends with the word ("Day Cream")."""
        return word in _heads_of_values(self)

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
    weights = {
        word: 1 for word in _words_of_forms(vocabulary) if word.isalpha() and len(word) >= SHORTEST_CORRECTED
    }
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
    candidates = [
        x for letter in swapped for x in by_letter.get(letter, ()) if abs(len(x) - len(word)) <= cutoff
    ]
    close = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=cutoff, limit=8)
    close = [found for found in close if found[0] not in ENGLISH]
    if not close:
        return ""
    return min(close, key=lambda found: (found[1], -weights[found[0]], found[0]))[0]


def _is_plain(word: str) -> bool:
    """Everyday English in any form: "washing" is no slip of "walking"."""
    stems = {word, word.removesuffix("ing"), word.removesuffix("ed"), word.removesuffix("s")}
    return bool(stems & PLAIN_ENGLISH)


@lru_cache(maxsize=8192)
def _goods_meant(vocabulary: Vocabulary, word: str) -> str:
    """Return the name of a kind of thing that a word is a slip of: likelier than any word of a description."""
    cutoff = 2 if len(word) >= LONG_GOODS else 1
    close = process.extract(word, _goods(vocabulary), scorer=OSA.distance, score_cutoff=cutoff, limit=8)
    found = [(distance, x) for x, distance, _ in close if x[0] == word[0]]
    return min(found)[1] if found else ""


@lru_cache(maxsize=4)
def _goods(vocabulary: Vocabulary) -> tuple[str, ...]:
    named = (form for form, meanings in vocabulary.forms.items() if meanings[0].attribute == "category")
    words = {word for form in named for word in form.split() if word.isascii() and word.isalpha()}
    return tuple(sorted(word for word in words - PLAIN_ENGLISH if len(word) >= SHORTEST_GOODS))


@lru_cache(maxsize=4)
def _heads_of_values(vocabulary: Vocabulary) -> frozenset[str]:
    skipped = (*NO_CONCEPTS, "colour", "color")
    others = (given for name, given in vocabulary.values.items() if name not in skipped)
    keys = (key_of(value).split() for given in others for value in given)
    return frozenset(words[-1] for words in keys if len(words) > 1)


@lru_cache(maxsize=8192)
def _sounded(vocabulary: Vocabulary, word: str) -> str:
    """Return the value's word with the same consonants, at most two letters away; a short word may only lack letters."""
    short = len(word) < SHORTEST_CORRECTED
    found = [
        (OSA.distance(word, candidate), candidate)
        for candidate in _by_consonants(vocabulary).get(_consonants(word), ())
        if not short or _lacks_letters(word, candidate)
    ]
    close = [(distance, x) for distance, x in found if distance <= SOUNDED_ERRORS and x not in ENGLISH]
    return min(close)[1] if close else ""


@lru_cache(maxsize=4)
def _by_consonants(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The words of kinds, colours and people, in both numbers: what is misspelt most, and limits most."""
    words: dict[str, list[str]] = {}
    named = [value for name in SOUNDED for value in vocabulary.values.get(name, ())]
    named += [form for forms in concepts.PERSON_FORMS.values() for form in forms if vocabulary.meanings(form)]
    for word in {word for value in named for part in key_of(value).split() for word in both_numbers(part)}:
        if word.isalpha() and word.isascii() and len(word) > SHORTEST_SOUNDED:
            words.setdefault(_consonants(word), []).append(word)
    return words


@lru_cache(maxsize=4)
def _by_loan_key(vocabulary: Vocabulary) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    named = (value for name in LOANED for value in vocabulary.values.get(name, ()))
    for word in {word for value in named for part in key_of(value).split() for word in both_numbers(part)}:
        key = _loan_key(word)
        if word.isalpha() and word.isascii() and len(key) >= SHORTEST_LOAN:
            words.setdefault(key, []).append(word)
    return words


def _loan_key(word: str) -> str:
    """Return what is left of an English word when it goes through Devanagari and back: chaarjar, charger -> "krgr"."""
    key = word.lower()
    for old, new in LOAN_SOUNDS:
        key = key.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", key[:1] + re.sub(r"[aeiouyh]", "", key[1:]))


def _lacks_letters(word: str, candidate: str) -> bool:
    letters = iter(candidate)
    return all(letter in letters for letter in word)


def _consonants(word: str) -> str:
    """Return the first letter and the consonants after it, doubles once, z as s: "ladies" and "ledis" are "lds"."""
    rest = re.sub(r"[aeiouy]", "", word[1:]).replace("z", "s").replace("ck", "k")
    return re.sub(r"(.)\1+", r"\1", word[0] + rest)


@lru_cache(maxsize=16384)
def key_of(form: str) -> str:
    """Return the form lower case, hyphens and apostrophes gone, "&" as "and", single blanks, T-shirt as one word."""
    lowered = form.lower().replace("&", " and ").replace("'", "")
    plain = " ".join(re.sub(r"[^a-z0-9\u0900-\u097f.+]+", " ", lowered).split())
    return re.sub(r"\bt (shirts?)\b", r"t\1", plain)


def _ordered(
    meanings: Mapping[str, tuple[str, ...]], *, weak: frozenset[str], direct: frozenset[str]
) -> tuple[Meaning, ...]:
    """Return the likeliest attribute first; a mere head noun loses against a whole value of another attribute.

    direct: attributes that have the very form as a value: "rose" is a scent before it is a shade of pink.
    """
    rank = {name: position for position, name in enumerate(PRIORITY)}

    def place(name: str) -> tuple[int, str]:
        if name in weak:
            return (60, name)
        only_related = name not in direct and name != "category"
        return (55 if only_related else rank.get(name, 50 if name != "brand" else 99), name)

    return tuple(Meaning(name, meanings[name]) for name in sorted(meanings, key=place))


def _forms_of(attribute: str, known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return form -> values of one attribute: the value itself, its numbers and parts, and what concepts say."""
    direct: dict[str, tuple[str, ...]] = {}
    for value in known:
        for part in _parts(attribute, value):
            for form in both_numbers(part) if attribute in COUNTED else (part,):
                direct[form] = _joined(direct.get(form, ()), (value,))
    if attribute in NO_CONCEPTS:
        return direct
    forms = dict(direct)
    for names, narrower in concepts.ALL:
        meant = _meant(names, narrower, direct, attribute)
        for name in names if meant else ():
            for form in both_numbers(key_of(name)):
                if form not in direct or names[0] in concepts.COLOUR_NAMES:
                    forms[form] = _joined(forms.get(form, ()), meant)
    if attribute in ("colour", "color"):
        _shades(forms, direct)
    return forms


def _shades(forms: dict[str, tuple[str, ...]], direct: Mapping[str, tuple[str, ...]]) -> None:
    """A shade that the catalogue lacks ("pista", "off white") stands for its family's own colour."""
    for names, narrower in concepts.COLOUR_FAMILIES:
        base = next((direct[key_of(name)] for name in names if key_of(name) in direct), ())
        for shade in narrower if base else ():
            forms.setdefault(key_of(shade), base)


def _parts(attribute: str, value: str) -> tuple[str, ...]:
    """Return the keys of a value: the whole, and of "Jackets & Blazers" each part too."""
    whole = key_of(value)
    parts = (
        [key_of(x) for x in re.split(r"\s*(?:&|/|,|\band\b)\s*", value)] if attribute == "category" else []
    )
    return tuple(dict.fromkeys(x for x in (whole, *parts) if x))


def _meant(
    names: Sequence[str], narrower: Sequence[str], direct: Mapping[str, tuple[str, ...]], attribute: str
) -> tuple[str, ...]:
    """Return the values that a concept stands for; the narrower ones for colours, or where there is none by name."""
    colour = names[0] in concepts.COLOUR_NAMES
    if colour and attribute == "category":
        return ()  # goods share words with colours ("orange", "rust")
    if names[0] in concepts.GOODS_NAMES and attribute not in KINDS:
        return ()  # trousers are more than the style "Chinos", a dress more than the length "Midi"
    found: tuple[str, ...] = ()
    for name in names:
        found = _joined(found, direct.get(key_of(name), ()))
    if not found or colour:
        for name in narrower:
            found = _joined(found, direct.get(key_of(name), ()))
    return found


def _heads(known: Sequence[str], forms: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return head noun -> every category that ends with it ("shirts" -> Casual Shirts, Formal Shirts), unless one is called so.

    What the noun means anyway is kept: "shoes" are all footwear, and what the catalogue keeps as Kids' Shoes elsewhere;
    a part of a category ("Shorts & Track Pants") is too little to be added.
    """
    heads: dict[str, tuple[str, ...]] = {}
    for value in known:
        for part in _parts("category", value):
            words = part.split()
            if len(words) > 1 and len(words[-1]) > 2 and words[-2] != "and":
                for form in both_numbers(words[-1]):
                    heads[form] = _joined(heads.get(form, ()), (value,))
    named = {form for value in known for form in _own_forms("category", value)}
    found = {form: values for form, values in heads.items() if form not in forms}
    for form in (heads.keys() & forms.keys()) - named:
        whole = [value for value in heads[form] if len(_parts("category", value)) == 1]
        found[form] = _joined(forms[form], whole)
    return found


def _own_forms(attribute: str, value: str) -> tuple[str, ...]:
    """Return the forms that are the value itself: its parts, in both numbers where it is counted."""
    parts = _parts(attribute, value)
    return tuple(form for part in parts for form in (both_numbers(part) if attribute in COUNTED else (part,)))


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
