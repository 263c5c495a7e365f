"""REST outside, the shop's MCP binding inside: with it a checker that speaks REST runs over MCP too."""

from __future__ import annotations

import json
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from apps.protocols.ucp.operations import OPERATIONS
from apps.protocols.ucp.platforms import profile_url
from apps.protocols.ucp.rest import _match

STATUSES = {
    "invalid_request": 400, "invalid_profile_url": 400, "request_too_large": 400, "idempotency_conflict": 409,
    "checkout_completed": 409, "not_found": 404, "identity_required": 401,
}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    server_url = ""

    def log_message(self, *args: Any) -> None:
        return None

    def do_GET(self) -> None:
        if self.path == "/.well-known/ucp":
            with urllib.request.urlopen(f"{self.server_url}/.well-known/ucp") as response:  # noqa: S310
                profile = json.load(response)
            for service in profile["ucp"]["services"]["dev.ucp.shopping"]:
                if service["transport"] == "rest":
                    service["endpoint"] = f"http://{self.headers['Host']}/rest"
            self._send(200, profile)
            return
        self._call("GET")

    def do_POST(self) -> None:
        self._call("POST")

    def do_PUT(self) -> None:
        self._call("PUT")

    def _call(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else {}
        path = self.path.removeprefix("/rest")
        operation, object_id = next(
            (x, found) for x in OPERATIONS if x.method == method and (found := _match(x, path)) is not None
        )
        meta = {
            "ucp-agent": {"profile": profile_url(self.headers.get("UCP-Agent", ""))},
            "idempotency-key": self.headers.get("idempotency-key") or str(uuid.uuid4()),
        }
        arguments: dict[str, Any] = {"meta": meta}
        if object_id:
            arguments["id"] = object_id
        if operation.part:
            arguments[operation.part] = body or {}
        answer = self._rpc(operation.name, arguments)
        if "error" in answer:
            code = answer["error"].get("data", {}).get("code", "")
            told = {"messages": answer["error"].get("data", {}).get("messages", []), "code": code}
            self._send(STATUSES[code], {**told, "detail": answer["error"]["message"]})
            return
        found = answer["result"]["structuredContent"]
        made = operation.name.startswith("create_") and found["ucp"]["status"] == "success"
        self._send(STATUSES.get(found.get("code", ""), 201 if made else 200), found)

    def _rpc(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        message = {
            "jsonrpc": "2.0",
            "id": 7,
            "method": "tools/call",
            "params": {"name": name, "arguments": arguments},
        }
        request = urllib.request.Request(  # noqa: S310
            f"{self.server_url}/ucp/mcp", json.dumps(message).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as response:  # noqa: S310
            found: dict[str, Any] = json.load(response)
        return found

    def _send(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def mcp_bridge(server_url: str) -> Iterator[str]:
    """Serve the bridge before a shop; gives its address."""
    handler = type("Handler", (_Handler,), {"server_url": server_url})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
