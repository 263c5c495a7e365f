"""Which encoder runs: the champion, or the one that is built with the shop. Catalogue and content share it."""

from __future__ import annotations

from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from retailgenie.ai.encoder import DEFAULT_NAME, Encoder, EncoderMissing, shared_encoder


def current_encoder() -> Encoder:
    """Return the running encoder; raises EncoderMissing where none was built.

    A champion whose file is not on this machine is passed over for the built one: its vectors are still there.
    """
    running = model_running(Kind.ENCODER)
    if running is not None and running.version != DEFAULT_NAME:
        try:
            return shared_encoder(running.version)
        except EncoderMissing:
            pass
    return shared_encoder(DEFAULT_NAME)
