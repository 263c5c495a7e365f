"""Measure one part of the product on data of the documented form; see docs/measures.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.operations.evaluation import report, suites
from apps.operations.evaluation.report import BadInput


class Command(BaseCommand):
    help = "Measure a suite: exits 1 under the floor (with --gate), 2 for bad input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("suite", choices=sorted(suites.SUITES))
        parser.add_argument("--data", type=Path, help="the rows; the project's own set where left out")
        parser.add_argument("--products", type=Path, help="search: the catalogue")
        parser.add_argument("--judgements", type=Path, help="search: who should be found")
        parser.add_argument("--ablate", action="store_true", help="search: also without each technique")
        parser.add_argument(
            "--pool", type=Path, nargs="+", default=[], help="search: take earlier results together"
        )
        parser.add_argument(
            "--variant", default="", help="search, shop-search, embeddings: find products by this encoder"
        )
        parser.add_argument("--map", type=Path, help="intents: JSON from foreign labels to ours")
        parser.add_argument("--in-scope", type=Path, help="scope: JSON list of the labels a shop answers")
        parser.add_argument("--db", type=Path, help="agent-tools: the foreign shop")
        parser.add_argument("--tasks", type=Path, help="agent-tools: what its customers want")
        parser.add_argument("--policy", action="store_true", help="agent-tools: also break its rules")
        parser.add_argument("--phrases", type=Path, help="agent-tasks: JSON of sentences by action")
        parser.add_argument("--show", type=Path, help="agent-tasks: write what was said into this file")
        parser.add_argument("--columns", default="", help="ours=theirs,...")
        parser.add_argument("--door", default="chat", help="scenarios: chat,classic,rest")
        parser.add_argument("--repeat", type=int, default=1, help="scenarios: runs of each")
        parser.add_argument("--only", default="", help="scenarios: ids that contain this")
        parser.add_argument("--limit", type=int, default=0)
        parser.add_argument(
            "--seed", type=int, default=0, help="fuzz: the first conversation; agent-tasks: the draw"
        )
        parser.add_argument("--json", type=Path)
        parser.add_argument("--gate", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = suites.run_suite(options["suite"], suites.Options.of(options))
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
