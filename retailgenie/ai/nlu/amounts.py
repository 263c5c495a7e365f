# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Spoken and written numbers of Indian shoppers: "1.5k", "1,25,000", "do hazaar", "dhai lakh", "five hundred"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from retailgenie.ai.nlu.lexicon import SPOKEN_NUMBERS
from retailgenie.ai.nlu.normalise import Text

ENGLISH = {
    **{
        word: number
        for number, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
            " eighteen nineteen".split()
        )
    },
    **{
        word: 10 * (number + 2)
        for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
    },
}
HALVES = {
    "dedh": Decimal("1.5"),
    "derh": Decimal("1.5"),
    "dhai": Decimal("2.5"),
    "adhai": Decimal("2.5"),
    "half": Decimal("0.5"),
}
EXTRA = {
    "saadhe": Decimal("0.5"),
    "sadhe": Decimal("0.5"),
    "sava": Decimal("0.25"),
    "sawa": Decimal("0.25"),
    "paune": Decimal("-0.25"),
    "pone": Decimal("-0.25"),
}
SCALES = {
    scale: value
    for value, words in {
        100: "hundred hundreds sau so_ sou saw_ sao",
        1000: "k thousand thousands hazaar hazar hajar hajaar hazzar hajjar hzar thousend",
        100_000: "lakh lakhs lac lacs laakh l_",
        10_000_000: "crore crores cr karod karor",
    }.items()
    for scale in words.split()
}
CURRENCY = {"₹", "rs", "inr", "rupaye", "rupees", "rupee", "rupya", "bucks", "/-", "rupay"}
DIGITS = re.compile(r"^(?P<number>[0-9]+(?:,[0-9]{2,3})*(?:\.[0-9]+)?)(?P<unit>[a-z]*)$")
GLUED = re.compile(r"^(?:rs|inr)(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>k|lakh|lac|cr)?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the text. first and last are token indexes, last inclusive.

    currency: a sign or word of money stands with it. scaled: "k", "hazaar", "lakh" said. written: in digits.
    """

    value: Decimal
    first: int
    last: int
    currency: bool
    scaled: bool
    written: bool
    digits: str = ""


def find_amounts(text: Text) -> list[Amount]:
    """Return every number that could be an amount, in order, with its currency words included."""
    words = [token.word for token in text.tokens]
    found: list[Amount] = []
    at = 0
    while at < len(words):
        amount = _amount_at(words, at)
        if amount is None:
            at += 1
            continue
        amount = _with_currency(words, amount)
        found.append(amount)
        at = amount.last + 1
    return found


def _amount_at(words: list[str], at: int) -> Amount | None:
    glued = GLUED.match(words[at])
    if glued:
        value = Decimal(glued["number"]) * SCALES.get(glued["unit"] or "", 1)
        return Amount(value, at, at, True, bool(glued["unit"]), True, glued["number"])
    written = DIGITS.match(words[at])
    if written:
        return _written(words, at, written)
    return _spoken(words, at)


def _written(words: list[str], at: int, match: re.Match[str]) -> Amount | None:
    number, unit = Decimal(match["number"].replace(",", "")), match["unit"]
    if unit in SCALES:
        return Amount(number * SCALES[unit], at, at, False, True, True, match["number"])
    if unit in ("rs", "rupees", "inr", "rupaye"):
        return Amount(number, at, at, True, False, True, match["number"])
    if unit:
        return None
    last, scaled, value = at, False, number
    while last + 1 < len(words) and words[last + 1] in SCALES:
        value, last, scaled = value * SCALES[words[last + 1]], last + 1, True
    if scaled:
        more = _spoken(words, last + 1) or _small_written(words, last + 1)
        if more and more.value < value:
            value, last = value + more.value, more.last
    return Amount(value, at, last, False, scaled, True, match["number"])


def _small_written(words: list[str], at: int) -> Amount | None:
    """The tail of "2 hazaar 500"."""
    if at < len(words) and re.fullmatch("[0-9]{3}", words[at]):
        return Amount(Decimal(words[at]), at, at, False, False, True, words[at])
    return None


def _spoken(words: list[str], at: int) -> Amount | None:
    """Read "do hazaar paanch sau", "saadhe teen hazaar", "fifteen hundred", "two thousand five hundred"."""
    total, current, last, scaled = Decimal(0), None, at - 1, False
    index = at
    while index < len(words):
        word = words[index]
        small = _small(word)
        if word in EXTRA and index + 1 < len(words):
            counted = _small(words[index + 1])
            if counted is not None:
                small, index = counted + EXTRA[word], index + 1
            elif words[index + 1] in SCALES:
                small = 1 + EXTRA[word]
        if small is not None and (
            current is None or (current % 10 == 0 and current >= 20 and 0 < small < 10)
        ):
            current = (current or Decimal(0)) + small
        elif (word in SCALES and word != "k" and (current is not None or _bare_scale(words, index))) or (
            word == "so" and current is not None
        ):
            current = (Decimal(1) if current is None else current) * SCALES.get(word, 100)
            total, current, scaled = total + current, None, True
        elif word == "and" and scaled and _small_follows(words, index + 1):
            index += 1
            continue
        else:
            break
        last = index
        index += 1
    if last < at:
        return None
    if current is not None and not (scaled and current >= total):
        total += current
    return Amount(total, at, last, False, scaled, False)


def _small_follows(words: list[str], at: int) -> bool:
    """ "five hundred and twenty" goes on, "five hundred and one thousand" is two amounts."""
    return (
        at < len(words)
        and _small(words[at]) is not None
        and (at + 1 >= len(words) or words[at + 1] not in SCALES)
    )


def _bare_scale(words: list[str], index: int) -> bool:
    """ "hazaar tak", "under a thousand": the scale alone is one of it."""
    return words[index] in ("hazaar", "hazar", "thousand", "lakh", "sau", "hundred", "hajar", "hajaar")


def _small(word: str) -> Decimal | None:
    if word in HALVES:
        return HALVES[word]
    value = ENGLISH.get(word, SPOKEN_NUMBERS.get(word))
    return None if value is None else Decimal(value)


def _with_currency(words: list[str], amount: Amount) -> Amount:
    first, last, currency = amount.first, amount.last, amount.currency
    if first and words[first - 1] == "." and first > 1 and words[first - 2] in CURRENCY:
        first, currency = first - 2, True
    elif first and words[first - 1] in CURRENCY:
        first, currency = first - 1, True
    if words[last + 1 : last + 3] == ["/", "-"]:
        last, currency = last + 2, True
    elif last + 1 < len(words) and words[last + 1] in CURRENCY:
        last, currency = last + 1, True
    if words[last + 1 : last + 2] == ["only"] and currency:
        last += 1
    return Amount(amount.value, first, last, currency, amount.scaled, amount.written, amount.digits)
