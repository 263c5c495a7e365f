"""The tools themselves over REST: the list with schemas, and one call."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.rest import answer, body_of, rest_caller
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Tool


def _describe(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "risk": tool.risk.value,
        "needs_login": tool.needs_login,
        "arguments": tool.schema(),
    }


@extend_schema(responses=OpenApiTypes.OBJECT, description="The tools that this caller may use.")
@api_view(["GET"])
def tools(request: Request) -> Response:
    caller = rest_caller(request)
    return Response([_describe(x) for x in registry if caller.may_use(x)])


@extend_schema(
    request=OpenApiTypes.OBJECT,
    responses=OpenApiTypes.OBJECT,
    description="Run one tool: {arguments: {...}, approval: token from the 202 answer}.",
)
@api_view(["POST"])
def call(request: Request, name: str) -> Response:
    arguments = body_of(request).get("arguments") or {}
    if not isinstance(arguments, dict):
        raise ParseError("The arguments should be a JSON object.")
    return answer(request, name, arguments)
