"""From async code to the database: work in a thread, whose connection goes back to the pool afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Do blocking work in the request's thread (asgiref's ThreadSensitiveContext).

    Where the caller holds a transaction (a test, the scenario runner), the work is part of it and nothing is closed.
    """

    def run() -> T:
        try:
            return work()
        finally:
            if not connection.in_atomic_block:
                close_old_connections()

    return await sync_to_async(run)()
