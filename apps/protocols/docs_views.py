"""The REST documentation as a page: made from the OpenAPI document, with nothing fetched from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Every operation by topic: what it takes, an example, what it answers."""
    return render(request, "protocols/api_docs.html", {"topics": _topics()})


@cache
def _topics() -> list[tuple[str, list[dict[str, Any]]]]:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            topics.setdefault(operation["tags"][0], []).append(_shown(path, method, operation))
    return sorted(topics.items())


def _shown(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [row["value"] for row in body.get("examples", {}).values() if "value" in row]
    good = [status for status in operation["responses"] if status < "400"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "fields": sorted(body.get("schema", {}).get("properties", {})),
        "example": json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else "",
        "answers": ", ".join(sorted(good)),
    }
