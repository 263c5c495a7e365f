"""Repairs: what must hold after somebody corrects, cancels, skips, asks to repeat, digresses or changes their mind.

A case is a few messages and what the dialogue must remember then. Beside it every case is watched for slots that an
open task loses although nobody took them back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from retailgenie.ai.dialogue.actions import DEPENDENT
from retailgenie.ai.dialogue.state import DialogueState, Frame
from retailgenie.ai.evaluation.scenarios import OrderWanted, Setup

STRICT = ConfigDict(extra="forbid")
NOTHING_GIVEN = Setup()
NOTES = frozenset({"required", "pointed", "title"})  # what a flow notes for itself, nothing that was said


class RepairsUnreadable(ValueError):
    """The rows say something that repairs don't have; the message names the row."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What must hold after the last message; None: not looked at.

    flow: the task on top, "" for none. asks: the slot asked for. card: the tool whose card waits, "" for none.
    slots: values of the task (of the one with the card, where one waits). writes: tools of high risk that ran in the
    whole case. tools: those called last. shows, hides, chips: in the last reply. cart: title, size, quantity.
    cart_titles: how many lines the cart has. misses: misunderstandings in a row.
    """

    __pydantic_config__ = STRICT

    flow: str | None = None
    asks: str | None = None
    card: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    writes: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    cart: tuple[tuple[str, str, int], ...] | None = None
    cart_titles: int | None = None
    orders: tuple[OrderWanted, ...] | None = None
    misses: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    __pydantic_config__ = STRICT

    id: str
    kind: str
    language: str
    turns: tuple[str, ...]
    expect: Holds
    persona: str = "guest"
    setup: Setup = NOTHING_GIVEN


@dataclass(frozen=True, slots=True)
class Seen:
    """How the last reply looked, what the cart holds and which tools of high risk ran."""

    words: str
    chips: tuple[str, ...]
    tools: tuple[str, ...]
    cart: tuple[tuple[str, str, int], ...]
    writes: tuple[str, ...]


@dataclass(slots=True)
class Judged:
    """One case after it was played. lost: slots that an open task no longer had, as "flow.slot"."""

    case: Repair
    problems: list[str]
    lost: list[str] = field(default_factory=list)


def read_repairs(rows: Iterable[Mapping[str, Any]]) -> list[Repair]:
    """Read the cases; raises RepairsUnreadable for an unknown field or an id that comes twice."""
    adapter = TypeAdapter(Repair)
    found: list[Repair] = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(adapter.validate_python(dict(row)))
        except ValidationError as error:
            raise RepairsUnreadable(f"Row {number}: {' '.join(str(error).splitlines()[:3])}") from error
    twice = [name for name, count in Counter(x.id for x in found).items() if count > 1]
    if twice:
        raise RepairsUnreadable(f"Ids come twice: {', '.join(twice)}.")
    return found


def problems_of(wanted: Holds, state: DialogueState, seen: Seen) -> list[str]:
    """Return one line for each thing that doesn't hold."""
    top, pending = state.top, state.pending
    problems: list[str] = []
    _differ(problems, "flow", wanted.flow, top.flow if top else "")
    _differ(problems, "asks", wanted.asks, top.asked if top else "")
    _differ(problems, "card", wanted.card, pending.tool if pending else "")
    _differ(problems, "misses", wanted.misses, state.misses)
    _differ(problems, "cart", wanted.cart, seen.cart)
    _differ(problems, "lines of the cart", wanted.cart_titles, len(seen.cart))
    _differ(problems, "writes", wanted.writes, seen.writes)
    slots = _task(state).slots if state.stack else {}
    for name, value in wanted.slots.items():
        _differ(problems, name, value, slots.get(name))
    words = seen.words.casefold()
    problems += [f"does not show {x!r}" for x in wanted.shows if x.casefold() not in words]
    problems += [f"shows {x!r}" for x in wanted.hides if x.casefold() in words]
    problems += [f"offers no chip {x!r}" for x in wanted.chips if x not in seen.chips]
    problems += [f"did not call {x}" for x in wanted.tools if x not in seen.tools]
    return problems


def _differ(problems: list[str], name: str, wanted: object, found: object) -> None:
    if wanted is not None and wanted != found:
        problems.append(f"{name} is {found!r}, not {wanted!r}")


def _task(state: DialogueState) -> Frame:
    pending = state.pending
    own = [x for x in state.stack if pending is not None and x.flow == pending.flow]
    return own[0] if own else state.stack[-1]


def slots_lost(before: DialogueState, after: DialogueState) -> list[str]:
    """Return the slots that a task which is still the same one has lost; what hangs on a changed slot may go."""
    lost = []
    for old in before.stack:
        new = next((x for x in after.stack if x.flow == old.flow and x.said == old.said), None)
        if new is None:
            continue
        changed = {key for key, value in old.slots.items() if new.slots.get(key) not in (None, value)}
        may_go = NOTES | {slot for key in changed for slot in DEPENDENT.get(key, ())}
        lost += [f"{old.flow}.{slot}" for slot in old.slots if slot not in new.slots and slot not in may_go]
    return lost


def repairs_figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Return cases, passed, share and slots_lost (cases in which an open task lost a slot)."""
    passed = sum(not x.problems for x in judged)
    return {
        "cases": len(judged),
        "passed": passed,
        "share": passed / max(1, len(judged)),
        "slots_lost": sum(bool(x.lost) for x in judged),
    }


def passed_by(judged: Sequence[Judged], part: str) -> dict[str, dict[str, int]]:
    """Return passed and total for each kind or language."""
    rows: dict[str, dict[str, int]] = {}
    for each in judged:
        row = rows.setdefault(str(getattr(each.case, part)), {"passed": 0, "total": 0})
        row["passed"] += not each.problems
        row["total"] += 1
    return rows
