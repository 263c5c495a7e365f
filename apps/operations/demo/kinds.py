"""The kinds of thing that the demo shop sells, read from the tables in data/."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
BY_PERSON = ("Kids", "Footwear")  # departments in which leaves of the same name lie under several people
TABLES = ("women", "men", "kids_shoes_bags", "accessories", "home")


@dataclass(frozen=True, slots=True)
class Kind:
    """How to make products of one kind. price: the usual range in rupees; colours: how many, 0 for by chance."""

    slug: str
    path: tuple[str, ...]
    noun: str
    art: str
    count: int
    price: tuple[int, int]
    hsn: str
    gst: str
    returns: str
    sizes: str
    palette: str
    brands: tuple[str, ...]
    gender: tuple[str, ...]
    age_group: str
    materials: dict[str, float]
    patterns: dict[str, float]
    occasions: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]
    title: str
    features: tuple[str, ...]
    tags: tuple[str, ...]
    season: str = ""
    colours: int = 0

    @property
    def leaf(self) -> str:
        """The slug of the category it lies in."""
        first = self.path[1] if self.path[0] in BY_PERSON else self.path[0]
        return "-".join(word for name in (first, self.path[-1]) for word in _words(name))


def _words(name: str) -> list[str]:
    kept = "".join(letter if letter.isalnum() or letter == " " else "" for letter in name.lower())
    return kept.split()


def _kind(row: dict[str, Any]) -> Kind:
    known = {field.name for field in fields(Kind)}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key in known
    }
    values["attributes"] = {key: tuple(options) for key, options in row["attributes"].items()}
    return Kind(**values)


@cache
def read_table(name: str) -> Any:
    """Return a table of data/, read once."""
    return yaml.load((DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of the tables."""
    kinds: list[Kind] = []
    for table in TABLES:
        data = read_table(table)
        kinds += [_kind({**data["defaults"], **row}) for row in data["kinds"]]
    return tuple(kinds)
