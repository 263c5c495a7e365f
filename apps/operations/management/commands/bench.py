"""Load one part of the product in a scratch database and print latency, errors and cost."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.operations.bench.checkout import bench_checkout
from apps.operations.bench.http import bench_http
from apps.operations.bench.search import bench_search
from apps.operations.bench.sockets import bench_chat, bench_sockets
from apps.operations.evaluation import report
from apps.operations.evaluation.report import BadInput, Report

BENCHES: dict[str, tuple[Callable[..., Report], int, float]] = {
    "chat": (bench_chat, 100, 60.0),
    "http": (bench_http, 4, 15.0),
    "checkout": (bench_checkout, 200, 60.0),
    "sockets": (bench_sockets, 1000, 120.0),
}


class Command(BaseCommand):
    help = "Load the product beside a bare baseline; figures are comparable within one run only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=sorted([*BENCHES, "search"]))
        parser.add_argument("--users", type=int)
        parser.add_argument("--seconds", type=float)
        parser.add_argument("--products", type=int, default=10_000, help="search: size of the catalogue")
        parser.add_argument("--vectors", type=int, default=0, help="search: products that have one; all")
        parser.add_argument(
            "--keep", action="store_true", help="search: leave the catalogue for the next run"
        )
        parser.add_argument("--json", type=Path)
        parser.add_argument("--gate", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _measure(options)
            found.context = {**report.machine(), **found.context}
            report.show(found)
            if options["json"]:
                report.save(found, options["json"])
        except BadInput as error:
            self.stderr.write(str(error))
            sys.exit(2)
        low = report.below_floor(found) if options["gate"] else []
        for line in low:
            self.stderr.write(line)
        if low:
            sys.exit(1)


def _measure(options: dict[str, Any]) -> Report:
    if options["what"] == "search":
        return bench_search(products=options["products"], vectors=options["vectors"], kept=options["keep"])
    measure, users, seconds = BENCHES[options["what"]]
    return measure(users=options["users"] or users, seconds=options["seconds"] or seconds)
