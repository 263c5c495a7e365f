"""Words that come without having been asked for: handed to the sockets that have their conversation open.

Redis carries only ids, by one subscription for each process however many tabs it holds; who may read a message is
asked when it is shown. What nobody hears stays in the thread and shows when the page comes back.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections import defaultdict
from functools import lru_cache
from typing import Protocol
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction

from apps.chat.models import Message

logger = logging.getLogger(__name__)

CHANNEL = "chat:news"
COMES_BACK_S = 2.0  # between two tries to reach a Redis that has gone
CANCELS_AGAIN_S = 0.1  # that a subscription has to end itself once nobody listens
PATIENCE_S = 2.0  # for one publishing: a message that isn't announced is still in the thread


class Listener(Protocol):
    """A socket that shows one conversation."""

    async def tell(self, message_id: int) -> None: ...


class Hub:
    """The sockets of one process (of one event loop), by conversation."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def join(self, conversation_id: uuid.UUID, listener: Listener) -> None:
        """Let a socket hear of its conversation; the first one starts to listen."""
        self._listeners[str(conversation_id)].add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())

    async def leave(self, conversation_id: uuid.UUID, listener: Listener) -> None:
        """Forget a socket; after the last one nobody listens."""
        self._listeners[str(conversation_id)].discard(listener)
        if not self._listeners[str(conversation_id)]:
            del self._listeners[str(conversation_id)]
        if not self._listeners and self._task is not None:
            task, self._task = self._task, None
            while not task.done():  # while it connects, the Redis client may swallow being cancelled
                task.cancel()
                await asyncio.wait([task], timeout=CANCELS_AGAIN_S)

    async def _listen(self) -> None:
        while True:
            try:
                await self._subscribed()
            except (redis.RedisError, OSError) as error:
                logger.warning("No news for open conversations until Redis is back: %s", error)
                await asyncio.sleep(COMES_BACK_S)

    async def _subscribed(self) -> None:
        async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as heard:
            await heard.subscribe(CHANNEL)
            async for row in heard.listen():
                if row["type"] == "message":
                    conversation_id, message_id = json.loads(row["data"])
                    for listener in tuple(self._listeners.get(conversation_id, ())):
                        await listener.tell(message_id)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def message_announce(message: Message) -> None:
    """Tell the tabs that have the conversation open, once the message is committed."""
    data = json.dumps([str(message.conversation_id), message.pk])
    transaction.on_commit(lambda: _publish(data))


def _publish(data: str) -> None:
    try:
        _client().publish(CHANNEL, data)
    except redis.RedisError as error:
        logger.warning("A message shows when its page is opened again, Redis is away: %s", error)


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
    )
