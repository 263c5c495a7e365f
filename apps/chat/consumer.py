"""The conversation over a WebSocket: a thin shell around `take_turn`.

In: JSON objects. {"text", "client_key", "conversation"} or {"tap", ...} is a turn, {"type": "resume", "conversation"}
asks for the thread after a break, {"type": "ping"} for a sign of life. Out: HTML fragments for htmx; the person's
bubble first, then the answer in pieces, the last of which carries data-turn-done. One thread hop a turn. An agent's
words and news of an order come by themselves.
"""

from __future__ import annotations

import json
import logging
import uuid
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.chat.errors import BadMessage
from apps.chat.incoming import Said, read_conversation, read_said
from apps.chat.live import hub
from apps.chat.render import answer_fragments, error_fragment, news_fragment, said_fragment, thread_fragment
from apps.chat.selectors import conversation_get, news_get, thread
from apps.chat.services import take_turn
from apps.chat.visitors import note_talking, passing_visitor, socket_caller
from retailgenie.ai.types import Language
from retailgenie.lib.addresses import address_of_socket
from retailgenie.lib.errors import NotFound, ShopError

logger = logging.getLogger(__name__)

MAX_FRAME = 8_192  # bytes: a full message in four-byte letters and its fields
PULSE = '<span id="pulse" hx-swap-oob="true" hidden></span>'


class ConversationConsumer(AsyncWebsocketConsumer):
    """One browser tab.

    It holds no place in the channel layer: at a thousand open tabs that saves a thousand blocking reads in Redis. What
    comes unasked comes through the hub of the process.
    """

    channel_layer_alias = "none"

    async def connect(self) -> None:
        query = parse_qs(self.scope.get("query_string", b"").decode("ascii", "ignore"))
        asked = query.get("language", ["en"])[0]
        self.interface = asked if asked in dict(settings.LANGUAGES) else "en"
        self.conversation_id: uuid.UUID | None = None
        self.heard_id: uuid.UUID | None = None
        self.talks = False  # whether a turn was taken here
        self.passing_id = passing_visitor()
        await self.accept()
        with suppress(BadMessage):
            await self._hear(read_conversation({"conversation": query.get("conversation", [""])[0]}))

    async def disconnect(self, code: int) -> None:
        await self._hear(None)

    async def _hear(self, conversation_id: uuid.UUID | None) -> None:
        """Listen to one conversation, in place of the one before."""
        if conversation_id == self.heard_id:
            return
        if self.heard_id is not None:
            await hub().leave(self.heard_id, self)
        self.heard_id = conversation_id
        if conversation_id is not None:
            hub().join(conversation_id, self)

    async def tell(self, message_id: int) -> None:
        """Show a message that came without being asked for, if it is still this person's to read."""
        fragment = await database_sync_to_async(self._news, thread_sensitive=False)(message_id)
        if fragment:
            await self._show(fragment)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        with translation.override(self.interface):
            await self._receive(text_data)

    async def _receive(self, text_data: str | None) -> None:
        key = ""
        try:
            fields = _fields(text_data)
            key = str(fields.get("client_key", ""))[:36]
            await self._handle(fields)
        except ShopError as error:
            await self._refuse(error.code, error.message, key)
        except Exception:  # the last edge before the person: whatever it was, the socket lives and says so
            logger.exception("A turn failed.")
            message = gettext("Something went wrong on my side, and nothing was changed. Please try again.")
            await self._refuse("internal", message, key)

    async def _handle(self, fields: dict[str, Any]) -> None:
        kind = fields.get("type", "say")
        if kind == "ping":
            await self._show(PULSE)
        elif kind == "resume":
            wanted = read_conversation(fields)
            await self._show(await database_sync_to_async(self._thread, thread_sensitive=False)(wanted))
            await self._hear(wanted)
        else:
            said = self._in_thread(read_said(fields))
            await self._show(said_fragment(said.client_key, said.text))
            for fragment in await database_sync_to_async(self._turn, thread_sensitive=False)(said):
                await self._show(fragment)
            await self._hear(self.conversation_id)

    def _in_thread(self, said: Said) -> Said:
        """A message that names no conversation goes into the one that this socket opened."""
        return said if said.conversation_id else replace(said, conversation_id=self.conversation_id)

    async def _show(self, fragment: str) -> None:
        """Send a fragment; a browser that has gone meanwhile will find the answer in the thread."""
        with suppress(OSError):
            await self.send(text_data=fragment)

    async def _refuse(self, code: str, message: str, key: str) -> None:
        await self._show(error_fragment(code, message, key))

    def _session(self) -> SessionBase | None:
        cookie = self.scope.get("cookies", {}).get(settings.SESSION_COOKIE_NAME)
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store(cookie) if cookie else None

    def _turn(self, said: Said) -> list[str]:
        """Answer and render: the one hop into a thread."""
        language = Language.HINDI if self.interface == "hi" else Language.ENGLISH
        session, now = self._session(), timezone.now()
        caller, user = socket_caller(
            session,
            passing_id=self.passing_id,
            language=language,
            address=address_of_socket(self.scope),
        )
        answered = take_turn(said=said, caller=caller, user=user, now=now)
        if not self.talks:
            note_talking(session, caller=caller, now=now)
            self.talks = True
        self.conversation_id = answered.conversation_id
        return answer_fragments(answered, caller.person, interface=self.interface, key=said.sent_key)

    def _thread(self, wanted: uuid.UUID | None) -> str:
        caller, _ = socket_caller(self._session(), passing_id=self.passing_id, language=Language.ENGLISH)
        if wanted is None:
            return PULSE
        found = conversation_get(person=caller.person, conversation_id=wanted)
        return thread_fragment(thread(found), found.pk, interface=self.interface)

    def _news(self, message_id: int) -> str:
        caller, _ = socket_caller(self._session(), passing_id=self.passing_id, language=Language.ENGLISH)
        try:
            found = news_get(person=caller.person, message_id=message_id)
        except NotFound:
            return ""
        return news_fragment(found, self.heard_id, interface=self.interface)


def _fields(text: str | None) -> dict[str, Any]:
    if text is None or len(text.encode()) > MAX_FRAME:
        raise BadMessage(gettext("That is too long for me."))
    try:
        fields = json.loads(text)
    except ValueError:
        raise BadMessage(gettext("That is no message.")) from None
    if not isinstance(fields, dict):
        raise BadMessage(gettext("That is no message."))
    return fields
