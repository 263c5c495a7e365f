"""Carts and orders over REST: the same tools, the same refusals."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.orders.models import Order
from tests.apps.orders.shopping import BY_UPI

JSON = "application/json"


@pytest.fixture
def browser(asha: User) -> Client:
    client = Client()
    client.force_login(asha, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_from_cart_to_cancelled_order(browser: Client, shirt: Product) -> None:
    variant = shirt.variants.get(size="M").pk
    added = browser.post("/api/v1/cart/lines", {"variant_id": variant}, content_type=JSON)
    assert added.status_code == 200, added.content
    line = added.json()["data"]["lines"][0]["line_id"]
    changed = browser.patch(f"/api/v1/cart/lines/{line}", {"quantity": 2}, content_type=JSON)
    assert changed.json()["data"]["total_paise"] == 100_000

    asked = browser.post("/api/v1/orders", BY_UPI, content_type=JSON)
    assert asked.status_code == 202
    assert not Order.objects.exists()
    sent = {**BY_UPI, "approval": asked.json()["approval"]}
    placed = browser.post("/api/v1/orders", sent, content_type=JSON)
    number = placed.json()["data"]["number"]
    assert browser.get("/api/v1/orders").json()["data"]["total"] == 1
    assert browser.get(f"/api/v1/orders/{number}").json()["data"]["status"] == "placed"

    asked = browser.post(f"/api/v1/orders/{number}/cancel", {}, content_type=JSON)
    sent = {"approval": asked.json()["approval"]}
    cancelled = browser.post(f"/api/v1/orders/{number}/cancel", sent, content_type=JSON)
    assert cancelled.json()["data"]["status"] == "cancelled"


def test_strangers_get_404(browser: Client, ravi: User, shirt: Product) -> None:
    variant = shirt.variants.get(size="M").pk
    added = browser.post("/api/v1/cart/lines", {"variant_id": variant}, content_type=JSON)
    line = added.json()["data"]["lines"][0]["line_id"]
    asked = browser.post("/api/v1/orders", BY_UPI, content_type=JSON)
    sent = {**BY_UPI, "approval": asked.json()["approval"]}
    number = browser.post("/api/v1/orders", sent, content_type=JSON).json()["data"]["number"]
    stranger = Client()
    stranger.force_login(ravi, backend="django.contrib.auth.backends.ModelBackend")
    for client in (stranger, Client()):
        assert client.get(f"/api/v1/orders/{number}").status_code == 404
        cancel = client.post(f"/api/v1/orders/{number}/cancel", {}, content_type=JSON)
        assert cancel.status_code == 404
        assert client.delete(f"/api/v1/cart/lines/{line}").status_code == 404
    assert Order.objects.get().status == "placed"


def test_wrong_arguments_are_422_with_the_field(browser: Client) -> None:
    answer = browser.post("/api/v1/cart/lines", {"variant_id": "x"}, content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["details"]["errors"][0]["field"] == "variant_id"


def test_the_coupon_and_the_whole_cart_can_be_taken_off(browser: Client, shirt: Product) -> None:
    browser.post("/api/v1/cart/lines", {"variant_id": shirt.variants.all()[0].pk}, content_type=JSON)
    assert browser.put("/api/v1/cart/coupon", {"code": "NOPE"}, content_type=JSON).status_code == 409
    assert browser.delete("/api/v1/cart/coupon").json()["data"]["coupon"] == ""
    assert browser.delete("/api/v1/cart").json()["data"]["lines"] == []
    assert browser.get("/api/v1/checkout").json()["data"]["payment_methods"][0][0] == "upi"


@pytest.mark.parametrize(
    "body", ["[]", "1", '"x"', "null", "{", "", '{"approval": {}}', '{"approval": "\\ud800"}']
)
def test_bodies_that_are_no_arguments_are_refused(browser: Client, body: str) -> None:
    for path in ("/api/v1/cart/lines", "/api/v1/orders", "/api/v1/addresses", "/api/v1/orders/RG1/cancel"):
        answer = browser.post(path, body, content_type=JSON)
        assert 400 <= answer.status_code < 500, (path, answer.content)
    assert not Order.objects.exists()
