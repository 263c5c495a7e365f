"""Cart, checkout, orders and addresses in the classic view: same tools, same approvals, same end as in chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.catalog.models import Product, Store
from apps.ledger.models import Approval, Receipt
from apps.orders.models import Address, CartLine, Order, OrderStatus
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import ADDRESS, add, confirm, done, place

pytestmark = pytest.mark.django_db
DELIVERY = {"fulfilment": "delivery", "payment_method": "upi", "address_id": "new", **ADDRESS}


def fill(client: Client, product: Product, quantity: int = 2) -> None:
    client.post("/cart/add/", {"variant_id": product.variants.all()[0].pk, "quantity": quantity})


def approve(client: Client, path: str, form: dict[str, Any]) -> Any:
    """Post a form, and post it again with the approval of its confirm page."""
    token = client.post(path, form).context["token"]
    return client.post(path, {**form, "approval": token})


def test_a_guest_orders_only_with_the_second_yes(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    asked = client.post("/checkout/", DELIVERY)
    assert asked.context["card"].title == "Place this order?"
    assert not Order.objects.exists()
    answer = client.post("/checkout/", {**DELIVERY, "approval": asked.context["token"]})
    order = Order.objects.get()
    assert answer["Location"] == f"/checkout/done/{order.number}/"
    assert (order.status, order.total_paise, order.door) == (OrderStatus.PLACED, 1000_00, "classic")
    assert client.get(answer["Location"]).status_code == 200
    assert order.number in client.get("/orders/").content.decode()


def test_the_same_confirm_page_sent_twice_makes_one_order(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    form = {**DELIVERY, "approval": client.post("/checkout/", DELIVERY).context["token"]}
    first, second = client.post("/checkout/", form), client.post("/checkout/", form)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


def test_a_cart_that_changed_after_the_confirm_page_is_not_ordered(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    token = client.post("/checkout/", DELIVERY).context["token"]
    fill(client, shirt, 1)
    page = client.post("/checkout/", {**DELIVERY, "approval": token})
    assert page.status_code == 400
    assert not Order.objects.exists()


def test_another_address_than_the_confirmed_one_is_not_ordered(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    token = client.post("/checkout/", DELIVERY).context["token"]
    page = client.post("/checkout/", {**DELIVERY, "line1": "666 Other Road", "approval": token})
    assert page.status_code == 400
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pin": "000000"}, "pin"),
        ({"phone": "12"}, "phone"),
        ({"pin": "900001"}, "pin"),
        ({"line1": ""}, "line1"),
        ({"payment_method": "gold"}, "payment_method"),
        ({"fulfilment": "drone"}, "fulfilment"),
        ({"fulfilment": "pickup"}, "store_id"),
    ],
)
def test_a_checkout_that_cannot_be_says_where(
    client: Client, shirt: Product, changes: dict[str, str], field: str
) -> None:
    fill(client, shirt)
    page = client.post("/checkout/", {**DELIVERY, **changes})
    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert not Order.objects.exists()
    assert not Approval.objects.exists()


def test_pick_up_needs_a_name_and_a_phone(client: Client, shirt: Product, shop: Store) -> None:
    from tests.apps.catalog.factories import make_stock

    make_stock(list(shirt.variants.all()), 3, shop)
    fill(client, shirt)
    form = {
        "fulfilment": "pickup",
        "payment_method": "cod",
        "store_id": shop.pk,
        "name": "Nila",
        "phone": "98200 12345",
    }
    assert client.post("/checkout/", {**form, "phone": ""}).status_code == 400
    approve(client, "/checkout/", form)
    assert Order.objects.get().store == shop


def test_an_empty_cart_has_no_checkout(client: Client) -> None:
    assert client.get("/checkout/")["Location"] == "/cart/"
    assert client.post("/checkout/", DELIVERY).status_code == 400


def test_a_kept_address_is_chosen_by_its_row(
    client: Client, asha: User, shirt: Product, caller: Callable[..., Caller]
) -> None:
    done(confirm(caller(asha), "add_address", **ADDRESS))
    client.force_login(asha)
    fill(client, shirt)
    kept = Address.objects.get()
    approve(
        client, "/checkout/", {"fulfilment": "delivery", "payment_method": "cod", "address_id": str(kept.pk)}
    )
    assert Order.objects.get().ship_to["line1"] == ADDRESS["line1"]


def test_the_address_book_keeps_an_address_after_the_second_yes(client: Client, asha: User) -> None:
    client.force_login(asha)
    client.post("/account/addresses/", ADDRESS)
    assert not Address.objects.exists()
    approve(client, "/account/addresses/", ADDRESS)
    assert Address.objects.get().owner_key == f"user:{asha.pk}"
    assert client.post("/account/addresses/", {**ADDRESS, "pin": "12"}).status_code == 400


def test_cancelling_asks_first(
    client: Client, asha: User, shirt: Product, caller: Callable[..., Caller]
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    number = place(caller(asha)).number
    client.force_login(asha)
    path = f"/orders/{number}/cancel/"
    assert client.post(path, {"reason": "Late"}).context["card"].title == "Cancel this order?"
    assert Order.objects.get().status == OrderStatus.PLACED
    approve(client, path, {"reason": "Late"})
    assert Order.objects.get().status == OrderStatus.CANCELLED


def test_every_change_of_the_cart_can_be_undone(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    line = CartLine.objects.get()
    for form, path in (
        ({"do": "quantity", "quantity": "3"}, f"/cart/line/{line.pk}/"),
        ({"do": "remove"}, f"/cart/line/{line.pk}/"),
    ):
        client.post(path, form)
        receipt = Receipt.objects.latest("at")
        client.post("/undo/", {"receipt": str(receipt.pk)})
        assert CartLine.objects.get().quantity == 2
    client.post("/cart/empty/")
    client.post("/undo/", {"receipt": str(Receipt.objects.latest("at").pk)})
    assert CartLine.objects.get().quantity == 2


def test_a_message_offers_the_undo_of_its_own_write(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    page = client.get("/cart/").content.decode()
    assert f'value="{Receipt.objects.get().pk}"' in page


def test_another_persons_receipt_undoes_nothing(client: Client, shirt: Product) -> None:
    fill(client, shirt)
    Client().post("/undo/", {"receipt": str(Receipt.objects.get().pk)})
    assert CartLine.objects.get().quantity == 2


def test_more_than_there_is_is_refused_with_a_reason(client: Client, shirt: Product) -> None:
    fill(client, shirt, 9)
    assert not CartLine.objects.exists()
    assert "alert-error" in client.get("/cart/").content.decode()


@pytest.mark.parametrize("receipt", ["", "x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_a_receipt_that_is_none_is_refused(client: Client, receipt: str) -> None:
    assert client.post("/undo/", {"receipt": receipt}).status_code == 302


@pytest.mark.parametrize(("path", "most"), [("/cart/", 20), ("/checkout/", 32), ("/orders/", 18)])
def test_pages_cost_the_same_for_more_lines(
    client: Client, asha: User, shirt: Product, caller: Callable[..., Caller], path: str, most: int
) -> None:
    client.force_login(asha)
    counts = []
    for variant in shirt.variants.all():
        add(caller(asha), variant.pk)
        place(caller(asha))
        add(caller(asha), variant.pk)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[-1] <= counts[0] + 1
    assert counts[-1] <= most
