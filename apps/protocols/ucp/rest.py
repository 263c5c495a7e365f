"""The REST binding: one view for every path of the operations, the profile, and our own schemas."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from apps.protocols.ucp.asked import AfterIn, Asked, AskIn, InstrumentIn
from apps.protocols.ucp.door import MAX_BODY, refusal, run_refusing
from apps.protocols.ucp.operations import OPERATIONS, Operation
from apps.protocols.ucp.platforms import profile_url
from apps.protocols.ucp.profile import REST_PATH, profile_document
from apps.protocols.ucp.words import Answer, ProfileUrlInvalid, TooLarge, UcpError

PUBLIC = "public, max-age=300"
OWN_SCHEMAS: dict[str, type[Asked]] = {"after-purchase": AfterIn, "ask": AskIn, "payments": InstrumentIn}


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The shop's profile."""
    response = JsonResponse(profile_document())
    response["Cache-Control"] = PUBLIC
    return response


@require_safe
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """JSON Schema of what our own capabilities take."""
    if name not in OWN_SCHEMAS:
        raise Http404
    response = JsonResponse(OWN_SCHEMAS[name].model_json_schema())
    response["Cache-Control"] = PUBLIC
    return response


@csrf_exempt  # programs without cookies: the agent is known by its header, signature or token
def operation(request: HttpRequest, rest: str) -> HttpResponse:
    """Find the operation behind a path and run it."""
    found = [(x, _match(x, f"/{rest}")) for x in OPERATIONS]
    known = [(x, object_id) for x, object_id in found if object_id is not None]
    if not known:
        return _response(refusal(_NotThere("There is no such operation.")))
    chosen = next((x for x in known if x[0].method == request.method), None)
    if chosen is None:
        response = _response(refusal(_WrongMethod("This operation has another method.")))
        response["Allow"] = ", ".join(sorted({x.method for x, _id in known}))
        return response
    return _response(_run(chosen[0], request, chosen[1] or ""))


def _run(chosen: Operation, request: HttpRequest, object_id: str) -> Answer:
    try:
        profile_address = profile_url(request.headers.get("UCP-Agent", ""))
        body = _body(request)
    except (ProfileUrlInvalid, UcpError) as error:
        return refusal(error)
    key = request.headers.get("Idempotency-Key", "")
    return run_refusing(chosen, request, profile_address, object_id, body, key, request.body)


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise TooLarge("The body is too large.")
    if not request.body:
        return {}
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise UcpError("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise UcpError("The body should be a JSON object.")
    return found


def _match(candidate: Operation, given: str) -> str | None:
    """Return the id that a path carries, "" for a path without one, None for another operation's path."""
    wanted, parts = candidate.path.strip("/").split("/"), given.strip("/").split("/")
    if len(wanted) != len(parts):
        return None
    object_id = ""
    for want, part in zip(wanted, parts, strict=True):
        if want == "{id}":
            object_id = part
        elif want != part:
            return None
    return object_id


class _NotThere(UcpError):
    code = "not_found"
    status = 404


class _WrongMethod(UcpError):
    code = "method_not_allowed"
    status = 405


def _response(answer: Answer) -> HttpResponse:
    response = JsonResponse(answer.body, status=answer.status, headers=answer.headers or None)
    response["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path(".well-known/ucp", profile, name="ucp_profile"),
    path(".well-known/ucp/<slug:name>.json", schema, name="ucp_schema"),
    path(f"{REST_PATH.strip('/')}/<path:rest>", operation, name="ucp_rest"),
]
