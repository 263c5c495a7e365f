"""What the shop remembers of a person across conversations: with their consent, each item with where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trait(StrEnum):
    SIZE = "size"
    BRAND = "brand"
    BUDGET = "budget"


class LearntFrom(StrEnum):
    TOLD = "told"  # the person said so
    BOUGHT = "bought"  # they bought it and kept it


@dataclass(frozen=True, slots=True)
class MemoryItem:
    """One thing that is remembered.

    key: names it to those who want it forgotten. kinds: the categories that it is about, () for any thing.
    goods: how the person or the shop calls them. whom: "" for the person, else whom they buy for ("son").
    audience: the catalogue's gender of what was bought, "" where that was not said. at: ISO date of the newest word
    or order that it rests on. sure: nothing newer speaks against it, so that it may be taken without a question.
    """

    key: str
    what: Trait
    value: str
    goods: str = ""
    kinds: tuple[str, ...] = ()
    whom: str = ""
    audience: str = ""
    low_paise: int | None = None
    high_paise: int | None = None
    source: LearntFrom = LearntFrom.TOLD
    at: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class MemoryView:
    """allowed: the person agreed to be remembered. asked: they were asked once, whatever they said."""

    allowed: bool = False
    asked: bool = False
    items: tuple[MemoryItem, ...] = ()
