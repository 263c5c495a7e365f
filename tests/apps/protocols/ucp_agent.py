"""An agent that speaks UCP, for tests: its profile, its headers, and calls over REST and MCP."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from apps.protocols.ucp.words import CAPABILITIES, VERSION

CHECKER_PROFILE = "https://spck.dev/agent"
PROFILE = "https://agent.example/profile.json"
PLATFORM: dict[str, Any] = {
    "ucp": {
        "version": VERSION,
        "services": {},
        "payment_handlers": {},
        "capabilities": {name: [{"version": VERSION}] for name in CAPABILITIES},
    }
}


class UcpAgent:
    """Calls the shop as an agent does; every write has a new key unless one is given."""

    def __init__(self, profile: str = PROFILE, **headers: str) -> None:
        self.client = Client()
        self.profile = profile
        self.headers = headers

    def rest(self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        sent = {
            "UCP-Agent": f'profile="{self.profile}"',
            "Idempotency-Key": key or str(uuid.uuid4()),
            **self.headers,
            **headers,
        }
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        return self.client.generic(
            method, f"/ucp/v1{path}", data, content_type="application/json", headers=sent
        )

    def mcp(self, name: str, *, key: str = "", **arguments: Any) -> dict[str, Any]:
        meta = {"ucp-agent": {"profile": self.profile}, "idempotency-key": key or str(uuid.uuid4())}
        return self.rpc("tools/call", {"name": name, "arguments": {"meta": meta, **arguments}})

    def rpc(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self.client.post(
            "/ucp/mcp", json.dumps(message), content_type="application/json", headers=self.headers
        )
        found: dict[str, Any] = answer.json()
        return found
