"""The conversation over a real WebSocket protocol: bubble first, then pieces, errors as code and message."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.chat.models import Conversation, Turn
from retailgenie.ai.types import Block, BlockKind
from retailgenie.asgi import application
from tests.apps.chat.conftest import ScriptedEngine

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_SIGN_S = 0.1


class Socket:
    """The browser's end of a WebSocket on the whole ASGI application."""

    def __init__(self, headers: list[tuple[bytes, bytes]], query: str = "language=en") -> None:
        scope = {
            "type": "websocket",
            "path": "/ws/chat/",
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self._end: Any = cast(Any, ApplicationCommunicator)(application, scope)  # asgiref has no types for it

    async def connect(self) -> bool:
        await self._end.send_input({"type": "websocket.connect"})
        return bool((await self._end.receive_output(5))["type"] == "websocket.accept")

    async def send_to(self, *, text_data: str) -> None:
        await self._end.send_input({"type": "websocket.receive", "text": text_data})

    async def receive_from(self, patience: float = 5) -> str:
        return str((await self._end.receive_output(patience))["text"])

    async def disconnect(self) -> None:
        await self._end.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._end.wait(5)


def talk(
    client: Client,
    script: Callable[[Socket], Awaitable[Any]],
    host: str = "localhost",
    query: str = "language=en",
) -> Any:
    """Connect with a browser's cookies and run a script against the socket."""

    async def run() -> Any:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value if client.cookies else ""
        headers = [
            (b"origin", f"http://{host}".encode()),
            (b"host", b"localhost"),
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
        ]
        socket = Socket(headers, query)
        if not await socket.connect():
            return None
        try:
            return await script(socket)
        finally:
            await socket.disconnect()

    with ThreadPoolExecutor(1) as thread:  # the browser's driver may keep a loop in this one
        return thread.submit(asyncio.run, run()).result()


async def one_turn(socket: Socket, fields: dict[str, Any]) -> list[str]:
    await socket.send_to(text_data=json.dumps(fields))
    frames: list[str] = []
    while not frames or not any(mark in frames[-1] for mark in ("data-turn-done", "data-turn-error")):
        frames.append(await socket.receive_from(patience=5))
    return frames


@pytest.fixture
def visitor(client: Client) -> Client:
    """A browser that has opened the page, and so has a signed session."""
    client.get("/chat/")
    return client


def test_the_bubble_comes_at_once_then_each_block_then_the_end(
    visitor: Client, scripted: ScriptedEngine
) -> None:
    scripted.blocks = (Block(BlockKind.TEXT, "First"), Block(BlockKind.TEXT, "Second"))
    frames = talk(visitor, lambda socket: one_turn(socket, {"text": "<b>hi</b>", "client_key": "k1"}))
    assert len(frames) == 4
    assert '<div class="message message-person" id="said-k1">' in frames[0]
    assert "&lt;b&gt;hi&lt;/b&gt;" in frames[0]
    assert "First" in frames[1] and "Second" in frames[2]
    assert 'data-turn-done="k1"' in frames[3] and "show more" in frames[3]
    assert Conversation.objects.get().owner_key.startswith("visitor:")


def test_the_first_sign_of_life_takes_less_than_a_tenth_of_a_second(
    visitor: Client, scripted: ScriptedEngine
) -> None:
    scripted.before = lambda toolbox: time.sleep(0.4)

    async def script(socket: Socket) -> float:
        started = time.perf_counter()
        await socket.send_to(text_data=json.dumps({"text": "hi", "client_key": "k1"}))
        await socket.receive_from(patience=2)
        first = time.perf_counter() - started
        while "data-turn-done" not in await socket.receive_from(patience=5):
            pass
        return first

    assert talk(visitor, script) < FIRST_SIGN_S


def test_a_message_sent_twice_is_answered_twice_but_taken_once(
    visitor: Client, scripted: ScriptedEngine
) -> None:
    async def script(socket: Socket) -> tuple[list[str], list[str]]:
        fields = {"text": "hi", "client_key": "k1"}
        return await one_turn(socket, fields), await one_turn(socket, fields)

    first, again = talk(visitor, script)
    assert first[1:] == again[1:]
    assert Turn.objects.count() == 1
    assert scripted.calls == ["hi"]


def test_a_socket_that_comes_back_gets_the_thread_it_missed(
    visitor: Client, scripted: ScriptedEngine
) -> None:
    talk(visitor, lambda socket: one_turn(socket, {"text": "hi", "client_key": "k1"}))
    conversation = Conversation.objects.get()

    async def script(socket: Socket) -> str:
        await socket.send_to(text_data=json.dumps({"type": "resume", "conversation": str(conversation.pk)}))
        return await socket.receive_from(patience=5)

    thread = talk(visitor, script)
    assert 'id="said-k1"' in thread and "You said: hi" in thread


def test_a_strangers_socket_finds_no_such_conversation(
    visitor: Client, scripted: ScriptedEngine, ravi: User
) -> None:
    talk(visitor, lambda socket: one_turn(socket, {"text": "hi", "client_key": "k1"}))
    hers = str(Conversation.objects.get().pk)
    stranger = Client()
    stranger.force_login(ravi)

    async def script(socket: Socket) -> list[str]:
        await socket.send_to(text_data=json.dumps({"type": "resume", "conversation": hers}))
        resumed = await socket.receive_from(patience=5)
        said = await one_turn(socket, {"text": "what did she buy", "client_key": "k2", "conversation": hers})
        return [resumed, said[-1]]

    for answer in talk(stranger, script):
        assert 'data-turn-error="not_found"' in answer
        assert "You said" not in answer
    assert Turn.objects.count() == 1


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{not json", "bad_message"),
        ("[]", "bad_message"),
        (json.dumps({"text": ""}), "bad_message"),
        (json.dumps({"text": "x" * 1001}), "bad_message"),
        (json.dumps({"text": "x" * 10_000}), "bad_message"),
        (json.dumps({"tap": "explode"}), "bad_message"),
    ],
)
def test_what_is_no_message_is_answered_with_a_code_and_the_socket_stays(
    visitor: Client, scripted: ScriptedEngine, frame: str, code: str
) -> None:
    async def script(socket: Socket) -> tuple[str, list[str]]:
        await socket.send_to(text_data=frame)
        refused = await socket.receive_from(patience=5)
        return refused, await one_turn(socket, {"text": "hi", "client_key": "k1"})

    refused, answered = talk(visitor, script)
    assert f'data-turn-error="{code}"' in refused
    assert "data-turn-done" in answered[-1]


