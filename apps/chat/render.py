"""From a stored answer to HTML: whole threads for pages, and the pieces that a socket streams."""

from __future__ import annotations

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.chat.context import cart_count
from apps.chat.selectors import MessageView
from apps.chat.services import Answered
from retailgenie.ai.tools.types import Person


def said_fragment(key: str, text: str) -> str:
    """Return the person's bubble and the typing sign: cheap, because it is sent before anything is thought."""
    bubble: SafeString = format_html(
        '<div hx-swap-oob="beforeend:#thread"><div class="message message-person" id="said-{}">'
        '<p class="bubble" dir="auto">{}</p></div></div><div id="typing" class="typing" hx-swap-oob="true">'
        "<span></span><span></span><span></span></div>",
        key,
        text,
    )
    return str(bubble)


def answer_fragments(answered: Answered, person: Person, *, interface: str, key: str = "") -> list[str]:
    """Return the answer in pieces, each an out-of-band fragment: opening with the first block, blocks, the end.

    key: under which the sender waits for it, where that is not the turn's own.
    """
    with translation.override(interface):
        reply = answered.reply
        context: dict[str, Any] = {
            "message": reply,
            "conversation_id": answered.conversation_id,
        }
        first = render_to_string("chat/fragments/opening.html", {**context, "blocks": reply.blocks[:1]})
        rest = [
            render_to_string("chat/fragments/block.html", {**context, "block": block})
            for block in reply.blocks[1:]
        ]
        end = render_to_string(
            "chat/fragments/end.html",
            {
                **context,
                "key": key or answered.person_message.key,
                "cart_count": cart_count(person),
                "classic_url": answered.classic_url,
                "out_of_band": True,
            },
        )
    return [first, *rest, end]


def thread_fragment(messages: list[MessageView], conversation_id: uuid.UUID | None, *, interface: str) -> str:
    """Return the whole thread, for a socket that comes back after a break."""
    with translation.override(interface):
        return render_to_string(
            "chat/fragments/thread.html",
            {"thread": messages, "conversation_id": conversation_id},
        )


def news_fragment(message: MessageView, conversation_id: uuid.UUID | None, *, interface: str) -> str:
    """Return a message that nobody asked for, to be put at the end of the thread."""
    with translation.override(interface):
        context = {"message": message, "conversation_id": conversation_id}
        return render_to_string("chat/fragments/news.html", context)


def error_fragment(code: str, message: str, key: str = "") -> str:
    """Return the line that says what went wrong; code is for programs."""
    return str(
        format_html(
            '<div id="chat-error" class="alert alert-bad chat-error" role="alert" hx-swap-oob="true" '
            'data-turn-error="{}" data-key="{}">{}</div>'
            '<div id="typing" class="typing" hx-swap-oob="true" hidden></div>',
            code,
            key,
            message,
        )
    )
