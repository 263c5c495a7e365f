"""What both transports share: who asks, idempotency by the exact body, errors as the protocol writes them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from pydantic import ValidationError

from apps.ledger.idempotency import KeyReused, answer_once
from apps.protocols.agents import AgentStopped
from apps.protocols.ucp.envelope import error_message, failure
from apps.protocols.ucp.operations import Operation
from apps.protocols.ucp.platforms import context_of
from apps.protocols.ucp.signing import HttpMessage
from apps.protocols.ucp.words import Answer, CapabilitiesIncompatible, Context, UcpError
from retailgenie.lib.addresses import address_of
from retailgenie.lib.errors import ShopError

MAX_BODY = 256 * 1024


def message_of_request(request: HttpRequest) -> HttpMessage:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpMessage(request.method or "GET", request.build_absolute_uri(), headers, request.body)


def context_of_request(request: HttpRequest, profile: str) -> Context:
    """Return who asks; raises what platforms.context_of raises."""
    message = message_of_request(request)
    return context_of(message, profile=profile, address=address_of(request), now=timezone.now())


def perform(
    operation: Operation, context: Context, object_id: str, body: dict[str, Any], *, key: str, raw: bytes
) -> Answer:
    """Run an operation once for an idempotency key. raw: the exact bytes, whose digest tells one request from another.

    Raises KeyReused for the same key with other bytes.
    """
    if operation.capability not in context.capabilities:
        raise CapabilitiesIncompatible(f"{operation.capability} is not among what we both can.")
    if not operation.writes or not key:
        return operation.run(context, object_id, body)
    kept, _replayed = answer_once(
        owner_key=f"agent:{context.agent.pk}",
        endpoint=f"ucp:{operation.name}"[:80],
        key=key[:120],
        body=[object_id, hashlib.sha256(raw).hexdigest()],
        now=context.now,
        work=lambda: asdict(operation.run(context, object_id, body)),
    )
    return Answer(kept["body"], kept["status"], kept["headers"])


def refusal(error: Exception, context: Context | None = None) -> Answer:
    """Write an error of the protocol, of the shop or of a body's shape as an answer."""
    if isinstance(error, ValidationError):
        rows = [f"{'.'.join(map(str, x['loc'])) or 'body'}: {x['msg']}" for x in error.errors()[:5]]
        return _answer("invalid_request", "; ".join(rows), 400, context)
    if isinstance(error, KeyReused):
        return _answer("idempotency_conflict", error.message, 409, context)
    assert isinstance(error, ShopError)
    status = 403 if isinstance(error, AgentStopped) else error.status
    return _answer(error.code, error.message, status, context)


def _answer(code: str, text: str, status: int, context: Context | None) -> Answer:
    body = failure(context, [error_message(code, text)])
    return Answer({**body, "detail": text, "code": code}, status)


REFUSALS = (ShopError, ValidationError, UcpError)


def run_refusing(
    operation: Operation,
    request: HttpRequest,
    profile: str,
    object_id: str,
    body: dict[str, Any],
    key: str,
    raw: bytes,
) -> Answer:
    """Run an operation for a request and turn everything that may be refused into an answer."""
    context: Context | None = None
    try:
        context = context_of_request(request, profile)
        with transaction.atomic():
            return perform(operation, context, object_id, body, key=key, raw=raw)
    except REFUSALS as error:
        return refusal(error, context)
