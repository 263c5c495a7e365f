"""What the shop asks of an outside stock system, in the shop's own words.

It keeps a log of levels. Reading it again, late, twice or out of order does no harm: each level of a SKU at a place
has a version, and a lower one is old news. What we move is sent under the id of our movement, once or many times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from django.conf import settings

from retailgenie.lib.errors import ShopError


class OutsideUnavailable(ShopError):
    """The system didn't answer, or not in its own language; the same call may be made again later."""

    code: ClassVar[str] = "outside_unavailable"
    status: ClassVar[int] = 503


class CursorExpired(ShopError):
    """The system has forgotten where we were; read from the beginning."""

    code: ClassVar[str] = "outside_cursor_expired"
    status: ClassVar[int] = 410


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Level:
    """What lies at a place. acknowledged: the id of our last movement that is contained in on_hand."""

    sku: str
    place: str
    version: int
    on_hand: int
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Levels after a cursor, any order. more: ask again with the new cursor."""

    levels: tuple[Level, ...]
    cursor: str
    etag: str
    more: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of ours. number: its id, under which it is counted once."""

    number: int
    sku: str
    place: str
    change: int


class OutsideStock(Protocol):
    """Both calls raise OutsideUnavailable; changes raises CursorExpired too."""

    name: str

    def changes(self, *, cursor: str, etag: str, limit: int) -> ChangePage: ...

    def push(self, moves: Sequence[Move]) -> dict[int, Answer]: ...


def outside_stock() -> OutsideStock:
    """Return the system in use: the one at OUTSIDE_STOCK_URL, else the embedded twin."""
    from apps.catalog.outside.http import HttpStock
    from apps.catalog.outside.twin import TwinStock

    url = settings.OUTSIDE_STOCK_URL
    return HttpStock(url, settings.OUTSIDE_STOCK_TOKEN) if url else TwinStock()
