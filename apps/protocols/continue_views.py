"""Where a person goes on when their agent stops: what it has put together moves into their own cart."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.callers import caller_of
from apps.protocols.desk.sessions import caller_of_session, session_hand_over
from apps.protocols.desk.state import session_state
from apps.protocols.links import session_of_link
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import NotFound


@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the agent has put together; with the person's yes it is theirs, and the agent's session ends."""
    now = timezone.now()
    try:
        session = session_of_link(token)
        if request.method == "POST":
            missing = session_hand_over(
                session_id=session.pk, caller=caller_of(request, Door.CLASSIC), now=now
            )
            for problem in missing:
                messages.warning(request, problem.text)
            messages.success(request, _("It is all in your cart now."))
            return redirect("orders:cart")
    except NotFound as error:
        raise Http404 from error
    state = session_state(session, caller_of_session(session), now=now)
    return render(request, "protocols/continue.html", {"bill": state.bill, "agent": session.agent.name})
