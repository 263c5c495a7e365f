"""What we say of ourselves at /.well-known/ucp."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from apps.protocols.ucp.envelope import payment_handlers
from apps.protocols.ucp.keys import public_jwk
from apps.protocols.ucp.words import AFTER, ASK, CAPABILITIES, SCHEMAS, SHOPPING, SPEC, VERSION

REST_PATH, MCP_PATH = "/ucp/v1", "/ucp/mcp"
SCHEMA_FILES = {"catalog.search": "catalog_search", "catalog.lookup": "catalog_lookup"}
OWN = {AFTER: "after-purchase", ASK: "ask"}


def profile_document() -> dict[str, Any]:
    """Return the profile: services, capabilities, how to be paid, and the public signing key."""
    return {
        "ucp": {
            "version": VERSION,
            "services": {SHOPPING: [_service("rest", REST_PATH), _service("mcp", MCP_PATH)]},
            "capabilities": {name: [_capability(name)] for name in CAPABILITIES},
            "payment_handlers": payment_handlers(),
        },
        "keys": [public_jwk()],
    }


def _service(transport: str, path: str) -> dict[str, Any]:
    return {
        "version": VERSION,
        "spec": f"{SPEC}/overview",
        "transport": transport,
        "endpoint": f"{settings.SITE_URL}{path}",
        "schema": f"https://ucp.dev/{VERSION}/services/shopping/{transport}.json",
    }


def _capability(name: str) -> dict[str, Any]:
    """Our own capabilities are experimental and say so."""
    found: dict[str, Any] = {"version": VERSION}
    if name in OWN:
        page = f"{settings.SITE_URL}/agents.md"
        found |= {"spec": page, "schema": f"{settings.SITE_URL}/.well-known/ucp/{OWN[name]}.json"}
        found["config"] = {"status": "experimental"}
    else:
        short = name.removeprefix(f"{SHOPPING}.")
        file = SCHEMA_FILES.get(short, short)
        found |= {"spec": f"{SPEC}/{short}", "schema": f"{SCHEMAS}/shopping/{file}.json"}
    if CAPABILITIES[name]:
        bases = CAPABILITIES[name]
        found["extends"] = bases[0] if len(bases) == 1 else list(bases)
    return found
