"""`bench search`: the whole smart search on a generated catalogue, beside bare pgvector and bare tantivy.

Ours is understanding, encoding, retrieval and ranking; `page` adds the cards and facets of the first page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import psutil
from django.db import connection
from django.utils import timezone
from pgvector import HalfVector
from rich.console import Console

from apps.catalog.candidates import DEPTH
from apps.catalog.indexing import HNSW_FROM, vector_index_build
from apps.catalog.lexicon import lexical_index, lexical_index_build
from apps.catalog.nearest import EF_SEARCH
from apps.catalog.search import find, search
from apps.catalog.understanding import understand
from apps.catalog.versions import catalog_changed
from apps.operations.bench.bad_input import bad_input
from apps.operations.bench.catalogue import (
    BRANDS,
    COLOURS,
    EXTRAS,
    KINDS,
    MATERIALS,
    STYLES,
    build_seconds,
    catalogue_is_there,
    make_catalogue,
)
from apps.operations.evaluation.report import Report
from apps.operations.evaluation.scratch import scratch_database
from apps.rollout.encoders import current_encoder
from retailgenie.lib.rundir import run_dir

QUERIES = 240
WARM_UP = 12
SEED = 5

Timed = Callable[[str], object]


def bench_search(*, products: int, vectors: int = 0, kept: bool = False) -> Report:
    """Search a generated catalogue of `products` with QUERIES different wishes; every query is encoded anew.

    kept: the catalogue stays for the next run, which then begins to measure at once.
    """
    console = Console(stderr=True)
    seconds: dict[str, float] = {}
    with scratch_database(f"search_bench_{products}", kept=kept):
        if not catalogue_is_there(products, vectors=vectors or products):
            with _timing(seconds, "load_s", console, f"{products:,} products …"):
                make_catalogue(products, vectors=vectors or products)
            catalog_changed(now=timezone.now())
            with _timing(seconds, "lexical_build_s", console, "… lexical index …"):
                lexical_index_build()
        if products >= HNSW_FROM:
            with _timing(seconds, "vector_build_s", console, "… vector index …"):
                vector_index_build(progress=lambda done, total: console.print(f"   {done:,} of {total:,}"))
        with _timing(seconds, "first_search_s", console, "… first search …"):
            search(understand("red kurta"))
        figures, baselines, per = _measure(_wishes())
        bad, unclear = bad_input()
        figures |= bad | build_seconds(seconds) | _sizes()
    return Report(
        "bench search",
        figures,
        baselines,
        per=per,
        errors=unclear,
        context={"products": products, "vectors": vectors or products},
    )


class _timing:  # noqa: N801 - reads as a verb where it is used
    def __init__(self, into: dict[str, float], name: str, console: Console, text: str) -> None:
        self._into, self._name = into, name
        console.print(text)

    def __enter__(self) -> None:
        self._started = perf_counter()

    def __exit__(self, *failure: object) -> None:
        self._into[self._name] = perf_counter() - self._started


def _wishes() -> dict[str, list[str]]:
    """Return kind of wish -> sentences, drawn by seed."""
    draw = np.random.default_rng(SEED)

    def one(words: Sequence[str]) -> str:
        return str(words[int(draw.integers(0, len(words)))])

    patterns: dict[str, Callable[[], str]] = {
        "words": lambda: f"{one(STYLES)} {one(KINDS)} {one(EXTRAS)} number {draw.integers(0, 99_999)}",
        "kind and colour": lambda: f"{one(COLOURS)} {one(KINDS)}",
        "limits": lambda: f"{one(COLOURS)} {one(MATERIALS)} {one(KINDS)} under {draw.integers(300, 9_000)}",
        "brand": lambda: f"maker{draw.integers(0, BRANDS)} {one(KINDS)} {one(EXTRAS)}",
        "without": lambda: f"{one(STYLES)} {one(KINDS)} without {one(MATERIALS)}",
        "meaning": lambda: (
            f"something warm for a friend who likes {one(STYLES)} things, take {draw.integers(0, 9_999)}"
        ),
    }
    each = QUERIES // len(patterns)
    return {name: [make() for _ in range(each)] for name, make in patterns.items()}


def _measure(
    wishes: dict[str, list[str]],
) -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    queries = [query for kind in zip(*wishes.values(), strict=True) for query in kind]
    for query in queries[:WARM_UP]:
        search(understand(f"{query} first"))
    vectors = {query: current_encoder().encode([f"{query} bare"])[0].tolist() for query in queries}
    times = {
        "whole": _times(queries, lambda query: find(understand(query))),
        "page": _times([f"{x} again" for x in queries], lambda query: search(understand(query))),
        "pgvector": _times(queries, lambda query: _bare_vectors(vectors[query])),
        "tantivy": _times(queries, lambda query: lexical_index().search(query, DEPTH)),
        "encoder": _times(queries, lambda query: current_encoder().encode([f"{query} alone"])),
    }
    places = {query: name for name, part in wishes.items() for query in part}
    per = {
        name: _figures([t for t, query in zip(times["whole"], queries, strict=True) if places[query] == name])
        for name in wishes
    }
    figures = _figures(times.pop("whole"))
    return figures, {name: _figures(rows) for name, rows in times.items()}, per


def _times(queries: Sequence[str], run: Timed) -> list[tuple[float, float, float]]:
    """Return (wall, CPU of this process, CPU of it and its database backend) milliseconds of every query."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    found = []
    for query in queries:
        wall, cpu, base = perf_counter(), process_time(), _on_cpu_ms(backend)
        run(query)
        own = (process_time() - cpu) * 1000
        found.append(((perf_counter() - wall) * 1000, own, own + _on_cpu_ms(backend) - base))
    return found


