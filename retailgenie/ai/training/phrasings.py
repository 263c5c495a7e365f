"""Writes what shoppers might say of a shop's own goods, and says which goods each wish fits.

A phrasing names a kind of thing and some facts of one product in words that its title often lacks: names of our
lexicon (English and Hinglish) and of phrasings.yaml. Every product that has all of the named facts is right for it, not
only the one that it was made from, so that equal products never count as mistakes. Products and templates are split
alike: what is measured was made from products and by templates that training never saw.
"""

from __future__ import annotations

import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from retailgenie.ai.nlu.concepts import ALL
from retailgenie.ai.nlu.lexicon import FORMS, SHARED
from retailgenie.ai.nlu.plurals import singular

TABLE = Path(__file__).with_name("phrasings.yaml")
TRAIN, VALIDATION, TEST = "train", "validation", "test"
COLOUR, PERSON, OCCASION, BRAND, KIND, SAID = "colour", "gender", "occasion", "brand", "kind", "said"
NOT_SAID = frozenset({"age_group"})
VALIDATION_SHARE, TEST_SHARE = 10, 20  # of 100 products
HIDDEN_SHARE = 8  # of 100 words that training never says, to see what an unknown word does
PLAIN_SHARE = 0.35  # of the facts that are named by the shop's own word
MOST_WORDS = 4  # facts of one phrasing beside kind, person, occasion and brand
MOST_RIGHT = 5  # products that may fit a phrasing: more of them would make finding one too easy
TRIES = 12
KIND_TAG_SHARE = 0.9  # of a category's products that carry a tag which names the kind
SLOT = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as training sees it. text: what is embedded of it. facts: attribute -> values, colours among them."""

    key: int
    text: str
    title: str
    description: str
    category: str
    brand: str
    facts: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrasing:
    """text: what the shopper says. key: the product it was made from. right: all products that it fits.

    new_words: it says something by a word that no training phrasing has.
    """

    text: str
    key: int
    right: frozenset[int]
    language: str
    new_words: bool = False


@dataclass(frozen=True)
class Phrasings:
    train: list[Phrasing]
    validation: list[Phrasing]
    test: list[Phrasing]


@dataclass
class _Shop:
    """words: (attribute, value) -> ways to say it. fitting: (attribute, word) -> products that it is true of."""

    goods: Sequence[Goods]
    words: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    fitting: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))


@cache
def table() -> Mapping[str, Any]:
    """Return phrasings.yaml."""
    found: Mapping[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return found


def part_of(key: str) -> str:
    """Return which part a product belongs to by its stable name: the same at every run."""
    place = zlib.crc32(key.encode()) % 100
    if place < TEST_SHARE:
        return TEST
    return VALIDATION if place < TEST_SHARE + VALIDATION_SHARE else TRAIN


def is_hidden(word: str) -> bool:
    """Say whether a way of saying something is kept from training."""
    return zlib.crc32(f"word {word}".encode()) % 100 < HIDDEN_SHARE


def phrasings(goods: Sequence[Goods], *, each: Mapping[str, int], seed: int = 11) -> Phrasings:
    """Return phrasings of all products; `each`: how many a product of train, validation and test."""
    shop = _shop(goods)
    made: dict[str, list[Phrasing]] = {TRAIN: [], VALIDATION: [], TEST: []}
    for product in goods:
        part = part_of(product.title)
        rng = random.Random(f"{seed} {product.title}")
        seen: set[str] = set()
        for _ in range(each[part]):
            found = _phrasing(shop, product, part, rng)
            if found is not None and found.text not in seen:
                seen.add(found.text)
                made[part].append(found)
    return Phrasings(made[TRAIN], made[VALIDATION], made[TEST])


def _shop(goods: Sequence[Goods]) -> _Shop:
    shop, kinds = _Shop(goods), _kinds(goods)
    for product in goods:
        for name, value in (*_facts(product), (KIND, product.category)):
            if (name, value) not in shop.words:
                shop.words[name, value] = kinds[value] if name == KIND else ways_to_say(value, name)
            for word in (*shop.words[name, value], *_wider(name, value)):
                shop.fitting[name, word].add(product.key)
        for sentence in sentences(product.description):
            shop.fitting[SAID, sentence].add(product.key)
    return shop


def _facts(product: Goods) -> Iterator[tuple[str, str]]:
    for name, values in product.facts.items():
        if name not in NOT_SAID:
            yield from ((name, value) for value in values)
    if product.brand:
        yield BRAND, product.brand


def ways_to_say(value: str, name: str = "") -> tuple[str, ...]:
    """Return the value and what means the same: "Navy" -> navy, navy blue, dark blue."""
    own = value.lower()
    listed = [word.strip() for word in str(table()["words"].get(value, "")).split(",") if word.strip()]
    same = [form for forms, _ in ALL if name not in (PERSON, BRAND) and own in forms for form in forms]
    return tuple(dict.fromkeys((own, *listed, *same, *_hinglish(own))))


@cache
def _by_gloss() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for form, word in FORMS.items():
        if word.gloss and form != word.gloss and form not in SHARED:
            found[word.gloss].append(form)
    return {gloss: tuple(forms[:4]) for gloss, forms in found.items()}


def _hinglish(words: str) -> tuple[str, ...]:
    """Return Hinglish for a single English word, in either number."""
    known = _by_gloss()
    return known.get(words) or known.get(singular(words)) or () if " " not in words else ()


def _wider(name: str, value: str) -> tuple[str, ...]:
    """Return the words of the family: something navy is blue too."""
    own = value.lower()
    return tuple(form for forms, narrower in ALL if name != KIND and own in narrower for form in forms)


def _kinds(goods: Sequence[Goods]) -> dict[str, tuple[str, ...]]:
    """Return category -> names of its kind of thing: its own, those of our lexicon, and tags that all of it has."""
    tags: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counts: dict[str, int] = defaultdict(int)
    for product in goods:
        counts[product.category] += 1
        for tag in dict.fromkeys(product.tags):  # a set's order differs between processes
            tags[product.category][tag.lower()] += 1
    found = {}
    for category, count in counts.items():
        own = [name.strip().lower() for name in category.split("&")]
        listed = [x.strip() for x in str(table()["kinds"].get(category, "")).split(",") if x.strip()]
        same = (
            [form for name in own for forms, _ in ALL if name in forms for form in forms]
            if len(own) == 1
            else []
        )
        common = [tag for tag, number in tags[category].items() if number >= KIND_TAG_SHARE * count]
        plain = [singular(name) for name in own] if len(own) == 1 else own
        hinglish = [word for name in own for word in _hinglish(singular(name))] if len(own) == 1 else []
        found[category] = tuple(dict.fromkeys((*plain, *listed, *common, *same, *hinglish)))
    return found


def sentences(description: str) -> list[str]:
    """Return the sentences of a description that tell of the thing, lower-case and without the full stop."""
    parts = [part.strip().rstrip(".") for part in re.split(r"(?<=\.)\s+", description)]
    return [part[:1].lower() + part[1:] for part in parts if 3 <= len(part.split()) <= 12]


def _phrasing(shop: _Shop, product: Goods, part: str, rng: random.Random) -> Phrasing | None:
    """Return one phrasing that fits few products, or None where the product is like too many others."""
    for number in range(TRIES):
        language = "hinglish" if rng.random() < 0.3 else "english"
        template = rng.choice(table()[part][language])
        draft = _Draft(shop, product, part, rng, sure=min(MOST_WORDS, 1 + number // 3))
        text = draft.filled(template)
        if text is not None and 0 < len(draft.right) <= MOST_RIGHT:
            return Phrasing(text, product.key, frozenset(draft.right), language, draft.new_words)
    return None


class _Draft:
    """One attempt at a template; remembers which products everything said is true of."""

    def __init__(self, shop: _Shop, product: Goods, part: str, rng: random.Random, sure: int) -> None:
        self.shop, self.product, self.part, self.rng, self.sure = shop, product, part, rng, sure
        self.right: set[int] = {row.key for row in shop.goods}
        self.new_words = False

    def filled(self, template: str) -> str | None:
        """Return the sentence, or None where the product lacks what the template needs."""
        line = OPTIONAL.sub(self._maybe, template)
        parts = {slot: self._said(slot) for slot in dict.fromkeys(SLOT.findall(line))}
        if any(not said for said in parts.values()):
            return None
        return " ".join(SLOT.sub(lambda match: str(parts[match[1]]), line).split())

    def _maybe(self, match: re.Match[str]) -> str:
        wanted = self.rng.random() < 0.5 and all(self._has(slot) for slot in SLOT.findall(match[1]))
        return match[1] if wanted else ""

    def _has(self, slot: str) -> bool:
        name = {"person": PERSON, "occasion": OCCASION}.get(slot)
        if slot == BRAND:
            return bool(self.product.brand)
        return bool(self.product.facts.get(name)) if name else True

    def _said(self, slot: str) -> str:
        if slot in ("words", "listed"):
            return self._listed(" and " if slot == "listed" else " ")
        if slot == SAID:
            return self._sentence()
        name = {"person": PERSON, "occasion": OCCASION}.get(slot, slot)
        values: Sequence[str] = {KIND: (self.product.category,), BRAND: (self.product.brand,)}.get(
            name, tuple(self.product.facts.get(name, ()))
        )
        return self._word(name, self.rng.choice(values)) if values and values[0] else ""

    def _listed(self, joint: str) -> str:
        rows = [(n, v) for n, v in _facts(self.product) if n not in (PERSON, OCCASION, BRAND)]
        named = list({name: (name, value) for name, value in self.rng.sample(rows, len(rows))}.values())
        count = min(len(named), self.rng.randint(self.sure, MOST_WORDS))
        return joint.join(self._word(name, value) for name, value in self.rng.sample(named, count))

    def _sentence(self) -> str:
        found = sentences(self.product.description)
        if not found:
            return ""
        sentence = self.rng.choice(found)
        self.right &= self.shop.fitting[SAID, sentence]
        return sentence

    def _word(self, name: str, value: str) -> str:
        first, *others = self.shop.words[name, value]
        shown = [word for word in others if self.part == TEST or not is_hidden(word)]
        word = first if not shown or self.rng.random() < PLAIN_SHARE else self.rng.choice(shown)
        self.new_words |= word != first and is_hidden(word)
        if (name, word) in self.shop.fitting:
            self.right &= self.shop.fitting[name, word]
        return word


def general_pairs(goods: Iterable[Goods], questions: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs that keep general English: titles with their descriptions, and the shop's questions with answers."""
    titled = [
        (row.title, row.description) for row in goods if row.description and part_of(row.title) == TRAIN
    ]
    return [*titled, *questions]
