"""A customer's own tickets; anybody else's does not exist."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.middleware import person_of
from apps.feedback import services
from apps.feedback.forms import ReplyForm, TicketForm
from apps.feedback.models import Ticket
from apps.feedback.selectors import events_for_customer, ticket_of, tickets_of
from apps.ledger.pages import answer, write
from apps.ledger.prefill import prefill_drop, prefill_of
from retailgenie.ai.tools.types import Done, Person
from retailgenie.lib.errors import NotFound
from retailgenie.lib.refusals import refusals_told


@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """The customer's tickets, newest first."""
    return render(request, "feedback/own_tickets.html", {"tickets": tickets_of(_person(request))})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a ticket; it is opened after the confirm page."""
    told = prefill_of(request.session, "ticket", now=timezone.now())
    form = TicketForm(request.POST or None, initial=told | request.GET.dict())
    if request.method != "POST" or not form.is_valid():
        return render(request, "feedback/new_ticket.html", {"form": form}, status=400 if form.errors else 200)
    outcome = write(request, "open_ticket", **form.cleaned_data)
    done = reverse("tickets:tickets")
    if isinstance(outcome, Done):
        prefill_drop(request.session)
        done = outcome.result.data.url
    return answer(request, outcome, done=done, back=reverse("tickets:new"))


@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket with what was said."""
    try:
        return _page(request, ticket_of(_person(request), number), ReplyForm())
    except NotFound as error:
        raise Http404 from error


@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Add to a ticket that is not resolved."""
    form = ReplyForm(request.POST)
    with refusals_told(request):
        if not form.is_valid():
            return _page(request, ticket_of(_person(request), number), form)
        services.ticket_answer(
            person=_person(request), number=number, text=form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(request, _("Your message is added."))
    return redirect("tickets:ticket", number)


def _person(request: HttpRequest) -> Person:
    return person_of(request.user, request.session)


def _page(request: HttpRequest, shown: Ticket, form: ReplyForm) -> HttpResponse:
    context = {
        "ticket": shown,
        "events": events_for_customer(shown),
        "form": form,
        "resolved": shown.status == Ticket.Status.RESOLVED,
    }
    return render(request, "feedback/own_ticket.html", context, status=400 if form.errors else 200)
