"""What a scripted customer of a foreign shop says: the wish of a gold action in plain words, English or Hinglish.

Attributes are spoken as people speak them ("the black 4 cup espresso coffee maker with timer"), never as name and
value in braces. Everything is drawn by a seed, so that a run repeats itself.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from apps.operations.evaluation.agent_tools_world import Row, World
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import Language

DEGREES = frozenset("high low medium light dark large small standard full half basic professional".split())
SIZE_LETTERS = re.compile(r"(?:XX?S|XX?L|[SML]|\d{1,2})")
UNIT = re.compile(r"(\d[\d.-]*) (cup|hour|inche?|liter|degree|bar|lb)s?")
REASONS = {
    "no longer needed": (
        ("no longer needed", "I don't need it any more", "it is no longer needed"),
        ("ab zaroorat nahi hai", "ab nahi chahiye", "iski ab zaroorat nahi"),
    ),
    "ordered by mistake": (
        ("ordered by mistake", "I ordered it by mistake", "it was ordered by mistake"),
        ("galti se order ho gaya", "galti se order kar diya tha", "by mistake order ho gaya"),
    ),
}
COLOURS_HINGLISH = {"black": "kaala", "white": "safed", "red": "laal", "blue": "neela", "green": "hara"}
BRACES = frozenset({"order", "items", "changes", "reason", "method", "address"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One piece of an order as the foreign world has it. new: its options where it is to become another one."""

    name: str
    options: Mapping[str, str]
    told: bool  # whether its title alone doesn't single it out, or its options were told
    new: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> dict[str, str]:
        return {key: value for key, value in self.new.items() if self.options.get(key) != value}


@dataclass(frozen=True, slots=True)
class Wish:
    """One gold action, as far as it can be said."""

    action: str
    order: str
    things: tuple[Thing, ...]
    reason: str
    method: Row
    address: Mapping[str, str]


def wish_of(world: World, db: Row, user_id: str, action: Row, address: Mapping[str, str]) -> Wish:
    """Read a gold action. address: in our form, empty where it has none."""
    given = action.get("arguments") or action.get("kwargs") or {}
    order = db["orders"].get(given.get("order_id"), {})
    names = Counter(item["name"] for item in order.get("items", ()))
    pairs = zip(
        given.get("item_ids", ()),
        given.get("new_item_ids") or [""] * len(given.get("item_ids", ())),
        strict=True,
    )
    things = []
    for old_id, new_id in pairs:
        item = world.items[old_id]
        new = world.items[new_id]["options"] if new_id else {}
        things.append(Thing(item["name"], item["options"], bool(new_id) or names[item["name"]] > 1, new))
    method = db["users"][user_id]["payment_methods"].get(given.get("payment_method_id"), {})
    return Wish(
        action["name"],
        str(given.get("order_id", "")),
        tuple(things),
        str(given.get("reason", "")),
        method,
        address,
    )


