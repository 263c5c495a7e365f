"""A search and its address: every part of a query survives the way there and back."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from apps.catalog.search_url import is_understood, query_from, search_url, without_limit
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort

FULL = SearchQuery(
    text="party",
    said="red party kurta not silk under 1500",
    limits=(Limit("colour", ("Red", "Maroon")), Limit("material", ("Silk",), excluded=True)),
    price=MoneyRange(499_50, 1500_00),
    sort=Sort.PRICE_UP,
    in_stock_only=True,
    page=3,
    as_typed=True,
)


@pytest.mark.parametrize("query", [FULL, SearchQuery(), SearchQuery(text="x", said="x"), SearchQuery(page=2)])
@pytest.mark.parametrize("typed", ["", "lal kurta & more"])
def test_a_query_comes_back_from_its_address(query: SearchQuery, typed: str) -> None:
    params = QueryDict(urlsplit(search_url(query, typed=typed)).query)
    assert is_understood(params)
    expected = query if query.said or not typed else SearchQuery(said=typed, page=query.page)
    assert query_from(params) == expected


def test_words_alone_are_yet_to_be_understood() -> None:
    assert not is_understood(QueryDict("q=red+kurta"))
    assert is_understood(QueryDict(""))


def test_taking_a_limit_away_keeps_the_rest() -> None:
    softer = without_limit(FULL, FULL.limits[0])
    assert softer.limits == FULL.limits[1:]
    assert softer.said == "party"
    assert softer.page == 1


@pytest.mark.parametrize(
    "params", ["min=abc", "min=-5", "min=Infinity", "max=1e30", "page=0", "page=²", "sort=zz"]
)
def test_what_cannot_be_read_counts_as_not_given(params: str) -> None:
    assert query_from(QueryDict(params)) == SearchQuery()
