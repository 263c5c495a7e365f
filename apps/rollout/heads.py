"""The encoder that a trained intent head was fitted to: one of its own where it was tuned, else the shop's."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from apps.rollout.encoders import reading_encoder
from retailgenie.ai.encoder import Encoder
from retailgenie.ai.encoder.encoder import META_FILE
from retailgenie.ai.nlu.intents import OWN_ENCODER

_own: dict[Path, Encoder] = {}
_lock = Lock()


def encoder_of(head: Path) -> Encoder:
    """Return the encoder to read with a head kept in a folder; raises EncoderMissing where none was built.

    A process keeps one tuned encoder: after a change of champion the one before goes.
    """
    folder = head / OWN_ENCODER
    with _lock:
        if folder in _own:
            return _own[folder]
        if not (folder / META_FILE).exists():
            return reading_encoder()
        _own.clear()
        return _own.setdefault(folder, Encoder.load(folder))
