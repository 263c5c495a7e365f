"""A shop that commits, for what can't be shown inside one transaction: dead connections, two tabs, lost sockets."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, cast

import psycopg
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from channels.sessions import SessionMiddlewareStack
from django.conf import settings
from django.db import close_old_connections, connection
from psycopg import sql

from apps.chat.incoming import Said
from apps.chat.models import Turn
from apps.chat.routing import websocket_urlpatterns
from apps.operations.evaluation.scenario_browser import HOST, Browser
from apps.operations.evaluation.scratch import close_pool
from apps.orders.payments.books import books_path
from retailgenie.lib.rundir import run_dir

Answer = Callable[[Said], list[str]]
PATIENCE_S = 60.0
LAST_WRITE = 'INSERT INTO "chat_message"'  # of a turn: all that its tools change stands before it


@contextmanager
def apart() -> Iterator[None]:
    """Work in a copy of the database in use, where everything is committed; the copy is dropped afterwards."""
    shop = str(connection.settings_dict["NAME"])
    copy = f"{shop}_apart"
    _drop(copy)
    with _server() as server:
        server.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(copy), sql.Identifier(shop))
        )
    _use(copy)
    index = run_dir() / "index"
    if (index / shop).is_dir():
        shutil.copytree(index / shop, index / copy, dirs_exist_ok=True)
    books_path().unlink(missing_ok=True)
    try:
        yield
    finally:
        books_path().unlink(missing_ok=True)
        _use(shop)
        _drop(copy)
        shutil.rmtree(index / copy, ignore_errors=True)


def _use(name: str) -> None:
    close_pool()
    connection.settings_dict["NAME"] = name


def _drop(name: str) -> None:
    close_pool()
    with _server() as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _server() -> psycopg.Connection[Any]:
    """Return a connection to the server that holds on to none of its shops."""
    entry = connection.settings_dict
    return psycopg.connect(
        host=entry["HOST"] or None,
        port=entry["PORT"] or None,
        user=entry["USER"] or None,
        password=entry["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


@contextmanager
def connection_cut() -> Iterator[None]:
    """Let the database's server process of this connection die when a turn writes its last row, uncommitted."""
    cut = False

    def die(execute: Callable[..., Any], query: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal cut
        if not cut and query.startswith(LAST_WRITE):
            cut = True
            with _server() as server:
                server.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return execute(query, params, many, context)

    with connection.execute_wrapper(die):
        yield
    close_old_connections()


def at_once(answer: Answer, *messages: Said) -> list[str]:
    """Have messages answered at the same time, each on a connection of its own; returns what went wrong."""
    together = Barrier(len(messages))

    def one(message: Said) -> list[str]:
        together.wait(PATIENCE_S)
        try:
            return answer(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(messages)) as threads:
        return [problem for found in threads.map(one, messages) for problem in found]


def socket_dropped(browser: Browser, said: Said) -> list[str]:
    """Send a message over a socket that goes before the answer, then open another and read the thread."""
    fields: dict[str, Any] = {"client_key": said.client_key, "conversation": str(said.conversation_id)}
    fields |= {"tap": said.tap.name, **said.tap.values} if said.tap else {"text": said.text}
    cookie = browser.client.cookies[settings.SESSION_COOKIE_NAME].value

    async def talk() -> str:
        await _over_socket(cookie, fields, read=0)
        resume = {"type": "resume", "conversation": str(said.conversation_id)}
        return await _over_socket(cookie, resume, read=1)

    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(asyncio.run, talk()).result(PATIENCE_S)
    turn = Turn.objects.filter(client_key=said.client_key).first()
    reply = turn.messages.order_by("-id").first() if turn else None
    if reply is None:
        return ["is not answered when its socket goes"]
    return [] if f"message-{reply.pk}" in page else ["the thread of the new socket lacks the answer"]


async def _over_socket(cookie: str, fields: dict[str, Any], *, read: int) -> str:
    """Open a socket, send one message, read so many answers, and go."""
    scope = {
        "type": "websocket",
        "path": "/ws/chat/",
        "query_string": b"language=en",
        "headers": [
            (b"host", HOST.encode()),
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
        ],
        "subprotocols": [],
    }
    application = SessionMiddlewareStack(URLRouter(websocket_urlpatterns))
    end: Any = cast(Any, ApplicationCommunicator)(application, scope)  # asgiref has no types for it
    await end.send_input({"type": "websocket.connect"})
    await end.receive_output(PATIENCE_S)
    await end.send_input({"type": "websocket.receive", "text": json.dumps(fields)})
    found = [str((await end.receive_output(PATIENCE_S))["text"]) for _ in range(read)]
    await end.send_input({"type": "websocket.disconnect", "code": 1006})
    await end.wait(PATIENCE_S)
    return "".join(found)
