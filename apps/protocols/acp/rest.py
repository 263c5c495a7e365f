"""The HTTP binding: headers, idempotency by meaning, errors, and one view for every path."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from apps.accounts.services import token_owner
from apps.ledger.idempotency import KeyReused, answer_once
from apps.protocols.acp import sessions
from apps.protocols.acp.words import (
    PREFIX,
    SUPPORTED,
    VERSION,
    AcpError,
    Answer,
    Context,
    KeyConflict,
    KeyMissing,
    Missing,
    Unauthorised,
    VersionRefused,
)
from apps.protocols.agents import agent_admit
from apps.protocols.models import Agent
from retailgenie.ai.tools.types import Door
from retailgenie.lib.addresses import address_of
from retailgenie.lib.errors import ShopError

MAX_BODY = 256 * 1024
MAY_ORDER = "place_order"  # the scope that a token needs where it has scopes
Run = Callable[[Context, str, dict[str, Any]], Answer]
# (method, path): "{id}" stands for the session
ROUTES: dict[tuple[str, str], Run] = {
    ("POST", "checkout_sessions"): sessions.checkout_create,
    ("GET", "checkout_sessions/{id}"): sessions.read,
    ("POST", "checkout_sessions/{id}"): sessions.update,
    ("POST", "checkout_sessions/{id}/complete"): sessions.complete,
    ("POST", "checkout_sessions/{id}/cancel"): sessions.cancel,
    ("POST", "carts"): sessions.cart_create,
    ("GET", "carts/{id}"): sessions.read,
    ("PUT", "carts/{id}"): sessions.update,
    ("POST", "carts/{id}/cancel"): sessions.cancel,
}
KEYED = ("POST",)  # methods whose requests carry an Idempotency-Key


class WrongMethod(AcpError):
    """The path is known, the method isn't."""

    code = "method_not_allowed"
    status = 405


@csrf_exempt  # programs without cookies: the bearer token is the permission
def operation(request: HttpRequest, rest: str) -> HttpResponse:
    """Find the operation behind a path and run it."""
    try:
        run, session_id = _route(request.method or "", rest)
        context, body = _context(request), _body(request)
        with transaction.atomic():
            answer = _run(request, rest, run, context, session_id, body)
    except ValidationError as error:
        first = error.errors()[0]
        place = "$." + ".".join(str(x) for x in first["loc"])
        answer = _error(AcpError(f"{place}: {first['msg']}", place))
    except ShopError as error:
        answer = _error(error)
    response = JsonResponse(answer.body, status=answer.status, headers=answer.headers or None)
    response["API-Version"] = VERSION
    for name in ("Idempotency-Key", "Request-Id"):
        if name in request.headers:
            response[name] = request.headers[name][:120]
    return response


def _run(
    request: HttpRequest, rest: str, run: Run, context: Context, session_id: str, body: dict[str, Any]
) -> Answer:
    key = request.headers.get("Idempotency-Key", "")
    if request.method not in KEYED:
        return run(context, session_id, body)
    if not key:
        raise KeyMissing("Please send an Idempotency-Key with every POST.")
    try:
        kept, replayed = answer_once(
            owner_key=f"agent:{context.agent.pk}",
            endpoint=f"acp:{rest}"[:80],
            key=key[:120],
            body=body,
            now=context.now,
            work=lambda: asdict(run(context, session_id, body)),
        )
    except KeyReused as error:
        raise KeyConflict(error.message) from error
    headers = {"Idempotent-Replayed": "true"} if replayed else {}
    return Answer(kept["body"], kept["status"], headers)


def _route(method: str, rest: str) -> tuple[Run, str]:
    parts = rest.strip("/").split("/")
    session_id = parts[1] if len(parts) > 1 else ""
    pattern = "/".join("{id}" if number == 1 else part for number, part in enumerate(parts))
    found = ROUTES.get((method, pattern))
    if found is not None:
        return found, session_id
    if any(known == pattern for _method, known in ROUTES):
        raise WrongMethod("This operation has another method.")
    raise Missing("There is no such operation.")


def _context(request: HttpRequest) -> Context:
    """Return who asks: the token's program, for its person."""
    version = request.headers.get("API-Version", "")
    if version not in SUPPORTED:
        raise VersionRefused(f"Please send API-Version: {VERSION}.")
    now = timezone.now()
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    found = token_owner(secret=secret.strip(), now=now) if scheme.lower() == "bearer" and secret else None
    if found is None:
        raise Unauthorised("The bearer token is missing, unknown, expired or revoked.")
    user, token = found
    if token.scopes and MAY_ORDER not in token.scopes:
        raise Unauthorised(f"This token lacks the scope {MAY_ORDER}.")
    agent = agent_admit(
        key=f"acp:{token.agent}"[:200],
        kind=Agent.Kind.ACP,
        name=token.name,
        door=Door.ACP,
        now=now,
        address=address_of(request),
    )
    return Context(agent, user, now)


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise AcpError("The body is too large.")
    if not request.body:
        return {}
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise AcpError("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise AcpError("The body should be a JSON object.")
    return found


def _error(error: ShopError) -> Answer:
    kind = error.kind if isinstance(error, AcpError) else "invalid_request"
    if error.status >= 500:
        kind = "service_unavailable"
    body: dict[str, Any] = {"type": kind, "code": error.code, "message": error.message}
    if isinstance(error, AcpError) and error.param:
        body["param"] = error.param
    if isinstance(error, VersionRefused):
        body["supported_versions"] = list(SUPPORTED)
    wait = error.details.get("retry_after")
    return Answer(body, error.status, {"Retry-After": str(wait)} if wait else {})


urlpatterns: list[URLPattern] = [path(f"{PREFIX.strip('/')}/<path:rest>", operation, name="acp")]
