# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Look-ups over the Hindi word table: canonical form, gloss, spelling key and spoken numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retailgenie.ai.nlu.hindi_everyday import EVERYDAY
from retailgenie.ai.nlu.hindi_goods import GOODS
from retailgenie.ai.nlu.hindi_spoken import SPOKEN
from retailgenie.ai.nlu.hindi_talk import TALK
from retailgenie.ai.nlu.hindi_words import NUMBERS, TABLE
from retailgenie.ai.nlu.marathi_words import MARATHI


@dataclass(frozen=True, slots=True)
class Word:
    """A Hindi word: the spelling we settle on and its English gloss ("" when it adds nothing)."""

    canonical: str
    gloss: str


def spelling_key(word: str) -> str:
    """Return a key that Hinglish spellings of one word share ("chaiye", "chahiye" -> one key)."""
    key = word.lower()
    for old, new in (
        ("aa", "a"),
        ("ee", "i"),
        ("ii", "i"),
        ("oo", "u"),
        ("uu", "u"),
        ("ou", "o"),
        ("au", "o"),
    ):
        key = key.replace(old, new)
    for old, new in (("ai", "e"), ("ei", "e"), ("ae", "e"), ("w", "v"), ("z", "j"), ("q", "k"), ("ph", "f")):
        key = key.replace(old, new)
    key = re.sub(r"(?<=[ai])y(?=[aeiou])", "", key)
    key = re.sub(r"(?<=[aeiou])h(?=[aeiou])", "", key)
    key = re.sub(r"([^aeiou])\1+", r"\1", key)
    key = re.sub(r"chh", "ch", key)
    return re.sub(r"(?<=[aeiou])n$", "", key) if len(key) > 3 else key


def _parse() -> tuple[dict[str, Word], frozenset[str]]:
    forms: dict[str, Word] = {}
    shared: set[str] = set()
    for line in (MARATHI + GOODS + TABLE + EVERYDAY + TALK + SPOKEN).strip().splitlines():
        head, _, rest = line.partition("=")
        gloss, _, variants = rest.partition(":")
        word = Word(head.strip(), "" if gloss.strip() == "-" else gloss.strip())
        if word.canonical not in SHARED_HEADS and word.canonical != word.gloss:
            forms.setdefault(word.canonical, word)
        for variant in variants.split():
            if variant.endswith("_") or "_" in variant:
                continue
            spelt = variant.removeprefix("~")
            if variant.startswith("~"):
                shared.add(spelt)
            forms.setdefault(spelt, word)
        if word.canonical in SHARED_HEADS and word.canonical != word.gloss:
            shared.add(word.canonical)
            forms.setdefault(word.canonical, word)
    return forms, frozenset(shared)


# Canonical forms that are English words too.
SHARED_HEADS = frozenset(
    "do main par ya hi kam band size pati number sun beta rang din bol ham bas koi tum khali dam dost papa mummy mala maza ka gum hum"
    " bat parat kay chal kara chya den ji hava sab der ko aao".split()
)
FORMS, SHARED = _parse()
KEYS: dict[str, Word] = {}
for _form, _word in FORMS.items():
    if _form not in SHARED and len(_form) > 2:
        KEYS.setdefault(spelling_key(_form), _word)
SPOKEN_NUMBERS = {name: int(value) for name, value in (x.split("=") for x in NUMBERS.split())}
NUMBER_KEYS = {spelling_key(name): name for name in SPOKEN_NUMBERS}
ENGLISH_GUARD = frozenset(
    "jute sale hat sari pair pal cut set top tops bag bags pan mug belt coat suit tie cap caps jean jeans mat mats sole male mail"
    " mall mile miles mill mills call hall had have has her here there where were lie like line fine nine mine late rate gate"
    " date note vote same some come home name game dim team tea see sea sun son men man women kale pale cold bad good her tin ten pen"
    " toe toy boy bit bite kite site side wide ride hide kid kids lid did yes yet jet let get got hot not cot lot more bore core"
    " these those this that than then them they your you any all also and are for from with what when which who why how shirt shirts"
    " blue black white green pink kurta kurti saree dress shoes watch phone laptop order cart delivery return refund cancel track"
    " code coupon offer price size colour color cotton silk under below above between store stock pay payment card cash show add remove"
    " my me in on to of is it be by we he so no up us at an as or if do go am hi ok i a the".split()
)


@lru_cache(maxsize=16384)
def find(word: str) -> Word | None:
    """Return the listed word for an exact spelling, or None."""
    return FORMS.get(word)


@lru_cache(maxsize=16384)
def find_by_sound(word: str) -> Word | None:
    """Return the word whose spelling key is shared; only for sentences known to be Hindi."""
    if len(word) < 3 or word in ENGLISH_GUARD:
        return None
    return KEYS.get(spelling_key(word))


def is_plain_hindi(word: str) -> bool:
    """True for a spelling that can only be Hindi (not an English word too)."""
    return word in FORMS and word not in SHARED and word not in ENGLISH_GUARD
