"""One MCP exchange inside this process, over the same ASGI application as the network sees: for the scenario runner
and for tests. A new application is made for each exchange, because its task group is entered once."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync

from apps.protocols.mcp.server import PATH, McpApplication, shop_server

VERSION = "2025-11-25"
HOST = "localhost"  # allowed by every settings module


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; body is {} where the server sent no JSON object."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def result(self) -> dict[str, Any]:
        """The JSON-RPC result; raises KeyError for an error."""
        found: dict[str, Any] = self.body["result"]
        return found


def mcp_request(
    method: str,
    params: dict[str, Any] | None = None,
    *,
    token: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one JSON-RPC request to the shop's MCP server and return what comes back."""
    sent = {
        "host": HOST,
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": VERSION,
        **({"authorization": f"Bearer {token}"} if token else {}),
        **(headers or {}),
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
    return async_to_sync(_exchange)(sent, json.dumps(message).encode())


async def _exchange(headers: dict[str, str], body: bytes) -> Answer:
    application = McpApplication(shop_server)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": (HOST, 80),
    }
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async with application.running():
        await application.app(scope, receive, send)
    return _answer(sent)


def _answer(sent: list[MutableMapping[str, Any]]) -> Answer:
    start = sent[0]
    raw = b"".join(message.get("body", b"") for message in sent[1:])
    try:
        read = json.loads(raw)
    except ValueError:
        read = {}
    headers = {name.decode(): value.decode("latin-1") for name, value in start.get("headers", [])}
    return Answer(start["status"], headers, read if isinstance(read, dict) else {})
