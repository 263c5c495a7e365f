"""Several results of the search suite taken together: whether ours is ahead over all of their queries at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from apps.operations.evaluation.report import BadInput, Report
from retailgenie.ai.evaluation.search import QueryFigures, compare, mean_figures

OURS = "ours"


def pooled(paths: Sequence[Path]) -> Report:
    """Return the figures of all queries of several results and intervals of ours minus each baseline."""
    rows = [row | {"from": path.name} for path in paths for row in _queries(path)]
    systems = {name: _of(rows, name) for name in rows[0]["figures"]}
    ours = systems.pop(OURS)
    values = {"ndcg10": lambda x: x.ndcg10, "recall50": lambda x: x.recall50, "mrr": lambda x: x.mrr}
    return Report(
        suite="search",
        figures={**mean_figures(ours), "queries": float(len(ours))},
        baselines={name: mean_figures(found) for name, found in systems.items()},
        per={
            f"difference_of_{figure}": {
                name: asdict(compare(ours, found, value=value)) for name, found in systems.items()
            }
            for figure, value in values.items()
        },
        context={"pooled": [path.name for path in paths]},
    )


def _queries(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["per"]["queries"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} is no result of the search suite with its queries: {error}.") from error
    if not rows:
        raise BadInput(f"{path.name} has no queries.")
    return list(rows)


def _of(rows: Sequence[dict[str, Any]], system: str) -> dict[str, QueryFigures]:
    return {f"{row['from']} {row['query']}": QueryFigures(**row["figures"][system]) for row in rows}
