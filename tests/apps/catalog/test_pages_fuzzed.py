"""Whatever stands in an address, a page answers with a page: never an error of the shop."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.catalog.factories import make_product, make_store

pytestmark = pytest.mark.django_db
PATHS = (
    "/search",
    "/c/kurtas/",
    "/stores/",
    "/compare/",
    "/help/",
    "/orders/",
    "/checkout/",
    "/account/login/",
)
NAMES = (
    "q", "text", "said", "f.colour", "x.size", "f.category", "min", "max", "sort", "stock", "typed", "page",
    "place", "question", "p", "next", "fulfilment",
)  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "blue kurta under 500",
            "\x00",
            "-1",
            "1e309",
            "NaN",
            "९९९",
            "٣",
            "' or 1=1 --",
            "a" * 5000,
            "%",
            "\ud83d",
        ]
    ),
)


@given(path=st.sampled_from(PATHS), query=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=5))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_no_query_string_breaks_a_page(shop: None, client: Client, path: str, query: dict[str, Any]) -> None:
    query = {name: value.encode("utf-8", "ignore").decode() for name, value in query.items()}
    assert client.get(path, query).status_code in {200, 302, 400}


@pytest.fixture
def shop(db: None) -> None:
    make_product("Neelam cotton kurta", category="Kurtas", store=make_store("Pune"))
