"""The catalogue's REST doors answer as the tools do."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.catalog.indexing import catalog_index
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db


def test_smart_search_understands_a_sentence(client: Client) -> None:
    wanted = make_product("Blue cotton shirt", price=900)
    make_product("Blue cotton shirt, fine", price=2900)
    catalog_index()
    data = client.get("/api/v1/search", {"q": "blue shirts under 1500"}).json()["data"]
    assert [card["product_id"] for card in data["cards"]] == [wanted.pk]
    assert data["query"]["price"]["max_paise"] == 1500_00


def test_legacy_search_takes_the_words_as_they_are(client: Client) -> None:
    made = {make_product("Blue cotton shirt", price=price).pk for price in (900, 2900)}
    catalog_index()
    data = client.get("/api/v1/search/legacy", {"q": "blue shirts under 1500"}).json()["data"]
    assert {card["product_id"] for card in data["cards"]} == made


def test_a_product_by_number_and_404_for_an_unknown_one(client: Client) -> None:
    product = make_product()
    assert client.get(f"/api/v1/products/{product.pk}").json()["data"]["card"]["title"] == product.title
    answer = client.get("/api/v1/products/999999999")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("text", ["x" * 10_000, "🙂🙂", "' or 1=1 --", "مرحبا", "%00"])
def test_odd_questions_are_answered(client: Client, text: str) -> None:
    make_product()
    assert (
        client.get("/api/v1/search", {"q": text, "page": "99999", "sort": "up", "page_size": "9"}).status_code
        == 200
    )
    assert client.get("/api/v1/search/legacy", {"q": text}).status_code == 200
