"""How a classic page runs a tool: reads, writes, and the confirm page that asks for a separate yes.

A write's first POST answers with the confirm page; that page posts the same fields again with the token.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.accounts.callers import caller_of
from apps.ledger.execution import execute_tool
from retailgenie.ai.tools.types import Caller, Done, Door, NeedsApproval, Outcome, Refused
from retailgenie.lib.errors import ShopError

APPROVAL_FIELD = "approval"
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", APPROVAL_FIELD})


class Acting(Protocol):
    """Somebody who may do a few things in another's name; a view puts it into `request.acting`."""

    def execute(
        self, caller: Caller, tool: str, arguments: dict[str, Any], approval: str = ""
    ) -> Outcome: ...


class ReadRefused(ShopError):
    """A read was refused for a reason that the page should show; the message is for people."""


def read(request: HttpRequest, tool: str, **arguments: Any) -> Any:
    """Return a reading tool's data.

    A stranger's or missing thing is a 404, arguments out of form a 400, another refusal raises ReadRefused.
    """
    outcome = _run(request, tool, arguments)
    if isinstance(outcome, Done):
        return outcome.result.data
    if isinstance(outcome, Refused):
        _raise_for(outcome)
        if outcome.code == "invalid_arguments":
            raise BadRequest(outcome.message)
        raise ReadRefused(outcome.message)
    raise ReadRefused(_("This needs a confirmation."))


def write(request: HttpRequest, tool: str, **arguments: Any) -> Outcome:
    """Run a writing tool with the approval that the form carries; a stranger's thing is a 404."""
    outcome = _run(request, tool, arguments, request.POST.get(APPROVAL_FIELD, ""))
    if isinstance(outcome, Refused):
        _raise_for(outcome)
    return outcome


def _run(request: HttpRequest, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
    caller = caller_of(request, Door.CLASSIC)
    acting: Acting | None = getattr(request, "acting", None)
    if acting is not None:
        return acting.execute(caller, tool, arguments, approval)
    return execute_tool(caller, tool, arguments, approval)


def answer(
    request: HttpRequest, outcome: Outcome, *, done: str, back: str = "", carries: bool = True
) -> HttpResponse:
    """Turn a write's outcome into the confirm page, or a message and a redirect to `done` or `back`.

    carries: the form has fields beside its button, which the confirm page must post again.
    """
    match outcome:
        case NeedsApproval():
            return confirm_page(request, outcome, back=back or done, carries=carries)
        case Refused(code="login_required"):
            return redirect_to_login(back or done)
        case Refused():
            messages.error(request, outcome.message)
            return HttpResponseRedirect(back or done)
        case Done():
            if outcome.result.changed:
                undo = outcome.receipt_id if outcome.result.undo else ""
                messages.success(request, outcome.result.changed, extra_tags=undo)
            return HttpResponseRedirect(done)


def confirm_page(
    request: HttpRequest, asked: NeedsApproval, *, back: str, carries: bool = True
) -> HttpResponse:
    """Show exactly what will happen; its form posts the same fields with the approval token."""
    carried = [
        (name, value)
        for name in request.POST
        if carries and name not in _NOT_CARRIED
        for value in request.POST.getlist(name)
    ]
    context = {
        "card": asked.card,
        "token": asked.token,
        "carried": carried,
        "back": back,
        "action": request.get_full_path(),
    }
    return render(request, "confirm.html", context)


def _raise_for(refused: Refused) -> None:
    if refused.code == "not_found":
        raise Http404(refused.message)
    if refused.code == "permission_missing":
        raise PermissionDenied(refused.message)
