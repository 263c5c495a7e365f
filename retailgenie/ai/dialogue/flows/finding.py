# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Looking for things: search, narrow, sort, more, categories, recommendations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue import queries
from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.known import MY_SIZE, in_my_size, source_of
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import mentions, of_everything
from retailgenie.ai.nlu.shown_in_hindi import in_hindi
from retailgenie.ai.types import (
    BlockKind,
    Cards,
    Language,
    MoneyRange,
    SearchQuery,
    SearchResults,
    Segment,
    Sort,
)

FACET_CHIPS = 2
TOO_DEAR = re.compile(
    r"^\W*(?:(?:it'?s|its|that'?s|they are|ye|yeh|bahut|bohot|itn[aie]|kaafi|thoda|too|very|so|zyada|बहुत|ये|यह|इतना|काफ़ी) )*"
    r"(?:expensive|costly|pricey|dear|mehe?ng[aie]|mahang[aie]|महँ?ं?ग[ाीे])(?: (?:hai|h|he|hain|yaar|bhai|lag raha|for me|है|हैं))*\W*$",
    re.IGNORECASE,
)
STARTERS = ("trending", "show_offers")  # beside the question what somebody would like to see


def _wish(turn: Turn, frame: Frame, segment: Segment) -> dict[str, Any] | None:
    """The wish as arguments of the tool; also kept as the query that later words refine."""
    query = segment.query
    if query is not None and of_everything(segment):
        return _kept(turn, SearchQuery(sort=query.sort))
    if query is None or queries.is_empty(query):
        return None
    query = _with_what_was_begun(turn, query)
    return _kept(turn, _my_size(turn, segment, replace(query, said=query.said or segment.text)))


def _with_what_was_begun(turn: Turn, query: SearchQuery) -> SearchQuery:
    """What was told before any kind of thing was ("a gift for mom, 2k", "in yellow") holds for the kind named now."""
    last = turn.state.query
    if last is None or last.limit("category") is not None or query.limit("category") is None:
        return query
    own = {x.attribute for x in query.limits}
    limits = tuple(x for x in last.limits if x.attribute not in own)
    price = query.price if query.price != MoneyRange() else last.price
    return replace(query, limits=(*query.limits, *limits), price=price)


def _my_size(turn: Turn, segment: Segment, query: SearchQuery) -> SearchQuery:
    """ "Shirts in my size": limited to the size that is known, and said so; else told how to say it."""
    if not MY_SIZE.search(segment.text):
        return query
    limited, item = in_my_size(turn, segment.text, query)
    if item is not None:
        turn.say("my_size", size=item.value, source=source_of(turn, item))
    elif query.limit("size") is None:
        turn.say("my_size_unknown")
    return limited


def _wish_in_free_words(turn: Turn, frame: Frame, segment: Segment) -> dict[str, Any] | None:
    """After "what are you looking for?" any words are the wish."""
    if frame.asked != "wish":
        return _wish(turn, frame, segment)
    return _wish(turn, frame, segment) or _kept(turn, SearchQuery(text=segment.text, said=segment.text))


def _kept(turn: Turn, query: SearchQuery) -> dict[str, Any]:
    turn.put(query=query)
    turn.evidence.add(query)
    return queries.arguments(query)


def _narrowed(turn: Turn, frame: Frame, segment: Segment) -> dict[str, Any] | None:
    last = turn.state.query
    if last is None:
        return _wish(turn, frame, segment)
    new = segment.query or SearchQuery()
    if segment.intent == "gift_ideas":  # the occasion of a gift names no goods
        new = replace(new, text="")
        if queries.is_empty(new):
            return _kept(turn, replace(last, said=f"{last.said} {new.said}".strip(), page=1))
    if mentions(segment, "cheaper", "cheap") or TOO_DEAR.match(segment.text):
        text = "" if TOO_DEAR.match(segment.text) else new.text
        new = replace(new, text=text, sort=Sort.PRICE_UP)
    if MY_SIZE.search(segment.text):
        sized = _my_size(turn, segment, queries.merged(last, new))
        return _kept(turn, sized)
    if queries.is_empty(new) and new.sort is Sort.RELEVANCE and not new.in_stock_only:
        return None
    return _kept(turn, queries.merged(last, new))


