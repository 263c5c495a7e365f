"""The conversation as pages: landing, thread, the plain form post, the cart drawer."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.callers import caller_of
from apps.accounts.models import User
from apps.catalog.views import home as classic_home
from apps.chat.incoming import read_said
from apps.chat.models import Conversation
from apps.chat.router import route_open, welcome_back
from apps.chat.selectors import classic_url, conversation_current, conversation_get, thread
from apps.chat.services import conversation_close, take_turn
from apps.chat.suggestions import suggestions, windows
from apps.ledger.execution import execute_tool
from apps.ledger.prefill import prefill_put
from retailgenie.ai.tools.types import Done, Door, Refused
from retailgenie.ai.types import BlockKind
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.limits import TooManyRequests

SURVEYED_TURNS = 2  # a conversation of one turn is no conversation to ask about
CONVERSATION_FIRST = 3  # the phase in which the landing page is the conversation


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponseBase:
    """The landing page: the conversation in phase 3, the classic home before."""
    if settings.SHOP_PHASE < CONVERSATION_FIRST:
        return classic_home(request)
    return talk(request)


@require_GET
@never_cache
def talk(request: HttpRequest) -> HttpResponse:
    """The conversation that goes on, or an empty one."""
    person = caller_of(request, Door.CHAT).person
    return _page(request, conversation_current(person=person, now=timezone.now()))


@require_GET
@never_cache
def conversation(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """One conversation of this person; a stranger's is a 404."""
    try:
        found = conversation_get(person=caller_of(request, Door.CHAT).person, conversation_id=conversation_id)
    except NotFound as error:
        raise Http404(error.message) from error
    return _page(request, found)


@require_GET
@never_cache
def widget(request: HttpRequest) -> HttpResponse:
    """The thread as the launcher on classic pages opens it."""
    found = conversation_current(person=caller_of(request, Door.CHAT).person, now=timezone.now())
    return render(request, "chat/widget.html", _context(request, found))


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Take a turn without a socket: words or a tap, from a form or from htmx."""
    user = request.user if isinstance(request.user, User) else None
    try:
        said = read_said(request.POST)
        answered = take_turn(said=said, caller=caller_of(request, Door.CHAT), user=user, now=timezone.now())
    except NotFound as error:
        raise Http404(error.message) from error
    except TooManyRequests:
        raise
    except ShopError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("chat:talk"))
    if any(
        block.kind is BlockKind.CLASSIC and block.token.startswith("open:") for block in answered.reply.blocks
    ):
        return HttpResponseRedirect(reverse("chat:open_page", args=[answered.reply.id]))
    page = reverse("chat:conversation", args=[answered.conversation_id])
    return HttpResponseRedirect(f"{page}#message-{answered.reply.id}")


@require_GET
@never_cache
def open_page(request: HttpRequest, message_id: int) -> HttpResponse:
    """The page of the classic view that a message offers, with what the conversation knows filled in."""
    caller, now = caller_of(request, Door.CLASSIC), timezone.now()
    try:
        opened = route_open(person=caller.person, caller=caller, message_id=message_id, now=now)
    except NotFound as error:
        raise Http404(error.message) from error
    if opened.prefill is not None:
        prefill_put(request.session, *opened.prefill, now=now)
    return HttpResponseRedirect(opened.url)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Close the thread and start with an empty one."""
    caller, now = caller_of(request, Door.CHAT), timezone.now()
    ended = conversation_current(person=caller.person, now=now)
    conversation_close(caller=caller, now=now)
    asks = ended is not None and ended.turns.count() >= SURVEYED_TURNS
    return HttpResponseRedirect(reverse("chat:talk") + (f"?ended={ended.pk}" if ended and asks else ""))


@require_POST
def survey(request: HttpRequest) -> HttpResponse:
    """How the conversation was that just ended, 1 to 5."""
    arguments = {
        "score": request.POST.get("score", ""),
        "conversation_id": request.POST.get("ended", ""),
        "text": request.POST.get("text", "").replace("\x00", "")[:1000],
    }
    outcome = execute_tool(caller_of(request, Door.CHAT), "rate_conversation", arguments)
    if isinstance(outcome, Refused):
        if outcome.code == "not_found":
            raise Http404(outcome.message)
        messages.error(request, _("Please choose a number from 1 to 5."))
        return HttpResponseRedirect(
            f"{reverse('chat:talk')}?{urlencode({'ended': arguments['conversation_id']})}"
        )
    messages.success(request, _("Thank you for telling us."))
    return HttpResponseRedirect(reverse("chat:talk"))


@require_GET
@never_cache
def cart(request: HttpRequest) -> HttpResponse:
    """What the cart drawer shows."""
    outcome = execute_tool(caller_of(request, Door.CHAT), "view_cart", {})
    data = outcome.result.data if isinstance(outcome, Done) else None
    return render(request, "chat/drawer.html", {"cart": data, "client_key": str(uuid.uuid4())})


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """A thumb on one answer, with a reason where it points down."""
    message_id, thumb = request.POST.get("message_id", ""), request.POST.get("thumb", "")
    arguments = {
        "message_id": message_id,
        "thumb": thumb,
        "reason": request.POST.get("reason", "")[:40],
        "text": request.POST.get("text", "")[:1000],
    }
    outcome = execute_tool(caller_of(request, Door.CHAT), "rate_answer", arguments)
    if isinstance(outcome, Refused) and outcome.code == "not_found":
        raise Http404(outcome.message)
    if request.headers.get("HX-Request"):
        kept = isinstance(outcome, Done)
        context = {"message_id": message_id, "thumb": thumb if kept else "", "reason": arguments["reason"]}
        return render(request, "chat/thumbs.html", context)
    messages.success(request, _("Thank you for telling us."))
    return HttpResponseRedirect(reverse("chat:talk"))


def _ended(request: HttpRequest) -> str:
    """Return the conversation that the survey asks about, "" where none of this person's ended just now."""
    try:
        asked = uuid.UUID(request.GET.get("ended", ""))
        found = conversation_get(person=caller_of(request, Door.CHAT).person, conversation_id=asked)
    except (ValueError, NotFound):
        return ""
    return str(found.pk)


def _page(request: HttpRequest, found: Conversation | None) -> HttpResponse:
    return render(request, "chat/page.html", _context(request, found))


def _context(request: HttpRequest, found: Conversation | None) -> dict[str, Any]:
    if found is not None:
        welcome_back(conversation=found, person=caller_of(request, Door.CHAT).person, now=timezone.now())
    shown = thread(found)
    return {
        "conversation": found,
        "conversation_id": found.pk if found else "",
        "thread": shown,
        "suggestions": [] if shown else suggestions(),
        "windows": [] if shown else windows(),
        "prefill": request.GET.get("say", "")[:1000],
        "ended": _ended(request) if not shown else "",
        "resume": request.GET.get("after") == "login" and isinstance(request.user, User),
        "in_conversation": True,
        "classic_url": classic_url(found),
        "client_key": str(uuid.uuid4()),
    }
