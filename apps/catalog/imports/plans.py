"""What an import would do: every kind of file reads its rows into a Plan, which knows how to carry itself out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from apps.catalog.imports.sheets import Fault

MAX_FAULTS = 1_000  # kept of a file; the counts say how many there are
STEP = 500  # rows between two looks at whether somebody has cancelled

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read. effective_at: when prices hold that name no day; None is at once."""

    path: Path
    actor: str
    reference: str
    now: datetime
    effective_at: datetime | None = None


@dataclass(slots=True)
class Plan:
    """counts: what changes, in the order in which it is shown."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    blocking: int = 0
    warnings: int = 0

    def fault(self, found: Fault) -> None:
        """Count a fault, and keep it while there are few."""
        if found.blocking:
            self.blocking += 1
        else:
            self.warnings += 1
        if len(self.faults) < MAX_FAULTS or (found.blocking and self.blocking <= MAX_FAULTS):
            self.faults.append(found)

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


class Importer(Protocol):
    """One kind of file. apply works in the caller's transaction, right after plan, and raises ShopError."""

    def plan(self, source: Source, progress: Progress) -> Plan: ...

    def apply(self, source: Source, progress: Progress) -> None: ...
