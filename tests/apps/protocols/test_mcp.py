"""The MCP door: what each caller sees, writes in two steps, tokens, limits, the kill switch, resources, prompts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from apps.accounts.models import ServiceToken, User
from apps.accounts.services import token_revoke
from apps.catalog.models import Product
from apps.content.services import document_publish, document_write
from apps.ledger.models import Event, EventName
from apps.orders.models import Cart, CartLine, Order
from apps.protocols.mcp.inprocess import Answer, mcp_request
from apps.protocols.models import Agent
from apps.rollout.selectors import forget
from apps.rollout.services import flag_set
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Risk
from retailgenie.lib.limits import limits_forget
from tests.apps.orders.shopping import BY_UPI

pytestmark = pytest.mark.django_db


def call(
    name: str, arguments: dict[str, Any] | None = None, *, token: str = "", **meta: Any
) -> dict[str, Any]:
    """Call a tool and return its structured result."""
    params: dict[str, Any] = {"name": name, "arguments": arguments or {}}
    if meta:
        params["_meta"] = meta
    answer = mcp_request("tools/call", params, token=token)
    assert answer.status == 200, answer
    result: dict[str, Any] = answer.result
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    return dict(result["structuredContent"])


def listed(token: str = "") -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in mcp_request("tools/list", token=token).result["tools"]}


def test_without_a_token_one_may_read_the_catalogue_and_nothing_else(db: None) -> None:
    names = listed()
    assert {"search_products", "get_product", "search_policies", "search_catalog"} <= set(names)
    assert {"get_product_details", "search_shop_policies_and_faqs"} <= set(names)
    assert {"view_cart", "place_order", "get_profile", "list_orders", "undo_change"} & set(names) == set()


def test_with_a_token_every_tool_of_the_registry_is_listed(admin: User, token: Callable[..., str]) -> None:
    names = set(listed(token(admin)))
    assert {tool.name for tool in registry} <= names
    assert {"get_order_status", "get_most_recent_order_status", "get_cart", "undo_change"} <= names


def test_each_tool_says_what_it_does_to_the_shop(admin: User, token: Callable[..., str]) -> None:
    rows = listed(token(admin))
    for tool in registry:
        told = rows[tool.name]
        assert told["annotations"]["readOnlyHint"] is (tool.risk is Risk.READ)
        assert told["annotations"]["destructiveHint"] is (tool.risk is Risk.HIGH)
        assert told["inputSchema"]["type"] == "object"
        assert ("approval" in told["inputSchema"]["properties"]) is (tool.risk is Risk.HIGH)
        assert told["description"]
        assert "status" in told["outputSchema"]["required"]


def test_a_token_with_scopes_sees_and_runs_only_those(asha: User, token: Callable[..., str]) -> None:
    narrow = token(asha, "view_cart")
    assert set(listed(narrow)) == {"view_cart", "get_cart"}
    undo = mcp_request("tools/call", {"name": "undo_change", "arguments": {"receipt": "x"}}, token=narrow)
    assert undo.status == 403
    assert "undo_change" in listed(token(asha, "undo_change"))
    answer = mcp_request("tools/call", {"name": "list_orders", "arguments": {}}, token=narrow)
    assert answer.status == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert 'scope="list_orders"' in answer.headers["www-authenticate"]


def test_a_tool_of_a_person_asks_those_without_a_token_for_one(shirt: Product) -> None:
    variant = shirt.variants.all()[0].pk
    answer = mcp_request("tools/call", {"name": "add_to_cart", "arguments": {"variant_id": variant}})
    assert answer.status == 401
    assert "/.well-known/oauth-protected-resource/mcp" in answer.headers["www-authenticate"]
    assert "error=" not in answer.headers["www-authenticate"]
    assert not Cart.objects.exists()


def test_an_unknown_a_revoked_and_a_malformed_token_get_401(asha: User, token: Callable[..., str]) -> None:
    revoked = token(asha)
    token_revoke(token=ServiceToken.objects.get(), now=timezone.now())
    for secret in ("rg_unknown", revoked):
        answer = mcp_request("tools/list", token=secret)
        assert (answer.status, answer.body["code"]) == (401, "invalid_token")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    basic = mcp_request("tools/list", headers={"authorization": "Basic YTpi"})
    assert basic.status == 401


def test_an_order_takes_a_card_and_a_yes(asha: User, shirt: Product, token: Callable[..., str]) -> None:
    mine = token(asha)
    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=mine)
    asked = call("place_order", BY_UPI, token=mine)
    assert asked["status"] == "needs_approval"
    assert asked["confirm"]["title"]
    assert not Order.objects.exists()
    placed = call("place_order", {**BY_UPI, "approval": asked["approval"]}, token=mine)
    assert placed["status"] == "done"
    order = Order.objects.get()
    assert placed["data"]["number"] == order.number
    assert order.owner_key == f"user:{asha.pk}"
    again = call("place_order", {**BY_UPI, "approval": asked["approval"]}, token=mine)
    assert again["data"]["number"] == order.number
    assert Order.objects.count() == 1


def test_an_agent_can_shop_for_somebody_without_an_account(shirt: Product) -> None:
    visit, other = (call("start_visit")["data"]["token"] for _ in range(2))
    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=visit)
    assert call("view_cart", token=other)["data"]["lines"] == []
    guest = {**BY_UPI, "contact_email": "guest@example.com"}
    asked = call("place_order", guest, token=visit)
    placed = call("place_order", {**guest, "approval": asked["approval"]}, token=visit)
    assert Order.objects.get().number == placed["data"]["number"]
    assert call("get_order", {"number": placed["data"]["number"]}, token=other)["code"] == "not_found"
    assert call("get_profile", token=visit)["code"] == "login_required"
    assert mcp_request("tools/list", token=f"{visit}x").status == 401


def test_an_approval_of_somebody_else_is_no_yes(
    asha: User, ravi: User, shirt: Product, token: Callable[..., str]
) -> None:
    hers, his = token(asha), token(ravi)
    for secret in (hers, his):
        call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=secret)
    asked = call("place_order", BY_UPI, token=hers)
    refused = call("place_order", {**BY_UPI, "approval": asked["approval"]}, token=his)
    assert (refused["status"], refused["code"]) == ("refused", "approval_invalid")
    assert not Order.objects.exists()


def test_a_change_is_taken_back_with_its_receipt(
    asha: User, ravi: User, shirt: Product, token: Callable[..., str]
) -> None:
    mine = token(asha)
    added = call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=mine)
    stolen = call("undo_change", {"receipt": added["receipt"]}, token=token(ravi))
    assert stolen["code"] == "not_found"
    assert CartLine.objects.count() == 1
    assert call("undo_change", {"receipt": added["receipt"]}, token=mine)["status"] == "done"
    assert CartLine.objects.count() == 0


def test_the_same_idempotency_key_adds_once(asha: User, shirt: Product, token: Callable[..., str]) -> None:
    mine, variant = token(asha), shirt.variants.all()[0].pk
    first = call("add_to_cart", {"variant_id": variant, "idempotency_key": "k1"}, token=mine)
    again = call("add_to_cart", {"variant_id": variant}, token=mine, **{"idempotency-key": "k1"})
    assert first == again
    assert CartLine.objects.get().quantity == 1
    other = call("add_to_cart", {"variant_id": variant, "quantity": 2, "idempotency_key": "k1"}, token=mine)
    assert (other["status"], other["code"]) == ("refused", "idempotency_conflict")
    assert CartLine.objects.get().quantity == 1


def test_the_names_that_other_agents_know_run_the_same_tools(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    found = call("search_catalog", {"query": "blue shirt"})["data"]
    assert [card["product_id"] for card in found["cards"]] == [shirt.pk]
    for given in (shirt.pk, str(shirt.pk), f"gid://shop/Product/{shirt.pk}"):
        assert call("get_product_details", {"product_id": given})["data"]["card"]["title"] == "Blue shirt"
    mine = token(asha)
    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=mine)
    asked = call("place_order", BY_UPI, token=mine)
    number = call("place_order", {**BY_UPI, "approval": asked["approval"]}, token=mine)["data"]["number"]
    assert call("get_most_recent_order_status", token=mine)["data"]["number"] == number
    assert call("get_order_status", {"order_number": number}, token=mine)["data"]["number"] == number
    assert call("get_cart", token=mine)["data"]["lines"] == []


def test_wrong_arguments_are_refused_in_words(shirt: Product) -> None:
    for name, arguments in (("get_product", {"product_id": "x"}), ("search_catalog", {"q": "x"})):
        refused = call(name, arguments)
        assert (refused["status"], refused["code"]) == ("refused", "invalid_arguments")
    assert call("get_product", {"product_id": 10**9})["code"] == "not_found"
    assert call("no_such_tool")["code"] == "unknown_tool"


def test_a_stranger_s_order_is_not_found(
    asha: User, ravi: User, shirt: Product, token: Callable[..., str]
) -> None:
    hers, his = token(asha), token(ravi)
    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=hers)
    asked = call("place_order", BY_UPI, token=hers)
    number = call("place_order", {**BY_UPI, "approval": asked["approval"]}, token=hers)["data"]["number"]
    uri = f"retailgenie://order/{number}"
    mine = mcp_request("resources/read", {"uri": uri}, token=hers).result["contents"][0]
    assert json.loads(mine["text"])["number"] == number
    assert call("get_order", {"number": number}, token=his)["code"] == "not_found"
    for secret in (his, ""):
        assert mcp_request("resources/read", {"uri": uri}, token=secret).body["error"]["code"] == -32002


def test_documents_and_products_are_resources(shirt: Product) -> None:
    now = timezone.now()
    written = document_write(slug="returns", title="Returns", body="Thirty days.", topic="returns", now=now)
    document_publish(document_id=written.pk, now=now)
    uris = [row["uri"] for row in mcp_request("resources/list").result["resources"]]
    assert uris == ["retailgenie://policy/returns"]
    text = mcp_request("resources/read", {"uri": uris[0]}).result["contents"][0]["text"]
    assert text == "# Returns\n\nThirty days."
    product = mcp_request("resources/read", {"uri": f"retailgenie://product/{shirt.pk}"}).result["contents"][
        0
    ]
    assert json.loads(product["text"])["card"]["title"] == "Blue shirt"
    templates = mcp_request("resources/templates/list").result["resourceTemplates"]
    assert [row["uriTemplate"] for row in templates] == [
        f"retailgenie://{name}/{{id}}" for name in ("product", "order", "policy")
    ]
    for uri in ("retailgenie://policy/none", "retailgenie://product/x", "https://elsewhere.example/", "x"):
        assert mcp_request("resources/read", {"uri": uri}).body["error"]["code"] == -32002


def test_prompts_become_words_and_ask_for_what_is_missing(db: None) -> None:
    names = [row["name"] for row in mcp_request("prompts/list").result["prompts"]]
    assert names == ["find_a_gift", "where_is_my_order", "return_something"]
    got = mcp_request(
        "prompts/get", {"name": "find_a_gift", "arguments": {"person": "my dad", "budget": "1500"}}
    )
    assert "my dad for at most ₹1500" in got.result["messages"][0]["content"]["text"]
    assert mcp_request("prompts/get", {"name": "find_a_gift"}).body["error"]["code"] == -32602
    assert mcp_request("prompts/get", {"name": "none"}).body["error"]["code"] == -32602


def test_an_agent_is_known_from_its_first_request_and_named_in_the_events(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk}, token=token(asha))
    agent = Agent.objects.get()
    assert agent.key == ServiceToken.objects.get().agent
    assert agent.name == "An assistant"
    event = Event.objects.get(name=EventName.TOOL_CALLED)
    assert (event.door, event.properties["agent"]) == ("mcp", agent.key)


def test_a_stopped_agent_gets_403_and_changes_nothing(
    asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    mine = token(asha)
    mcp_request("tools/list", token=mine)
    Agent.objects.update(is_stopped=True)
    answer = mcp_request(
        "tools/call",
        {"name": "add_to_cart", "arguments": {"variant_id": shirt.variants.all()[0].pk}},
        token=mine,
    )
    assert (answer.status, answer.body["code"]) == (403, "agent_stopped")
    assert not Cart.objects.exists()


@pytest.mark.parametrize("switch", ["agents-stopped", "mcp-stopped"])
def test_the_kill_switch_closes_the_door(switch: str, asha: User, token: Callable[..., str]) -> None:
    flag_set(name=switch, enabled=True, now=timezone.now())
    forget()
    for secret in ("", token(asha)):
        answer = mcp_request("tools/list", token=secret)
        assert (answer.status, answer.body["code"]) == (503, "door_closed")


@override_settings(RATE_LIMITS=True)
def test_an_agent_over_its_limit_waits(asha: User, ravi: User, token: Callable[..., str]) -> None:
    limits_forget()
    mine = token(asha)
    mcp_request("ping", token=mine)
    Agent.objects.update(per_minute=1)
    answers: list[Answer] = [mcp_request("ping", token=mine) for _ in range(2)]
    assert [x.status for x in answers] == [200, 429] or [x.status for x in answers] == [429, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert mcp_request("ping", token=token(ravi)).status == 200
    limits_forget()


def test_a_foreign_host_and_a_body_without_end_are_refused(db: None) -> None:
    assert mcp_request("tools/list", headers={"host": "evil.example"}).status == 421
    assert mcp_request("tools/list", headers={"origin": "https://evil.example"}).status == 403
    assert (
        mcp_request("tools/call", {"name": "search_catalog", "arguments": {"query": "x" * 300_000}}).status
        == 413
    )


def test_hindi_is_spoken_where_it_is_asked_for(db: None, asha: User, token: Callable[..., str]) -> None:
    answer = mcp_request(
        "tools/call",
        {"name": "undo_change", "arguments": {"receipt": "nothing"}},
        token=token(asha),
        headers={"accept-language": "hi-IN"},
    )
    assert any("\u0900" <= letter <= "\u097f" for letter in answer.result["structuredContent"]["message"])


def test_where_tokens_are_taken_is_published(client: Client, db: None) -> None:
    for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"):
        told = client.get(path).json()
        assert told["resource"] == "http://testserver/mcp"
        assert {"place_order", "undo_change"} <= set(told["scopes_supported"])
        assert "search_products" not in told["scopes_supported"]
