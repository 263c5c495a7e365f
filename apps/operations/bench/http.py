"""`bench http`: CPU time of a request of REST and of a classic page beside a bare Django view, by ASGI and by WSGI."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from apps.catalog.models import Product
from apps.operations.bench.server import MS, Server, serving
from apps.operations.bench.shop import demo_shop
from apps.operations.evaluation.report import Report

APPLICATION = "apps.operations.bench.http_apps:application"
WARM = 20  # requests that nobody counts
SEARCH = "/api/v1/search?q=blue+cotton+shirts+under+1500"


def bench_http(*, users: int, seconds: float) -> Report:
    """`users` connections ask one address after the other for `seconds` each; CPU ms a request of the server."""
    console = Console(stderr=True)
    figures: dict[str, float] = {}
    per: dict[str, dict[str, float]] = {}
    with demo_shop(console) as environment:
        row = Product.objects.order_by("-popularity", "pk").values("pk", "slug").first()
        assert row is not None
        shop = {
            "product": f"/api/v1/products/{row['pk']}",
            "search": SEARCH,
            "offers": "/api/v1/offers",
            "page": f"/p/{row['slug']}/",
        }
        for app, paths in (("bare", {"bare": "/bare"}), ("shop", shop)):
            for door in ("asgi", "wsgi"):
                console.print(f"{app} by {door} …")
                per |= _measured(app, door, paths, environment, users, seconds)
    for name in ("bare", *shop):
        by = {door: per[f"{name} {door}"]["cpu_ms"] for door in ("asgi", "wsgi")}
        figures |= {f"{name}_{door}_cpu_ms": value for door, value in by.items()}
        figures[f"{name}_asgi_over_wsgi"] = round(by["asgi"] / by["wsgi"], 2)
    figures["errors"] = sum(row["errors"] for row in per.values())
    return Report(suite="bench http", figures=figures, per=per, context={"users": users, "seconds": seconds})


def _measured(
    app: str,
    door: str,
    paths: Mapping[str, str],
    environment: Mapping[str, str],
    users: int,
    seconds: float,
) -> dict[str, dict[str, float]]:
    found = {}
    with serving(APPLICATION, environment={**environment, "HTTP_APP": f"{app}-{door}"}) as server:
        for name, path in paths.items():
            _ask(server, path, WARM)
            cpu = server.cpu_ms()
            end = time.monotonic() + seconds
            with ThreadPoolExecutor(users) as pool:
                answers = list(pool.map(lambda _: _ask(server, path, until=end), range(users)))  # noqa: B023
            times = [each for times, _errors in answers for each in times]
            spent = server.cpu_ms() - cpu
            found[f"{name} {door}"] = {
                "cpu_ms": round(spent / max(len(times), 1), 2),
                "p50_ms": round(statistics.median(times), 2),
                "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
                "requests": float(len(times)),
                "errors": float(sum(errors for _times, errors in answers)),
            }
    return found


def _ask(server: Server, path: str, count: int = 0, *, until: float = 0.0) -> tuple[list[float], int]:
    """Ask for a path over one connection, `count` times or until an instant; returns ms of each and errors."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    times: list[float] = []
    errors = 0
    cookie = ""
    while len(times) < count or time.monotonic() < until:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - started) * MS)
        errors += answer.status != http.client.OK
        cookie = cookie or (answer.getheader("Set-Cookie") or "").partition(";")[0]
    connection.close()
    return times, errors
