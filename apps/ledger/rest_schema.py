"""The OpenAPI 3.1 document of the tools over REST: arguments from their schemas, answers, errors, examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from apps.ledger.curated import example_arguments
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Risk, Tool

BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
REF = "#/components/schemas/{model}"
ERROR = {"$ref": "#/components/schemas/Error"}
HEADERS = {
    "Idempotency-Key": "Any text of your own, new for each change: the same request sent again changes nothing more.",
    "X-Approval": "The token of a 202 answer, after the person's yes. In the body it is called `approval`.",
}
ERRORS = {
    "400": "The request can't be read.",
    "401": "Log in or send a token.",
    "403": "Not allowed for this person or token.",
    "404": "There is no such thing, or it is somebody else's.",
    "405": "This address doesn't know the method.",
    "406": "The answer is JSON.",
    "409": "The shop refused; nothing was changed.",
    "413": "The body is too large.",
    "415": "The body should be JSON.",
    "422": "The arguments are wrong.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "500": "Something failed on the shop's side; nothing was changed.",
    "503": "Not available at the moment.",
}
COMPONENTS: dict[str, Any] = {
    "Error": {
        "type": "object",
        "required": ["code", "message", "details"],
        "properties": {
            "code": {"type": "string", "description": "Stable, for programs."},
            "message": {"type": "string", "description": "For people: what to do."},
            "details": {"type": "object"},
        },
        "examples": [
            {"code": "stock_shortage", "message": "There are only 2 left.", "details": {"available": 2}}
        ],
    },
    "ToolDone": {
        "type": "object",
        "required": ["data", "receipt"],
        "properties": {
            "data": {"description": "What the tool returns; money is in paise."},
            "receipt": {
                "type": "string",
                "description": "Proof of a change, for undoing it; empty after a read.",
            },
        },
    },
    "ToolNeedsApproval": {
        "type": "object",
        "required": ["approval", "confirm"],
        "properties": {
            "approval": {
                "type": "string",
                "description": "Send it back with the same request after the yes.",
            },
            "confirm": {
                "type": "object",
                "description": "Exactly what will happen; nothing has happened yet.",
            },
        },
    },
}
BY_NAME = OpenApiParameter(
    "name", str, OpenApiParameter.PATH, description="A tool's name, from the list of tools."
)
TOOL_CALL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "arguments": {"type": "object", "description": "As the tool's schema says."},
        "approval": {"type": "string"},
    },
}
TOOL_LIST: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "description", "risk", "needs_login", "arguments"],
        "properties": {
            "name": {"type": "string"},
            "description": {"type": "string"},
            "risk": {"enum": [x.value for x in Risk]},
            "needs_login": {"type": "boolean"},
            "arguments": {"type": "object"},
        },
    },
}


def document(
    view: Callable[..., Any], method: str, tool: Tool, in_path: list[str], *, note: str = ""
) -> Callable[..., Any]:
    """Describe one method of a view that runs a tool; note: what is more to say than the tool says."""
    schema = arguments_schema(tool)
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    parameters = [
        OpenApiParameter(name, properties.get(name, {"type": "string"}), OpenApiParameter.PATH)
        for name in in_path
    ]
    others = {name: field for name, field in properties.items() if name not in in_path}
    body: Any = None
    if method in BODY_METHODS:
        if tool.risk is Risk.HIGH:
            others = {**others, "approval": {"type": "string"}}
        needed = [name for name in required if name in others]
        body = {"application/json": {"type": "object", "properties": others, "required": needed}}
    else:
        parameters += [
            OpenApiParameter(name, field, required=name in required) for name, field in others.items()
        ]
    decorate: Callable[..., Any] = extend_schema(
        methods=[method],
        operation_id=operation_id(tool, method, in_path),
        summary=tool.name.replace("_", " ").capitalize(),
        description=described(tool) + note,
        tags=[tool.run.__module__.split(".")[1]],
        parameters=parameters + header_parameters(tool),
        request=body,
        responses=responses(tool),
        examples=[
            OpenApiExample("Example", value=value, request_only=True)
            for value in _examples(tool, frozenset(others))
            if body is not None
        ],
    )
    described_view: Callable[..., Any] = decorate(view)
    return described_view


def operation_id(tool: Tool, method: str, in_path: list[str]) -> str:
    return "_".join([tool.name, method.lower(), *in_path])


def described(tool: Tool) -> str:
    notes = {
        Risk.READ: "",
        Risk.WRITE: " Done at once; the receipt takes it back.",
        Risk.HIGH: " Answers 202 with a confirm card first; the same request with `approval` does it.",
    }
    who = " Needs a log-in." if tool.needs_login else ""
    may = f" Needs the permission {', '.join(sorted(tool.permissions))}." if tool.permissions else ""
    return tool.description + notes[tool.risk] + who + may


def arguments_schema(tool: Tool) -> dict[str, Any]:
    """Return the JSON schema of a tool's arguments with references into the document's components."""
    return tool.arguments.model_json_schema(ref_template=REF)


def header_parameters(tool: Tool) -> list[OpenApiParameter]:
    if tool.risk is Risk.READ:
        return []
    names = ["Idempotency-Key", "X-Approval"] if tool.risk is Risk.HIGH else ["Idempotency-Key"]
    return [OpenApiParameter(name, str, OpenApiParameter.HEADER, description=HEADERS[name]) for name in names]


def responses(tool: Tool) -> dict[int, Any]:
    """Return a tool's good answers; the errors are added to every operation by `complete`."""
    found: dict[int, Any] = {
        200: OpenApiResponse({"$ref": "#/components/schemas/ToolDone"}, description="Done.")
    }
    if tool.risk is Risk.HIGH:
        asked = {"$ref": "#/components/schemas/ToolNeedsApproval"}
        found[202] = OpenApiResponse(asked, description="Nothing has happened yet: a card to say yes to.")
    if tool.public:
        found[304] = OpenApiResponse(description="You have it already (If-None-Match).")
    return found


def _examples(tool: Tool, names: frozenset[str]) -> list[dict[str, Any]]:
    """Return one of the curated examples of a tool, as the request's body."""
    found = example_arguments(tool.name)
    return [{name: value for name, value in found.items() if name in names}] if found else []


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add what every operation shares (drf-spectacular post-processing hook): components and errors."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas |= COMPONENTS
    for tool in registry:
        schemas |= arguments_schema(tool).get("$defs", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            answers = operation.setdefault("responses", {})
            for status, text in ERRORS.items():
                answers.setdefault(
                    status, {"description": text, "content": {"application/json": {"schema": ERROR}}}
                )
    return result
