"""Smart and legacy search side by side: who gets which, what is noted of each search, and how the two compare.

Traffic shifts by the flag `smart-search`: its percentage of people get the smart search, the others the legacy one.
Without the flag everybody is shifted already; switched off, everybody is back at the legacy one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from apps.ledger.events import event_record
from apps.ledger.models import Event, EventName
from apps.rollout.selectors import flag_exists, flag_is_on
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import SearchQuery, SearchResults

FLAG = "smart-search"
STEPS = (10, 25, 50, 75, 90)  # percent, one after the other
CLICK_WITHIN = timedelta(minutes=10)
OPENED = ("get_product",)  # tools that a person uses on what a search has shown


class Arm(StrEnum):
    SMART = "smart"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """What is known of one arm. zero, opened: shares of searches that found nothing, or led to a product."""

    arm: Arm
    searches: int
    people: int
    zero: float
    opened: float
    p50_ms: float
    p95_ms: float


def arm_of(owner_key: str) -> Arm:
    """Return the search that a person gets; the same one as long as the percentage only grows."""
    if not flag_exists(FLAG) or flag_is_on(FLAG, owner_key=owner_key):
        return Arm.SMART
    return Arm.LEGACY


def legacy_query(said: str, *, page_size: int) -> SearchQuery:
    """Return a sentence as the legacy search takes it: its words as they are, nothing understood."""
    return SearchQuery(text=said, said=said, page_size=page_size, as_typed=True, plain=True)


def search_note(*, caller: Caller, results: SearchResults, seconds: float, now: datetime) -> None:
    """Append a search to the ledger: numbers only, never its words."""
    arm = Arm.LEGACY if results.query.plain else Arm.SMART
    event_record(
        name=EventName.SEARCHED,
        caller=caller,
        now=now,
        arm=arm.value,
        total=results.total,
        page=results.query.page,
        relaxed=len(results.relaxed),
        ms=round(seconds * 1000, 1),
    )


def arms_compared(*, since: datetime, door: str = "") -> list[ArmFigures]:
    """Return the figures of both arms since an instant, over first pages; door: only searches through it."""
    searches = Event.objects.filter(name=EventName.SEARCHED, at__gte=since, properties__page=1)
    if door:
        searches = searches.filter(door=door)
    rows = list(searches.order_by("at").values_list("pseudonym", "at", "properties"))
    opened = _opened_by(since)
    return [_figures(arm, [row for row in rows if row[2]["arm"] == arm], opened) for arm in Arm]


def _opened_by(since: datetime) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    calls = Event.objects.filter(name=EventName.TOOL_CALLED, at__gte=since, properties__tool__in=OPENED)
    for pseudonym, at in calls.order_by("at").values_list("pseudonym", "at"):
        found.setdefault(pseudonym, []).append(at)
    return found


def _figures(
    arm: Arm, rows: Sequence[tuple[str, datetime, dict[str, float]]], opened: dict[str, list[datetime]]
) -> ArmFigures:
    if not rows:
        return ArmFigures(arm, 0, 0, 0.0, 0.0, 0.0, 0.0)
    led = [
        any(timedelta() <= click - at <= CLICK_WITHIN for click in opened.get(pseudonym, ()))
        for pseudonym, at, _ in rows
    ]
    p50, p95 = np.percentile([properties["ms"] for _, _, properties in rows], [50, 95])
    return ArmFigures(
        arm=arm,
        searches=len(rows),
        people=len({pseudonym for pseudonym, _, _ in rows}),
        zero=float(np.mean([properties["total"] == 0 for _, _, properties in rows])),
        opened=float(np.mean(led)),
        p50_ms=float(p50),
        p95_ms=float(p95),
    )
