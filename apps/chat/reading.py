"""How this process reads messages: the running encoder, intent head and words of the catalogue."""

from __future__ import annotations

import threading
from pathlib import Path

from apps.catalog.vocabulary import current_vocabulary
from apps.rollout.heads import encoder_of
from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.intents import HeadUnusable, IntentHead
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.types import Reading

_readers: dict[tuple[Path, str], Reader] = {}
_lock = threading.Lock()


class ShopReader:
    """Reads messages in the words of the catalogue that is loaded now."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, text: str, context: ReadContext) -> Reading:
        return self._reader.read(text, current_vocabulary(), context)


def reader() -> ShopReader:
    """Return the reader of this process; a champion head that was moved to is noticed within seconds."""
    return ShopReader(_reader())


def _reader() -> Reader:
    """Return the reader of the champion head; without encoder or head it reads by keywords."""
    running = model_running(Kind.INTENTS)
    if running is None:
        return Reader()
    try:
        encoder = encoder_of(running.path)
    except EncoderMissing:
        return Reader()
    key = (running.path, encoder.name)
    with _lock:
        if key not in _readers:
            _readers[key] = Reader(encoder, _head(running.path, encoder.name))
        return _readers[key]


def _head(folder: Path, encoder: str) -> IntentHead | None:
    try:
        return IntentHead.load(folder, encoder=encoder)
    except (FileNotFoundError, HeadUnusable):
        return None
