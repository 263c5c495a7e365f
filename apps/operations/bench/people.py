"""Simulated people on sockets: they say things, wait for the whole reply, think, and count what goes wrong."""

from __future__ import annotations

import asyncio
import json
import random
import resource
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

REPLY_SECONDS = 30.0
HEARTBEAT_SECONDS = 15.0
RAMP_SECONDS = 5.0
OPEN_AT_ONCE = 25  # connections being opened: a rush that no server in use would see is not the measure

# A mixed script: search, refine, reference, cart, policy, store, small talk; English, Hinglish, Hindi.
SCRIPT = (
    "blue cotton shirts under 1.5k for my dad",
    "only in size M",
    "show me the second one",
    "kya ye Pune mein milega?",
    "add it in M",
    "what is the return policy?",
    "lal kurta 500 se 1000 ke beech dikhao",
    "sabse sasta pehle",
    "compare the first two",
    "cart dikhao",
    "make it two",
    "any offers today?",
    "मेरा ऑर्डर कहाँ है?",
    "show me running shoes",
    "aur dikhao",
    "hello",
    "stores near 411001",
    "thanks",
)


@dataclass(slots=True)
class Tally:
    """latencies in ms, firsts till the first fragment; errors by their class, sent counts turns (or echoes)."""

    latencies: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    opened: int = 0
    heartbeats: int = 0

    def fail(self, error: BaseException | str) -> None:
        name = error if isinstance(error, str) else type(error).__name__
        self.errors[name] = self.errors.get(name, 0) + 1

    def figures(self) -> dict[str, float]:
        failed = sum(self.errors.values())
        row = {"turns": float(self.sent), "errors": float(failed)}
        if self.latencies:
            p50, p95, p99 = np.percentile(self.latencies, [50, 95, 99])
            row |= {"p50_ms": float(p50), "p95_ms": float(p95), "p99_ms": float(p99)}
            row["first_p95_ms"] = float(np.percentile(self.firsts, 95))
        return row


@dataclass(frozen=True, slots=True)
class Load:
    """Who comes and for how long. think: seconds between reply and next message, uniformly drawn."""

    people: int
    seconds: float
    think: tuple[float, float] = (3.0, 7.0)
    heartbeat: bool = False
    seed: int = 7


Talk = Callable[[ClientConnection, str], Awaitable[float]]  # returns perf_counter() of the first fragment


def visitor_cookies(port: int) -> str:
    """Open the front page as a new visitor; returns the Cookie header that keeps their session."""
    client = HTTPConnection("127.0.0.1", port, timeout=REPLY_SECONDS)
    client.request("GET", "/")
    answer = client.getresponse()
    answer.read()
    client.close()
    cookies = [value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return "; ".join(cookies)


async def say_to_shop(socket: ClientConnection, text: str) -> float:
    """Send one message and read until the whole reply is there; raises ValueError for an error answer.

    The first fragment shows the person's own words in the thread; the answer follows.
    """
    key, first = str(uuid.uuid4()), 0.0
    await socket.send(json.dumps({"text": text, "client_key": key}))
    while True:
        frame = await socket.recv()
        first = first or time.perf_counter()
        if "data-turn-error" in str(frame):
            raise ValueError(str(frame)[:200])
        if "data-turn-done" in str(frame):
            return first


async def say_to_echo(socket: ClientConnection, text: str) -> float:
    await socket.send(text)
    await socket.recv()
    return time.perf_counter()


async def crowd(uri: str, cookies: Sequence[str], talk: Talk, load: Load) -> Tally:
    """Let `load.people` come within a few seconds and stay for `load.seconds`."""
    raise_file_limit(load.people)
    tally, gate = Tally(), asyncio.Semaphore(OPEN_AT_ONCE)
    end = time.monotonic() + RAMP_SECONDS + load.seconds
    visits = [
        _visit(uri, cookies[number % len(cookies)] if cookies else "", talk, load, number, end, tally, gate)
        for number in range(load.people)
    ]
    await asyncio.gather(*visits)
    return tally


async def _visit(
    uri: str,
    cookie: str,
    talk: Talk,
    load: Load,
    number: int,
    end: float,
    tally: Tally,
    gate: asyncio.Semaphore,
) -> None:
    chance = random.Random(load.seed * 100_003 + number)
    headers = {"Cookie": cookie} if cookie else {}
    await asyncio.sleep(chance.uniform(0, RAMP_SECONDS))
    try:
        async with gate:
            socket = await connect(
                uri,
                origin=Origin(uri.replace("ws://", "http://").removesuffix(urlsplit(uri).path)),
                additional_headers=headers,
                open_timeout=REPLY_SECONDS,
                ping_interval=None,
            )
        tally.opened += 1
        async with socket:
            await _stay(socket, talk, load, chance, end, tally)
    except (OSError, WebSocketException, TimeoutError) as error:
        tally.fail(error)


async def _stay(
    socket: ClientConnection, talk: Talk, load: Load, chance: random.Random, end: float, tally: Tally
) -> None:
    step = chance.randrange(len(SCRIPT))
    await _think(socket, load, chance.uniform(0, load.think[1]), end, tally)
    while time.monotonic() < end:
        started = time.perf_counter()
        tally.sent += 1
        try:
            first = await asyncio.wait_for(talk(socket, SCRIPT[step % len(SCRIPT)]), REPLY_SECONDS)
            tally.latencies.append((time.perf_counter() - started) * 1000)
            tally.firsts.append((first - started) * 1000)
        except (TimeoutError, ValueError) as error:
            tally.fail(error)
        step += 1
        await _think(socket, load, chance.uniform(*load.think), end, tally)


async def _think(socket: ClientConnection, load: Load, seconds: float, end: float, tally: Tally) -> None:
    """Wait, with a heartbeat now and then where the load has one; never past the end."""
    until = min(time.monotonic() + seconds, end)
    while (left := until - time.monotonic()) > 0:
        if not load.heartbeat or left <= HEARTBEAT_SECONDS:
            await asyncio.sleep(left)
            return
        await asyncio.sleep(HEARTBEAT_SECONDS)
        waiter = await socket.ping()
        await asyncio.wait_for(waiter, REPLY_SECONDS)
        tally.heartbeats += 1


def raise_file_limit(people: int) -> None:
    """Allow as many open sockets as the load needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, people * 2 + 256)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
