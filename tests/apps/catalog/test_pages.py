"""The classic shop window: every page answers, without a script, in a fixed number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.catalog.models import Category, Favourite, Product, Store
from apps.orders.models import CartLine
from tests.apps.catalog.factories import make_category, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db: None) -> Store:
    return make_store("Pune", pin="411001")


@pytest.fixture
def kurta(store: Store) -> Product:
    return make_product(
        "Neelam cotton kurta",
        category="Kurtas",
        colours=("Blue", "Red"),
        attributes={"material": ["Cotton"]},
        price=899,
        mrp=1199,
        store=store,
    )


@pytest.fixture
def shirts(store: Store) -> list[Product]:
    return [make_product(f"Linen shirt {number}", price=1500 + number, store=store) for number in range(30)]


@pytest.mark.parametrize(
    "path", ["/shop/", "/search", "/search?q=kurta", "/offers/", "/stores/", "/compare/"]
)
def test_every_page_of_the_shop_window_answers(client: Client, kurta: Product, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_sentence_is_understood_and_its_parts_can_be_taken_away(client: Client, kurta: Product) -> None:
    make_product("Silk saree", category="Sarees", price=4500)
    page = client.get("/search", {"q": "blue kurta under 1000"})
    assert page.context["results"].total == 1
    labels = [chip.label for chip in page.context["chips"]]
    assert "up to ₹1,000" in labels
    without_price = next(chip for chip in page.context["chips"] if chip.label == "up to ₹1,000").url
    again = client.get(without_price)
    assert again.status_code == 200
    assert "up to ₹1,000" not in [chip.label for chip in again.context["chips"]]


def test_the_page_speaks_in_the_words_that_were_typed(client: Client, kurta: Product) -> None:
    page = client.get("/search", {"q": "neela kurta 1000 tak"})
    assert "“neela kurta 1000 tak”" in page.content.decode()
    cheapest = next(url for label, url, _current in page.context["sorts"] if "low" in str(label))
    again = client.get(cheapest)
    assert "“neela kurta 1000 tak”" in again.content.decode()
    assert [card.title for card in again.context["results"].cards] == ["Neelam cotton kurta"]


def test_a_department_leads_to_what_is_below_it(client: Client, kurta: Product) -> None:
    below = Category.objects.get(slug="kurtas")
    below.parent = make_category("Women")
    below.save()
    page = client.get("/c/women/")
    assert 'href="/c/kurtas/"' in page.content.decode()


def test_the_filter_form_keeps_what_it_does_not_show(client: Client, kurta: Product) -> None:
    page = client.get("/search", {"q": "kurta", "text": "kurta", "x.colour": "Green", "sort": "price"})
    assert ("x.colour", "Green") in page.context["hidden"]
    assert ("sort", "price") in page.context["hidden"]


def test_results_come_in_pages(client: Client, shirts: list[Product]) -> None:
    first = client.get("/c/shirts/")
    second = client.get("/c/shirts/?page=2")
    assert len(first.context["results"].cards) == 24
    assert len(second.context["results"].cards) == 6
    assert b"page=2" in first.content


def test_a_category_can_be_narrowed_but_not_left(
    client: Client, kurta: Product, shirts: list[Product]
) -> None:
    page = client.get("/c/kurtas/", {"f.colour": "Blue", "f.category": "Shirts"})
    assert [card.title for card in page.context["results"].cards] == ["Neelam cotton kurta"]


def test_htmx_gets_only_the_results(client: Client, kurta: Product) -> None:
    page = client.get("/search?q=kurta", headers={"HX-Request": "true", "HX-Target": "results"})
    assert b"<html" not in page.content
    assert b'id="results"' in page.content


def test_a_product_page_offers_the_sizes_of_the_picked_colour(client: Client, kurta: Product) -> None:
    page = client.get(kurta.get_absolute_url(), {"colour": "Red"})
    picks = page.context["picks"]
    assert picks.colour == "Red"
    red = set(kurta.variants.filter(colour="Red").values_list("pk", flat=True))
    assert {choice.variant_id for choice in picks.sizes} == red


def test_a_product_that_is_not_for_sale_does_not_exist(client: Client, kurta: Product) -> None:
    Product.objects.update(is_active=False)
    assert client.get(kurta.get_absolute_url()).status_code == 404


def test_stock_near_a_pin_code_is_shown_and_remembered(client: Client, kurta: Product, store: Store) -> None:
    page = client.get(kurta.get_absolute_url(), {"place": "411 001"})
    assert page.context["place"] == "411001"
    assert page.context["delivery"].serviceable
    assert store.name in page.content.decode()
    assert client.get(kurta.get_absolute_url()).context["place"] == "411001"


def test_a_place_that_does_not_exist_is_said(client: Client, kurta: Product) -> None:
    page = client.get(kurta.get_absolute_url(), {"place": "000000"})
    assert page.status_code == 200
    assert page.context["place_problem"]


def test_adding_to_the_cart_needs_a_size(client: Client, kurta: Product) -> None:
    answer = client.post("/cart/add/", {"next": kurta.get_absolute_url()})
    assert answer.status_code == 302
    assert answer["Location"] == kurta.get_absolute_url()
    assert not CartLine.objects.exists()


def test_a_heart_keeps_and_lets_go(client: Client, asha: User, kurta: Product) -> None:
    client.force_login(asha)
    client.post("/favourite/", {"product_id": kurta.pk, "keep": "1"})
    assert Favourite.objects.get().owner_key == f"user:{asha.pk}"
    assert "Neelam" in client.get("/account/favourites/").content.decode()
    client.post("/favourite/", {"product_id": kurta.pk, "keep": "0"})
    assert not Favourite.objects.exists()


def test_a_heart_by_htmx_answers_with_the_other_button(client: Client, kurta: Product) -> None:
    answer = client.post("/favourite/", {"product_id": kurta.pk, "keep": "1"}, headers={"HX-Request": "true"})
    assert b'aria-pressed="true"' in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=%00&f.%00=1&min=nan&max=1e99&page=-3&sort=up",
        "/search?f.colour=%00&page=99999&text=x",
        "/search?" + "&".join(f"f.a{number}=1" for number in range(90)),
        "/stores/?place=%00",
        "/c/nothing/",
        "/p/nothing/",
        "/compare/?p=1&p=2&p=x",
    ],
)
def test_nonsense_in_an_address_breaks_nothing(client: Client, kurta: Product, path: str) -> None:
    assert client.get(path).status_code in {200, 400, 404}


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what a process remembers between requests is read once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("path", "most"), [("/shop/", 41), ("/search?q=shirt", 25), ("/c/shirts/", 25)])
def test_the_number_of_queries_does_not_grow_with_the_products(
    client: Client, shirts: list[Product], path: str, most: int
) -> None:
    before = queries_of(client, path)
    for number in range(5):
        make_product(f"Denim shirt {number}", price=1200)
    assert queries_of(client, path) < before + 5  # a section that was empty before may fill
    assert before <= most


def test_a_product_page_costs_a_fixed_number_of_queries(
    client: Client, kurta: Product, shirts: list[Product]
) -> None:
    assert queries_of(client, kurta.get_absolute_url()) <= 44


def test_a_hindi_page_names_categories_in_hindi_and_its_filter_still_finds(
    client: Client, kurta: Product
) -> None:
    make_product("Amrit milk frother", category="Milk Frothers", price=700)
    page = client.get("/search", {"q": ""}, headers={"accept-language": "hi"})
    html = page.content.decode()
    assert "<span>कुर्ते</span>" in html
    assert "<span>Milk Frothers</span>" in html  # there is no word for it
    assert 'value="Kurtas"' in html
    found = client.get(
        "/search", {"q": "", "text": "", "f.category": "Kurtas"}, headers={"accept-language": "hi"}
    )
    assert [card.title for card in found.context["results"].cards] == ["Neelam cotton kurta"]
    assert any("कुर्ते" in chip.label for chip in found.context["chips"])
    category = Category.objects.get(name="Kurtas")
    own = client.get(category.get_absolute_url(), headers={"accept-language": "hi"}).content.decode()
    assert "<h1>कुर्ते</h1>" in own
    english = client.get(category.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "<h1>Kurtas</h1>" in english
