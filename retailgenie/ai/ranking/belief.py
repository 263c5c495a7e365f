"""What several statements and purchases say together: each piece of evidence fades with every newer one against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOLD, BOUGHT = 2.0, 1.0  # weight of a person's own word, and of one thing bought and kept
FADES = 0.5  # what is left of a piece of evidence after each newer one that says something else
SURE = 2 / 3  # share of all weight from which a value may be taken without a question


@dataclass(frozen=True, slots=True)
class Evidence:
    """value: what it speaks for. at: when, in any unit that grows with time. weight: TOLD or BOUGHT."""

    value: str
    at: float
    weight: float


@dataclass(frozen=True, slots=True)
class Belief:
    """newest: the latest evidence for the value. sure: little speaks against it."""

    value: str
    sure: bool
    newest: Evidence


def believed(evidence: Sequence[Evidence]) -> Belief | None:
    """Return what the evidence says, None where there is none; of two equal values the newer one.

    Three orders of M, then one of L: M weighs 3 x 1/2, L weighs 1, so it is M, yet with 1.5 of 2.5 not surely.
    """
    ordered = sorted(evidence, key=lambda x: x.at)
    if not ordered:
        return None
    weights: dict[str, float] = {}
    newest: dict[str, Evidence] = {}
    for place, piece in enumerate(ordered):
        against = sum(later.value != piece.value for later in ordered[place + 1 :])
        weights[piece.value] = weights.get(piece.value, 0.0) + piece.weight * FADES**against
        newest[piece.value] = piece
    best = max(weights, key=lambda value: (weights[value], newest[value].at))
    return Belief(best, weights[best] / sum(weights.values()) >= SURE, newest[best])
