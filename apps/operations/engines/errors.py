"""The one error of the engines: a line that a person can act on."""

from __future__ import annotations


class EngineUnavailable(RuntimeError):
    """An engine can't be brought up; the message is one line that says why and what to do."""
