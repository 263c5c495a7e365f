"""The orders board: filters, one step for many orders with a result for each, picking lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock, Store
from apps.catalog.stock import stock_faults
from apps.ledger.models import AuditEntry
from apps.orders.models import Order, OrderEvent, OrderStatus, Payment, Refund
from apps.orders.shown import event_text
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import OrderView
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def pune() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def shirt(pune: Store) -> Product:
    return make_product("Blue shirt", price=500, pieces=9, store=pune)


@pytest.fixture
def orders(asha: User, shirt: Product, caller: Callable[..., Caller]) -> list[OrderView]:
    """Three orders of one, two and three pieces."""
    found = []
    for number, variant in enumerate(shirt.variants.all(), 1):
        add(caller(asha), variant.pk, number)
        found.append(place(caller(asha)))
    return found


def numbers(client: Client, query: str) -> set[str]:
    return {x.number for x in client.get(f"/staff/orders/?{query}").context["page"]}


def test_the_board_is_filtered_and_the_filter_is_in_its_address(
    client: Client, meera: User, orders: list[OrderView], pune: Store
) -> None:
    client.force_login(meera)
    one, two, three = (x.number for x in orders)
    everything, today = {one, two, three}, timezone.localdate()
    Order.objects.filter(number=one).update(
        promised_date=today - timedelta(days=1), placed_at=timezone.now() - timedelta(days=9)
    )
    Payment.objects.filter(order__number=two).update(method="cod", state="pending")
    delhi = make_store("Delhi")
    for query, found in (
        ("", everything),
        (f"store={pune.code}", everything),
        (f"store={delhi.code}", set()),
        ("overdue=on", {one}),
        ("method=cod", {two}),
        ("paid=open", {two}),
        ("paid=paid", {one, three}),
        ("paid=refunded", set()),
        (f"since={today}", {two, three}),
        (f"until={today - timedelta(days=1)}", {one}),
        (f"q={three}", {three}),
        ("status=packed", set()),
        ("status=nonsense&since=nonsense&store=nonsense", everything),
    ):
        assert numbers(client, query) == found, query
    Order.objects.filter(number=one).update(status=OrderStatus.DELIVERED)
    assert numbers(client, "overdue=on") == set()


def test_many_are_packed_and_shipped_with_their_tracking_numbers(
    client: Client, meera: User, orders: list[OrderView]
) -> None:
    client.force_login(meera)
    chosen = [x.number for x in orders]
    page = client.post("/staff/orders/bulk/", {"do": "pack", "order": chosen})
    assert (page.context["done"], page.context["failed"]) == (3, 0)
    page = client.post(
        "/staff/orders/bulk/",
        {"do": "ship", "order": chosen[:2], "carrier": "BlueArrow", f"tracking-{chosen[0]}": "BA123"},
    )
    assert set(Order.objects.values_list("number", "status")) == {
        (chosen[0], "shipped"),
        (chosen[1], "shipped"),
        (chosen[2], "packed"),
    }
    event = OrderEvent.objects.get(order__number=chosen[0], kind="shipped")
    assert event.details == {"carrier": "BlueArrow", "tracking": "BA123"}
    assert event_text(event) == "Your parcel has left our warehouse with BlueArrow, tracking number BA123."
    plain = OrderEvent.objects.get(order__number=chosen[1], kind="shipped")
    assert event_text(plain) == "Your parcel has left our warehouse."
    assert AuditEntry.objects.get(action="order_shipped", target=chosen[0]).details["tracking"] == "BA123"
    assert not list(stock_faults())


def test_one_that_fails_stops_no_other_and_is_named(
    client: Client, meera: User, orders: list[OrderView]
) -> None:
    client.force_login(meera)
    chosen = [x.number for x in orders]
    Order.objects.filter(number=chosen[1]).update(status=OrderStatus.CANCELLED)
    page = client.post("/staff/orders/bulk/", {"do": "pack", "order": [*chosen, "RGNONE"]})
    results = {x.number: (x.done, x.text) for x in page.context["results"]}
    assert [results[x][0] for x in chosen] == [True, False, True]
    assert "can't become" in results[chosen[1]][1]
    assert results["RGNONE"] == (False, "There is no such order.")
    assert Order.objects.filter(status=OrderStatus.PACKED).count() == 2


def test_the_same_press_twice_packs_once(client: Client, meera: User, orders: list[OrderView]) -> None:
    client.force_login(meera)
    data = {"do": "pack", "order": [orders[0].number]}
    for _n in range(2):
        assert client.post("/staff/orders/bulk/", data).context["failed"] == 0
    assert OrderEvent.objects.filter(kind="packed").count() == 1


def test_nothing_ticked_and_strange_steps_do_nothing(
    client: Client, meera: User, asha: User, orders: list[OrderView]
) -> None:
    client.force_login(meera)
    assert client.post("/staff/orders/bulk/", {"do": "pack"})["Location"] == "/staff/orders/"
    data = {"do": "cancel", "order": [orders[0].number]}
    assert client.post("/staff/orders/bulk/", data).status_code == 404
    client.force_login(asha)
    assert client.post("/staff/orders/bulk/", {**data, "do": "pack"}).status_code == 403
    assert client.get("/staff/orders/picking/").status_code == 403
    assert set(Order.objects.values_list("status", flat=True)) == {"placed"}


def test_a_picking_list_goes_from_shelf_to_shelf(
    client: Client, meera: User, orders: list[OrderView], shirt: Product, pune: Store
) -> None:
    client.force_login(meera)
    for variant, shelf in zip(shirt.variants.all(), ("C-1", "A-1", "B-1"), strict=True):
        Stock.objects.filter(variant=variant).update(location=shelf)
    [found] = client.get("/staff/orders/picking/").context["lists"]
    assert found.store == pune
    assert [(x.location, x.quantity) for x in found.rows] == [("A-1", 2), ("B-1", 3), ("C-1", 1)]
    answer = client.post("/staff/orders/bulk/", {"do": "pick", "order": [orders[0].number]})
    [found] = client.get(answer["Location"]).context["lists"]
    assert [x.order for x in found.rows] == [orders[0].number]
    Order.objects.update(status=OrderStatus.PACKED)
    assert client.get(f"/staff/orders/picking/?store={pune.code}").context["lists"] == []


def test_the_page_of_an_order_shows_payments_refunds_and_shelves(
    client: Client, meera: User, orders: list[OrderView]
) -> None:
    client.force_login(meera)
    Stock.objects.update(location="A-03-2")
    order = Order.objects.get(number=orders[2].number)
    page = client.get(f"/staff/orders/{order.number}/").content.decode()
    assert "A-03-2" in page
    line = order.lines.get()
    client.post(f"/staff/orders/{order.number}/cancel-pieces/", {f"line-{line.pk}": "1", "reason": "Torn"})
    line.refresh_from_db()
    assert line.cancelled == 1
    refund = Refund.objects.get()
    assert refund.amount_paise == 50_000
    page = client.get(f"/staff/orders/{order.number}/").content.decode()
    assert "−₹500" in page
    assert AuditEntry.objects.get(action="order_part_cancelled").details == {"pieces": 1, "reason": "Torn"}


def test_cancelling_no_or_too_many_pieces_changes_nothing(
    client: Client, meera: User, asha: User, orders: list[OrderView]
) -> None:
    order = Order.objects.get(number=orders[0].number)
    address = f"/staff/orders/{order.number}/cancel-pieces/"
    line = order.lines.get()
    client.force_login(asha)
    assert client.post(address, {f"line-{line.pk}": "1"}).status_code == 403
    client.force_login(meera)
    for data in ({}, {f"line-{line.pk}": "5"}, {f"line-{line.pk}": "-1"}, {"line-x": "1"}):
        client.post(address, data)
    line.refresh_from_db()
    assert line.cancelled == 0
    assert not Refund.objects.exists()


def test_the_board_and_the_lists_cost_the_same_for_many(
    client: Client, meera: User, orders: list[OrderView], django_assert_max_num_queries: Any
) -> None:
    client.force_login(meera)
    with django_assert_max_num_queries(9):
        client.get("/staff/orders/")
    with django_assert_max_num_queries(6):
        client.get("/staff/orders/picking/")
