"""What was bought, handed down: orders registers how to read it, and apps below orders read it without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Purchase:
    """One product of one order that went through. basket: the same for things of one order. region: a state code.

    sizes: of the pieces that were kept. price_paise: of one piece, before offers. gift: it went to somebody else.
    """

    owner_key: str
    product_id: int
    basket: str
    at: datetime
    region: str = ""
    sizes: tuple[str, ...] = ()
    price_paise: int = 0
    gift: bool = False


Reader = Callable[[Sequence[str]], Iterable[Purchase]]
_readers: list[Reader] = []


def purchase_reader(reader: Reader) -> Reader:
    """Register a function from owner keys (none: everybody's) to purchases, oldest first."""
    _readers.append(reader)
    return reader


def purchases(*owner_keys: str) -> list[Purchase]:
    """Return what these owners bought, or what everybody bought where none is named, oldest first."""
    return [row for reader in _readers for row in reader(owner_keys)]
