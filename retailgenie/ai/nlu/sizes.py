# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Sizes as people say them, resolved to the sizes of the loaded catalogue: "M size", "in xl", "UK 8", "32 waist"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.nlu.lexicon import SPOKEN_NUMBERS
from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.nlu.phrases import SIZE_WORDS
from retailgenie.ai.nlu.vocabulary import Vocabulary, key_of

LETTERS = re.compile(r"^(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-6]xl)$")
SURE_LETTERS = re.compile(r"^(?:xxs|xs|xl|xxl|xxxl|[2-6]xl)$")
NUMBER = re.compile(r"^[0-9]{1,3}(?:\.5)?$")
AGE = re.compile(
    r"(?<!\S)(?P<low>[0-9]{1,2})(?: ?(?:-|to|se) ?(?P<high>[0-9]{1,2}))? ?(?:years?|yrs?|saal|yr|y|months?|mahina)(?: old| ka| wala)*(?!\S)"
)
AGE_SIZE = re.compile(r"^(?P<low>[0-9]{1,2})(?: ?(?:-|to) ?(?P<high>[0-9]{1,2}))? ?(?:years?|yrs?|y)\b")
SAID = re.compile(
    r"(?<!\S)(?:(?:in|of|my|mera|is|ka)? ?sizes? ?(?:is|:|=|of|number|hai|no)? ?(?P<after>(?:uk |eu |us )?(?:[0-9.]+|[2-6]?x*[sml]|small|medium|large|extra large|x large|free|one)(?: (?:uk|years?|yrs?))?)"
    r"|(?P<bed>king|queen|double|single) (?:size|sized|bed|bed size)|(?P<before>[0-9.]+|[2-6]?x*[sml]|small|medium|large|free) (?:number )?(?:size|sized|sizes|number|waist|inch waist|chest|kamar|ka size|wala size)"
    r"|(?:waist|chest|kamar|uk|eu|us|ind|number) (?P<unit>[0-9.]+)|(?P<united>[0-9.]+) (?:uk|eu|us))(?!\S)"
)


MEASURED = re.compile(
    r"(?<!\S)(?P<amount>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>ft|feet|foot|ml|gm|kg|inch|inches)(?!\S)"
)
UNITS = {"feet": "ft", "foot": "ft", "inches": "inch"}
SPOKEN_SIZES = {name: str(value) for name, value in SPOKEN_NUMBERS.items() if 3 <= value <= 50}
SPOKEN_AGES = {name: str(value) for name, value in SPOKEN_NUMBERS.items() if 1 <= value <= 16}
SPOKEN_AGE = re.compile(rf"(?<!\S)(?P<age>{'|'.join(SPOKEN_AGES)}) saal(?: ka| wala)*(?!\S)")
SPOKEN = re.compile(rf"(?<!\S)(?P<spoken>{'|'.join(SPOKEN_SIZES)}) (?:number|size)(?!\S)")


@dataclass(frozen=True, slots=True)
class SizeFound:
    values: tuple[str, ...]
    tokens: frozenset[int]


def resolve_size(vocabulary: Vocabulary, said: str) -> tuple[str, ...]:
    """Return the catalogue's sizes for one spoken size, () when it has none such."""
    attribute = vocabulary.attribute_named("size", "sizes")
    if not attribute:
        return ()
    wanted = SIZE_WORDS.get(said, (said,))
    known = {key_of(value): value for value in vocabulary.values[attribute]}
    for name in wanted:
        spelt = (name, f"uk {name}", f"ind {name}", f"{name} uk", f"uk ind {name}", f"size {name}")
        if found := tuple(dict.fromkeys(known[x] for x in spelt if x in known)):
            return found
    return ()


def resolve_age(vocabulary: Vocabulary, low: int, high: int) -> tuple[str, ...]:
    """Return the children's sizes ("9-10 Years", "8Y") that hold an age, () when the catalogue has none such."""
    attribute = vocabulary.attribute_named("size", "sizes")
    found = []
    for value in vocabulary.values.get(attribute, ()):
        match = AGE_SIZE.match(value.lower())
        if match and int(match["low"]) <= high and low <= int(match["high"] or match["low"]):
            found.append(value)
    return tuple(found)


def find_sizes(text: Text, vocabulary: Vocabulary, *, alone: bool = False) -> list[SizeFound]:
    """Return the sizes of a message. alone: a size was just asked for, so any bare letter or number is one."""
    found: list[SizeFound] = []
    taken: set[int] = set()
    for match in (
        *SAID.finditer(text.flat),
        *MEASURED.finditer(text.flat),
        *SPOKEN.finditer(text.flat),
        *SPOKEN_AGE.finditer(text.flat),
        *AGE.finditer(text.flat),
    ):
        hit = _from_match(match, text, vocabulary)
        if hit and not hit.tokens & taken:
            found.append(hit)
            taken |= hit.tokens
    for index in range(len(text.tokens)):
        hit = None if index in taken else _from_token(index, text, vocabulary, alone=alone)
        if hit and not hit.tokens & taken:
            found.append(hit)
            taken |= hit.tokens
    return found


def _from_match(match: re.Match[str], text: Text, vocabulary: Vocabulary) -> SizeFound | None:
    groups = match.groupdict()
    if groups.get("amount"):
        unit = UNITS.get(groups["unit"], groups["unit"])
        values = resolve_size(vocabulary, f"{groups['amount']} {unit}")
        return SizeFound(values, frozenset(text.token_range(match.start(), match.end()))) if values else None
    tokens = frozenset(text.token_range(match.start(), match.end()))
    if "age" in groups:
        age = int(SPOKEN_AGES[groups["age"]])
        values = resolve_age(vocabulary, age, age)
        return SizeFound(values, tokens) if values else None
    if "low" in groups:
        low = int(groups["low"])
        values = resolve_age(vocabulary, low, int(groups["high"] or low))
        return SizeFound(values, tokens) if values else None
    said = next(x for x in groups.values() if x)
    said = SPOKEN_SIZES[said] if groups.get("spoken") else said
    if values := resolve_size(vocabulary, said):
        return SizeFound(values, tokens)
    first = said.split()[0]
    if first != said and (values := resolve_size(vocabulary, first)):
        return SizeFound(values, frozenset(sorted(tokens)[:-1]))
    return None


def _from_token(index: int, text: Text, vocabulary: Vocabulary, *, alone: bool) -> SizeFound | None:
    token = text.tokens[index]
    pair = f"{token.word} {text.tokens[index + 1].word}" if index + 1 < len(text.tokens) else ""
    if pair in SIZE_WORDS and (values := resolve_size(vocabulary, pair)):
        return SizeFound(values, frozenset({index, index + 1}))
    spoken = token.raw.lower()
    before = text.tokens[index - 1].word if index else ""
    sure = SURE_LETTERS.match(spoken) or (
        LETTERS.match(spoken) and (token.raw.isupper() or before in ("in", "size") or len(text.tokens) == 1)
    )
    if spoken in ("small", "medium", "large", "freesize") or sure:
        if _part_of_contraction(text, index):
            return None
        values = resolve_size(vocabulary, spoken)
        return SizeFound(values, frozenset({index})) if values else None
    if alone and (NUMBER.match(spoken) or LETTERS.match(spoken)):
        values = resolve_size(vocabulary, spoken)
        return SizeFound(values, frozenset({index})) if values else None
    return None


def _part_of_contraction(text: Text, index: int) -> bool:
    """The "s" of "men's" written "men s" or after an apostrophe is no size."""
    return index > 0 and text.clean[text.tokens[index].start - 1 : text.tokens[index].start] == "'"
