"""The list behind the bell, what a person wants to be told, and the link that stops e-mails."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.callers import caller_of
from apps.ledger.models import NoticeKind
from apps.ledger.notices import choice_set, notices_of
from apps.ledger.pages import answer, read, write
from apps.ledger.tools import PAGE
from apps.ledger.unsubscribing import unsubscribe_read
from retailgenie.ai.tools.types import Door


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """What the shop told this person, newest first."""
    asked = request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    listed = read(request, "list_notifications", page=number)
    page = Paginator(range(listed.total), PAGE).get_page(number)
    return render(request, "notices/list.html", {"listed": listed, "page": page})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    return answer(request, write(request, "read_notifications"), done=reverse("notices:notices"))


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and go to the page that it is about; a stranger's is a 404."""
    person = caller_of(request, Door.CLASSIC).person
    found = notices_of(person.key).filter(pk=notice_id).first()
    if found is None:
        raise Http404
    write(request, "read_notifications", notice_ids=[notice_id])
    inside = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return HttpResponseRedirect(found.url if found.url and inside else reverse("notices:notices"))


@require_http_methods(["GET", "POST"])
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    """Which kinds of news this person wants by e-mail and in the shop."""
    page = reverse("notices:choices")
    if request.method == "POST":
        outcome = None
        for kind in NoticeKind:
            outcome = write(
                request,
                "choose_notifications",
                kind=kind.value,
                by_email=f"{kind}:email" in request.POST,
                in_shop=f"{kind}:shop" in request.POST,
            )
        if outcome is not None:
            return answer(request, outcome, done=page)
    chosen = read(request, "list_notification_choices").choices
    return render(request, "notices/choices.html", {"choices": chosen})


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed link is the permission
@require_http_methods(["GET", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of e-mail. Opening the page changes nothing: mail scanners open every link."""
    found = unsubscribe_read(token)
    if found is None:
        raise Http404
    choice_key, kind = found
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        choice_set(choice_key=choice_key, kind=kind, by_email=on, now=timezone.now())
        return render(request, "notices/unsubscribed.html", {"kind": kind, "on": on, "token": token})
    return render(request, "notices/unsubscribe.html", {"kind": kind, "token": token})
