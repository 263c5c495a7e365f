"""The registry's tools as MCP tools: their list with schemas and annotations, and one call.

A tool of HIGH risk is called twice: without `approval` it changes nothing and returns a card and a token, with the
token it acts. Writes take an `idempotency_key`: the same call again with the same key gets the first answer.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.utils import timezone
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as McpTool
from pydantic import ValidationError

from apps.ledger.execution import arguments_refused, execute_tool, undo_receipt
from apps.ledger.idempotency import answer_once
from apps.ledger.rest import outcome_body
from apps.protocols.mcp.access import UNDO, Access, visit_token
from apps.protocols.mcp.names import ALIASES, Alias
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Outcome, Refused, Risk, Tool
from retailgenie.lib.errors import ShopError

VISIT = "start_visit"
APPROVAL = {
    "type": "string",
    "description": "The token of the confirm card. Leave it out first: the answer is the card and its token, and "
    "nothing has happened. Show the card to the person; send the same arguments with the token after their yes.",
}
IDEMPOTENCY_KEY = {
    "type": "string",
    "maxLength": 120,
    "description": "Any text of your own, new for each change: the same call sent again changes nothing more.",
}
OUTCOME: dict[str, Any] = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"enum": ["done", "needs_approval", "refused"]},
        "data": {"description": "What the tool returns; money is in paise."},
        "receipt": {
            "type": "string",
            "description": "Proof of a change, for undo_change; empty after a read.",
        },
        "approval": {"type": "string", "description": "needs_approval: the token to send with the yes."},
        "confirm": {"type": "object", "description": "needs_approval: exactly what will happen."},
        "code": {"type": "string", "description": "refused: stable, for programs."},
        "message": {"type": "string", "description": "refused: for people; nothing was changed."},
        "details": {"type": "object"},
    },
}
STATUS_NAMES = {200: "done", 202: "needs_approval"}


def tools_for(access: Access) -> list[McpTool]:
    """Return what this caller may use, under the registry's names and under those that other agents know."""
    own = [_described(tool) for tool in registry if access.may_use(tool)]
    others = [_alias_described(x) for x in ALIASES.values() if access.may_use(registry.get(x.tool))]
    undo = [UNDO_TOOL] if access.may_undo() else []
    return own + others + undo + ([] if access.has_token else [VISIT_TOOL])


def tool_behind(name: str) -> Tool | None:
    """Return the registry's tool that a name stands for; None for `undo_change` and unknown names."""
    name = ALIASES[name].tool if name in ALIASES else name
    return registry.get(name) if name in registry else None


def call_tool(access: Access, name: str, arguments: dict[str, Any], key: str = "") -> CallToolResult:
    """Run a tool for the caller. key: the call's idempotency key where it isn't among the arguments."""
    if name == VISIT:
        return _result({"_status": 200, "data": {"token": visit_token()}, "receipt": ""})
    given = dict(arguments)
    approval = str(given.pop("approval", "") or "")
    key = str(given.pop("idempotency_key", "") or key).replace("\x00", "")[:120]
    if not key:
        return _result(_run(access, name, given, approval))
    try:
        body, _replayed = answer_once(
            owner_key=access.caller.person.key,
            endpoint=f"mcp:{name}"[:80],
            key=key,
            body=[given, approval],
            now=timezone.now(),
            work=lambda: _run(access, name, given, approval),
        )
    except ShopError as error:
        body = outcome_body(Refused(error.code, error.message, error.details))
    return _result(body)


def _run(access: Access, name: str, arguments: dict[str, Any], approval: str) -> dict[str, Any]:
    return outcome_body(_outcome(access, name, arguments, approval))


def _outcome(access: Access, name: str, arguments: dict[str, Any], approval: str) -> Outcome:
    if name == UNDO:
        return undo_receipt(access.caller, str(arguments.get("receipt", "")))
    alias = ALIASES.get(name)
    if alias is None:
        return execute_tool(access.caller, name, arguments, approval)
    try:
        asked = alias.arguments.model_validate(arguments)
    except ValidationError as error:
        return arguments_refused(error)
    return execute_tool(access.caller, alias.tool, alias.read(asked), approval)


def _result(body: dict[str, Any]) -> CallToolResult:
    """Turn an outcome's JSON into a result: structured, and as text for clients that read only that."""
    told = dict(body)
    told["status"] = STATUS_NAMES.get(told.pop("_status"), "refused")
    text = json.dumps(told, ensure_ascii=False)
    return CallToolResult(
        content=[TextContent(text=text)], structured_content=told, is_error=told["status"] == "refused"
    )


@cache
def _described(tool: Tool) -> McpTool:
    return McpTool(
        name=tool.name,
        title=_title(tool.name),
        description=_description(tool, tool.description),
        input_schema=_schema(tool),
        output_schema=OUTCOME,
        annotations=_annotations(tool),
    )


@cache
def _alias_described(alias: Alias) -> McpTool:
    tool = registry.get(alias.tool)
    return McpTool(
        name=alias.name,
        title=_title(alias.name),
        description=f"{alias.description} The same as {alias.tool}.",
        input_schema=alias.arguments.model_json_schema(),
        output_schema=OUTCOME,
        annotations=_annotations(tool),
    )


def _schema(tool: Tool) -> dict[str, Any]:
    schema = tool.schema()
    extra: dict[str, Any] = {} if tool.risk is Risk.READ else {"idempotency_key": IDEMPOTENCY_KEY}
    if tool.risk is Risk.HIGH:
        extra["approval"] = APPROVAL
    return {**schema, "properties": {**schema.get("properties", {}), **extra}} if extra else schema


def _description(tool: Tool, text: str) -> str:
    notes = {Risk.HIGH: " Needs a confirmation: call it twice.", Risk.WRITE: " Done at once; can be undone."}
    return text + notes.get(tool.risk, "")


def _annotations(tool: Tool) -> ToolAnnotations:
    """Say what a tool does to the shop; destructive is what the person can't take back with `undo_change`."""
    return ToolAnnotations(
        title=_title(tool.name),
        read_only_hint=tool.risk is Risk.READ,
        destructive_hint=tool.risk is Risk.HIGH,
        idempotent_hint=tool.risk is Risk.READ,
        open_world_hint=False,
    )


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


VISIT_TOOL = McpTool(
    name=VISIT,
    title="Start visit",
    description="Get a bearer token to shop for somebody without an account: a cart, favourites and orders of their "
    "own for 30 days. Send it as `Authorization: Bearer`, keep it secret, and start one visit for each person.",
    input_schema={"type": "object", "properties": {}, "additionalProperties": False},
    output_schema=OUTCOME,
    annotations=ToolAnnotations(
        title="Start visit",
        read_only_hint=True,
        destructive_hint=False,
        idempotent_hint=False,
        open_world_hint=False,
    ),
)
UNDO_TOOL = McpTool(
    name=UNDO,
    title="Undo change",
    description="Take back one's own change, once, within 24 hours. Not everything can be taken back.",
    input_schema={
        "type": "object",
        "required": ["receipt"],
        "properties": {
            "receipt": {
                "type": "string",
                "maxLength": 60,
                "description": "The receipt that the change returned.",
            },
            "idempotency_key": IDEMPOTENCY_KEY,
        },
        "additionalProperties": False,
    },
    output_schema=OUTCOME,
    annotations=ToolAnnotations(
        title="Undo change",
        read_only_hint=False,
        destructive_hint=False,
        idempotent_hint=True,
        open_world_hint=False,
    ),
)
