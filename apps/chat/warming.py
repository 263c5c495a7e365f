"""What a web process does before its first visitor, so that nobody waits for models to load."""

from __future__ import annotations

import logging

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from apps.chat.reading import reader
from apps.chat.suggestions import windows
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.lib.malloc import memory_give_back

logger = logging.getLogger(__name__)


async def warm_up() -> None:
    """Load encoder, intent head and vocabulary; a database that isn't ready is no reason not to start."""
    await database_sync_to_async(_load, thread_sensitive=False)()


def _load() -> None:
    try:
        windows()
        reader().read("hello", ReadContext())
        memory_give_back()
    except DatabaseError as error:
        logger.warning("The first message will be slow: %s", error)
