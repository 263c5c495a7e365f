"""Many shoppers at once, each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def all_at_once(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start every job at the same moment and return their results in order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Result]) -> Result:
        try:
            start.wait(timeout=30)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as threads:
        return list(threads.map(run, jobs))
