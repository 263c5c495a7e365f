"""The guard in front of the MCP server: token, limits, kill switch, and the answers that the specification asks for.

401 with WWW-Authenticate for a bad token and for a tool that needs one, 403 for a token without the scope or a person
without the permission (MCP 2025-11-25, authorization; RFC 6750 section 3), 429 over the limit, 503 behind the kill
switch. Who acts is left in the scope for the handlers.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation

from apps.protocols.mcp.access import UNDO, Access, access_of
from apps.protocols.mcp.calls import tool_behind
from retailgenie.ai.types import Language
from retailgenie.lib.addresses import address_of_socket
from retailgenie.lib.errors import LoginRequired, PermissionMissing, ShopError
from retailgenie.lib.threads import in_thread

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ACCESS = "retailgenie.access"  # where the scope carries who acts
MAX_BODY = 256 * 1024  # bytes; the longest tool call is a ticket of a few thousand letters
METADATA_PATH = "/.well-known/oauth-protected-resource"


class TooLarge(ShopError):
    """The request's body is longer than any tool call."""

    code = "too_large"
    status = 413


class AgentDoor:
    """ASGI middleware that lets a request through to the MCP server, or answers it."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            body = await _body(receive)
            access = await in_thread(lambda: _admit(scope, headers))
            _check_call(access, body)
            await self._app({**scope, ACCESS: access}, _replay(body, receive), send)
        except ShopError as error:
            await _refuse(error, scope, headers, send)


def _admit(scope: Scope, headers: dict[str, str]) -> Access:
    asked = HttpRequest()
    asked.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("accept-language", "")
    hindi = translation.get_language_from_request(asked).startswith("hi")
    return access_of(
        authorization=headers.get("authorization", ""),
        address=address_of_socket(dict(scope)),
        language=Language.HINDI if hindi else Language.ENGLISH,
        now=timezone.now(),
    )


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            raise TooLarge("The request is too large.")
        if not message.get("more_body", False):
            break
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once and then what the server still sends (a disconnect)."""
    given = False

    async def read() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read


def _check_call(access: Access, body: bytes) -> None:
    """Refuse a call of a tool that isn't open to the caller, before the server reads it."""
    name = _tool_called(body)
    tool = tool_behind(name) if name else None
    if access.may_undo() if name == UNDO else tool is None or access.may_use(tool):
        return
    scope = tool.name if tool else UNDO
    if not access.has_token:
        raise LoginRequired("This tool needs a token.", scope=scope)
    raise PermissionMissing("This token may not use this tool.", scope=scope)


def _tool_called(body: bytes) -> str:
    """Return the name of the tool that a body calls; "" for another method and for what the server will refuse."""
    try:
        message = json.loads(body)
    except (
        ValueError
    ):  # RecursionError too would be the server's to answer; json.loads raises it for deep nesting
        return ""
    params = (
        message.get("params") if isinstance(message, dict) and message.get("method") == "tools/call" else None
    )
    return str(params.get("name", "")) if isinstance(params, dict) else ""


async def _refuse(error: ShopError, scope: Scope, headers: dict[str, str], send: Send) -> None:
    body = json.dumps({"code": error.code, "message": error.message, "details": error.details}).encode()
    answer = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if error.status in (401, 403):
        answer.append((b"www-authenticate", _challenge(error, scope, headers).encode("latin-1", "replace")))
    if "retry_after" in error.details:
        answer.append((b"retry-after", str(error.details["retry_after"]).encode()))
    await send({"type": "http.response.start", "status": error.status, "headers": answer})
    await send({"type": "http.response.body", "body": body})


def _challenge(error: ShopError, scope: Scope, headers: dict[str, str]) -> str:
    """Return the WWW-Authenticate value; without a token no error is named (RFC 6750 section 3.1)."""
    parts = [
        f'resource_metadata="{scope.get("scheme", "http")}://{headers.get("host", "")}{METADATA_PATH}/mcp"'
    ]
    if error.status == 403:
        parts.insert(0, 'error="insufficient_scope"')
    elif "authorization" in headers:
        parts.insert(0, 'error="invalid_token"')
    if "scope" in error.details:
        parts.append(f'scope="{error.details["scope"]}"')
    return f"Bearer {', '.join(parts)}"
