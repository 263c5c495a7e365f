"""Values that a process computes from the database and keeps until a version says that they are stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

TTL_SECONDS = 2.0  # a change is noticed by every process within five seconds


class Version:
    """A version read from elsewhere, at most TTL_SECONDS old."""

    def __init__(self, read: Callable[[], Hashable]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[float, Hashable] | None = None

    def get(self) -> Hashable:
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < TTL_SECONDS:
            return kept[1]
        with self._lock:
            kept = self._kept
            if kept is None or time.monotonic() - kept[0] >= TTL_SECONDS:
                kept = self._kept = (time.monotonic(), self._read())
        return kept[1]

    def forget(self) -> None:
        """Read again at the next look (tests, and the process that made the change)."""
        self._kept = None


class Remembered(Generic[T]):
    """A value kept for one version; thread safe.

    One thread computes; meanwhile the others go on with the old value, and only before the first one they wait.
    """

    def __init__(self, build: Callable[[], T], version: Version) -> None:
        self._build = build
        self._version = version
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None

    def get(self) -> T:
        version = self._version.get()
        kept = self._kept
        if kept is not None and kept[0] == version:
            return kept[1]
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None  # a non-blocking acquire fails only then
            return kept[1]
        try:
            if self._kept is None or self._kept[0] != version:
                self._kept = (version, self._build())
            return self._kept[1]
        finally:
            self._lock.release()
