"""Second look at what was found: what a title, a brand and its reviews say for a product, beside words and meaning.

Added to a fused score of 0-1. One set of weights for every catalogue, chosen on both development sets together
(docs/results/search.md has what each gives on either).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retailgenie.ai.retrieval.text import terms
from retailgenie.ai.retrieval.unwanted import unwanted_share

UNWANTED = 0.2  # against a title that names what the wish excludes
BRAND = 0.2  # for the brand that the wish names beside other words
REVIEWED = 0.05  # for MANY_REVIEWS, less for fewer: what many people bought is oftener what is meant
MANY_REVIEWS = 160_000
MOST_BRANDS = 20_000  # whose terms are remembered


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is looked at of one product found."""

    title: str
    brand: str = ""
    review_count: int = 0


def evidence(candidate: Candidate, wanted: Sequence[str], unwanted: Sequence[str]) -> float:
    """Return what to add to a product's score. wanted, unwanted: the terms of the wish."""
    found = REVIEWED * math.log1p(candidate.review_count) / math.log1p(MANY_REVIEWS)
    if unwanted:
        found -= UNWANTED * unwanted_share(terms(candidate.title), unwanted)
    return found + (BRAND if _names_brand(candidate.brand, wanted) else 0.0)


def _names_brand(brand: str, wanted: Sequence[str]) -> bool:
    named = _brand_terms(brand)
    return bool(named) and len(named) < len(wanted) and set(named) <= set(wanted)


@lru_cache(maxsize=MOST_BRANDS)
def _brand_terms(brand: str) -> tuple[str, ...]:
    return tuple(terms(brand))
