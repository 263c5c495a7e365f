"""ACP: a session from lines to an order, its idempotency by meaning, and its own errors."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.catalog.stock import stock_faults
from apps.orders.models import Cart, Order, Payment
from apps.orders.selectors import allocation_faults
from apps.protocols.acp.words import VERSION
from apps.protocols.models import Agent, AgentSession
from tests.apps.orders.crowd import all_at_once

Token = Callable[..., str]
DETAILS = {
    "name": "Asha Rao",
    "phone_number": "9876543210",
    "email": "asha@example.com",
    "address": {
        "name": "Asha Rao", "line_one": "12 Lake Road", "city": "Pune", "state": "MH", "country": "IN",
        "postal_code": "411004",
    },
}  # fmt: skip
SESSION_FIELDS = {
    "id", "status", "currency", "line_items", "totals", "fulfillment_options", "messages", "links", "capabilities",
}  # fmt: skip


def pay(token: str = "tok_ok", kind: str = "card") -> dict[str, Any]:
    instrument = {"type": kind, "credential": {"type": "spt", "token": token}}
    return {"payment_data": {"handler_id": "retailgenie", "instrument": instrument}}


class AcpAgent:
    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.secret = secret

    def call(self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        sent = {
            "Authorization": f"Bearer {self.secret}",
            "API-Version": VERSION,
            "Idempotency-Key": key or str(uuid.uuid4()),
            **headers,
        }
        data = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        return self.client.generic(
            method, f"/acp/{path}", data, content_type="application/json", headers=sent
        )


@pytest.fixture
def agent(asha: User, token: Token) -> AcpAgent:
    return AcpAgent(token(asha, "place_order"))


def wish(product: Product, count: int = 1, **more: Any) -> dict[str, Any]:
    variant = product.variants.get(size="M")
    items = [{"id": f"v{variant.pk}", "quantity": count}]
    return {"line_items": items, "currency": "inr", "capabilities": {}, **more}


def totals(body: dict[str, Any]) -> dict[str, int]:
    return {x["type"]: x["amount"] for x in body["totals"]}


def test_a_session_from_lines_to_an_order(agent: AcpAgent, shirt: Product, asha: User) -> None:
    made = agent.call("POST", "checkout_sessions", wish(shirt, 2))
    body = made.json()
    assert (made.status_code, made["API-Version"]) == (201, VERSION)
    assert set(body) >= SESSION_FIELDS
    assert (body["status"], body["currency"]) == ("not_ready_for_payment", "inr")
    assert totals(body) == {
        "items_base_amount": 100_000, "subtotal": 100_000, "fulfillment": 0, "total": 100_000,
    }  # fmt: skip
    path = f"checkout_sessions/{body['id']}"
    body = agent.call("POST", path, {"fulfillment_details": DETAILS}).json()
    assert (body["status"], body["messages"]) == ("ready_for_payment", [])
    assert body["selected_fulfillment_options"][0]["option_id"] == "standard"
    body = agent.call("POST", f"{path}/complete", pay()).json()
    assert body["status"] == "completed"
    order = Order.objects.get(number=body["order"]["id"])
    assert (order.owner_key, order.door, order.total_paise) == (f"user:{asha.pk}", "acp", 100_000)
    assert order.payments.get().state == Payment.State.CAPTURED
    assert agent.call("GET", path).json()["order"]["status"] == "confirmed"
    assert not Cart.objects.filter(owner_key=f"user:{asha.pk}", state="open", lines__isnull=False).exists()
    assert not [*stock_faults(), *allocation_faults()]


def test_what_is_left_out_of_an_update_stays(agent: AcpAgent, shirt: Product) -> None:
    body = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    path = f"checkout_sessions/{body['id']}"
    body = agent.call("POST", path, {"discounts": {"codes": ["NOPE"]}}).json()
    assert body["status"] == "ready_for_payment"
    assert body["discounts"]["rejected"][0]["reason"] == "discount_code_invalid"
    assert body["messages"][0]["type"] == "warning"
    item = body["line_items"][0]["item"]["id"]
    body = agent.call("POST", path, {"line_items": [{"id": item, "quantity": 9}]}).json()
    assert [x["code"] for x in body["messages"] if x["type"] == "error"] == ["out_of_stock"]


def test_a_declined_payment_orders_nothing(agent: AcpAgent, shirt: Product) -> None:
    made = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    path = f"checkout_sessions/{made['id']}/complete"
    body = agent.call("POST", path, pay("tok_declined")).json()
    assert body["status"] == "not_ready_for_payment"
    assert body["messages"][0]["code"] == "payment_declined"
    assert not Order.objects.exists()
    assert agent.call("POST", path, pay(kind="cod")).json()["status"] == "completed"


def test_cancelling_frees_the_session_once_and_keeps_the_reason(agent: AcpAgent, shirt: Product) -> None:
    made = agent.call("POST", "checkout_sessions", wish(shirt)).json()
    path = f"checkout_sessions/{made['id']}"
    trace = {"intent_trace": {"reason_code": "price_sensitivity"}}
    assert agent.call("POST", f"{path}/cancel", trace).json()["status"] == "canceled"
    assert AgentSession.objects.get().cancel_reason == "price_sensitivity"
    again = agent.call("POST", f"{path}/cancel")
    assert (again.status_code, again.json()["code"]) == (405, "not_cancelable")
    assert agent.call("POST", path, {"buyer": {"email": "a@b.in"}}).status_code == 409


def test_idempotency_goes_by_meaning(agent: AcpAgent, shirt: Product) -> None:
    variant = shirt.variants.get(size="M").pk
    one = f'{{"line_items": [{{"id": "v{variant}"}}], "currency": "inr", "capabilities": {{}}}}'
    two = f'{{"capabilities":{{}},"currency":"inr","line_items":[{{"id":"v{variant}"}}]}}'
    null = f'{{"capabilities":{{}},"currency":"inr","line_items":[{{"id":"v{variant}"}}],"buyer":null}}'
    first = agent.call("POST", "checkout_sessions", one, key="k")
    again = agent.call("POST", "checkout_sessions", two, key="k")
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    other = agent.call("POST", "checkout_sessions", null, key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
    assert AgentSession.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_completions_at_once_make_one_order(shirt: Product, asha: User, token: Token) -> None:
    agent = AcpAgent(token(asha))
    made = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    path = f"checkout_sessions/{made['id']}/complete"
    calls = [partial(AcpAgent(agent.secret).call, "POST", path, pay(), key="one") for _n in range(20)]
    assert {x.json()["order"]["id"] for x in all_at_once(calls)} == {Order.objects.get().number}
    assert Payment.objects.count() == 1
    assert Stock.objects.get(variant__product=shirt, variant__size="M").allocated == 1


def test_carts(agent: AcpAgent, shirt: Product) -> None:
    cart = agent.call("POST", "carts", {"line_items": [{"id": f"v{shirt.variants.get(size='S').pk}"}]}).json()
    item = cart["line_items"][0]["item"]["id"]
    path = f"carts/{cart['id']}"
    changed = agent.call("PUT", path, {"line_items": [{"id": item, "quantity": 3}]}).json()
    assert changed["line_items"][0]["quantity"] == 3
    assert agent.call("GET", path).json()["totals"] == changed["totals"]
    assert agent.call("POST", f"{path}/cancel").json()["status"] == "canceled"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": ""}, 401, "unauthorized"),
        ({"Authorization": "Bearer rg_nobody"}, 401, "unauthorized"),
        ({"API-Version": "2020-01-01"}, 400, "unsupported_api_version"),
    ],
)
def test_who_asks_and_how_is_checked_first(
    agent: AcpAgent, shirt: Product, headers: dict[str, str], status: int, code: str
) -> None:
    answer = agent.call("POST", "checkout_sessions", wish(shirt), **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not AgentSession.objects.exists()


def test_a_token_without_the_scope_and_a_missing_key(asha: User, token: Token, shirt: Product) -> None:
    poor = AcpAgent(token(asha, "view_cart"))
    assert poor.call("POST", "checkout_sessions", wish(shirt)).status_code == 401
    sent = {"Authorization": f"Bearer {token(asha)}", "API-Version": VERSION}
    body = json.dumps(wish(shirt))
    answer = Client().post("/acp/checkout_sessions", body, content_type="application/json", headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "checkout_sessions", {}, 400),
        ("POST", "checkout_sessions", "no json", 400),
        (
            "POST",
            "checkout_sessions",
            {"line_items": [{"id": "v0"}], "currency": "inr", "capabilities": {}},
            400,
        ),
        ("GET", "checkout_sessions/chk_none", None, 404),
        ("POST", "nothing", {}, 404),
        ("DELETE", "carts/x", None, 405),
    ],
)
def test_bad_requests(agent: AcpAgent, method: str, path: str, body: Any, status: int) -> None:
    answer = agent.call(method, path, body)
    assert answer.status_code == status
    assert set(answer.json()) >= {"type", "code", "message"}
    assert not AgentSession.objects.exists()


def test_a_session_is_for_its_own_agent(agent: AcpAgent, ravi: User, token: Token, shirt: Product) -> None:
    made = agent.call("POST", "checkout_sessions", wish(shirt)).json()
    other = AcpAgent(token(ravi))
    for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/complete")):
        answer = other.call(method, f"checkout_sessions/{made['id']}{path}", pay())
        assert answer.status_code == 404
    assert AgentSession.objects.get().state == "open"
    assert Agent.objects.count() == 2
