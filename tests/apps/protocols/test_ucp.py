"""UCP: every answer fits the published models, orders end as in the shop, and the protocol's own refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import ucp_sdk.models.schemas.shopping.cart as cart_models
import ucp_sdk.models.schemas.shopping.catalog_lookup as lookup_models
import ucp_sdk.models.schemas.shopping.catalog_search as search_models
import ucp_sdk.models.schemas.shopping.fulfillment as fulfillment_models
import ucp_sdk.models.schemas.shopping.order as order_models
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from ucp_sdk.models.schemas.profile import BusinessSchema

from apps.accounts.models import User
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Offer, Product, Stock
from apps.catalog.stock import stock_faults
from apps.orders.models import Cart, Order, OrderStatus, Payment
from apps.orders.selectors import allocation_faults
from apps.orders.services.progress import order_advance
from apps.orders.services.shipments import Parcel, part_send
from apps.protocols.models import Agent, AgentSession
from apps.protocols.ucp.words import CAPABILITIES, VERSION
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.crowd import all_at_once
from tests.apps.protocols.test_ucp_checker import completion
from tests.apps.protocols.ucp_agent import PLATFORM, PROFILE, UcpAgent

MakeCaller = Callable[..., Caller]


@pytest.fixture(autouse=True)
def known(settings: Settings) -> None:
    """The test's agent is registered, so nothing is fetched."""
    settings.UCP_KNOWN_PLATFORMS = {PROFILE: {**PLATFORM, "trusted": True}}


@pytest.fixture
def agent(db: None) -> UcpAgent:
    return UcpAgent()


def wish(product: Product, count: int = 1, size: str = "M", **more: Any) -> dict[str, Any]:
    variant = product.variants.get(size=size)
    return {"line_items": [{"id": "li_1", "item": {"id": f"v{variant.pk}"}, "quantity": count}], **more}


def whole(product: Product, count: int = 1, **more: Any) -> dict[str, Any]:
    """A checkout that lacks nothing."""
    ready = completion("tok_ok")
    return wish(product, count, buyer=ready["buyer"], fulfillment=ready["fulfillment"], **more)


PAY = {"payment": completion("tok_ok")["payment"]}


def test_the_profile_fits_its_model_and_may_be_cached(client: Client) -> None:
    answer = client.get("/.well-known/ucp")
    BusinessSchema.model_validate(answer.json())
    assert set(answer.json()["ucp"]["capabilities"]) == set(CAPABILITIES)
    assert answer["Cache-Control"] == "public, max-age=300"
    assert {"kid", "x", "y"} <= set(answer.json()["keys"][0])
    assert "d" not in answer.json()["keys"][0]


def test_an_order_from_search_to_the_door(
    agent: UcpAgent, shirt: Product, meera: User, caller: MakeCaller
) -> None:
    catalog_index()
    found = agent.rest("POST", "/catalog/search", {"query": "blue shirt"}).json()
    search_models.SearchResponse.model_validate(found)
    variant = found["products"][0]["variants"][1]["id"]
    lookup = agent.rest("POST", "/catalog/lookup", {"ids": [variant, "v99999999"]}).json()
    lookup_models.LookupResponse.model_validate(lookup)
    assert [x["code"] for x in lookup["messages"]] == ["not_found"]
    detail = agent.rest("POST", "/catalog/product", {"id": variant}).json()
    lookup_models.GetProductResponse.model_validate(detail)
    assert detail["product"]["variants"][0]["id"] == variant

    made = agent.rest("POST", "/checkout-sessions", wish(shirt, 2))
    assert made.status_code == 201
    body = made.json()
    fulfillment_models.Checkout.model_validate(body)
    assert body["status"] == "incomplete"
    assert {x["severity"] for x in body["messages"]} == {"recoverable"}

    body = agent.rest("PUT", f"/checkout-sessions/{body['id']}", whole(shirt, 2)).json()
    fulfillment_models.Checkout.model_validate(body)
    assert (body["status"], body["messages"]) == ("ready_for_complete", [])
    assert {x["type"]: x["amount"] for x in body["totals"]} == {"subtotal": 100_000, "total": 100_000}

    done = agent.rest("POST", f"/checkout-sessions/{body['id']}/complete", PAY).json()
    fulfillment_models.Checkout.model_validate(done)
    assert (done["status"], done["totals"]) == ("completed", body["totals"])
    order = Order.objects.get(number=done["order"]["id"])
    assert (order.status, order.door, order.total_paise) == ("placed", "ucp", 100_000)
    assert order.ship_to["line1"] == "12 Lake Road"
    assert order.payments.get().state == Payment.State.CAPTURED

    staff = caller(meera)
    order_advance(caller=staff, number=order.number, to=OrderStatus.PACKED, now=timezone.now())
    ahead, parcel = {order.lines.get().pk: 1}, Parcel("DTDC", "D1")
    part_send(caller=staff, number=order.number, pieces=ahead, parcel=parcel, now=timezone.now())
    for step in (OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELIVERED):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    shown = agent.rest("GET", f"/orders/{order.number}").json()
    order_models.Order.model_validate(shown)
    events = shown["fulfillment"]["events"]
    assert [x["type"] for x in events] == ["shipped", "shipped", "in_transit", "delivered"]
    assert (events[0]["tracking_number"], events[0]["line_items"]) == ("D1", [{"id": "li_1", "quantity": 1}])
    assert shown["line_items"][0]["status"] == "fulfilled"
    assert not [*stock_faults(), *allocation_faults()]