class Speaker:
    """Says wishes in sentences drawn from the given ones. draw: seeded for this task."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], draw: random.Random) -> None:
        self._phrases = phrases
        self._draw = draw
        forms = [form for given in phrases.values() for form in given]
        self.hindi = sum(map(is_hinglish, forms)) * 2 > len(forms)  # what most sentences are

    def sentences(self, wish: Wish) -> list[str]:
        """Return the wish in every sentence there is for it, in an order drawn by the seed."""
        forms = list(self._phrases.get(wish.action, ()))
        self._draw.shuffle(forms)
        return [self.sentence(wish, form) for form in forms]

    def sentence(self, wish: Wish, form: str) -> str:
        hindi = self.hindi
        braces = {name for _, name, _, _ in Formatter().parse(form) if name}
        parts = self.parts(wish, hindi=hindi, alone="items" not in braces)
        return " ".join(form.format(**parts).split())

    def parts(self, wish: Wish, *, hindi: bool, alone: bool = False) -> dict[str, str]:
        """Return what stands for each brace. alone: the changes name what they change, too."""
        many = len(wish.things) > 1
        items = [self._old(x, hindi=hindi) for x in wish.things]
        news = [self._new(x, hindi=hindi, named=many) for x in wish.things] if self._swaps(wish) else []
        if alone:
            joint = " ki jagah " if hindi else " for "
            news = [f"{old}{joint}{new}" for old, new in zip(items, news, strict=False)]
        return {
            "order": wish.order,
            "items": _listed(items, hindi=hindi),
            "changes": _listed(news, hindi=hindi),
            "reason": self._reason(wish.reason, hindi=hindi),
            "method": self._method(wish.method, hindi=hindi),
            "address": _address(wish.address),
        }

    @staticmethod
    def _swaps(wish: Wish) -> bool:
        return any(x.new for x in wish.things)

    def _old(self, thing: Thing, *, hindi: bool) -> str:
        noun = thing.name.lower()
        if not thing.told:
            return noun if hindi else f"the {noun}"
        before, after = _words(thing.options)
        if hindi:
            return f"{self._hinglish(before, after)} wala {noun}"
        return _joined("the", before, noun, after)

    def _new(self, thing: Thing, *, hindi: bool, named: bool) -> str:
        before, after = _words(thing.changed)
        noun = thing.name.lower()
        if not thing.changed:
            return (
                f"wahi {noun if named else 'wala'}" if hindi else f"the same {noun if named else 'one'} again"
            )
        if hindi:
            said = f"{self._hinglish(before, after)} wala"
            return f"{said} {noun}" if named else said
        first = next(iter(before), noun if named else "one")
        article = "an" if first[0].lower() in "aeio" and not named else "a"
        if not before and not named:
            return _joined("", [], "one", after)
        return _joined(article, before, noun if named else "one", after)

    def _hinglish(self, before: list[str], after: list[str]) -> str:
        words = [COLOURS_HINGLISH.get(x, x) if self._draw.random() < 0.5 else x for x in before]
        return " ".join([*words, *(x.replace("without ", "bina ") for x in after)])

    def _reason(self, reason: str, *, hindi: bool) -> str:
        known = REASONS.get(reason)
        return self._draw.choice(known[hindi]) if known else reason

    def _method(self, method: Row, *, hindi: bool) -> str:
        mine = "mere" if hindi else "my"
        match method.get("source"):
            case "paypal":
                return self._draw.choice(("PayPal", f"{mine} PayPal", f"{mine} PayPal account"))
            case "gift_card":
                return self._draw.choice(("gift card" if hindi else "the gift card", f"{mine} gift card"))
            case "credit_card":
                brand, last = str(method.get("brand", "credit")).capitalize(), method.get("last_four", "")
                return self._draw.choice(
                    (
                        f"{mine} {brand} ending {last}",
                        f"{mine} {brand} card",
                        f"{mine} credit card ending in {last}",
                    )
                )
        return ""


def is_hinglish(form: str) -> bool:
    """Say whether a sentence is Hinglish; its braces are no words."""
    return analyse(re.sub(r"\{\w*\}", " ", form)).language is Language.HINGLISH


def _words(options: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return what is said before the noun and after it, of some options."""
    before: list[str] = []
    after: list[str] = []
    for name, value in sorted(options.items(), key=lambda x: x[0].lower() not in ("color", "size")):
        said, first = _value(name.lower(), value)
        (before if first else after).append(said)
    return before, after


def _value(name: str, value: str) -> tuple[str, bool]:
    """Return a value as it is said, and whether it stands before the noun."""
    if value == "yes":
        return (name, True) if " " not in name else (name, False)
    if value == "no":
        return (f"non-{name}", True) if " " not in name else (f"without {name}", False)
    if value == "none":
        return f"without {name}", False
    if name == "size":
        return (f"size {value}", True) if SIZE_LETTERS.fullmatch(value) else (value, True)
    if name.endswith(" color"):
        return f"{value} {name.removesuffix(' color')}", False
    if value in DEGREES:
        return f"{value} {name}", False
    if value.isdigit():
        return f"{value} {name.removesuffix('s')}", True
    if name == "features":
        return value, False
    unit = UNIT.fullmatch(value)
    return (f"{unit[1]} {unit[2].replace('inche', 'inch')}" if unit else value), True


def _joined(article: str, before: list[str], noun: str, after: list[str]) -> str:
    having = [x for x in after if not x.startswith("without ")]
    lacking = [x for x in after if x.startswith("without ")]
    tail = [f"with {' and '.join(having)}"] if having else []
    return " ".join(x for x in (article, *before, noun, *tail, *lacking) if x)


def _listed(words: list[str], *, hindi: bool) -> str:
    """Return "A, B and C"."""
    joint = " aur " if hindi else " and "
    return joint.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _address(address: Mapping[str, Any]) -> str:
    parts = (address.get("line1"), address.get("line2"), address.get("city"))
    return f"{', '.join(str(x) for x in parts if x)} {address['pin']}" if address else ""
