"""The curated examples of each service: what somebody says, the tool that it calls for, and its arguments.

They lie in `curated.yaml` of each app, written by us; from there they go into the ledger's tables, where reviewed ones
from production join them. Test scenarios are apart and never become training examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

FILE = "curated.yaml"


@dataclass(frozen=True, slots=True)
class Curated:
    """One service's file.

    examples: {query, tool, parameters}. tests: {id, priority, query, tool, parameters, accuracy}.
    """

    service: str
    examples: tuple[dict[str, Any], ...]
    tests: tuple[dict[str, Any], ...]


@cache
def curated_files() -> tuple[Curated, ...]:
    """Return every app's curated examples, by name of the app."""
    found = []
    for config in sorted(apps.get_app_configs(), key=lambda x: x.label):
        path = Path(config.path) / FILE
        if config.name.startswith("apps.") and path.exists():
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            found.append(Curated(config.label, tuple(data["examples"]), tuple(data["tests"])))
    return tuple(found)


def example_arguments(tool: str) -> dict[str, Any]:
    """Return the fullest curated arguments of a tool, {} where there is none."""
    candidates = [
        row.get("parameters", {}) for file in curated_files() for row in file.examples if row["tool"] == tool
    ]
    return max(candidates, key=len, default={})
