"""The ranker in the shop: neutral without a past, moves only what was found, tells true reasons, is found by alias."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog import ranker as life
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Product
from apps.catalog.ranker import forget_ranker, ranker, ranker_learn, shop_memory
from apps.catalog.ranking_goods import recent_facts
from apps.catalog.reranking import LOOKED_AT, NEW_PLACE, REASONS, reranked, with_a_new_one
from apps.catalog.search import search
from apps.ledger import purchases as feed
from apps.ledger.events import event_record
from apps.ledger.execution import execute_tool
from apps.ledger.models import EventName
from apps.ledger.purchases import Purchase
from apps.rollout.models import Kind
from apps.rollout.selectors import forget, model_running
from retailgenie.ai.ranking.features import FEATURES
from retailgenie.ai.tools.types import Caller, Done
from retailgenie.ai.training.ranker import Trained
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, SearchResults, Sort

from .factories import NOW, make_product

pytestmark = pytest.mark.django_db

CallerOf = Callable[..., Caller]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(life, "FOLDER", tmp_path)  # the models of the machine's own shop stay
    forget_ranker()
    recent_facts.forget()
    yield
    forget_ranker()
    recent_facts.forget()


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> list[Purchase]:
    rows: list[Purchase] = []
    monkeypatch.setattr(
        feed, "_readers", [lambda owners: [x for x in rows if not owners or x.owner_key in owners]]
    )
    return rows


@pytest.fixture
def shop(bought: list[Purchase]) -> list[Product]:
    """Twenty-four shirts of four brands and two kinds, of which one sells."""
    made = [
        make_product(
            f"{colour} cotton {kind}", category=f"{kind}s", brand=f"Brand {number}", price=500 + 100 * number,
            attributes={"material": ["Cotton"]}, colours=(colour,),
        )
        for kind in ("Shirt", "Kurta")
        for number in range(4)
        for colour in ("Blue", "Red", "Green")
    ]  # fmt: skip
    catalog_index()
    return made


def learn(monkeypatch: pytest.MonkeyPatch) -> Trained:
    monkeypatch.setattr(life, "DAYS", 40)
    trained = ranker_learn(now=NOW, simulated_people=60)
    assert trained is not None
    forget()
    return trained


def sold(bought: list[Purchase], product: Product, times: int = 30) -> None:
    bought += [
        Purchase(f"user:{900 + n}", product.pk, f"b{n}", NOW - timedelta(days=1 + n % 5), "MH")
        for n in range(times)
    ]


def wish(**given: Any) -> SearchQuery:
    return SearchQuery(text="cotton shirt", said="cotton shirt", as_typed=True, **given)


def ids(results: SearchResults) -> list[int]:
    return [card.product_id for card in results.cards]


def test_without_a_ranker_the_order_of_the_search_stays(shop: list[Product]) -> None:
    assert ranker() is None
    assert reranked(wish(), [3, 1, 2]).ids == [3, 1, 2]


def test_where_nothing_ever_happened_the_order_stays_though_a_ranker_runs(
    shop: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ids(search(wish()))
    learn(monkeypatch)
    assert ranker() is not None
    after = search(wish())
    assert ids(after) == before
    assert not any(card.why for card in after.cards)


def test_the_same_results_come_in_another_order_and_none_comes_in_or_falls_out(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = wish(page_size=60)
    before = search(query)
    sold(bought, Product.objects.get(pk=ids(before)[6]))
    learn(monkeypatch)
    after = search(query)
    assert sorted(ids(after)) == sorted(ids(before))
    assert after.total == before.total
    assert ids(after).index(ids(before)[6]) < 6


def test_limits_hold_in_the_new_order(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(bought, shop[9])
    learn(monkeypatch)
    query = wish(limits=(Limit("colour", ("Red",)),), price=MoneyRange(None, 70_000), page_size=60)
    found = search(query)
    assert found.cards
    assert all(v.colour == "Red" and v.price_paise <= 70_000 for card in found.cards for v in card.variants)


def test_an_order_that_was_asked_for_is_not_touched(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(bought, shop[0])
    learn(monkeypatch)
    prices = [card.price_paise for card in search(wish(sort=Sort.PRICE_UP, page_size=60)).cards]
    assert prices == sorted(prices)


def test_the_second_page_goes_on_where_the_first_ends(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(bought, shop[4])
    learn(monkeypatch)
    whole = ids(search(wish(page_size=12)))
    parts = [ids(search(wish(page_size=4, page=page))) for page in (1, 2, 3)]
    assert [key for part in parts for key in part] == whole


def test_reasons_are_ours_and_true(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(bought, shop[2])
    learn(monkeypatch)
    owner = "user:900"
    found = search(wish(page_size=60), owner_key=owner)
    known = {str(text) for text in REASONS.values()}
    told = {card.why for card in found.cards} - {""}
    assert told
    assert told <= known
    stranger = search(wish(page_size=60), owner_key="user:1")
    own = {
        str(REASONS[name])
        for name in ("person_brand", "person_product", "person_kind", "price_beside_person")
    }
    assert not own & {card.why for card in stranger.cards}


def test_a_purchase_changes_the_order_for_that_person_alone(
    shop: list[Product], bought: list[Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(bought, shop[0], times=3)
    learn(monkeypatch)
    before = ids(search(wish(page_size=60), owner_key="user:1"))
    last = before[-1]
    bought += [Purchase("user:2", last, f"own{n}", NOW - timedelta(days=n), "MH") for n in range(6)]
    assert ids(search(wish(page_size=60), owner_key="user:1")) == before
    assert ids(search(wish(page_size=60), owner_key="user:2")).index(last) < len(before) - 1


def test_counts_come_from_the_ledger_and_from_orders_before_the_instant(
    shop: list[Product], bought: list[Purchase], caller: CallerOf, asha: User
) -> None:
    product = shop[0]
    at = NOW - timedelta(days=1)
    who = caller(asha)
    event_record(name=EventName.RESULT_SHOWN, caller=who, now=at, products=[product.pk, shop[1].pk])
    event_record(name=EventName.PRODUCT_VIEWED, caller=who, now=at, product=product.pk)
    event_record(name=EventName.CART_CHANGED, caller=who, now=at, added=product.pk)
    event_record(name=EventName.PRODUCT_VIEWED, caller=who, now=NOW + timedelta(days=1), product=product.pk)
    bought.append(Purchase("user:5", product.pk, "b", at, "MH"))
    names, memory = shop_memory(now=NOW)
    row = names.index(product.external_id)
    assert (memory.shown[row], memory.clicks[row], memory.carts[row], memory.bought[0, row]) == (1, 1, 2, 1)
    assert memory.totals.tolist() == [2, 1, 2]


def test_a_version_is_registered_small_and_with_its_figures(
    shop: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = learn(monkeypatch)
    running = model_running(Kind.RANKER)
    assert running is not None
    assert set(trained.gains) == set(FEATURES)
    assert sum(path.stat().st_size for path in running.path.iterdir()) < life.MAX_BYTES
    loaded = ranker()
    assert loaded is not None
    assert loaded.version == running.version
    shutil.rmtree(running.path)
    forget_ranker()
    assert ranker() is None  # a version whose files are gone is done without


def test_one_product_that_people_have_not_seen_gets_a_place_another_one_each_day() -> None:
    order = list(range(LOOKED_AT))
    shown = np.full(LOOKED_AT, 100.0)
    shown[[20, 25]] = 0.0
    found = {tuple(with_a_new_one(order, shown, f"day {n}")) for n in range(20)}
    assert {row[NEW_PLACE] for row in found} == {20, 25}
    assert all(row[:NEW_PLACE] == tuple(range(NEW_PLACE)) and sorted(row) == order for row in found)
    assert with_a_new_one(order, np.full(LOOKED_AT, 100.0), "x") == order
    assert with_a_new_one(order, np.zeros(LOOKED_AT), "x") == order


def test_a_shop_without_products_learns_nothing(bought: list[Purchase]) -> None:
    assert ranker_learn(now=NOW) is None
    assert model_running(Kind.RANKER) is None


def test_what_is_searched_and_opened_through_the_tools_is_counted(
    shop: list[Product], bought: list[Purchase], caller: CallerOf, asha: User
) -> None:
    who = caller(asha)
    outcome = execute_tool(who, "search_products", {"text": "cotton shirt", "page_size": 5})
    assert isinstance(outcome, Done)
    opened = outcome.result.data.cards[1].product_id
    execute_tool(who, "get_product", {"product_id": opened})
    names, memory = shop_memory(now=timezone.now() + timedelta(seconds=1))
    assert memory.totals.tolist() == [5, 1, 0]
    assert memory.clicks[names.index(Product.objects.get(pk=opened).external_id)] == 1
