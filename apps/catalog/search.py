"""The one search of the shop: chat, the classic view and REST all come here with a SearchQuery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import F, FloatField, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from apps.catalog.allowed import Allowed
from apps.catalog.candidates import DEPTH, Wish, by_likeness, candidates
from apps.catalog.cards import product_cards
from apps.catalog.carried import not_carried
from apps.catalog.facets import facets_of
from apps.catalog.facts import CATEGORY, COLOUR, SIZE, facts
from apps.catalog.filters import narrowed, products_allowed
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product
from apps.catalog.nearest import is_large, with_ids
from apps.catalog.reranking import Reranked, reranked
from apps.catalog.rescue import relaxations
from apps.catalog.spelling import speller
from apps.rollout.encoders import one_encoder
from retailgenie.ai.retrieval.fusion import ranked
from retailgenie.ai.retrieval.text import terms
from retailgenie.ai.retrieval.variety import varied
from retailgenie.ai.types import MoneyRange, ProductCard, SearchQuery, SearchResults, Sort, VariantView

MAX_TEXT = 300  # characters that are read of a wish; more is pasted text
MAX_PAGE_SIZE = 60
VARIED = 96  # results in which one thing does not come too often
MAX_IDS = 5_000  # results that are counted, and can be paged to; nobody looks at the two hundredth page

_DISCOUNT = Cast(F("mrp_paise") - F("min_price_paise"), FloatField()) / F("mrp_paise")
_ORDERS: dict[Sort, tuple[str | Combinable, ...]] = {
    Sort.RELEVANCE: ("-popularity", "pk"),
    Sort.POPULAR: ("-popularity", "pk"),
    Sort.PRICE_UP: ("min_price_paise", "-popularity", "pk"),
    Sort.PRICE_DOWN: ("-min_price_paise", "-popularity", "pk"),
    Sort.RATING: ("-rating", "-review_count", "pk"),
    Sort.NEWEST: ("-launched_at", "pk"),
    Sort.DISCOUNT: (_DISCOUNT.desc(), "-popularity", "pk"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """ids: all results in order (at most MAX_IDS). corrected: the spelling that was searched for instead.

    close: what was asked for is among them; where it is not, they are what comes nearest.
    """

    ids: list[int]
    total: int
    corrected: str = ""
    close: bool = True


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
    cards = cards_for(query, order.ids[first : first + query.page_size], owner_key)
    return SearchResults(
        query=query,
        total=found.total,
        cards=tuple(replace(card, why=order.why.get(card.product_id, "")) for card in cards),
        facets=facets_of(found.ids, query) if facets else (),
        relaxed=(relaxed,) if relaxed else (),
        corrected=found.corrected or ("" if query.as_typed else query.mended),
        not_carried="" if query.plain else not_carried(query, close=found.close),
    )


def _liked(query: SearchQuery, found: Found, owner_key: str) -> Reranked:
    """Let the ranker order what was found by relevance; any other order was asked for and stays."""
    if query.plain or query.sort is not Sort.RELEVANCE or not (query.text or query.said) or not found.close:
        return Reranked(found.ids)
    mended = replace(query, text=found.corrected or query.text)
    return reranked(mended, found.ids, owner_key=owner_key)


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
    rows = products_allowed(query).order_by(*_ORDERS[query.sort])
    if is_large():
        rows = narrowed(rows, query)
    if query.plain and query.text:
        return _found_plainly(query, rows)
    limited = bool(query.limits)
    filtered = limited or query.in_stock_only or query.price != MoneyRange()
    allowed = Allowed.of(rows, filtered=filtered)
    if not query.text:
        ids = (
            list(rows.values_list("pk", flat=True)[:MAX_IDS])
            if allowed.ids is None
            else allowed.ids[:MAX_IDS]
        )
        if query.sort is Sort.RELEVANCE and query.said and limited:
            ids = _varied(by_likeness(query.said, allowed, ids))
        return Found(ids, len(ids))
    mended = query.text if query.as_typed else speller().correct(query.text).text
    wish = Wish.of(mended, query.said or mended if limited else mended)
    found = candidates(wish, allowed, limited=limited, kind_is_known=query.limit(CATEGORY) is not None)
    ids = _varied(found.ids) if query.sort is Sort.RELEVANCE else _sorted(found.ids, query.sort)
    return Found(ids, len(ids), mended if ids and mended != query.text else "", found.close)


def _varied(ids: list[int]) -> list[int]:
    """Keep the many colours and sizes of one thing from filling the first pages; the same at every page."""
    first, no_difference = ids[:VARIED], facts().look_words
    titles = dict(with_ids(Product.objects.all(), first).values_list("pk", "title"))

    def series(key: int) -> frozenset[str]:
        return frozenset(word for word in terms(titles.get(key, "")) if word not in no_difference)

    return varied(first, series) + ids[VARIED:]


def _found_plainly(query: SearchQuery, allowed: QuerySet[Product]) -> Found:
    """The legacy search: what plain BM25 finds of the words; the measure that smart search is held against."""
    scores = lexical_index().search(query.text, DEPTH)
    active = set(allowed.filter(pk__in=list(scores)).values_list("pk", flat=True))
    ids = [key for key in ranked(scores) if key in active]
    if query.sort is not Sort.RELEVANCE:
        ids = _sorted(ids, query.sort)
    return Found(ids, len(ids))


def _sorted(ids: Sequence[int], sort: Sort) -> list[int]:
    rows = with_ids(Product.objects.all(), ids).order_by(*_ORDERS[sort])
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
