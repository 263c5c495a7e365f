"""REST from a table: a row names a path and the tool behind each method; view, arguments and documentation follow.

What the path says, the query string (GET, DELETE) and the JSON body (POST, PUT, PATCH) together are the tool's
arguments. A catalogue read (a public tool) carries an ETag: If-None-Match answers 304.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.pages import Acting
from apps.ledger.rest import answer, body_of
from apps.ledger.rest_schema import document
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Tool

Act = Callable[[Request, dict[str, Any]], Acting | None]
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def tool_path(route: str, *, name: str = "", acting: Act | None = None, **tools: str) -> URLPattern:
    """Return the URL of a row, such as tool_path("cart", GET="view_cart", DELETE="empty_cart").

    acting: says in whose name a request may act besides its caller's. Raises UnknownTool at start for a tool that
    isn't registered.
    """

    @api_view(sorted(tools))
    def view(request: Request, **given: Any) -> Response:
        tool = registry.get(tools[str(request.method)])
        given = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in given.items()}
        by = acting(request, given) if acting is not None else None
        answered = answer(request, tool.name, {**arguments_of(request, tool), **given}, acting=by)
        return with_etag(request, answered) if tool.public and request.method == "GET" else answered

    in_path = PARAMETER.findall(route)
    shown: Callable[..., Any] = view
    shown.cls.tools = tools  # type: ignore[attr-defined]  # tests ask which tool an address runs
    for method, tool in tools.items():
        shown = document(shown, method, registry.get(tool), in_path)
    return path(route, shown, name=name or re.sub(r"\W+", "-", PARAMETER.sub("", route)).strip("-"))


def arguments_of(request: Request, tool: Tool) -> dict[str, Any]:
    """Return what a request says besides its path; in a query string a list is the name given again or commas."""
    if request.method in WITH_BODY:
        return {name: value for name, value in body_of(request).items() if name != "approval"}
    lists = {
        name for name, field in tool.schema().get("properties", {}).items() if field.get("type") == "array"
    }
    return {
        name: [part for value in request.query_params.getlist(name) for part in value.split(",")]
        if name in lists
        else request.query_params[name]
        for name in request.query_params
    }


def with_etag(request: Request, answered: Response) -> Response:
    """Mark a good answer with the digest of its body, and leave the body out for those who have it already."""
    if answered.status_code != HTTPStatus.OK:
        return answered
    body = json.dumps(answered.data, sort_keys=True, ensure_ascii=False).encode()
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {part.strip() for part in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or tag.removeprefix("W/") in known or "*" in known:
        answered = Response(status=HTTPStatus.NOT_MODIFIED)
    answered["ETag"] = tag
    answered["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answered, ["Authorization", "Cookie", "Accept-Language"])
    return answered
