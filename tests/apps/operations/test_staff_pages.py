"""The staff view: numbers, orders with their lawful steps, stock counts; for staff only, and written to the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.catalog.stock import stock_faults
from apps.ledger.models import AuditEntry
from apps.operations.staff.selectors import day_numbers
from apps.orders.models import Order, OrderStatus, Payment
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import OrderView
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(db: None) -> Product:
    return make_product("Blue shirt", price=500, pieces=5, store=make_store("Pune", name="FC Road"))


@pytest.fixture
def order(asha: User, shirt: Product, caller: Callable[..., Caller]) -> OrderView:
    add(caller(asha), shirt.variants.all()[0].pk, 2)
    return place(caller(asha))


@pytest.mark.parametrize(
    "path", ["/staff/", "/staff/orders/", "/staff/orders/{number}/", "/staff/stock/?q=P", "/staff/products/"]
)
def test_the_staff_view_is_for_staff(
    client: Client, asha: User, kabir: User, meera: User, order: OrderView, path: str
) -> None:
    address = path.format(number=order.number)
    assert client.get(address)["Location"].startswith("/account/login/")
    for person, status in ((asha, 403), (kabir, 403), (meera, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "path", ["/staff/orders/{number}/advance/", "/staff/stock/1/count/", "/support/TK00000000/resolve/"]
)
def test_a_shopper_can_do_nothing_there(client: Client, asha: User, order: OrderView, path: str) -> None:
    client.force_login(asha)
    answer = client.post(path.format(number=order.number), {"to": "packed", "counted": "1"})
    assert answer.status_code == 403
    assert Order.objects.get().status == OrderStatus.PLACED


def test_an_order_is_packed_shipped_and_delivered_step_by_step(
    client: Client, meera: User, order: OrderView
) -> None:
    client.force_login(meera)
    address = f"/staff/orders/{order.number}/"
    for step in ("packed", "shipped", "out_for_delivery", "delivered"):
        assert step in [value for value, _label in client.get(address).context["steps"]]
        client.post(f"{address}advance/", {"to": step})
        assert Order.objects.get().status == step
    assert client.get(address).context["steps"] == []
    assert list(stock_faults()) == []
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"order_packed", "order_delivered"} <= actions


def test_a_step_that_is_not_next_is_refused_and_changes_nothing(
    client: Client, meera: User, order: OrderView
) -> None:
    client.force_login(meera)
    entries = AuditEntry.objects.count()
    page = client.post(f"/staff/orders/{order.number}/advance/", {"to": "delivered"}, follow=True)
    assert "alert-error" in page.content.decode()
    assert Order.objects.get().status == OrderStatus.PLACED
    assert AuditEntry.objects.count() == entries


def test_a_step_that_moves_money_is_no_plain_step(client: Client, meera: User, order: OrderView) -> None:
    client.force_login(meera)
    Order.objects.update(status=OrderStatus.DELIVERED)
    assert client.post(f"/staff/orders/{order.number}/advance/", {"to": "returned"}).status_code == 404
    assert Order.objects.get().status == OrderStatus.DELIVERED


def test_cancelling_needs_the_ticked_box_and_gives_the_money_back(
    client: Client, meera: User, order: OrderView
) -> None:
    client.force_login(meera)
    address = f"/staff/orders/{order.number}/advance/"
    client.post(address, {"to": "cancelled"})
    assert Order.objects.get().status == OrderStatus.PLACED
    client.post(address, {"to": "cancelled", "sure": "yes", "reason": "Lost"})
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Payment.objects.get().state == Payment.State.REFUNDED


def test_a_count_corrects_the_stock_and_its_ledger(client: Client, meera: User, shirt: Product) -> None:
    client.force_login(meera)
    row = Stock.objects.first()
    assert row is not None
    client.post(f"/staff/stock/{row.pk}/count/", {"counted": "3"})
    row.refresh_from_db()
    assert row.on_hand == 3
    assert list(stock_faults()) == []
    assert AuditEntry.objects.get(action="stock_counted").target.endswith(row.store.code)


def test_a_count_below_what_is_sold_is_refused(client: Client, meera: User, order: OrderView) -> None:
    client.force_login(meera)
    row = Stock.objects.get(allocated__gt=0)
    client.post(f"/staff/stock/{row.pk}/count/", {"counted": "1"})
    client.post(f"/staff/stock/{row.pk}/count/", {"counted": "-1"})
    row.refresh_from_db()
    assert row.on_hand == 5


def test_todays_numbers_leave_out_what_was_cancelled(
    client: Client, meera: User, asha: User, order: OrderView, caller: Callable[..., Caller], shirt: Product
) -> None:
    add(caller(asha), shirt.variants.all()[1].pk)
    second = place(caller(asha))
    client.force_login(meera)
    client.post(f"/staff/orders/{second.number}/advance/", {"to": "cancelled", "sure": "yes"})
    numbers = day_numbers(timezone.localdate())
    assert (numbers.orders, numbers.cancelled) == (2, 1)
    assert numbers.revenue_paise == numbers.average_paise == order.total_paise
    assert [(row.title, row.pieces) for row in numbers.top] == [("Blue shirt", 2)]
    assert day_numbers(timezone.localdate() - timedelta(days=1)).orders == 0


def test_the_board_is_filtered_and_searched(client: Client, meera: User, order: OrderView) -> None:
    client.force_login(meera)
    for query, count in (("status=placed", 1), ("status=packed", 0), (f"q={order.number}", 1), ("q=Asha", 1)):
        assert len(client.get(f"/staff/orders/?{query}").context["page"].object_list) == count


def test_the_board_costs_the_same_for_many_orders(
    client: Client,
    meera: User,
    asha: User,
    shirt: Product,
    caller: Callable[..., Caller],
    django_assert_max_num_queries: Any,
) -> None:
    for variant in shirt.variants.all():
        add(caller(asha), variant.pk)
        place(caller(asha))
    client.force_login(meera)
    with django_assert_max_num_queries(9):
        client.get("/staff/orders/")
    with django_assert_max_num_queries(14):
        client.get("/staff/")


def test_the_admins_front_page_shows_todays_numbers(client: Client, admin: User, order: OrderView) -> None:
    client.force_login(admin)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert {label: value for label, value, _url in page.context["figures"]}["Orders today"] == "1"


@pytest.mark.parametrize("path", ["/nothing/", "/p/nothing/", "/orders/RG1/", "/help/nothing/"])
def test_what_does_not_exist_is_said_in_the_style_of_the_house(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "This page does not exist" in page.content.decode()


def test_a_foreign_host_gets_a_plain_refusal(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]
    page = client.get("/shop/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "That did not make sense" in page.content.decode()


def test_staff_see_how_far_the_search_index_is(client: Client, meera: User, asha: User) -> None:
    make_product()
    cache.clear()
    client.force_login(meera)
    page = client.get("/staff/products/search-index/").content.decode()
    assert "0 of 1 products" in page and "being made" in page  # nothing is embedded yet
    assert 'hx-get="/staff/products/search-index/"' in page
    part = client.get("/staff/products/search-index/", HTTP_HX_REQUEST="true").content.decode()
    assert part.strip().startswith("<section") and "1 of 1 products" in part
    client.force_login(asha)
    assert client.get("/staff/products/search-index/").status_code in (403, 404)
