"""The page of the outside stock system: disagreements with the orders behind them, settled by a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Stock, StockConflict, Store, Variant
from apps.catalog.outside.sync import outside_sync
from apps.catalog.outside.twin import TwinStock
from apps.catalog.stock import stock_faults, stock_receive
from apps.ledger.models import AuditEntry
from apps.orders.models import Allocation
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import OrderView
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def pune() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(pune: Store) -> Variant:
    return make_product("Kurta", sizes=("M",), price=1000, pieces=4, store=pune).variants.get()


@pytest.fixture
def conflict(
    twin: TwinStock, asha: User, caller: Callable[..., Caller], kurta: Variant, pune: Store
) -> StockConflict:
    """Three are sold, and they say that two are there."""
    twin.adopt([(kurta.sku, pune.code, 4)])
    run(twin)
    add(caller(asha), kurta.pk, 3)
    place(caller(asha))
    twin.set_level(kurta.sku, pune.code, 2)
    run(twin)
    return StockConflict.objects.get()


def run(twin: TwinStock) -> None:
    outside_sync(port=twin, now=timezone.now())


@pytest.fixture
def order(conflict: StockConflict) -> OrderView:
    return Allocation.objects.get().line.order  # type: ignore[return-value]


def test_the_page_is_for_staff(client: Client, asha: User, meera: User, conflict: StockConflict) -> None:
    client.force_login(asha)
    assert client.get("/staff/stock/outside/").status_code == 403
    assert client.post(f"/staff/stock/outside/{conflict.pk}/", {"answer": "ours"}).status_code == 403
    assert client.post("/staff/stock/outside/now/").status_code == 403
    client.force_login(meera)
    assert client.get("/staff/stock/outside/").status_code == 200
    conflict.refresh_from_db()
    assert conflict.state == "open"


def test_it_shows_who_waits_for_the_pieces(
    client: Client, meera: User, conflict: StockConflict, order: OrderView
) -> None:
    client.force_login(meera)
    page = client.get("/staff/stock/outside/").content.decode()
    assert order.number in page
    assert "They have fewer than we have sold" in page


def test_a_person_settles_it_and_the_settled_are_kept(
    client: Client, meera: User, conflict: StockConflict, twin: TwinStock, kurta: Variant, pune: Store
) -> None:
    client.force_login(meera)
    client.post(f"/staff/stock/outside/{conflict.pk}/", {"answer": "ours", "note": "Counted twice"})
    run(twin)
    assert twin.level(kurta.sku, pune.code) == 3
    assert "Counted twice" in client.get("/staff/stock/outside/?over=1").content.decode()
    assert AuditEntry.objects.filter(action="stock_conflict_settled").count() == 1
    assert client.post("/staff/stock/outside/999999/", {"answer": "ours"}).status_code == 404


def test_an_order_is_taken_from_another_place_and_the_disagreement_is_gone(
    client: Client,
    meera: User,
    conflict: StockConflict,
    order: OrderView,
    twin: TwinStock,
    kurta: Variant,
    pune: Store,
) -> None:
    client.force_login(meera)
    address = f"/staff/stock/outside/{conflict.pk}/"
    client.post(address, {"move": order.number})
    assert Allocation.objects.get(state="held").stock.store == pune
    delhi = make_store("Delhi")
    stock_receive(rows=[(kurta.pk, delhi.pk, 3)], reference="van", now=timezone.now())
    client.post(address, {"move": order.number})
    assert Allocation.objects.get(state="held").stock.store == delhi
    row = Stock.objects.get(store=pune)
    assert (row.on_hand, row.allocated, row.missing) == (2, 0, 0)
    run(twin)
    conflict.refresh_from_db()
    assert conflict.state == "gone"
    assert AuditEntry.objects.get(action="order_taken_elsewhere").details == {"from": pune.code, "pieces": 3}
    assert list(stock_faults()) == list(allocation_faults()) == []
