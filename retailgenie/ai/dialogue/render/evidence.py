"""What may be claimed in this turn: every number, amount, date and word that came from a tool or from the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MONEY = re.compile(r"₹\s?(\d[\d,]*(?:\.\d+)?)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
ISO_DATE = re.compile(r"\b\d{4}-(\d{2})-(\d{2})\b")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)})[a-z]*\b", re.IGNORECASE)
DEPTH = 8  # tool results are flat; deeper is a mistake


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")).normalize()


class Evidence:
    """Collected facts. paise: amounts; percents, numbers: plain values; dates: (day, month)."""

    def __init__(self) -> None:
        self.paise: set[int] = set()
        self.numbers: set[Decimal] = set()
        self.percents: set[Decimal] = set()
        self.dates: set[tuple[int, int]] = set()

    def add(self, value: Any, *, name: str = "", depth: int = DEPTH) -> None:
        """Take in a tool result (dataclasses, tuples, mappings, plain values)."""
        if depth == 0 or value is None or isinstance(value, bool):
            return
        if isinstance(value, str):
            self.add_text(value)
        elif isinstance(value, int | float | Decimal):
            self._add_number(value, name)
        elif is_dataclass(value) and not isinstance(value, type):
            for item in fields(value):
                self.add(getattr(value, item.name), name=item.name, depth=depth - 1)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self.add(item, name=str(key), depth=depth - 1)
        elif isinstance(value, tuple | list | set | frozenset):
            self.numbers.add(Decimal(len(value)))
            for item in value:
                self.add(item, name=name, depth=depth - 1)

    def add_text(self, text: str) -> None:
        """Take in words: all numbers, amounts, percents and dates written in them."""
        for match in MONEY.finditer(text):
            self.paise.add(int(number(match[1]) * 100))
        self.percents.update(number(match[1]) for match in PERCENT.finditer(text))
        self.numbers.update(number(match[0]) for match in NUMBER.finditer(text))
        for match in ISO_DATE.finditer(text):
            self.dates.add((int(match[2]), int(match[1])))
        for match in DAY_MONTH.finditer(text):
            self.dates.add((int(match[1]), MONTHS.index(match[2].lower()) + 1))

    def add_money(self, paise: int) -> None:
        """Take in an amount computed from tool results (a difference, a sum)."""
        self.paise.add(paise)

    def _add_number(self, value: int | float | Decimal, name: str) -> None:
        if name.endswith("_paise"):
            self.paise.add(int(value))
        else:
            self.numbers.add(Decimal(str(value)).normalize())
