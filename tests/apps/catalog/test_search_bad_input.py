"""Whatever a search is asked, through the page or REST, the answer is results or a clear refusal."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog.indexing import catalog_index
from apps.catalog.search import search
from apps.catalog.understanding import understand
from apps.operations.bench.bad_input import BAD, CLEAR
from retailgenie.ai.types import SearchQuery
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db

REST = ("/api/v1/search", "/api/v1/search/legacy")
NAMES = (
    "q",
    "text",
    "said",
    "f.colour",
    "x.size",
    "f.\x00",
    "min",
    "max",
    "sort",
    "stock",
    "plain",
    "page",
    "page_size",
)
VALUES = st.one_of(
    st.text(max_size=60), st.integers().map(str), st.floats().map(str), st.sampled_from(["a" * 10_000, "٣"])
)


@pytest.fixture
def shop() -> None:
    make_product("Red cotton kurta", category="Kurtas", colours=["Red"], price=900)
    catalog_index()


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_gets_a_clear_answer_at_every_door(shop: None, client: Client, name: str) -> None:
    for address in (reverse("catalog:search"), *REST):
        assert client.get(address, BAD[name]).status_code in CLEAR


def test_too_many_filters_are_refused_and_not_half_obeyed(shop: None, client: Client) -> None:
    answer = client.get("/api/v1/search", BAD["200 filters"])
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_arguments")
    assert "limits" in answer.json()["message"]


def test_a_page_far_behind_the_last_one_is_empty_and_says_how_many_there_are(shop: None) -> None:
    results = search(SearchQuery(text="kurta", page=10_000))
    assert (results.total, results.cards) == (1, ())


def test_the_wish_is_still_found_in_a_pile_of_words(shop: None) -> None:
    results = search(understand("red kurta under 1000 " * 500))
    assert [card.title for card in results.cards] == ["Red cotton kurta"]


@given(query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), address=st.sampled_from(REST))
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_no_question_breaks_the_rest_search(
    shop: None, client: Client, query: Mapping[str, str], address: str
) -> None:
    cleaned = {name: value.encode("utf-8", "ignore").decode() for name, value in query.items()}
    answer = client.get(address, cleaned)
    assert answer.status_code in CLEAR
    assert answer.json()["code" if answer.status_code != 200 else "data"]
