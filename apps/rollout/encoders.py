"""Which encoder runs: the champion finds products; messages and policies are read by the one built with the shop.

Everything learned from vectors (the intent head, what counts as near in policies) was fitted to one variant and stays
with it, so a variant that is better at finding products changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from retailgenie.ai.encoder import (
    DEFAULT_NAME,
    Encoder,
    EncoderMissing,
    let_go_of_encoders,
    loaded_encoders,
    shared_encoder,
)

_held: ContextVar[list[Encoder] | None] = ContextVar("held_encoder", default=None)
_last: str = DEFAULT_NAME


def reading_encoder() -> Encoder:
    """Return the encoder of messages and policies; raises EncoderMissing where it was not built."""
    return shared_encoder(DEFAULT_NAME)


def current_encoder() -> Encoder:
    """Return the encoder that finds products; raises EncoderMissing where none was built.

    Whoever compares vectors asks for those of this encoder's name. A champion whose file is not on this machine is
    passed over for the built one: its vectors are kept.
    """
    held = _held.get()
    if held is None:
        return _running()
    if not held:
        held.append(_running())
    return held[0]


@contextmanager
def one_encoder() -> Iterator[None]:
    """Keep to one encoder in a block: what began with a variant ends with it, though the alias moves meanwhile."""
    token = _held.set([] if _held.get() is None else _held.get())
    try:
        yield
    finally:
        _held.reset(token)


def _running() -> Encoder:
    global _last  # noqa: PLW0603 - of the process, like what is loaded
    running = model_running(Kind.ENCODER)
    found = None
    if running is not None and running.version != DEFAULT_NAME:
        try:
            found = shared_encoder(running.version)
        except EncoderMissing:
            found = None
    found = found or shared_encoder(DEFAULT_NAME)
    if found.name != _last:
        _last = found.name
        if len(loaded_encoders()) > 1:
            let_go_of_encoders(kept={found.name, DEFAULT_NAME})
    return found
