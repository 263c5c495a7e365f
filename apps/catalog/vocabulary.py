"""The words of the running catalogue, as the language understanding wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Q, Value
from django.db.models.functions import Mod

from apps.catalog.facts import BRAND, CATEGORY, facts
from apps.catalog.lexicon import is_slow, lexical_index
from apps.catalog.models import DEFAULT_CATEGORY, Category, Product, Store
from apps.catalog.orderly import orderly
from apps.catalog.versions import catalog_version, connections_closed
from retailgenie.ai.nlu.plain_english import PLAIN_ENGLISH
from retailgenie.ai.nlu.plurals import both_numbers
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.retrieval.text import words
from retailgenie.lib.remembered import Remembered

# Names of kinds that a catalogue must keep before a brand's name limits: where goods are not sorted into kinds, it also
# stands for what fits that brand ("dell": adapters and cases for Dell). nDCG@10 on Chorus 0.763 -> 0.775.
FEWEST_KINDS = 2
MOST_TITLES = 100_000  # read for their words, in a second


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
    cities = Store.objects.filter(is_active=True).values_list("city", flat=True).distinct()
    return Vocabulary.build(values=values, words=_title_words(), cities=list(cities))


def _title_words() -> Mapping[str, int]:
    """Return the words of titles with how many hold them; of a large catalogue the words of every n-th title.

    What those miss, the lexical index tells, in the singular only.
    """
    titles = Product.objects.filter(is_active=True)
    step = len(lexical_index()) // MOST_TITLES + 1
    if step > 1:
        titles = titles.alias(place=Mod("pk", Value(step))).filter(place=0)
    counted: Counter[str] = Counter()
    for title in titles.values_list("title", flat=True).iterator(chunk_size=5_000):
        counted.update(set(words(title)))
    if step > 1:
        for term, count in lexical_index().title_terms().items():
            counted.setdefault(term, count)
    return counted


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


_vocabulary: Remembered[Vocabulary] = Remembered(
    _build, catalog_version, slow=is_slow, after=connections_closed
)
