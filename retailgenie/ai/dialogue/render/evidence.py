"""What may be claimed in this turn: every number, amount, date and word that came from a tool or from the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MONEY = re.compile(r"₹\s?(\d[\d,]*(?:\.\d+)?)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
ISO_DATE = re.compile(r"\b\d{4}-(\d{2})-(\d{2})\b")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)})[a-z]*\b", re.IGNORECASE)
DEPTH = 8  # tool results are flat; deeper is a mistake
MOST_NUMBERS = 8_192  # written numbers that a process keeps read


@lru_cache(MOST_NUMBERS)
def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")).normalize()


_fields: dict[type, tuple[str, ...] | None] = {}  # of dataclasses; None for any other type


def _fields_of(kind: type) -> tuple[str, ...] | None:
    if kind not in _fields:
        _fields[kind] = tuple(item.name for item in fields(kind)) if is_dataclass(kind) else None
    return _fields[kind]


class Evidence:
    """Collected facts. paise: amounts; percents, numbers: plain values; dates: (day, month).

    A page of results is thousands of values in every turn that shows one, most of them the same few texts again.
    """

    def __init__(self) -> None:
        self.paise: set[int] = set()
        self.numbers: set[Decimal] = set()
        self.percents: set[Decimal] = set()
        self.dates: set[tuple[int, int]] = set()
        self._read: set[str] = set()  # texts that were taken in

    def add(self, value: Any, *, name: str = "", depth: int = DEPTH) -> None:
        """Take in a tool result (dataclasses, tuples, mappings, plain values)."""
        self._add(value, name, depth)

    def _add(self, value: Any, name: str, depth: int) -> None:
        if depth == 0 or value is None or isinstance(value, bool):
            return
        if isinstance(value, str):
            if value not in self._read:
                self.add_text(value)
        elif isinstance(value, int | float | Decimal):
            self._add_number(value, name)
        elif isinstance(value, tuple | list | set | frozenset):
            self.numbers.add(Decimal(len(value)))
            for item in value:
                self._add(item, name, depth - 1)
        elif (names := _fields_of(type(value))) is not None:
            for field in names:
                self._add(getattr(value, field), field, depth - 1)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self._add(item, str(key), depth - 1)

    def add_text(self, text: str) -> None:
        """Take in words: all numbers, amounts, percents and dates written in them."""
        if text in self._read:
            return
        self._read.add(text)
        if DIGIT.search(text) is None:
            return
        self.numbers.update(number(found) for found in NUMBER.findall(text))
        if "₹" in text:
            self.paise.update(int(number(found) * 100) for found in MONEY.findall(text))
        if "%" in text:
            self.percents.update(number(found) for found in PERCENT.findall(text))
        if "-" in text:
            self.dates.update((int(day), int(month)) for month, day in ISO_DATE.findall(text))
        if len(text.split(maxsplit=1)) > 1:  # a day of a month is two words
            named = DAY_MONTH.findall(text)
            self.dates.update((int(day), MONTHS.index(month.lower()) + 1) for day, month in named)

    def add_money(self, paise: int) -> None:
        """Take in an amount computed from tool results (a difference, a sum)."""
        self.paise.add(paise)

    def _add_number(self, value: int | float | Decimal, name: str) -> None:
        if name.endswith("_paise"):
            self.paise.add(int(value))
        elif isinstance(value, int):
            self.numbers.add(Decimal(value))
        else:
            self.numbers.add(Decimal(str(value)).normalize())
