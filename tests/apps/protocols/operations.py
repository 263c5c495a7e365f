"""Every operation of every door, and the arguments with which somebody tries it on Asha's things."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.ledger.rest import STATUS_OF_CODE
from apps.protocols.acp.rest import ROUTES
from apps.protocols.acp.words import VERSION as ACP_VERSION
from apps.protocols.mcp.access import UNDO
from apps.protocols.mcp.calls import VISIT
from apps.protocols.mcp.inprocess import mcp_request
from apps.protocols.mcp.names import ALIASES
from apps.protocols.ucp.operations import BY_NAME, OPERATIONS
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Tool
from tests.apps.protocols.ucp_agent import PROFILE

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PLACEHOLDER = re.compile(r"<(?:(\w+):)?(\w+)>")
LEFT_OUT = ("admin/", "static/", "api/v1/^")
NONE = 999_999_999  # no row has this id
NOBODY = str(uuid.UUID(int=0))


@dataclass(frozen=True)
class Things:
    """What is Asha's, by the names that arguments and addresses have for it."""

    named: dict[str, Any]
    ticket: str

    def value(self, name: str, kind: str, where: str) -> Any:
        """Return what goes for a name: hers, or something that isn't there."""
        if name == "number" and ("ticket" in where or where.startswith("support/")):
            return self.ticket
        if name in self.named:
            return self.named[name]
        return {"int": NONE, "integer": NONE, "boolean": True, "uuid": NOBODY}.get(kind, "nothing")

    def address(self, pattern: str) -> str:
        """Fill the placeholders of an address."""
        return "/" + PLACEHOLDER.sub(lambda m: str(self.value(m[2], m[1] or "str", pattern)), pattern)

    def arguments(self, tool: Tool) -> dict[str, Any]:
        """Return the required arguments of a tool, and those optional ones that name a thing of hers."""
        schema = tool.schema()
        required = set(schema.get("required", ()))
        return {
            name: self.value(name, str(field.get("type", "")), tool.name)
            for name, field in schema.get("properties", {}).items()
            if name in required
        }


@dataclass(frozen=True)
class Who:
    """One column of the table. token: "" for a browser."""

    name: str
    client: Client
    token: str = ""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def addresses() -> Iterator[tuple[str, Any]]:
    """Yield (address pattern, view) of everything but the admin."""

    def walk(resolver: URLResolver, path: str) -> Iterator[tuple[str, Any]]:
        for entry in resolver.url_patterns:
            pattern = path + str(entry.pattern).removesuffix("\\Z")
            if isinstance(entry, URLPattern):
                yield pattern, entry.callback
            elif entry.namespace != "admin":
                yield from walk(entry, pattern)

    return walk(get_resolver(), "")


def operations(door: str) -> list[str]:
    """Return the names of a door's operations: "GET /api/v1/cart", "POST /cart/add/", "view_cart"."""
    if door == "ucp":
        return sorted(x.name for x in OPERATIONS)
    if door == "acp":
        return sorted(f"{method} /{pattern}" for method, pattern in ROUTES)
    if door == "mcp":
        return sorted([*(tool.name for tool in registry), *ALIASES, UNDO, VISIT])
    found = []
    for pattern, view in addresses():
        if pattern.startswith(LEFT_OUT):
            continue
        if door == "rest" and pattern.startswith("api/v1/"):
            found += [f"{method} /{pattern}" for method in METHODS if hasattr(view.cls, method.lower())]
        elif door == "pages" and not pattern.startswith("api/"):
            found += [f"{method} /{pattern}" for method in ("GET", "POST")]
    return sorted(set(found), key=lambda x: (x.partition(" ")[2], x))


def attempt(door: str, operation: str, who: Who, things: Things) -> str:
    """Try an operation; returns the HTTP status, "login" for a redirect to the log-in page."""
    if door == "mcp":
        return _attempt_mcp(operation, who, things)
    if door in ("ucp", "acp"):
        return _attempt_agent(door, operation, who, things)
    method, pattern = operation.split(" /", 1)
    headers, with_body = who.headers(), method in ("POST", "PUT", "PATCH")
    send = getattr(who.client, method.lower())
    if door == "rest":
        given = _rest_arguments(method, pattern, things)
        kind = {"content_type": "application/json"} if with_body else {}
        answer = send(things.address(pattern), given, headers=headers, **kind)
    else:
        form = {name: value for name, value in things.named.items() if isinstance(value, int | str)}
        answer = send(things.address(pattern), form if with_body else {}, headers=headers)
    if answer.status_code == 302 and "/account/login" in answer["Location"]:
        return "login"
    return str(answer.status_code)


