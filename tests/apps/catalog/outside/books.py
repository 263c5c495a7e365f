"""What the tests of the two sets of books say and look at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.catalog.models import (
    Stock,
    StockConflict,
    Variant,
)
from apps.catalog.outside.conflicts import conflict_settle
from apps.catalog.outside.port import OutsideStock
from apps.catalog.outside.sync import SyncReport, outside_sync
from apps.catalog.stock import (
    stock_allocate,
)
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import NOW

LATER = NOW + timedelta(hours=1)


def run(port: OutsideStock) -> SyncReport:
    return outside_sync(port=port, now=LATER)


def row() -> tuple[int, int, int, int]:
    """Return (on hand, allocated, reserved, missing) of the only stock row."""
    found = Stock.objects.get()
    return found.on_hand, found.allocated, found.reserved, found.missing


def sell(kurta: Variant, pieces: int, reference: str = "RG1") -> list[Any]:
    return stock_allocate(wants={kurta.pk: pieces}, reference=reference, now=NOW)


def settle(caller: Caller, answer: str, kind: str = "") -> StockConflict:
    rows = StockConflict.objects.filter(state="open")
    found = rows.get(kind=kind) if kind else rows.get()
    return conflict_settle(
        caller=caller, name="Meera", conflict_id=found.pk, answer=answer, note="Counted", now=LATER
    )