def _sorted(turn: Turn, frame: Frame, segment: Segment) -> dict[str, Any] | None:
    sort = segment.query.sort if segment.query else Sort.RELEVANCE
    if sort is Sort.RELEVANCE:
        sort = _sort_in(segment)
    last = turn.state.query or segment.query
    if last is None or (queries.is_empty(last) and not turn.state.query):
        return None
    return _kept(turn, replace(queries.merged(last, segment.query or SearchQuery()), sort=sort, page=1))


def _sort_in(segment: Segment) -> Sort:
    if mentions(segment, "rated", "rating", "review", "reviews", "best", "good"):
        return Sort.RATING
    if mentions(segment, "new", "newest", "latest"):
        return Sort.NEWEST
    if mentions(segment, "popular", "trending", "famous"):
        return Sort.POPULAR
    if mentions(segment, "discount", "off", "sale"):
        return Sort.DISCOUNT
    return Sort.PRICE_DOWN if mentions(segment, "expensive", "costly", "high", "premium") else Sort.PRICE_UP


def _next_page(turn: Turn, frame: Frame) -> dict[str, Any] | None:
    last = turn.state.query
    if last is None:
        return None
    if last.page * last.page_size >= turn.state.total > 0:
        return queries.arguments(last)
    return _kept(turn, replace(last, page=last.page + 1))


def _search_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    return dict(frame.slots["wish"])


def _show_results(turn: Turn, frame: Frame) -> None:
    results: SearchResults = turn.results["search_products"]
    query = turn.state.query or results.query
    turn.evidence.add(query)
    turn.put(total=results.total)
    words = queries.described(query, turn.text)
    if not results.cards:
        turn.say("nothing_found" if query.page == 1 else "no_more", words=words)
        turn.offer("trending", "browse_category", "talk_to_human")
        return
    story = queries.is_story(query)
    if results.corrected and not story:
        turn.say("spelling_corrected", words=results.corrected)
    found = "found_one" if results.total == 1 else "found"
    if not queries.names_kind(query, [f"{card.title} {card.category}" for card in results.cards]):
        found = "found_near"
    key = "found_relaxed" if results.relaxed else "found_more" if query.page > 1 else found
    if results.not_carried and query.page == 1 and not story:
        turn.say("not_carried", missing=f"“{results.not_carried}”")
    else:
        given_up = ", ".join(results.relaxed)
        turn.say(key if words else "found_plain", total=results.total, words=words, given_up=given_up)
    turn.show(BlockKind.PRODUCTS, results)
    turn.remember_products(results.cards)
    _search_chips(turn, results, query)


def _show_more(turn: Turn, frame: Frame) -> None:
    """Show the next page, or say that there is none."""
    results: SearchResults = turn.results["search_products"]
    seen = {memo.product_id for memo in turn.state.shown.products}
    query = turn.state.query or results.query
    words = queries.described(query, turn.text)
    if not words or any(card.product_id not in seen for card in results.cards):
        _show_results(turn, frame)
        return
    turn.evidence.add(query)
    turn.say("no_more", words=words)
    turn.offer("sort_results", "compare_products", "trending")


def _search_chips(turn: Turn, results: SearchResults, query: SearchQuery) -> None:
    if len(results.cards) > 1 and query.sort is Sort.RELEVANCE:
        turn.offer("sort_results")
    if results.total > query.page * query.page_size:
        turn.offer("show_more")
    open_facets = [
        x for x in results.facets if x.attribute in ("material", "colour", "occasion") and len(x.values) > 1
    ]
    if len(results.cards) > 1:
        turn.offer("compare_products")
    for facet in open_facets[:FACET_CHIPS]:
        if not any(value.selected for value in facet.values):
            turn.offer_words(_label(turn, facet.values[0].value), facet.values[0].value)