def _rest_arguments(method: str, pattern: str, things: Things) -> dict[str, Any]:
    view = next(view for address, view in addresses() if address == pattern)
    tools = getattr(view.cls, "tools", {})
    if method not in tools:
        return {}
    in_path = {name for _kind, name in PLACEHOLDER.findall(pattern)}
    given = things.arguments(registry.get(tools[method]))
    return {name: value for name, value in given.items() if name not in in_path}


def _attempt_mcp(name: str, who: Who, things: Things) -> str:
    if name in registry:
        arguments = things.arguments(registry.get(name))
    else:
        arguments = {"order_number": things.named["number"]} if name == "get_order_status" else {}
    answer = mcp_request("tools/call", {"name": name, "arguments": arguments}, token=who.token)
    if answer.status != 200:
        return str(answer.status)
    told = answer.result["structuredContent"]
    if told["status"] == "refused":
        return str(STATUS_OF_CODE.get(told["code"], 409))
    return "200" if told["status"] == "done" else "202"


# --- agents: a checkout of Asha's agent, and an order that it has made ----------------------------------

UCP_TO = {
    "id": "d1", "type": "shipping_address", "first_name": "Asha", "last_name": "Rao", "street_address": "12 Lake Road",
    "address_locality": "Pune", "postal_code": "411004", "address_country": "IN", "phone_number": "9876543210",
}  # fmt: skip
ACP_TO = {
    "name": "Asha Rao",
    "phone_number": "9876543210",
    "address": {"name": "Asha Rao", "line_one": "12 Lake Road", "city": "Pune", "state": "MH", "country": "IN",
                "postal_code": "411004"},
}  # fmt: skip
INSTRUMENT = {
    "id": "i1",
    "handler_id": "retailgenie",
    "type": "card",
    "credential": {"type": "token", "token": "tok_ok"},
}


def agents_things(door: str, who: Who, things: Things) -> dict[str, Any]:
    """Open a checkout and a cart as an agent, and make an order; returns their ids."""
    create = {"ucp": "create_checkout", "acp": "POST /checkout_sessions"}[door]
    complete = {"ucp": "complete_checkout", "acp": "POST /checkout_sessions/{id}/complete"}[door]
    made = _call_agent(door, create, who, things.named, "")[1]["id"]
    order = _call_agent(door, complete, who, things.named, made)[1]["order"]["id"]
    cart = {"ucp": "create_cart", "acp": "POST /carts"}[door]
    return {
        "checkout": _call_agent(door, create, who, things.named, "")[1]["id"],
        "agent_cart": _call_agent(door, cart, who, things.named, "")[1]["id"],
        "agent_order": order,
    }


def _attempt_agent(door: str, operation: str, who: Who, things: Things) -> str:
    key = "agent_cart" if "cart" in operation else "agent_order" if "order" in operation else "checkout"
    status, body = _call_agent(door, operation, who, things.named, things.named[key])
    if status == 200 and body.get("ucp", {}).get("status") == "error":
        return "404" if body["messages"][0]["code"] == "not_found" else "409"
    return str(status)


def _call_agent(
    door: str, operation: str, who: Who, named: dict[str, Any], own: str
) -> tuple[int, dict[str, Any]]:
    headers = {**who.headers(), "Idempotency-Key": str(uuid.uuid4())}
    if door == "ucp":
        found = BY_NAME[operation]
        method, path = found.method, f"/ucp/v1{found.path}"
        headers |= {"UCP-Agent": f'profile="{PROFILE}"'} if who.name != "guest" else {}
    else:
        method, path = operation.split(" ")
        path, headers["API-Version"] = f"/acp{path}", ACP_VERSION
    body = _agents_body(door, operation, named)
    answer = who.client.generic(
        method, path.replace("{id}", own), json.dumps(body), content_type="application/json", headers=headers
    )
    return answer.status_code, answer.json()


def _agents_body(door: str, operation: str, named: dict[str, Any]) -> dict[str, Any]:
    item, product = f"v{named['variant_id']}", f"p{named['product_id']}"
    if door == "acp":
        whole = {
            "line_items": [{"id": item}],
            "currency": "inr",
            "capabilities": {},
            "fulfillment_details": ACP_TO,
        }
        pay = {"payment_data": {"handler_id": "retailgenie", "instrument": INSTRUMENT}}
        return pay if "complete" in operation else {} if "cancel" in operation else whole
    method = {"type": "shipping", "destinations": [UCP_TO], "selected_destination_id": "d1"}
    lines = {"line_items": [{"item": {"id": item}, "quantity": 1}]}
    bodies: dict[str, dict[str, Any]] = {
        "complete_checkout": {"payment": {"instruments": [INSTRUMENT]}},
        "search_catalog": {"query": "shirt"},
        "lookup_catalog": {"ids": [item]},
        "get_product": {"id": product},
        "change_order": {"action": "cancel"},
        "ask": {"query": "return policy"},
    }
    return bodies.get(operation, {**lines, "fulfillment": {"methods": [method]}})