def test_the_same_over_mcp(agent: UcpAgent, shirt: Product) -> None:
    names = {x["name"] for x in agent.rpc("tools/list", {})["result"]["tools"]}
    assert {"search_catalog", "create_checkout", "complete_checkout", "get_order", "ask"} <= names
    made = agent.mcp("create_checkout", checkout=whole(shirt))["result"]["structuredContent"]
    done = agent.mcp("complete_checkout", id=made["id"], checkout=PAY)["result"]["structuredContent"]
    assert done["status"] == "completed"
    shown = agent.mcp("get_order", id=done["order"]["id"])["result"]["structuredContent"]
    order_models.Order.model_validate(shown)
    assert agent.rpc("no/such", {})["error"]["code"] == -32601
    unknown = agent.mcp("get_checkout", id="chk_0")["result"]
    assert (unknown["isError"], unknown["structuredContent"]["messages"][0]["code"]) == (True, "not_found")


def test_a_cart_becomes_one_checkout_and_its_contents_win(agent: UcpAgent, shirt: Product) -> None:
    cart = agent.rest("POST", "/carts", wish(shirt, 3)).json()
    cart_models.Cart.model_validate(cart)
    first = agent.rest("POST", "/checkout-sessions", {"cart_id": cart["id"], **wish(shirt, 1)}).json()
    again = agent.rest("POST", "/checkout-sessions", {"cart_id": cart["id"]}).json()
    assert first["id"] == again["id"]
    assert first["line_items"][0]["quantity"] == 3
    dropped = agent.rest("POST", f"/carts/{cart['id']}/cancel").json()
    assert dropped["line_items"][0]["quantity"] == 3


def test_what_cannot_be_had_is_said_and_nothing_is_kept(agent: UcpAgent, shirt: Product) -> None:
    answer = agent.rest("POST", "/checkout-sessions", {"line_items": [{"item": {"id": "v0"}, "quantity": 1}]})
    assert (answer.status_code, answer.json()["ucp"]["status"]) == (200, "error")
    assert answer.json()["messages"][0]["code"] == "item_unavailable"
    assert not AgentSession.objects.exists()
    made = agent.rest("POST", "/checkout-sessions", wish(shirt, 1)).json()
    much = agent.rest("PUT", f"/checkout-sessions/{made['id']}", whole(shirt, 9)).json()
    assert [x["code"] for x in much["messages"]] == ["out_of_stock"]
    assert much["status"] == "incomplete"
    away = whole(shirt)
    away["fulfillment"]["methods"][0]["destinations"][0]["address_country"] = "US"
    body = agent.rest("PUT", f"/checkout-sessions/{made['id']}", away).json()
    assert [x["code"] for x in body["messages"]] == ["address_undeliverable"]
    done = agent.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY).json()
    assert (done["status"], Order.objects.count()) == ("incomplete", 0)


def test_a_declined_payment_orders_nothing_and_another_may_be_tried(agent: UcpAgent, shirt: Product) -> None:
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    path = f"/checkout-sessions/{made['id']}/complete"
    for token in ("tok_declined", "tok_3ds"):
        body = agent.rest("POST", path, {"payment": completion(token)["payment"]}).json()
        assert [x["code"] for x in body["messages"]] == ["payment_failed"]
        assert body["status"] != "completed"
    assert not Order.objects.exclude(status=OrderStatus.CANCELLED).exists()
    assert agent.rest("POST", path, PAY).json()["status"] == "completed"
    assert not [*stock_faults(), *allocation_faults()]


def test_a_price_that_rises_after_it_was_shown_is_not_paid(agent: UcpAgent, shirt: Product) -> None:
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    shirt.variants.update(price_paise=60_000, mrp_paise=60_000)
    path = f"/checkout-sessions/{made['id']}/complete"
    body = agent.rest("POST", path, PAY).json()
    assert [x["code"] for x in body["messages"]] == ["price_changed"]
    assert not Order.objects.exists()
    assert agent.rest("POST", path, PAY).json()["status"] == "completed"
    assert Order.objects.get().total_paise == 60_000 + 4_900


