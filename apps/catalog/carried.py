"""What a wish names and the shop does not carry, a brand or a kind of thing: what is shown then is only the nearest."""

from __future__ import annotations

from apps.catalog.lexicon import lexical_index
from apps.catalog.vocabulary import knows_word
from retailgenie.ai.nlu.lexicon import find as hindi_word
from retailgenie.ai.retrieval.text import singular, words
from retailgenie.ai.types import SearchQuery

SHORTEST_NAME = 3  # letters


def not_carried(query: SearchQuery, *, close: bool) -> str:
    """Return the words of a query that name nothing in the shop, as they were said; "" where all are known.

    close: whether words or meaning came near at all.
    """
    if not query.text:
        return ""
    if not close:
        return query.text
    unknown = [word for word in dict.fromkeys(words(query.text)) if _is_unknown(word)]
    return " ".join(unknown)


def _is_unknown(word: str) -> bool:
    if len(word) < SHORTEST_NAME or not (word.isascii() and word.isalpha()) or knows_word(word):
        return False
    return not lexical_index().frequency(singular(word)) and hindi_word(word) is None
