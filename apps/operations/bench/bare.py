"""The baseline of `bench checkout`: the database alone, doing as many plain writes an order as the shop does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction

COUNTERS = 10_000  # rows to update: so many that nobody waits for another
FILLING = "x" * 200  # an average row of an order
MAKE = """
    create table bench_row (
        id bigint generated always as identity primary key, about bigint, text text, at timestamptz
    );
    create index on bench_row (about);
    create table bench_counter (id bigint primary key, pieces bigint);
"""
INSERT = "insert into bench_row (about, text, at) values (%s, %s, now())"
UPDATE = "update bench_counter set pieces = pieces + 1 where id = %s"


@dataclass(slots=True)
class Writes:
    """What the database is asked to do for one order."""

    inserts: int = 0
    updates: int = 0
    commits: int = 0
    statements: int = 0


@contextmanager
def writes_counted() -> Iterator[Writes]:
    """Count the statements of the default connection inside the block, and the commits that hold writes."""
    found, open_block = Writes(), [False]

    def committed() -> None:
        found.commits += 1
        open_block[0] = False

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        verb = str(sql).lstrip()[:6].upper()
        found.statements += 1
        found.inserts += verb == "INSERT"
        found.updates += verb in ("UPDATE", "DELETE")
        if verb in ("INSERT", "UPDATE", "DELETE") and not open_block[0]:
            open_block[0] = True
            transaction.on_commit(committed)  # outside a transaction it runs at once
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def bare_rate(address: str, writes: Writes, *, connections: int, seconds: float) -> dict[str, float]:
    """Write orders of this shape as fast as the database can; returns orders_per_s and the median time of one."""
    with psycopg.connect(address, autocommit=True) as setup:
        setup.execute(MAKE)
        setup.execute("insert into bench_counter select n, 0 from generate_series(1, %s) n", [COUNTERS])
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(connections) as threads:
        parts = list(threads.map(lambda n: _write(address, writes, n, end), range(connections)))
    spent = sorted(ms for part in parts for ms in part)
    return {
        "orders": float(len(spent)),
        "orders_per_s": len(spent) / seconds,
        "p50_ms": spent[len(spent) // 2],
        "p95_ms": spent[len(spent) * 95 // 100],
        "p99_ms": spent[len(spent) * 99 // 100],
    }


def _write(address: str, writes: Writes, thread: int, end: float) -> list[float]:
    spent, turn = [], 0
    verbs = [INSERT] * writes.inserts + [UPDATE] * writes.updates
    share = -(-len(verbs) // max(writes.commits, 1))
    with psycopg.connect(address, autocommit=True) as link:
        while time.monotonic() < end:
            started = time.perf_counter()
            for first in range(0, len(verbs), share):
                with link.transaction():
                    for offset, verb in enumerate(verbs[first : first + share]):
                        turn += 1
                        about = (thread * 1_000 + turn + offset) % COUNTERS + 1
                        link.execute(verb, [about, FILLING] if verb is INSERT else [about])
            spent.append((time.perf_counter() - started) * 1000)
    return spent
