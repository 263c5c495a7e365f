"""The tools themselves over REST: their list, one call, and a change taken back."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.execution import undo_receipt
from apps.ledger.rest import answer, body_of, outcome_body, rest_caller
from apps.ledger.rest_schema import BY_NAME, TOOL_CALL, TOOL_LIST
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Tool
from retailgenie.lib.errors import PermissionMissing

UNDO = "undo_change"  # as a token's scope


def _describe(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "risk": tool.risk.value,
        "needs_login": tool.needs_login,
        "arguments": tool.schema(),
    }


@extend_schema(
    operation_id="list_tools",
    tags=["tools"],
    summary="Tools",
    responses={200: TOOL_LIST},
    description="The tools that this caller may use, with the schemas of their arguments.",
)
@api_view(["GET"])
def tools(request: Request) -> Response:
    caller = rest_caller(request)
    return Response([_describe(x) for x in registry if caller.may_use(x)])


@extend_schema(
    operation_id="call_tool",
    tags=["tools"],
    summary="Call a tool",
    parameters=[BY_NAME],
    request={"application/json": TOOL_CALL},
    responses={
        200: {"$ref": "#/components/schemas/ToolDone"},
        202: {"$ref": "#/components/schemas/ToolNeedsApproval"},
    },
    description="Run one tool by name. What needs a yes answers 202 with a card first, and acts with `approval`.",
)
@api_view(["POST"])
def call(request: Request, name: str) -> Response:
    arguments = body_of(request).get("arguments") or {}
    if not isinstance(arguments, dict):
        raise ParseError("The arguments should be a JSON object.")
    return answer(request, name, arguments)


@extend_schema(
    operation_id="undo_change",
    tags=["tools"],
    summary="Undo a change",
    parameters=[OpenApiParameter("receipt", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)],
    request=None,
    responses={200: {"$ref": "#/components/schemas/ToolDone"}},
    description="Take back one's own change, once, within 24 hours.",
)
@api_view(["POST"])
def undo(request: Request, receipt: uuid.UUID) -> Response:
    caller = rest_caller(request)
    if caller.only and UNDO not in caller.only:
        raise PermissionMissing("This token may not undo.", scope=UNDO)
    body = outcome_body(undo_receipt(caller, str(receipt)))
    return Response(body, status=body.pop("_status"))


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
def nowhere(request: Request, rest: str) -> Response:
    """Answer in JSON where there is no such address."""
    raise NotFound("There is no such address. The documentation is at /api/docs.")
