"""Answers the ASGI lifespan protocol; without it servers log an error at every start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any


class Lifespan:
    """The lifespan application (ASGI lifespan spec 2.0): `running` is entered before the first request is taken and
    left after the last one, by the same task."""

    def __init__(self, running: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._running = running

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()  # lifespan.startup
        async with self._running():
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
        await send({"type": "lifespan.shutdown.complete"})
