"""The same request twenty times at once, over REST and over MCP: one effect, and the right answer to each."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.models import Receipt
from apps.orders.models import CartLine, Order, Payment
from apps.protocols.mcp.inprocess import mcp_request
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import BY_UPI

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def rest(secret: str, path: str, body: dict[str, Any], key: str = "") -> tuple[int, dict[str, Any], str]:
    """Post once; returns status, body and whether it was told again."""
    headers = {"Authorization": f"Bearer {secret}", **({"Idempotency-Key": key} if key else {})}
    answer = Client().post(path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json(), answer.headers.get("Idempotent-Replayed", "")


def mcp(secret: str, name: str, arguments: dict[str, Any], key: str = "") -> dict[str, Any]:
    meta = {"_meta": {"idempotency-key": key}} if key else {}
    answer = mcp_request("tools/call", {"name": name, "arguments": arguments, **meta}, token=secret)
    assert answer.status == 200
    told: dict[str, Any] = answer.result["structuredContent"]
    return told


def test_a_cart_line_by_rest_is_added_once(asha: User, shirt: Product, token: Callable[..., str]) -> None:
    body, secret = {"variant_id": shirt.variants.all()[0].pk}, token(asha)
    answers = all_at_once([partial(rest, secret, "/api/v1/cart/lines", body, "k")] * TIMES)
    assert [status for status, _body, _again in answers] == [200] * TIMES
    assert len({json.dumps(told, sort_keys=True) for _status, told, _again in answers}) == 1
    assert sorted(again for _status, _told, again in answers) == [""] + ["true"] * (TIMES - 1)
    assert CartLine.objects.get().quantity == 1
    assert Receipt.objects.count() == 1


def test_a_cart_line_by_mcp_is_added_once(asha: User, shirt: Product, token: Callable[..., str]) -> None:
    arguments, secret = {"variant_id": shirt.variants.all()[0].pk}, token(asha)
    answers = all_at_once([partial(mcp, secret, "add_to_cart", arguments, "k")] * TIMES)
    assert [told["status"] for told in answers] == ["done"] * TIMES
    assert len({told["receipt"] for told in answers}) == 1
    assert CartLine.objects.get().quantity == 1


def test_an_order_by_rest_is_placed_once_with_and_without_a_key(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    secret = token(asha)
    for placed, key in enumerate(("k", ""), 1):
        rest(secret, "/api/v1/cart/lines", {"variant_id": shirt.variants.all()[0].pk})
        status, asked, _again = rest(secret, "/api/v1/orders", BY_UPI)
        assert status == 202
        body = {**BY_UPI, "approval": asked["approval"]}
        answers = all_at_once([partial(rest, secret, "/api/v1/orders", body, key)] * TIMES)
        assert [status for status, _told, _again in answers] == [200] * TIMES
        assert len({told["data"]["number"] for _status, told, _again in answers}) == 1
        assert Order.objects.count() == Payment.objects.count() == placed


def test_an_order_by_mcp_is_placed_once_with_and_without_a_key(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    secret = token(asha)
    for placed, key in enumerate(("k", ""), 1):
        mcp(secret, "add_to_cart", {"variant_id": shirt.variants.all()[0].pk})
        asked = mcp(secret, "place_order", BY_UPI)
        arguments = {**BY_UPI, "approval": asked["approval"]}
        answers = all_at_once([partial(mcp, secret, "place_order", arguments, key)] * TIMES)
        assert [told["status"] for told in answers] == ["done"] * TIMES
        assert len({told["data"]["number"] for told in answers}) == 1
        assert Order.objects.count() == Payment.objects.count() == placed


def test_a_key_used_for_something_else_is_refused_by_both(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    secret, variant = token(asha), shirt.variants.all()[0].pk
    rest(secret, "/api/v1/cart/lines", {"variant_id": variant}, "k")
    status, told, _again = rest(secret, "/api/v1/cart/lines", {"variant_id": variant, "quantity": 3}, "k")
    assert (status, told["code"]) == (409, "idempotency_conflict")
    mcp(secret, "add_to_cart", {"variant_id": variant}, "m")
    told = mcp(secret, "add_to_cart", {"variant_id": variant, "quantity": 3}, "m")
    assert (told["status"], told["code"]) == ("refused", "idempotency_conflict")
    assert CartLine.objects.get().quantity == 2
