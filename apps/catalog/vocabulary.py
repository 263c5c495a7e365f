"""The words of the running catalogue, as the language understanding wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Q

from apps.catalog.facts import BRAND, CATEGORY, facts
from apps.catalog.models import DEFAULT_CATEGORY, Category, Product, Store
from apps.catalog.orderly import orderly
from apps.catalog.versions import catalog_version
from retailgenie.ai.nlu.plain_english import PLAIN_ENGLISH
from retailgenie.ai.nlu.plurals import both_numbers
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.retrieval.text import words
from retailgenie.lib.remembered import Remembered


# Names of kinds that a catalogue must keep before a brand's name limits: where goods are not sorted into kinds, it also
# stands for what fits that brand ("dell": adapters and cases for Dell). nDCG@10 on Chorus 0.763 -> 0.775.
FEWEST_KINDS = 2


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of the running catalogue, the same object until the catalogue changes."""
    return _vocabulary.get()


def knows_word(word: str) -> bool:
    """Say whether a word means something to this shop or is everyday English: such a word is no slip."""
    return (
        word in PLAIN_ENGLISH or current_vocabulary().knows(word) or bool(current_vocabulary().meanings(word))
    )


def names_things(term: str) -> bool:
    """Say whether titles or values hold a term (a singular) in either number; words of descriptions only do not."""
    vocabulary = current_vocabulary()
    return any(vocabulary.knows(form) for form in both_numbers(term))


def _build() -> Vocabulary:
    kept = orderly()
    values = {name: given for name, given in facts().values().items() if name in kept}
    if CATEGORY in kept:
        values[CATEGORY] = _category_names(values)
    if len(values.get(CATEGORY, ())) < FEWEST_KINDS:
        values.pop(BRAND, None)
    counted: Counter[str] = Counter()
    for title in (
        Product.objects.filter(is_active=True).values_list("title", flat=True).iterator(chunk_size=5_000)
    ):
        counted.update(set(words(title)))
    cities = Store.objects.filter(is_active=True).values_list("city", flat=True).distinct()
    return Vocabulary.build(values=values, words=counted, cities=list(cities))


def _category_names(values: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names of the lowest and the highest categories, but none that an attribute has as a value.

    What lies between is named for its place ("Shoes" below "Kids"), so its words would limit to the wrong thing.
    "Men" as a category would be taken for one more kind of thing ("men shoes"); as a gender it narrows.
    """
    attributes = (given for name, given in values.items() if name not in (CATEGORY, BRAND))
    elsewhere = {value.casefold() for given in attributes for value in given}
    ends = Category.objects.filter(Q(parent__isnull=True) | Q(children__isnull=True)).exclude(
        name=DEFAULT_CATEGORY
    )
    names = dict.fromkeys(ends.values_list("name", flat=True))
    return [name for name in names if name.casefold() not in elsewhere]


_vocabulary: Remembered[Vocabulary] = Remembered(_build, catalog_version)