def _on_cpu_ms(schedstat: Path) -> float:
    """Return how long a process has run so far; 0 where the system does not tell."""
    try:
        return int(schedstat.read_text().split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def _figures(rows: Sequence[tuple[float, float, float]]) -> dict[str, float]:
    """Return wall times, CPU, and busy: the CPU of both processes, about the wall time of an idle machine."""
    p50, p95, p99 = np.percentile([row[0] for row in rows], [50, 95, 99])
    busy50, busy95 = np.percentile([row[2] for row in rows], [50, 95])
    return {
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "p99_ms": float(p99),
        "cpu_ms": float(np.mean([row[1] for row in rows])),
        "busy_p50_ms": float(busy50),
        "busy_p95_ms": float(busy95),
    }


def _bare_vectors(vector: list[float]) -> object:
    """The nearest DEPTH products by one statement over all vectors, as a plain pgvector user writes it."""
    query = HalfVector(vector).to_text()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('hnsw.ef_search', %s, false)", [str(max(EF_SEARCH, DEPTH))])
        cursor.execute(
            "select product_id, embedding <#> %s from catalog_productembedding where encoder = %s"
            " order by embedding <#> %s limit %s",
            [query, current_encoder().name, query, DEPTH],
        )
        return cursor.fetchall()


def _sizes() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(pg_relation_size(indexrelid)), 0) from pg_stat_user_indexes"
            " where indexrelname like 'product_hnsw%%'"
        )
        vector_index = float(cursor.fetchone()[0])
        cursor.execute("select pg_database_size(current_database())")
        database = float(cursor.fetchone()[0])
    folder = run_dir() / "index" / str(connection.settings_dict["NAME"])
    memory = psutil.Process(
        os.getpid()
    ).memory_full_info()  # rss: with the files it maps, shared by all processes
    return {
        "rss_mb": memory.rss / 2**20,
        "private_mb": memory.uss / 2**20,
        "lexical_mb": _bytes_below(folder) / 2**20,
        "vector_index_mb": vector_index / 2**20,
        "database_mb": database / 2**20,
    }


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
