"""Reads a search sentence into a typed query, with the words of the running catalogue."""

from __future__ import annotations

from dataclasses import replace

from apps.catalog.spelling import taken_apart
from apps.catalog.vocabulary import current_vocabulary
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.types import MoneyRange, SearchQuery, Sort

MAX_SAID = 300  # characters; nobody searches for more


def understand(said: str, language: str = "", page_size: int = 12) -> SearchQuery:
    """Return limits, price, sort and the words left of a sentence; `language` (of the page) decides nothing yet."""
    sentence = " ".join(said[:MAX_SAID].replace("\x00", " ").split())
    if not sentence:
        return SearchQuery(page_size=page_size)
    query = parse_query(taken_apart(sentence), current_vocabulary()).query
    says_nothing = not query.text and not query.limits and query.price == MoneyRange()
    if says_nothing and query.sort is Sort.RELEVANCE and not query.in_stock_only:
        query = replace(query, text=sentence)  # nothing but small words: "AA" is a battery
    return replace(query, said=query.said or sentence, page_size=page_size)
