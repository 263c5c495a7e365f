"""The MCP binding: the same operations as tools over JSON-RPC 2.0; business outcomes are results, never errors."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.protocols.ucp.door import MAX_BODY, run_refusing
from apps.protocols.ucp.operations import BY_NAME, OPERATIONS, Operation
from apps.protocols.ucp.profile import MCP_PATH
from apps.protocols.ucp.words import Answer

PROTOCOLS = ("2025-11-25", "2025-06-18", "2025-03-26")
PARSE, INVALID, METHOD, PARAMS = -32700, -32600, -32601, -32602
CONFLICT, NEGOTIATION = -32000, -32001
CODES = {
    "idempotency_conflict": CONFLICT,
    "invalid_profile_url": NEGOTIATION,
    "profile_unreachable": NEGOTIATION,
    "profile_malformed": NEGOTIATION,
    "version_unsupported": NEGOTIATION,
    "invalid_request": PARAMS,
    "request_too_large": PARAMS,
}
UPPERMOST_RESULT = 299  # statuses above are errors of the transport, save what the shop itself answers
OBJECT: dict[str, Any] = {"type": "object"}


@csrf_exempt  # programs without cookies
@require_POST
def endpoint(request: HttpRequest) -> HttpResponse:
    """Answer one JSON-RPC message."""
    if len(request.body) > MAX_BODY:
        return JsonResponse(_error(None, INVALID, "The message is too large."), status=413)
    try:
        message = json.loads(request.body)
    except ValueError:
        return JsonResponse(_error(None, PARSE, "This is not JSON."), status=400)
    if (
        not isinstance(message, dict)
        or message.get("jsonrpc") != "2.0"
        or not isinstance(message.get("method"), str)
    ):
        return JsonResponse(_error(None, INVALID, "This is not a JSON-RPC 2.0 request."), status=400)
    if "id" not in message:
        return HttpResponse(status=202)
    params = message.get("params")
    return JsonResponse(
        _answer(request, message["id"], message["method"], params if isinstance(params, dict) else {})
    )


def _answer(request: HttpRequest, number: Any, method: str, params: dict[str, Any]) -> dict[str, Any]:
    match method:
        case "initialize":
            asked = params.get("protocolVersion")
            result: dict[str, Any] = {
                "protocolVersion": asked if asked in PROTOCOLS else PROTOCOLS[0],
                "capabilities": {"tools": {"listChanged": False}},
                "serverInfo": {"name": "retailgenie-ucp", "version": "1"},
            }
        case "ping":
            result = {}
        case "tools/list":
            result = {"tools": [_tool(x) for x in OPERATIONS]}
        case "tools/call":
            return _call(request, number, params)
        case _:
            return _error(number, METHOD, "There is no such method.")
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _call(request: HttpRequest, number: Any, params: dict[str, Any]) -> dict[str, Any]:
    operation = BY_NAME.get(str(params.get("name")))
    arguments = params.get("arguments")
    if operation is None or not isinstance(arguments, dict):
        return _error(number, PARAMS, "There is no such tool, or its arguments are no object.")
    meta = arguments.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    agent = meta.get("ucp-agent")
    profile = str(agent.get("profile", "")) if isinstance(agent, dict) else ""
    key = str(meta.get("idempotency-key", "") or "")
    if operation.must_key and not key:
        return _error(number, PARAMS, 'meta["idempotency-key"] is required here.', "idempotency_key_required")
    body = arguments.get(operation.part, {}) if operation.part else {}
    if not isinstance(body, dict):
        return _error(number, PARAMS, f"{operation.part} should be an object.")
    if operation.takes_id and not arguments.get("id"):
        return _error(number, PARAMS, "id is required here.")
    raw = json.dumps(body, sort_keys=True).encode()
    answer = run_refusing(operation, request, profile, str(arguments.get("id", "")), body, key, raw)
    return _result(number, answer)


def _result(number: Any, answer: Answer) -> dict[str, Any]:
    """A refusal of the protocol is an error; whatever the shop answers, "not found" too, is a result."""
    code = CODES.get(str(answer.body.get("code", "")))
    if code is not None and answer.status > UPPERMOST_RESULT:
        return _error(number, code, answer.body["detail"], answer.body["code"], answer.body)
    text = json.dumps(answer.body, ensure_ascii=False)
    result = {
        "content": [{"type": "text", "text": text}],
        "structuredContent": answer.body,
        "isError": answer.body.get("ucp", {}).get("status") == "error",
    }
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _tool(operation: Operation) -> dict[str, Any]:
    properties: dict[str, Any] = {"meta": OBJECT}
    if operation.takes_id:
        properties["id"] = {"type": "string"}
    if operation.part:
        properties[operation.part] = OBJECT
    reads = not operation.writes
    return {
        "name": operation.name,
        "description": operation.about,
        "inputSchema": {"type": "object", "properties": properties, "required": list(properties)},
        "annotations": {"readOnlyHint": reads, "destructiveHint": operation.must_key, "openWorldHint": False},
    }


def _error(
    number: Any, code: int, text: str, name: str = "", body: dict[str, Any] | None = None
) -> dict[str, Any]:
    data = {"code": name, **({"messages": body["messages"]} if body else {})} if name else None
    error = {"code": code, "message": text, **({"data": data} if data else {})}
    return {"jsonrpc": "2.0", "id": number, "error": error}


urlpatterns: list[URLPattern] = [path(MCP_PATH.strip("/"), endpoint, name="ucp_mcp")]
