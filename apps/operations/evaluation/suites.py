"""The suites by name; each takes the command's options and returns a Report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from apps.operations.evaluation.report import Report
from apps.operations.evaluation.rows import columns_of


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line. columns: {theirs: ours}."""

    data: Path | None
    products: Path | None
    judgements: Path | None
    map: Path | None
    in_scope: Path | None
    db: Path | None
    tasks: Path | None
    columns: Mapping[str, str]
    doors: tuple[str, ...]
    repeat: int
    only: str
    limit: int
    seed: int = 0
    ablate: bool = False
    pool: tuple[Path, ...] = ()
    policy: bool = False
    variant: str = ""
    phrases: Path | None = None
    show: Path | None = None
    json: Path | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Options:
        return cls(
            data=options["data"],
            products=options["products"],
            judgements=options["judgements"],
            map=options["map"],
            in_scope=options["in_scope"],
            db=options["db"],
            tasks=options["tasks"],
            columns=columns_of(options["columns"]),
            doors=tuple(options["door"].split(",")),
            repeat=max(1, options["repeat"]),
            only=options["only"],
            limit=options["limit"],
            seed=options["seed"],
            ablate=options["ablate"],
            pool=tuple(options["pool"]),
            policy=options["policy"],
            variant=options["variant"],
            phrases=options["phrases"],
            show=options["show"],
            json=options["json"],
        )


# By name: each suite imports what it measures only when it runs, so the command itself starts at once.
SUITES: Mapping[str, str] = {
    "search": "apps.operations.evaluation.search.measure_search",
    "embeddings": "apps.operations.evaluation.embeddings.measure_embeddings",
    "shop-search": "apps.operations.evaluation.shop_search.measure_shop_search",
    "intents": "apps.operations.evaluation.language.measure_intents",
    "scope": "apps.operations.evaluation.language.measure_scope",
    "money": "apps.operations.evaluation.language.measure_money",
    "repairs": "apps.operations.evaluation.repairs.measure_repairs",
    "slots": "apps.operations.evaluation.language.measure_slots",
    "references": "apps.operations.evaluation.language.measure_references",
    "scenarios": "apps.operations.evaluation.scenarios.measure_scenarios",
    "agent-tools": "apps.operations.evaluation.agent_tools.measure_agent_tools",
    "agent-tasks": "apps.operations.evaluation.agent_tasks.measure_agent_tasks",
    "dialogues": "apps.operations.evaluation.dialogues.measure_dialogues",
    "recommend": "apps.operations.evaluation.recommend.measure_recommend",
    "fuzz": "apps.operations.evaluation.fuzz.measure_fuzz",
}


def run_suite(name: str, options: Options) -> Report:
    """Measure one suite; raises BadInput."""
    measure: Callable[[Options], Report] = import_string(SUITES[name])
    return measure(options)
