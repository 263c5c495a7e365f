"""The support desk: tickets for agents with the permission `support.tickets`."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import permission_required
from apps.accounts.models import User
from apps.feedback import services
from apps.feedback.forms import AgentReplyForm, filter_form, ticket_filter
from apps.feedback.models import Ticket
from apps.feedback.selectors import ticket_by_number, ticket_counts, tickets_filtered, transcript
from retailgenie.lib.errors import NotFound
from retailgenie.lib.refusals import refusals_told

PAGE_SIZE = 25
AGENT = "support.tickets"


@require_safe
@permission_required(AGENT)
def tickets(request: HttpRequest) -> HttpResponse:
    """The list, the most urgent first."""
    form = filter_form(request.GET)
    found = tickets_filtered(ticket_filter(form), agent_id=_agent(request).pk)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "feedback/tickets.html", {"form": form, "page": page, "counts": ticket_counts()})


@require_safe
@permission_required(AGENT)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket with its history and the conversation it came from."""
    return _ticket_page(request, _ticket(number), AgentReplyForm())


@require_POST
@permission_required(AGENT)
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the customer, or leave a note for other agents."""
    form = AgentReplyForm(request.POST)
    if not form.is_valid():
        return _ticket_page(request, _ticket(number), form)
    with refusals_told(request, _("Note saved.") if form.cleaned_data["internal"] else _("Answer sent.")):
        services.ticket_reply(agent=_agent(request), number=number, now=timezone.now(), **form.cleaned_data)
    return redirect("feedback:ticket", number)


@require_POST
@permission_required(AGENT)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Take the ticket."""
    try:
        services.ticket_assign(agent=_agent(request), number=number, now=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("The ticket is yours."))
    return redirect("feedback:ticket", number)


@require_POST
@permission_required(AGENT)
def resolve(request: HttpRequest, number: str) -> HttpResponse:
    """Close the ticket."""
    try:
        services.ticket_resolve(agent=_agent(request), number=number, now=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("The ticket is resolved."))
    return redirect("feedback:ticket", number)


def _agent(request: HttpRequest) -> User:
    return cast(User, request.user)


def _ticket(number: str) -> Ticket:
    try:
        return ticket_by_number(number)
    except NotFound as error:
        raise Http404 from error


def _ticket_page(request: HttpRequest, shown: Ticket, form: AgentReplyForm) -> HttpResponse:
    context = {
        "ticket": shown,
        "events": shown.events.all(),
        "transcript": transcript(shown),
        "form": form,
        "resolved": shown.status == Ticket.Status.RESOLVED,
    }
    return render(request, "feedback/ticket.html", context, status=400 if form.errors else 200)
