"""Changing a pending order on classic pages: each with a page that says what changes and costs, then a yes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.orders.models import Address, Order, Payment
from apps.orders.services.addresses import AddressInput, address_add
from tests.apps.orders.after import MakeCaller, buy, deliver
from tests.apps.orders.shopping import ADDRESS


@pytest.fixture
def order(client: Client, asha: User, caller: MakeCaller, shirt: Product) -> Order:
    """Asha's shirt, paid by UPI, not packed; she is logged in."""
    client.force_login(asha)
    return buy(caller(asha), shirt, "M")


def change(client: Client, order: Order, page: str, **form: Any) -> dict[str, str]:
    """Fill in a page and say yes; returns what the card showed."""
    path = f"/orders/{order.number}/{page}/"
    assert path in client.get(order.get_absolute_url()).content.decode()
    asked = client.post(path, form)
    assert asked.status_code == 200, asked.content
    before = Order.objects.values().get(pk=order.pk)
    rows = dict(asked.context["card"].lines)
    assert Order.objects.values().get(pk=order.pk) == before
    answer = client.post(path, {**form, "approval": asked.context["token"]})
    assert answer["Location"] == order.get_absolute_url()
    order.refresh_from_db()
    return rows


def test_the_contact_changes_and_what_is_left_empty_stays(client: Client, order: Order) -> None:
    email = order.contact_email
    rows = change(client, order, "contact", phone="98220 12345")
    assert rows["Contact"] == "Asha Rao, +919822012345"
    assert (order.contact_phone, order.contact_name, order.contact_email) == (
        "+919822012345",
        "Asha Rao",
        email,
    )
    assert client.post(f"/orders/{order.number}/contact/", {"name": ""}).status_code == 400


def test_the_payment_changes_and_the_card_says_what_goes_back(client: Client, order: Order) -> None:
    rows = change(client, order, "payment", payment_method="card")
    assert rows["Pay now"] == "₹549 · Card" and rows["Goes back"].startswith("₹549 · UPI")
    states = dict(Payment.objects.filter(order=order).values_list("method", "state"))
    assert states == {"upi": Payment.State.REFUNDED, "card": Payment.State.CAPTURED}


def test_a_payment_that_waits_shows_what_it_waits_for(client: Client, order: Order) -> None:
    change(client, order, "payment", payment_method="upi", payment_detail="later@upi")
    page = client.get(order.get_absolute_url()).content.decode()
    assert f"/orders/{order.number}/pay/" in page
    assert Payment.objects.filter(order=order, state=Payment.State.CAPTURED).count() == 1


def test_the_address_is_one_that_is_kept_or_a_new_one(client: Client, asha: User, order: Order) -> None:
    office = AddressInput(name="Asha Rao", phone="9876543210", line1="4 MG Road", city="Mumbai", pin="400001")
    address_add(owner_key=f"user:{asha.pk}", address=office, now=timezone.now())
    kept = Address.objects.get(line1="4 MG Road")
    page = client.get(f"/orders/{order.number}/address/").content.decode()
    assert "4 MG Road" in page and 'type="radio"' in page
    rows = change(client, order, "address", address_id=str(kept.pk))
    assert "4 MG Road" in rows["New address"] and rows["Price"] == "stays ₹549"
    assert (order.ship_to["line1"], order.place_of_supply) == ("4 MG Road", "MH")
    change(client, order, "address", address_id="new", **{**ADDRESS, "line1": "9 Baner Road"})
    assert order.ship_to["line1"] == "9 Baner Road"


def test_a_refusal_stands_on_the_page_and_nothing_changes(client: Client, order: Order) -> None:
    before = Order.objects.values().get(pk=order.pk)
    for page, form in (
        ("contact", {"phone": "123"}),
        ("payment", {"payment_method": "gift_card", "payment_detail": ""}),
        ("payment", {"payment_method": "upi", "payment_detail": "fail@upi"}),
        ("address", {**ADDRESS, "pin": "999999"}),
        ("address", {"name": "Asha"}),
    ):
        answer = client.post(f"/orders/{order.number}/{page}/", form)
        if answer.status_code == 200:  # a decline shows only when the money is asked for
            answer = client.post(
                f"/orders/{order.number}/{page}/", {**form, "approval": answer.context["token"]}
            )
        assert answer.status_code in (400, 404), (page, form)
    assert Order.objects.values().get(pk=order.pk) == before


def test_an_order_that_is_packed_says_why_it_stays(
    client: Client, meera: User, caller: MakeCaller, order: Order
) -> None:
    deliver(caller(meera), order)
    answer = client.post(f"/orders/{order.number}/contact/", {"phone": "98220 12345"})
    assert answer.status_code == 400
    assert "isn&#x27;t packed yet" in answer.content.decode()


@pytest.mark.parametrize("page", ["contact", "payment", "address", "items"])
def test_a_strangers_order_does_not_exist(client: Client, ravi: User, order: Order, page: str) -> None:
    client.force_login(ravi)
    assert client.get(f"/orders/{order.number}/{page}/").status_code == 404
    assert client.post(f"/orders/{order.number}/{page}/", {"phone": "98220 12345"}).status_code == 404
