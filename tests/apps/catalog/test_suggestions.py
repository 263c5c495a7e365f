"""Suggestions from purchases: their reasons, stock, limits, strangers, and shops without any orders."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from apps.catalog import recommender as module
from apps.catalog.models import Product, Stock
from apps.catalog.recommendations import (
    bought_together,
    recommend_products,
    similar_products,
    trending_products,
)
from apps.catalog.recommender import Learned, recommender, recommender_learn
from apps.catalog.suggestions import buy_again, region_of
from apps.ledger import purchases as feed
from apps.ledger.purchases import Purchase
from apps.rollout.models import Kind
from apps.rollout.selectors import forget, model_running
from apps.rollout.services import alias_rollback
from retailgenie.ai.types import Cards, MoneyRange, SearchQuery

from .factories import NOW, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The results of the machine's own shop stay as they are."""
    monkeypatch.setattr(module, "FOLDER", tmp_path)


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> list[Purchase]:
    """What orders would hand down, kept in a list."""
    rows: list[Purchase] = []

    def read(owner_keys: Sequence[str]) -> list[Purchase]:
        return [row for row in rows if not owner_keys or row.owner_key in owner_keys]

    monkeypatch.setattr(feed, "_readers", [read])
    return rows


def order(
    rows: list[Purchase], owner: str, products: Iterable[Product], *, days: int, region: str = "MH"
) -> None:
    basket = f"{owner}-{days}-{len(rows)}"
    at = NOW - timedelta(days=days)
    rows += [Purchase(owner, product.pk, basket, at, region) for product in products]


@pytest.fixture
def shop(bought: list[Purchase]) -> dict[str, Product]:
    """A kurta that goes with a jutti, a lamp that nobody combines, and a rug that asha buys every month."""
    names = ("Kurta", "Jutti", "Lamp", "Rug", "Tray")
    made = {name: make_product(name, category=f"{name}s", popularity=1) for name in names}
    for number in range(6):
        order(bought, f"user:{100 + number}", [made["Kurta"], made["Jutti"]], days=10 + number)
    order(bought, "user:200", [made["Kurta"], made["Lamp"]], days=20, region="KA")
    for days in (90, 60, 30):
        order(bought, "user:1", [made["Rug"]], days=days)
    order(bought, "user:1", [made["Kurta"]], days=40)
    return made


def learn() -> Learned:
    learned = recommender_learn(now=NOW)
    assert learned is not None
    forget()
    return learned


def sell_out(product: Product) -> None:
    Stock.objects.filter(variant__product=product).update(on_hand=0)


def ids(cards: Cards) -> list[int]:
    return [card.product_id for card in cards.cards]


def running_version() -> str:
    running = model_running(Kind.RECOMMENDER)
    assert running is not None
    return running.version


def test_what_lies_in_the_same_baskets_is_shown_with_the_number_of_orders(shop: dict[str, Product]) -> None:
    learn()
    found = bought_together(shop["Kurta"].pk)
    assert ids(found) == [shop["Jutti"].pk]  # one order with the lamp is chance, not company
    assert found.cards[0].why == "Bought together in 6 orders"


def test_a_companion_that_is_sold_out_is_not_suggested(shop: dict[str, Product]) -> None:
    learn()
    sell_out(shop["Jutti"])
    assert shop["Jutti"].pk not in ids(bought_together(shop["Kurta"].pk))


def test_buy_again_shows_own_purchases_with_how_often_and_when(shop: dict[str, Product]) -> None:
    learn()
    found = buy_again(owner_key="user:1", now=NOW)
    assert ids(found)[0] == shop["Rug"].pk
    assert found.cards[0].why.startswith("You bought this 3 times, last on ")
    assert set(ids(found)) == {shop["Rug"].pk, shop["Kurta"].pk}


def test_buy_again_knows_nothing_of_strangers_and_visitors(shop: dict[str, Product]) -> None:
    learn()
    assert ids(buy_again(owner_key="user:999", now=NOW)) == []
    assert ids(buy_again(owner_key="", now=NOW)) == []


