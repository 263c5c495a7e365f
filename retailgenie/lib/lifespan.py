"""Answers the ASGI lifespan protocol; without it servers log an error at every start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


class Lifespan:
    """The lifespan application (ASGI lifespan spec 2.0); `on_start` runs before the first request is taken."""

    def __init__(self, on_start: Callable[[], Awaitable[None]]) -> None:
        self._on_start = on_start

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._on_start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return
