"""Serves a WSGI application inside an ASGI server, one hop to a thread and back a request: what `bench http` compares.

It stays with the benchmark: the shop's own requests cost as much by it as by Django's ASGI handler. What an
application streams goes out whole up to STREAM_ABOVE and piece by piece beyond.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

STREAM_ABOVE = 1024 * 1024  # bytes kept before they are sent
REPEATED = frozenset({"HTTP_COOKIE"})  # joined with a semicolon, others with a comma (RFC 9110 section 5.3)


class WsgiBridge:
    """An ASGI application over a WSGI one; max_body: bytes of a request's body, more is answered with 413."""

    def __init__(self, app: WsgiApp, *, threads: int, max_body: int) -> None:
        self._app = app
        self._max_body = max_body
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._body(receive)
        if body is None:
            await _send(send, 413, [(b"content-length", b"0")], b"", more=False)
            return
        loop = asyncio.get_running_loop()

        def stream(status: int, headers: Headers | None, part: bytes) -> None:
            asyncio.run_coroutine_threadsafe(_send(send, status, headers, part, more=True), loop).result()

        status, headers, rest = await loop.run_in_executor(
            self._pool, self._answer, environ_of(scope, body), stream
        )
        await _send(send, status, headers, rest, more=False)

    async def _body(self, receive: Receive) -> bytes | None:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._max_body:
                return None
            if not message.get("more_body", False):
                return b"".join(parts)

    def _answer(
        self, environ: dict[str, Any], stream: Callable[[int, Headers | None, bytes], None]
    ) -> tuple[int, Headers | None, bytes]:
        """Run the application; returns status, headers (None when they went out already) and what is left to send."""
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [
                int(status.split(" ", 1)[0]),
                [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            ]

        result = self._app(environ, start_response)
        kept, size, sent = [], 0, False
        try:
            for part in result:
                kept.append(part)
                size += len(part)
                if size > STREAM_ABOVE:
                    stream(started[0], None if sent else started[1], b"".join(kept))
                    kept, size, sent = [], 0, True
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        return started[0], None if sent else started[1], b"".join(kept)


async def _send(send: Send, status: int, headers: Headers | None, body: bytes, *, more: bool) -> None:
    if headers is not None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": more})


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of an ASGI HTTP request."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REQUEST_URI": quote(scope["path"]),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if "_" in raw_name.decode("latin-1") or name == "CONTENT_LENGTH":
            continue  # "x_y" would pass for "X-Y"; the length is that of the body that came
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key in REPEATED else ','}{value}"
        environ[key] = value
    return environ