def test_a_turn_that_fails_says_so_and_the_next_one_works(
    visitor: Client, scripted: ScriptedEngine, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(toolbox: object) -> None:
        scripted.before = lambda toolbox: None
        raise RuntimeError("boom")

    scripted.before = fail

    async def script(socket: Socket) -> tuple[list[str], list[str]]:
        fields = {"text": "hi", "client_key": "k1"}
        return await one_turn(socket, fields), await one_turn(socket, fields)

    failed, answered = talk(visitor, script)
    assert 'data-turn-error="internal" data-key="k1"' in failed[-1]
    assert "boom" not in failed[-1]
    assert "data-turn-done" in answered[-1]
    assert Turn.objects.count() == 1


def test_a_ping_is_answered(visitor: Client) -> None:
    async def script(socket: Socket) -> str:
        await socket.send_to(text_data='{"type": "ping"}')
        return await socket.receive_from(patience=5)

    assert 'id="pulse"' in talk(visitor, script)


def test_a_foreign_page_cannot_open_a_socket(visitor: Client) -> None:
    assert talk(visitor, lambda socket: socket.receive_from(), host="evil.example") is None


def test_a_log_out_counts_for_an_open_socket(client: Client, asha: User, scripted: ScriptedEngine) -> None:
    client.force_login(asha)
    client.get("/chat/")

    async def script(socket: Socket) -> list[str]:
        await one_turn(socket, {"text": "hi", "client_key": "k1"})
        conversation = await Conversation.objects.aget()
        from asgiref.sync import sync_to_async

        await sync_to_async(client.session.flush)()
        return await one_turn(
            socket, {"text": "my orders", "client_key": "k2", "conversation": str(conversation.pk)}
        )

    assert 'data-turn-error="not_found"' in talk(client, script)[-1]
