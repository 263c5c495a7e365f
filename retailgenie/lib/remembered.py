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
        self._forgotten = 0

    def get(self) -> Hashable:
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < TTL_SECONDS:
            return kept[1]
        with self._lock:
            kept = self._kept
            if kept is None or time.monotonic() - kept[0] >= TTL_SECONDS:
                kept = self._kept = (time.monotonic(), self._read())
        return kept[1]

    def stamp(self) -> Hashable:
        """Return what a value is remembered for; another one after each `forget`, though the version be the same.

        A version that was rolled back comes again, and means something else then.
        """
        return self._forgotten, self.get()

    def forget(self) -> None:
        """Read again at the next look, and remember nothing of before (tests, and the process that made the change)."""
        self._forgotten += 1
        self._kept = None


class Remembered(Generic[T]):
    """A value kept for one version; thread safe.

    One thread computes; meanwhile the others go on with the old value, and only before the first one they wait.
    slow: says of an old value whether its successor takes so long that nobody shall wait for it: then a thread of its
    own computes it, out of fresh values only.
    """

    def __init__(
        self,
        build: Callable[[], T],
        version: Version,
        *,
        slow: Callable[[T], bool] = lambda old: False,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._build = build
        self._version = version
        self._slow = slow
        self._after = after
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None

    def get(self) -> T:
        stamp = self._version.stamp()
        kept = self._kept
        if kept is not None and kept[0] == stamp:
            return kept[1]
        wanted_fresh = getattr(_thread, "fresh", False)
        if not self._lock.acquire(blocking=kept is None or wanted_fresh):
            assert kept is not None  # a non-blocking acquire fails only then
            return kept[1]
        if kept is not None and not wanted_fresh and self._slow(kept[1]):
            threading.Thread(target=self._renew, args=(stamp,), daemon=True).start()
            return kept[1]
        try:
            return self._renewed(stamp)
        finally:
            self._lock.release()

    def fresh(self) -> T:
        """Return the value of the version as it is now, however long that takes."""
        before = getattr(_thread, "fresh", False)
        _thread.fresh = True
        try:
            return self.get()
        finally:
            _thread.fresh = before

    def _renewed(self, stamp: Hashable) -> T:
        if self._kept is None or self._kept[0] != stamp:
            self._kept = (stamp, self._build())
        return self._kept[1]

    def _renew(self, stamp: Hashable) -> None:
        """Compute in a thread of its own, which holds the lock that was taken for it."""
        _thread.fresh = True
        try:
            self._renewed(stamp)
        finally:
            self._lock.release()
            self._after()


_thread = threading.local()  # fresh: whether this thread computes a value, and must not do so out of old ones
