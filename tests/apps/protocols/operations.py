"""Every operation of every door, and the arguments with which somebody tries it on Asha's things."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.ledger.rest import STATUS_OF_CODE
from apps.protocols.mcp.access import UNDO
from apps.protocols.mcp.calls import VISIT
from apps.protocols.mcp.inprocess import mcp_request
from apps.protocols.mcp.names import ALIASES
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Tool

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