def test_coupons_offers_and_pick_up(agent: UcpAgent, shirt: Product, warehouse: object) -> None:
    Offer.objects.create(
        title="Tenth off",
        kind="percentage",
        code="TENTH",
        percent=10,
        starts_at=timezone.now() - timedelta(days=1),
    )
    asked = whole(shirt, 2, discounts={"codes": ["tenth", "NOPE"]})
    body = agent.rest("POST", "/checkout-sessions", asked).json()
    fulfillment_models.Checkout.model_validate(body)
    (applied,) = body["discounts"]["applied"]
    assert (applied["code"], applied["amount"]) == ("TENTH", 10_000)
    assert sum(x["amount"] for x in applied["allocations"]) == 10_000
    assert [(x["type"], x["path"]) for x in body["messages"]] == [("warning", "$.discounts.codes")]
    assert body["status"] == "ready_for_complete"
    cleared = agent.rest("PUT", f"/checkout-sessions/{body['id']}", whole(shirt, 2)).json()
    assert cleared["discounts"]["applied"] == []


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("", 400, "invalid_profile_url"),
        ('profile="http://agent.example/p"', 400, "invalid_profile_url"),
        ('profile="https://127.0.0.1/p"', 400, "invalid_profile_url"),
        ('profile="https://[::1]/p"', 400, "invalid_profile_url"),
        (f'profile="{PROFILE}"; version="2099-01-01"', 422, "version_unsupported"),
    ],
)
def test_who_asks_is_checked_first(agent: UcpAgent, header: str, status: int, code: str) -> None:
    answer = agent.rest("POST", "/catalog/search", {"query": "x"}, **{"UCP-Agent": header})
    assert (answer.status_code, answer.json()["messages"][0]["code"]) == (status, code)
    assert not Agent.objects.exists()


def test_an_agent_that_can_nothing_of_ours_is_told_so(agent: UcpAgent, settings: Settings) -> None:
    settings.UCP_KNOWN_PLATFORMS = {
        PROFILE: {"ucp": {"version": VERSION, "capabilities": {"org.other.x": []}}}
    }
    answer = agent.rest("POST", "/catalog/search", {"query": "x"})
    assert (answer.status_code, answer.json()["messages"][0]["code"]) == (200, "capabilities_incompatible")


def test_orders_are_for_the_agent_that_made_them_and_has_proven_itself(
    agent: UcpAgent, shirt: Product, settings: Settings
) -> None:
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    number = agent.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY).json()["order"]["id"]
    settings.UCP_KNOWN_PLATFORMS |= {"https://other.example/p": {**PLATFORM, "trusted": True}}
    other = UcpAgent("https://other.example/p")
    assert other.rest("GET", f"/orders/{number}").status_code == 404
    assert other.rest("GET", f"/checkout-sessions/{made['id']}").status_code == 404
    settings.UCP_KNOWN_PLATFORMS = {PROFILE: PLATFORM}
    assert agent.rest("GET", f"/orders/{number}").status_code == 401


def test_a_completed_checkout_never_changes(agent: UcpAgent, shirt: Product) -> None:
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    path = f"/checkout-sessions/{made['id']}"
    done = agent.rest("POST", f"{path}/complete", PAY).json()
    assert agent.rest("POST", f"{path}/cancel").status_code == 409
    assert agent.rest("PUT", path, whole(shirt, 3)).status_code == 409
    assert agent.rest("POST", f"{path}/complete", PAY).json()["order"] == done["order"]
    assert Order.objects.count() == 1


def test_an_order_of_a_linked_person_is_theirs(
    shirt: Product, asha: User, token: Callable[..., str], caller: MakeCaller
) -> None:
    linked = UcpAgent(Authorization=f"Bearer {token(asha, 'place_order')}")
    made = linked.rest("POST", "/checkout-sessions", whole(shirt)).json()
    done = linked.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY).json()
    assert Order.objects.get(number=done["order"]["id"]).owner_key == f"user:{asha.pk}"
    poor = UcpAgent(Authorization=f"Bearer {token(asha, 'view_cart')}")
    refused = poor.rest("POST", "/checkout-sessions", whole(shirt))
    assert (refused.status_code, refused.json()["messages"][0]["code"]) == (403, "insufficient_scope")


