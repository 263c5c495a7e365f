"""What an encoder is tuned on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message as the encoder reads it, and its fine intent."""

    gloss: str
    intent: str
