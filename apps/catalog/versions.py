"""What a process remembers of the catalogue, and how it notices that the catalogue has changed."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import F

from apps.catalog.models import CatalogVersion

T = TypeVar("T")

TTL_SECONDS = 2.0  # a change is noticed by every process within five seconds
LARGEST_STEP = 1_000_000  # random steps: two databases on one machine never share a version number

_read_at = -TTL_SECONDS
_number = 0
_lock = threading.Lock()


def catalog_changed(*, now: datetime) -> None:
    """Say that products, categories or their words have changed; what processes remember of them is read again."""
    step = 1 + secrets.randbelow(LARGEST_STEP)
    if not CatalogVersion.objects.update(number=F("number") + step, updated_at=now):
        CatalogVersion.objects.create(number=step, updated_at=now)
    forget()


def catalog_number() -> int:
    """Return the version of the catalogue, at most TTL_SECONDS old; 0 before anything was loaded."""
    global _read_at, _number  # noqa: PLW0603 - one number a process, behind a lock
    if time.monotonic() - _read_at < TTL_SECONDS:
        return _number
    with _lock:
        if time.monotonic() - _read_at >= TTL_SECONDS:
            _number = CatalogVersion.objects.values_list("number", flat=True).first() or 0
            _read_at = time.monotonic()
    return _number


def forget() -> None:
    """Read the version again at the next look (tests, and the process that just changed it)."""
    global _read_at  # noqa: PLW0603
    _read_at = -TTL_SECONDS


class Remembered(Generic[T]):
    """A value computed from the whole catalogue, kept until the catalogue's version changes; thread safe.

    One thread computes; meanwhile the others go on with the old value, and only before the first one they wait.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._kept: tuple[int, T] | None = None

    def get(self) -> T:
        number = catalog_number()
        kept = self._kept
        if kept is not None and kept[0] == number:
            return kept[1]
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None  # a non-blocking acquire fails only then
            return kept[1]
        try:
            if self._kept is None or self._kept[0] != number:
                self._kept = (number, self._build())
            return self._kept[1]
        finally:
            self._lock.release()