def _label(turn: Turn, name: str) -> str:
    """A value of the catalogue as a chip shows it; it still says what the catalogue calls it."""
    return in_hindi(name) if turn.language in (Language.HINDI, Language.MARATHI) else name


SEARCH = Flow(
    ("search_products",),
    (
        Need("wish", ask="what_wish", hear=_wish_in_free_words, free_text=True, ways=STARTERS),
        Call("search_products", _search_arguments),
        Do(_show_results),
    ),
)

REFINE = Flow(
    ("refine_results",),
    (
        Need("wish", ask="what_wish", hear=_narrowed, ways=STARTERS),
        Call("search_products", _search_arguments),
        Do(_show_results),
    ),
)

SORT = Flow(
    ("sort_results",),
    (
        Need("wish", ask="what_wish", hear=_sorted, ways=STARTERS),
        Call("search_products", _search_arguments),
        Do(_show_results),
    ),
)

MORE = Flow(
    ("show_more",),
    (
        Need(
            "wish", ask="what_wish", guess=_next_page, hear=lambda turn, frame, segment: None, ways=STARTERS
        ),
        Call("search_products", _search_arguments),
        Do(_show_more),
    ),
)


def _category(turn: Turn, frame: Frame) -> dict[str, Any]:
    query = frame.said.query
    limit = query.limit("category") if query else None
    return {"parent": limit.values[0] if limit else ""}


def _show_categories(turn: Turn, frame: Frame) -> None:
    rows: tuple[tuple[str, str, int], ...] = turn.results["browse_categories"]
    if not rows:
        turn.say("what_wish")
        return
    turn.say("categories", names=", ".join(_label(turn, name) for name, _, _ in rows))
    for name, _, _ in rows:
        turn.offer_words(_label(turn, name), name)


BROWSE = Flow(("browse_category",), (Call("browse_categories", _category), Do(_show_categories)))


def _taste(turn: Turn, frame: Frame) -> dict[str, Any]:
    query = frame.said.query or SearchQuery()
    turn.evidence.add(query)
    taken = queries.arguments(query)
    wanted = ("text", "said", "limits", "min_price_paise", "max_price_paise")
    return {key: taken[key] for key in wanted}


def _show_recommended(turn: Turn, frame: Frame) -> None:
    cards: Cards = turn.results["recommend_products"]
    show_cards(turn, cards, "recommended")
    if frame.said.query:  # words of the person and the occasion are in no title
        wish = replace(frame.said.query, text="")
        turn.put(query=None if queries.is_empty(wish) else wish, total=0)


def show_cards(turn: Turn, cards: Cards, key: str, **values: object) -> None:
    """Say and show a plain list of products, or that there is none."""
    if not cards.cards:
        turn.say("no_cards")
        turn.offer("search_products", "trending")
        return
    turn.say(key, **values)
    turn.show(BlockKind.PRODUCTS, cards)
    turn.remember_products(cards.cards)
    turn.offer("compare_products", "show_offers")


RECOMMEND = Flow(
    ("recommend_products", "gift_ideas"), (Call("recommend_products", _taste), Do(_show_recommended))
)

TRENDING = Flow(
    ("trending",),
    (
        Call("trending_products"),
        Do(lambda turn, frame: show_cards(turn, turn.results["trending_products"], "trending_now")),
    ),
)


def _show_favourites(turn: Turn, frame: Frame) -> None:
    cards: Cards = turn.results["list_favourites"]
    if cards.cards:
        show_cards(turn, cards, "favourites")
        return
    turn.say("no_favourites")
    turn.offer("search_products", "trending")


FAVOURITES = Flow(("show_favourites",), (Call("list_favourites"), Do(_show_favourites)))

FLOWS = (SEARCH, REFINE, SORT, MORE, BROWSE, RECOMMEND, TRENDING, FAVOURITES)
