"""What every REST view shares: who calls, one answer per Idempotency-Key, outcomes as JSON."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from apps.accounts.callers import caller_for, caller_of
from apps.accounts.models import ServiceToken, User
from apps.ledger.execution import execute_tool
from apps.ledger.idempotency import answer_once
from apps.ledger.pages import Acting
from retailgenie.ai.codec import to_json
from retailgenie.ai.tools.types import Caller, Door, NeedsApproval, Outcome, Refused
from retailgenie.lib.errors import ShopError

logger = logging.getLogger(__name__)

WITHOUT_BODY = frozenset({"GET", "DELETE"})
STATUS_OF_CODE = {
    "invalid_arguments": 422,
    "unknown_tool": 404,
    "not_found": 404,
    "login_required": 401,
    "permission_missing": 403,
    "order_not_found": 404,
    "too_many_requests": 429,
}


def rest_caller(request: Request) -> Caller:
    """Build the caller of a REST request, by token or by the browser's session."""
    if isinstance(request.auth, ServiceToken) and isinstance(request.user, User):
        caller = caller_for(request.user, visitor_id="", door=Door.REST)
        return replace(caller, only=frozenset(request.auth.scopes), agent=request.auth.agent)
    django_request: HttpRequest = request._request  # noqa: SLF001 - DRF has no public way to it
    return caller_of(django_request, Door.REST)


def outcome_body(outcome: Outcome) -> dict[str, Any]:
    """Return the JSON body of an outcome; `_status` is the HTTP status and is taken off by `answer`."""
    match outcome:
        case Refused():
            error = {"code": outcome.code, "message": outcome.message, "details": outcome.details}
            return {"_status": STATUS_OF_CODE.get(outcome.code, 409), **error}
        case NeedsApproval():
            card = to_json(outcome.card)["value"]
            return {"_status": 202, "approval": outcome.token, "confirm": card}
        case _:
            data = to_json(outcome.result.data)
            return {"_status": 200, "data": _plain(data), "receipt": outcome.receipt_id}


def _plain(data: Any) -> Any:
    """Take the type names off: programs read values, the schema names the types."""
    if isinstance(data, dict) and set(data) == {"type", "value"}:
        return [_plain(item) for item in data["value"]] if data["type"] == "tuple" else data["value"]
    return data


def body_of(request: Request) -> dict[str, Any]:
    """Return a request's JSON object; raises ParseError (400) for any other JSON."""
    if not isinstance(request.data, dict):
        raise ParseError("The body should be a JSON object.")
    return dict(request.data.items())


def answer(
    request: Request, tool: str, arguments: dict[str, Any], *, acting: Acting | None = None
) -> Response:
    """Run a tool for the request; a HIGH one answers 202 with a confirm card until `approval` comes along.

    The approval is read from the body's `approval` or the X-Approval header; writes honour Idempotency-Key. acting:
    what the request may do in another's name.
    """
    caller = rest_caller(request)
    run = partial(acting.execute, caller) if acting is not None else partial(execute_tool, caller)
    sent = {} if request.method in WITHOUT_BODY else body_of(request)
    approval = request.headers.get("X-Approval", "") or str(sent.get("approval") or "")
    key = request.headers.get("Idempotency-Key", "").replace("\x00", "")
    if not key:
        return _response(outcome_body(run(tool, arguments, approval)))
    body, replayed = answer_once(
        owner_key=caller.person.key,
        endpoint=f"rest:{tool}",
        key=key[:120],
        body=[arguments, approval],
        now=timezone.now(),
        work=lambda: outcome_body(run(tool, arguments, approval)),
    )
    response = _response(dict(body))
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _response(body: dict[str, Any]) -> Response:
    response = Response(body, status=body.pop("_status"))
    wait = (body.get("details") or {}).get("retry_after")
    if wait:
        response["Retry-After"] = str(wait)
    return response


def handle_error(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: every error is {code, message, details}."""
    if isinstance(error, ShopError):
        body = {"code": error.code, "message": error.message, "details": error.details}
        wait = error.details.get("retry_after")
        return Response(body, status=error.status, headers={"Retry-After": str(wait)} if wait else None)
    response = exception_handler(error, context)
    if response is None:
        logger.error("A request failed.", exc_info=error)
        text = _("Something failed on the shop's side, and nothing was changed. Please try again.")
        return Response({"code": "internal", "message": text, "details": {}}, status=500)
    code = getattr(error, "default_code", "error")
    response.data = {"code": code, "message": str(error), "details": {}}
    return response
