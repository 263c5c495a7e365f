"""What a web process does before its first visitor, so that nobody waits for models to load."""

from __future__ import annotations

import gc
import logging

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError
from django.urls import reverse
from django.utils import translation

from apps.catalog.ranker import ranker
from apps.chat.reading import reader
from apps.chat.rehearsal import rehearse
from apps.chat.selectors import interface_language
from apps.chat.suggestions import windows
from apps.content.passages import library
from retailgenie.ai.dialogue.render.phrases import table
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.types import Language
from retailgenie.lib.malloc import memory_give_back

logger = logging.getLogger(__name__)


async def warm_up() -> None:
    """Load models and words; a database that isn't ready, or an encoder that isn't built, is no reason not to start."""
    await database_sync_to_async(_load, thread_sensitive=False)()


def _load() -> None:
    _words()
    try:
        windows()
        reader().read("hello", ReadContext())
        running = ranker()
        if running is not None:
            running.trees  # noqa: B018 - read once, kept
        library()
        _rehearse()
    except (DatabaseError, EncoderMissing) as error:
        logger.warning("The first message will be slow: %s", error)
    gc.collect()
    gc.freeze()  # else a turn now and then waits 0.2 s for the collector to look through all of this
    memory_give_back()


def _rehearse() -> None:
    try:
        rehearse()
    except (DatabaseError, EncoderMissing):
        raise
    except Exception:  # what fails here will fail in somebody's turn, and is no reason to stay closed
        logger.exception("The rehearsal failed.")


def _words() -> None:
    """Read what the assistant says, and which address each page has in each language."""
    for language in Language:
        for name in ("phrases", "chips"):
            table(name, language)
        with translation.override(interface_language(language)):
            reverse("catalog:home")
