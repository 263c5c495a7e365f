"""The words of the running catalogue, as the language understanding wants them."""

from __future__ import annotations

from collections import Counter

from apps.catalog.facts import CATEGORY, facts
from apps.catalog.models import Category, Product, Store
from apps.catalog.versions import catalog_version
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.retrieval.text import words
from retailgenie.lib.remembered import Remembered


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of the running catalogue, the same object until the catalogue changes."""
    return _vocabulary.get()


def knows_word(word: str) -> bool:
    """Say whether a word means something to this shop, in any of its languages."""
    return current_vocabulary().knows(word) or bool(current_vocabulary().meanings(word))


def _build() -> Vocabulary:
    values = facts().values()
    # Upper categories hold no products themselves, but people name them.
    values[CATEGORY] = list(
        dict.fromkeys([*Category.objects.values_list("name", flat=True), *values.get(CATEGORY, [])])
    )
    counted: Counter[str] = Counter()
    for title in (
        Product.objects.filter(is_active=True).values_list("title", flat=True).iterator(chunk_size=5_000)
    ):
        counted.update(set(words(title)))
    cities = Store.objects.filter(is_active=True).values_list("city", flat=True).distinct()
    return Vocabulary.build(values=values, words=counted, cities=list(cities))


_vocabulary: Remembered[Vocabulary] = Remembered(_build, catalog_version)
