"""The classic checkout: gift cards first, words on the gift, the company that buys; what waits for its payment."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.orders.models import GiftCard, Order, OrderStatus, Payment
from apps.orders.services.giftcards import giftcard_issue
from tests.apps.orders.shopping import ADDRESS

pytestmark = pytest.mark.django_db
DELIVERY = {"fulfilment": "delivery", "payment_method": "upi", "address_id": "new", **ADDRESS}


@pytest.fixture
def shopping(client: Client, asha: User, shirt: Product) -> Client:
    """Asha with a shirt of ₹500 in her cart and a gift card of ₹300."""
    client.force_login(asha)
    client.post("/cart/add/", {"variant_id": shirt.variants.get(size="M").pk, "quantity": 1})
    key = f"user:{asha.pk}"
    giftcard_issue(code="DIWALI-26", owner_key=key, amount_paise=300_00, reference="gift", now=timezone.now())
    return client


def order_with(client: Client, **fields: Any) -> Order:
    form = {**DELIVERY, **fields}
    asked = client.post("/checkout/", form)
    assert asked.status_code == 200, asked.context["form"].errors
    answer = client.post("/checkout/", {**form, "approval": asked.context["token"]})
    order = Order.objects.get()
    assert answer["Location"] == f"/checkout/done/{order.number}/"
    return order


def paid(order: Order) -> dict[str, int]:
    return dict(Payment.objects.filter(order=order).values_list("method", "amount_paise"))


def test_a_gift_card_is_used_first_and_upi_pays_the_rest(shopping: Client) -> None:
    page = shopping.get("/checkout/").content.decode()
    assert "Gift card DIWALI-26 · ₹300" in page
    form = {**DELIVERY, "gift_cards": ["DIWALI-26"]}
    rows = dict(shopping.post("/checkout/", form).context["card"].lines)
    assert (rows["Gift card DIWALI-26"], rows["UPI"]) == ("₹300", "₹249")
    order = order_with(shopping, gift_cards=["DIWALI-26"])
    assert paid(order) == {"gift_card": 300_00, "upi": 249_00}
    assert GiftCard.objects.get(code="DIWALI-26").balance_paise == 0


def test_a_code_alone_that_covers_all_needs_no_other_way(shopping: Client, asha: User) -> None:
    key = f"user:{asha.pk}"
    giftcard_issue(code="BIG-CARD", owner_key=key, amount_paise=900_00, reference="gift", now=timezone.now())
    assert paid(order_with(shopping, payment_method="gift_card", gift_code="big-card")) == {
        "gift_card": 549_00
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"payment_method": "gift_card"}, "gift_code"),
        ({"gstin": "27ABCDE1234F1Z0"}, "gstin"),
        ({"gift_message": "x" * 301}, "gift_message"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(shopping: Client, fields: dict[str, Any], field: str) -> None:
    page = shopping.post("/checkout/", {**DELIVERY, **fields})
    assert page.status_code == 400
    assert page.context["form"].errors[field]
    assert not Order.objects.exists()


def test_a_strangers_card_pays_nothing(shopping: Client, ravi: User) -> None:
    key = f"user:{ravi.pk}"
    giftcard_issue(code="RAVIS-OWN", owner_key=key, amount_paise=900_00, reference="gift", now=timezone.now())
    page = shopping.post("/checkout/", {**DELIVERY, "gift_code": "RAVIS-OWN"})
    assert page.status_code in (400, 404)
    assert not Order.objects.exists()
    assert GiftCard.objects.get(code="RAVIS-OWN").balance_paise == 900_00


def test_a_message_and_a_company_go_with_the_order_and_show_on_its_page(shopping: Client) -> None:
    number = "27AAPFU0939F1ZV"
    order = order_with(
        shopping, gift_message="Shubh Deepavali, papa", gstin=number.lower(), company="Rao Traders"
    )
    assert (order.gift_message, order.buyer_gstin, order.buyer_company) == (
        "Shubh Deepavali, papa",
        number,
        "Rao Traders",
    )
    page = shopping.get(f"/orders/{order.number}/").content.decode()
    assert "Shubh Deepavali, papa" in page and f"Rao Traders · GSTIN {number}" in page


def test_an_order_that_waits_for_its_payment_is_not_thanked_for(shopping: Client) -> None:
    order = order_with(shopping, payment_detail="later@upi")
    assert order.status == OrderStatus.AWAITING_PAYMENT
    done = shopping.get(f"/checkout/done/{order.number}/").content.decode()
    assert "One step is left: the payment" in done and "your order is placed" not in done
    assert f"/orders/{order.number}/pay/" in done
    page = shopping.get(f"/orders/{order.number}/pay/?next=/chat/").content.decode()
    assert 'name="next" value="/chat/"' in page
    answer = shopping.post(f"/orders/{order.number}/pay/", {"answer": "agree", "next": "/chat/"})
    assert answer["Location"] == "/chat/"
    order.refresh_from_db()
    assert order.status == OrderStatus.PLACED


def test_after_paying_nobody_is_led_to_another_site(shopping: Client) -> None:
    order = order_with(shopping, payment_detail="later@upi")
    answer = shopping.post(
        f"/orders/{order.number}/pay/", {"answer": "agree", "next": "https://evil.example/"}
    )
    assert answer["Location"] == f"/orders/{order.number}/"
