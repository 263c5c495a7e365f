"""`bench chat` and `bench sockets`: the product beside a bare echo consumer, one after the other."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from apps.operations.bench.people import Load, Tally, crowd, say_to_echo, say_to_shop, visitor_cookies
from apps.operations.bench.server import Server, serving
from apps.operations.bench.shop import demo_shop
from apps.operations.evaluation.report import Report

SOCKET_TURNS = (55.0, 65.0)  # seconds between turns of one of many idle people
SOCKET_PATH = "/ws/chat/"
WORKERS = 1


def bench_chat(*, users: int, seconds: float) -> Report:
    """`users` people talk to a shop with the demo catalogue; turn latency beside the echo's."""
    return _bench("chat", Load(people=users, seconds=seconds))


def bench_sockets(*, users: int, seconds: float) -> Report:
    """`users` open connections with a heartbeat every 15 s and a turn a minute each."""
    return _bench("sockets", Load(people=users, seconds=seconds, think=SOCKET_TURNS, heartbeat=True))


def _bench(name: str, load: Load) -> Report:
    console = Console(stderr=True)
    with demo_shop(console) as environment:
        console.print(f"{load.people} people for {load.seconds:.0f} s, the shop …")
        with serving("retailgenie.asgi:application", environment=environment, workers=WORKERS) as server:
            ours = _measure(server, _arrive(server, load.people), load, shop=True)
        console.print("… and the bare echo consumer …")
        with serving("apps.operations.bench.echo:application", environment=environment) as server:
            echo = _measure(server, [], load, shop=False)
    figures, errors = ours
    return Report(
        suite=f"bench {name}",
        figures=figures,
        baselines={"echo": echo[0]},
        per={"errors": errors, "load": {"people": load.people, "seconds": load.seconds, "think": load.think}},
        context={"workers": WORKERS, "seed": load.seed},
    )


def _arrive(server: Server, people: int) -> list[str]:
    """Give every person a session of their own, as a browser would before it opens the socket."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: visitor_cookies(server.port), range(people)))


def _measure(
    server: Server, cookies: list[str], load: Load, *, shop: bool
) -> tuple[dict[str, float], dict[str, int]]:
    idle_mb, cpu, started = server.rss_mb(), server.cpu_ms(), time.monotonic()
    uri = f"ws://127.0.0.1:{server.port}{SOCKET_PATH if shop else '/'}"
    tally: Tally = asyncio.run(crowd(uri, cookies, say_to_shop if shop else say_to_echo, load))
    spent, elapsed, rss = server.cpu_ms() - cpu, time.monotonic() - started, server.rss_mb()
    figures = tally.figures()
    events = tally.sent + tally.heartbeats + load.people
    figures |= {
        "opened": float(tally.opened),
        "error_share": sum(tally.errors.values()) / max(1, events),
        "cpu_ms": spent / max(1, tally.sent),
        "cpu_share": spent / 1000 / elapsed,
        "rss_mb": rss,
        "kb_per_socket": (rss - idle_mb) * 1024 / max(1, load.people),
    }
    return figures, tally.errors