def test_cancelling_and_returning_take_two_steps(
    agent: UcpAgent, shirt: Product, meera: User, caller: MakeCaller
) -> None:
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    number = agent.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY).json()["order"]["id"]
    card = agent.rest("POST", f"/orders/{number}/after", {"action": "cancel"})
    assert (card.status_code, Order.objects.get().status) == (202, "placed")
    asked = {"action": "cancel", "approval": card.json()["approval"]}
    body = agent.rest("POST", f"/orders/{number}/after", asked).json()
    order_models.Order.model_validate(body)
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert {x["type"] for x in body["adjustments"]} == {"cancellation", "refund"}
    assert body["line_items"][0]["status"] == "removed"
    late = agent.rest("POST", f"/orders/{number}/after", {"action": "return"}).json()
    assert late["ucp"]["status"] == "error"


def test_the_same_key_with_other_bytes_is_a_conflict(agent: UcpAgent, shirt: Product) -> None:
    first = agent.rest("POST", "/checkout-sessions", wish(shirt, 1), key="k1").json()
    assert agent.rest("POST", "/checkout-sessions", wish(shirt, 1), key="k1").json() == first
    other = agent.rest("POST", "/checkout-sessions", wish(shirt, 2), key="k1")
    assert (other.status_code, other.json()["messages"][0]["code"]) == (409, "idempotency_conflict")
    over_mcp = agent.mcp("create_cart", key="k2", cart=wish(shirt, 1))
    assert "result" in over_mcp
    assert agent.mcp("create_cart", key="k2", cart=wish(shirt, 2))["error"]["code"] == -32000


@pytest.mark.django_db(transaction=True)
def test_twenty_completions_at_once_make_one_order(shirt: Product) -> None:
    agent = UcpAgent()
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    path = f"/checkout-sessions/{made['id']}/complete"
    same = [partial(UcpAgent().rest, "POST", path, PAY, key="one") for _n in range(20)]
    answers = [x.json() for x in all_at_once(same)]
    assert {x["order"]["id"] for x in answers} == {Order.objects.get().number}
    assert Payment.objects.count() == 1
    assert Stock.objects.get(variant__product=shirt, variant__size="M").allocated == 1
    others = [partial(UcpAgent().rest, "POST", path, PAY, key=f"k{n}") for n in range(20)]
    assert {x.json()["status"] for x in all_at_once(others)} == {"completed"}
    assert Order.objects.count() == 1


def test_a_person_goes_on_where_the_agent_stopped(
    agent: UcpAgent, shirt: Product, asha: User, client: Client
) -> None:
    made = agent.rest("POST", "/checkout-sessions", wish(shirt, 2)).json()
    path = made["continue_url"].removeprefix("http://localhost:8000")
    client.force_login(asha)
    assert "Blue shirt" in client.get(path).content.decode()
    assert not Cart.objects.filter(owner_key=f"user:{asha.pk}").exists()
    assert client.post(path)["Location"] == "/cart/"
    assert Cart.objects.get(owner_key=f"user:{asha.pk}").lines.get().quantity == 2
    assert client.post(path).status_code == 404
    assert client.get(path[:-3] + "xx/").status_code == 404


def test_a_stopped_agent_and_a_closed_door(agent: UcpAgent, shirt: Product) -> None:
    agent.rest("POST", "/catalog/lookup", {"ids": ["v1"]})
    Agent.objects.update(is_stopped=True)
    assert agent.rest("POST", "/checkout-sessions", wish(shirt)).status_code == 403
    assert not AgentSession.objects.exists()


def test_a_question_is_answered_from_documents_or_not_at_all(agent: UcpAgent) -> None:
    body = agent.rest("POST", "/ask", {"query": "who won the match yesterday?"}).json()
    assert body["answer"]["plain"] == "I don't have that information."


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/checkout-sessions", {}, 400),
        ("POST", "/checkout-sessions", "not json", 400),
        ("POST", "/checkout-sessions", [], 400),
        ("POST", "/checkout-sessions", {"line_items": [{"item": {"id": "v1"}, "quantity": 0}]}, 400),
        ("POST", "/catalog/search", {"query": "x", "cursor": "%%%"}, 400),
        ("POST", "/catalog/search", {}, 400),
        ("POST", "/catalog/lookup", {"ids": ["v1"] * 51}, 400),
        ("POST", "/nothing", {}, 404),
        ("DELETE", "/carts/x", None, 405),
        ("GET", "/carts/nope", None, 404),
    ],
)
def test_bad_requests_get_the_protocols_errors(
    agent: UcpAgent, method: str, path: str, body: Any, status: int
) -> None:
    answer = agent.rest(method, path, body)
    assert answer.status_code == status
    assert answer.json()["ucp"]["status"] == "error"
    assert answer.json()["messages"][0]["content"]
