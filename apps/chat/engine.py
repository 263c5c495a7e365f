"""The assistant core as this process runs it: its reader, and what a turn needs to know of its surroundings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.catalog.search_url import search_url
from apps.chat.models import Conversation
from apps.chat.reading import reader
from apps.chat.router import route_weights
from retailgenie.ai.dialogue.context import Pages, Tap, TurnContext, TurnResult
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Toolbox
from retailgenie.ai.types import Language, MemoryView


def respond(
    *, state: DialogueState, message: str | Tap, toolbox: Toolbox, context: TurnContext, now: datetime
) -> TurnResult:
    """Take one turn with the engine, which hears "tomorrow" by the shop's clock: near midnight UTC has another day."""
    return converse(state, reader(), message, toolbox, context, timezone.localtime(now))


def turn_context(
    user: User | None,
    conversation: Conversation,
    *,
    speak: Callable[[Language], None],
    memory: MemoryView,
) -> TurnContext:
    """Return who talks, and where. speak: told the turn's language before any tool."""
    return replace(
        context_around(conversation.pk),
        logged_in=user is not None,
        name=user.get_short_name() if user else "",
        full_name=user.get_full_name() if user else "",
        speak=speak,
        memory=memory,
        staff=user is not None and user.role in (Role.STAFF, Role.ADMIN),
        weights=route_weights(),
    )


def context_around(conversation_id: uuid.UUID) -> TurnContext:
    """Return what of the surroundings is the same for everybody: the pages that the assistant may point to."""
    here = reverse("chat:conversation", args=[conversation_id])
    return TurnContext(
        pages=Pages(
            home=reverse("catalog:home"),
            search=reverse("catalog:search"),
            cart=reverse("orders:cart"),
            checkout=reverse("orders:checkout"),
            orders=reverse("orders:orders"),
            order=reverse("orders:order", args=["NUMBER"]).replace("NUMBER", "{number}"),
            photos=reverse("orders:photos", args=["NUMBER"]).replace("NUMBER", "{number}") + f"?next={here}",
            login=f"{reverse('accounts:login')}?next={here}%3Fafter%3Dlogin",
            account=reverse("accounts:profile"),
            help=reverse("content:help"),
            memory=reverse("catalog:memory"),
            compare=reverse("catalog:compare"),
            returns=reverse("orders:return", args=["NUMBER"]).replace("NUMBER", "{number}"),
            exchange=reverse("orders:exchange", args=["NUMBER"]).replace("NUMBER", "{number}"),
            ticket=reverse("tickets:new"),
        ),
        search_url=search_url,
    )
