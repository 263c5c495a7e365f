"""The one search of the shop: chat, the classic view and REST all come here with a SearchQuery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from apps.catalog.allowed import Allowed, allowed_by, confirmed_page
from apps.catalog.candidates import DEPTH, Wish, by_likeness, candidates
from apps.catalog.cards import product_cards
from apps.catalog.carried import not_carried
from apps.catalog.facets import facets_of
from apps.catalog.facts import CATEGORY, COLOUR, SIZE, facts
from apps.catalog.filters import products_allowed
from apps.catalog.lexicon import lexical_index
from apps.catalog.memory_taste import by_taste
from apps.catalog.models import Product
from apps.catalog.nearest import with_ids
from apps.catalog.reranking import Reranked, reranked
from apps.catalog.rescue import relaxations
from apps.catalog.sorting import sorted_rows
from apps.catalog.spelling import speller
from apps.rollout.encoders import one_encoder
from retailgenie.ai.retrieval.fusion import ranked
from retailgenie.ai.retrieval.text import terms
from retailgenie.ai.retrieval.variety import varied
from retailgenie.ai.types import ProductCard, SearchQuery, SearchResults, Sort, VariantView

MAX_TEXT = 300  # characters that are read of a wish; more is pasted text
MAX_PAGE_SIZE = 60
VARIED = 96  # results in which one thing does not come too often
MAX_IDS = 5_000  # results that are counted, and can be paged to; nobody looks at the two hundredth page


@dataclass(frozen=True, slots=True)
class Found:
    """ids: all results in order (at most MAX_IDS). corrected: the spelling that was searched for instead.

    close: what was asked for is among them; where it is not, they are what comes nearest.
    every: the ids of all that fits, in any order, where they are more than MAX_IDS.
    """

    ids: list[int]
    total: int
    corrected: str = ""
    close: bool = True
    every: Sequence[int] | NDArray[np.int64] | None = None


@one_encoder()
def search(query: SearchQuery, *, owner_key: str = "", facets: bool = True) -> SearchResults:
    """Return one page of results with facets. Nothing found: one soft limit is given up, and named in `relaxed`."""
    query = bounded(query)
    found, relaxed = find(query), ""
    for words, softer in relaxations(query) if not found.total else ():
        found = find(softer)
        if found.total:
            query, relaxed = replace(softer, page=query.page), words
            break
    first = (query.page - 1) * query.page_size
    order = _liked(query, found, owner_key)
    shown = confirmed_page(query, order.ids[first : first + query.page_size], first=first)
    cards = cards_for(query, shown, owner_key)
    return SearchResults(
        query=query,
        total=found.total,
        cards=tuple(replace(card, why=order.why.get(card.product_id, "")) for card in cards),
        more=found.every is not None and len(found.every) > found.total,
        facets=facets_of(found.ids if found.every is None else found.every, query) if facets else (),
        relaxed=(relaxed,) if relaxed else (),
        corrected=found.corrected or ("" if query.as_typed else query.mended),
        not_carried="" if query.plain else not_carried(query, close=found.close),
    )


def _liked(query: SearchQuery, found: Found, owner_key: str) -> Reranked:
    """Let the ranker order what was found by relevance; any other order was asked for and stays."""
    if query.plain or query.sort is not Sort.RELEVANCE or not (query.text or query.said) or not found.close:
        return Reranked(found.ids)
    mended = replace(query, text=found.corrected or query.text)
    order = reranked(mended, found.ids, owner_key=owner_key)
    return by_taste(query, order, owner_key=owner_key, now=timezone.now())


def bounded(query: SearchQuery) -> SearchQuery:
    """Return the query with its page, size and text within what is served."""
    return replace(
        query,
        text=" ".join(query.text[:MAX_TEXT].replace("\x00", " ").split()),
        said=" ".join(query.said[:MAX_TEXT].replace("\x00", " ").split()),
        page=max(1, query.page),
        page_size=min(MAX_PAGE_SIZE, max(1, query.page_size)),
    )


def find(query: SearchQuery) -> Found:
    """Return the ids of everything that fits, in the order asked for."""
    if query.plain and query.text:
        return _found_plainly(query)
    limited, allowed = bool(query.limits), allowed_by(query)
    if not query.text:
        return _within(query, allowed, limited=limited)
    mended = query.text if query.as_typed else speller().correct(query.text).text
    wish = Wish.of(mended, query.said or mended if limited else mended)
    found = candidates(wish, allowed, limited=limited, kind_is_known=query.limit(CATEGORY) is not None)
    ids = allowed.confirmed(found.ids)
    ids = _varied(ids) if query.sort is Sort.RELEVANCE else _sorted(ids, query.sort)
    return Found(ids, len(ids), mended if ids and mended != query.text else "", found.close)


def _within(query: SearchQuery, allowed: Allowed, *, limited: bool) -> Found:
    """Return what keeps to the limits where no words are left to look for."""
    ids = allowed.first(MAX_IDS)
    is_all = len(ids) < MAX_IDS
    if query.sort is Sort.RELEVANCE and query.said and limited:
        ids = _varied(allowed.confirmed(by_likeness(query.said, allowed, ids)))
    elif not query.in_stock_only:
        ids = allowed.confirmed(ids)
    return Found(ids, len(ids), every=None if is_all else allowed.every())


def _varied(ids: list[int]) -> list[int]:
    """Keep the many colours and sizes of one thing from filling the first pages; the same at every page."""
    first, no_difference = ids[:VARIED], facts().look_words
    titles = dict(with_ids(Product.objects.all(), first).values_list("pk", "title"))

    def series(key: int) -> frozenset[str]:
        return frozenset(word for word in terms(titles.get(key, "")) if word not in no_difference)

    return varied(first, series) + ids[VARIED:]


def _found_plainly(query: SearchQuery) -> Found:
    """The legacy search: what plain BM25 finds of the words; the measure that smart search is held against."""
    scores = lexical_index().search(query.text, DEPTH)
    rows = with_ids(products_allowed(query), list(scores))
    active = set(rows.values_list("pk", flat=True))
    ids = [key for key in ranked(scores) if key in active]
    if query.sort is not Sort.RELEVANCE:
        ids = _sorted(ids, query.sort)
    return Found(ids, len(ids))


def _sorted(ids: Sequence[int], sort: Sort) -> list[int]:
    rows = sorted_rows(with_ids(Product.objects.all(), ids), sort)
    return list(rows.values_list("pk", flat=True))


def cards_for(query: SearchQuery, ids: Sequence[int], owner_key: str) -> tuple[ProductCard, ...]:
    """Return cards that show only variants of the wanted colours and price; every size of them is shown."""
    known = facts()
    wanted: dict[str, set[str]] = {}
    unwanted: dict[str, set[str]] = {COLOUR: set(), SIZE: set()}
    for limit in query.limits:
        values = {known.canonical_value(limit.attribute, value) for value in limit.values}
        if limit.excluded and limit.attribute in unwanted:
            unwanted[limit.attribute] |= values
        elif limit.attribute == COLOUR:
            wanted[COLOUR] = values

    def fits(variant: VariantView) -> bool:
        if variant.colour in unwanted[COLOUR] or variant.size in unwanted[SIZE]:
            return False
        return variant.colour in wanted.get(COLOUR, {variant.colour}) and query.price.allows(
            variant.price_paise
        )

    return product_cards(ids, owner_key=owner_key, shown=fits)
