"""All that a process looks up again every few seconds, in one query: what is on, which versions run, what has changed.

Somebody who talks alone comes back to a process that remembers nothing fresh: then each look of its own was a query of
its own, half a dozen in every turn.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from django.db import connection

from retailgenie.lib.remembered import TTL_SECONDS, Version

T = TypeVar("T")


class Glance:
    """The parts, at most TTL_SECONDS old, and all read at the same moment."""

    def __init__(self) -> None:
        self._sql: dict[str, str] = {}
        self._lock = threading.Lock()
        self._kept: tuple[float, dict[str, Any]] | None = None

    def add(self, name: str, sql: str) -> None:
        """Look at one more thing; sql: a scalar subquery whose value JSON can hold."""
        self._sql[name] = sql
        self._kept = None

    def value(self, name: str) -> Any:
        """Return the value of a part as it comes from JSON."""
        kept = self._kept
        if kept is None or time.monotonic() - kept[0] >= TTL_SECONDS:
            kept = self._read()
        return kept[1][name]

    def forget(self) -> None:
        """Look again at the next question (tests, and the process that made a change)."""
        self._kept = None

    def _read(self) -> tuple[float, dict[str, Any]]:
        with self._lock:
            kept = self._kept
            if kept is None or time.monotonic() - kept[0] >= TTL_SECONDS:
                at, sql = time.monotonic(), dict(self._sql)
                with connection.cursor() as cursor:
                    cursor.execute(f"select json_build_array({', '.join(sql.values())})::text")
                    found = json.loads(cursor.fetchone()[0])
                kept = self._kept = (at, dict(zip(sql, found, strict=True)))
            return kept


glance = Glance()


class Part(Version, Generic[T]):
    """One thing that is looked at. made: what becomes of its JSON, once a look."""

    def __init__(self, name: str, sql: str, made: Callable[[Any], T]) -> None:
        super().__init__(self._look)
        self._name, self._made = name, made
        self._last: tuple[Any, T] | None = None
        glance.add(name, sql)

    def get(self) -> Hashable:
        seen: Hashable = self._look()
        return seen

    def now(self) -> T:
        """Return the thing as it is, at most TTL_SECONDS ago."""
        seen, last = self._look(), self._last
        if last is None or last[0] is not seen:
            last = self._last = (seen, self._made(seen))
        return last[1]

    def forget(self) -> None:
        super().forget()
        glance.forget()

    def _look(self) -> Any:
        return glance.value(self._name)
