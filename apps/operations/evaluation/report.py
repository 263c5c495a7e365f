"""What a measurement says: a table for people and a JSON file that is never overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

MAX_ERRORS = 500
FLOORS = Path(__file__).with_name("floors.json")


class BadInput(ValueError):
    """The data can't be measured as it is; the message is one line that says why. Exit status 2."""


@dataclass(slots=True)
class Report:
    """figures: name -> number. baselines: name -> such a map. per: breakdowns. errors: ids and causes."""

    suite: str
    figures: dict[str, float]
    baselines: dict[str, dict[str, float]] = field(default_factory=dict)
    per: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "suite": self.suite,
            "figures": self.figures,
            "baselines": self.baselines,
            "per": self.per,
            "errors": self.errors[:MAX_ERRORS],
            "context": self.context,
        }


def digest_of(path: Path) -> str:
    """Return the first 16 hex digits of a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def machine() -> dict[str, Any]:
    """Return the class of processor, the cores and the versions that a figure depends on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "arguments": [Path(word).name if "/" in word else word for word in sys.argv[1:]],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def show(report: Report) -> None:
    """Print the figures, ours first, each baseline beside them."""
    console = Console()
    table = Table(title=report.suite, title_justify="left")
    table.add_column("figure")
    table.add_column("ours", justify="right")
    for name in report.baselines:
        table.add_column(name, justify="right")
    for figure, value in report.figures.items():
        others = [_number(row.get(figure)) for row in report.baselines.values()]
        table.add_row(figure, _number(value), *others)
    console.print(table)
    for name, value in report.per.items():
        console.print(f"{name}: {json.dumps(value, ensure_ascii=False)[:1500]}")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")


def save(report: Report, path: Path) -> None:
    """Write the JSON; raises BadInput where the file exists already or can't be written."""
    text = json.dumps(report.as_json(), ensure_ascii=False, indent=1, sort_keys=False)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise BadInput(f"{path} exists; a result is never overwritten. Choose another name.") from None
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error.strerror}.") from None


def below_floor(report: Report) -> list[str]:
    """Return one line for each figure on the wrong side of the floor stored with the project."""
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    lines = []
    for name, floor in floors.get(report.suite, {}).items():
        figure, _, side = name.partition(" ")
        value = report.figures.get(figure)
        if value is None:
            lines.append(f"{figure} was not measured.")
        elif (value > floor) if side == "max" else (value < floor):
            lines.append(f"{figure} is {value:.4f}; the floor is {side or 'min'} {floor}.")
    return lines
