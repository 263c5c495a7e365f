"""Chance that repeats: the same words give the same draws, whatever else was drawn before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

SEED = "retailgenie demo shop 1"
T = TypeVar("T")


def chance(*parts: object) -> Random:
    """Return a generator of its own for one thing, so that adding a thing changes no other."""
    return Random(":".join([SEED, *map(str, parts)]))


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """Draw one key by its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def some(rng: Random, items: Sequence[T], count: int) -> list[T]:
    """Draw up to `count` different items, in the order they are listed."""
    chosen = set(rng.sample(range(len(items)), min(count, len(items))))
    return [item for index, item in enumerate(items) if index in chosen]