def test_buy_again_leaves_out_what_is_sold_out(shop: dict[str, Product]) -> None:
    learn()
    sell_out(shop["Rug"])
    assert ids(buy_again(owner_key="user:1", now=NOW)) == [shop["Kurta"].pk]


def test_a_person_gets_what_goes_with_their_purchases_and_is_told_why(shop: dict[str, Product]) -> None:
    learn()
    found = recommend_products(SearchQuery(), owner_key="user:1")
    assert ids(found)[0] == shop["Jutti"].pk
    assert found.cards[0].why == "Because you bought Kurta"
    assert shop["Rug"].pk not in ids(found)  # bought already: that is what buy again is for


def test_a_limit_on_the_price_holds_for_suggestions_too(shop: dict[str, Product]) -> None:
    dear = make_product("Dear jutti", category="Juttis", price=9_000)
    learn()
    found = recommend_products(SearchQuery(price=MoneyRange(None, 100_000)), owner_key="user:1")
    assert found.cards
    assert dear.pk not in ids(found)


def test_a_person_without_history_gets_what_sells_with_a_reason(shop: dict[str, Product]) -> None:
    learn()
    found = recommend_products(SearchQuery(), owner_key="visitor:new")
    assert ids(found)[:2] == [shop["Kurta"].pk, shop["Jutti"].pk]
    assert all(card.why for card in found.cards)


def test_what_sells_is_what_sells_in_the_persons_state(shop: dict[str, Product]) -> None:
    learn()
    assert region_of("user:200", now=NOW) == "KA"
    found = trending_products(owner_key="user:200")
    assert ids(found)[0] in (shop["Kurta"].pk, shop["Lamp"].pk)
    assert found.cards[0].why == "Popular in your state now"


def test_a_shop_without_orders_suggests_by_what_the_catalogue_says(bought: list[Purchase]) -> None:
    shirt = make_product("Blue shirt", popularity=3)
    assert recommender_learn(now=NOW) is None
    assert recommender() is None
    assert ids(trending_products()) == [shirt.pk]
    assert ids(bought_together(shirt.pk)) == []
    assert ids(buy_again(owner_key="user:1")) == []


def test_similar_products_are_never_sold_out(bought: list[Purchase]) -> None:
    shirt, other = make_product("Blue shirt"), make_product("Blue linen shirt")
    sell_out(other)
    assert ids(similar_products(shirt.pk)) == []


def test_orders_after_the_instant_change_nothing(shop: dict[str, Product], bought: list[Purchase]) -> None:
    first = learn()
    before = recommender()
    bought.append(Purchase("user:7", shop["Tray"].pk, "later", NOW + timedelta(days=1), "MH"))
    second = learn()
    assert (first.purchases, second.purchases) == (18, 18)
    after = recommender()
    assert before is not None
    assert after is not None
    assert (before.tables.sold == after.tables.sold).all()


def test_each_run_is_a_version_and_the_one_before_can_come_back(
    shop: dict[str, Product], bought: list[Purchase]
) -> None:
    learn()
    first = running_version()
    order(bought, "user:300", [shop["Lamp"], shop["Tray"]], days=1)
    recommender_learn(now=NOW + timedelta(hours=1))
    forget()
    assert running_version() != first
    alias_rollback(kind=Kind.RECOMMENDER, now=NOW)
    forget()
    assert running_version() == first
    loaded = recommender()
    assert loaded is not None
    assert loaded.goes_with(shop["Tray"].pk) == []


def test_a_version_whose_files_are_gone_is_done_without(shop: dict[str, Product]) -> None:
    import shutil

    learn()
    running = model_running(Kind.RECOMMENDER)
    assert running is not None
    shutil.rmtree(running.path)
    module._loaded.clear()
    assert recommender() is None
    assert trending_products().cards
