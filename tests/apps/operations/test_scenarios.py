"""The scenarios pass through every door, and a small fuzz of the real service writes nothing unasked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from apps.operations.evaluation.fuzz import fuzz
from apps.operations.evaluation.repairs import SET, play_repair
from apps.operations.evaluation.rows import read_rows
from apps.operations.evaluation.scenario_apart import apart
from apps.operations.evaluation.scenario_world import build_world
from apps.operations.evaluation.scenarios import FOLDER, QUICK, WORLD, play_all
from apps.rollout.models import Kind
from apps.rollout.services import model_version_register
from retailgenie.ai.encoder import Encoder, encoders_folder, shared_encoder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.evaluation.pointing import pointing_figures
from retailgenie.ai.evaluation.repairs import RepairsUnreadable, read_repairs, repairs_figures
from retailgenie.ai.evaluation.scenarios import (
    Outcome,
    Said,
    ScenarioUnreadable,
    Shown,
    differing,
    figures_of,
    read_scenarios,
    turn_problems,
)
from retailgenie.ai.nlu.intents import HeadUnusable, IntentHead
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.training.intents import train_head
from retailgenie.lib.rundir import run_dir

SCENARIOS = settings.BASE_DIR / FOLDER
FUZZED = 60  # conversations; `manage.py evaluate fuzz` holds ten thousand


HEAD = Path("models/intents/scenarios")  # in the run folder; trained once


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The encoder, and a head trained as `make run` trains it."""
    build_encoder(encoders_folder(), progress=lambda line: None)
    built = shared_encoder()
    try:
        IntentHead.load(run_dir() / HEAD, encoder=built.name)
    except (FileNotFoundError, HeadUnusable):
        train_head(built, run_dir() / HEAD)
    return built


@pytest.fixture
def world(encoder: Encoder, db: None, settings: Any) -> None:
    """The scenarios' shop, with the head as champion."""
    settings.CHAT_TURNS_PER_10_SECONDS = QUICK
    fill()


@pytest.fixture
def committed_world(encoder: Encoder, transactional_db: None, settings: Any) -> Iterator[None]:
    """The same in a copy of the test's database, where everything is committed."""
    settings.CHAT_TURNS_PER_10_SECONDS = QUICK
    with apart():
        fill()
        yield


def fill() -> None:
    now = timezone.now()
    model_version_register(kind=Kind.INTENTS, version="scenarios", path=str(HEAD), metrics={}, now=now)
    build_world(SCENARIOS / WORLD, now=now)


def files() -> list[Path]:
    return [path for path in SCENARIOS.glob("*.yaml") if path.name != WORLD]


@pytest.mark.usefixtures("world")
def test_every_scenario_ends_alike_through_every_door() -> None:
    together = [x for x in read_scenarios(files()) if not x.apart]
    [outcomes] = play_all(together, ("chat", "classic", "rest", "mcp", "ucp", "acp"))
    assert len(outcomes) >= 400
    assert {f"{x.scenario} {x.door}": x.problems for x in outcomes if x.problems} == {}


@pytest.mark.usefixtures("committed_world")
def test_what_breaks_on_the_way_is_done_once_or_not_at_all() -> None:
    broken = [x for x in read_scenarios(files()) if x.apart]
    outcomes, again = play_all(broken, ("chat",), repeat=2)
    assert {x.scenario: x.problems for x in outcomes if x.problems} == {}
    assert len(outcomes) >= 7
    assert differing([outcomes, again]) == []


@pytest.mark.usefixtures("world")
def test_fuzzed_conversations_write_nothing_unasked_and_always_lead_on() -> None:
    found = fuzz(conversations=FUZZED)
    assert (found.conversations, found.faults) == (FUZZED, [])


@pytest.mark.usefixtures("world")
def test_repairs_at_the_card_and_at_a_finished_task_hold_and_lose_no_slot() -> None:
    cases = [x for x in read_repairs(read_rows(SET)) if x.kind in ("card", "correct-many", "one-sentence")]
    figures = repairs_figures([play_repair(case) for case in cases])
    assert figures["cases"] >= 50
    assert figures["share"] >= 0.95
    assert figures["slots_lost"] == 0


def test_words_that_point_touch_what_is_meant_and_never_write_to_anything_else(encoder: Encoder) -> None:
    head = IntentHead.load(run_dir() / HEAD, encoder=encoder.name)
    rows = [row for row in read_rows(SET.with_name("references.jsonl")) if "means" in row]
    figures = pointing_figures(rows, Reader(encoder, head)).figures
    assert figures["rows"] >= 180
    assert figures["exact"] >= 0.97
    assert figures["wrong_writes"] == 0


def test_a_repair_with_an_unknown_field_is_refused() -> None:
    row = {"id": "x", "kind": "skip", "language": "en", "turns": ["skip"], "expect": {"asked": "size"}}
    with pytest.raises(RepairsUnreadable, match="Row 1"):
        read_repairs([row])


def test_there_are_more_than_two_hundred_repairs_in_three_languages() -> None:
    cases = read_repairs(read_rows(SET))
    assert len(cases) >= 200
    assert {x.language for x in cases} == {"en", "hi", "hi-Latn"}


def test_the_suite_has_enough_of_each_kind() -> None:
    kinds = Counter(str(x.category) for x in read_scenarios(files()))
    least = {"journey": 50, "edge": 30, "security": 20, "recovery": 20}
    assert {kind: kinds[kind] >= count for kind, count in least.items()} == dict.fromkeys(least, True)


def test_a_misspelt_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("- {id: x, category: edge, title: t, turns: [{say: hello, show: [hi]}]}")
    with pytest.raises(ScenarioUnreadable, match="show"):
        read_scenarios([path])


def test_what_is_missing_and_what_must_not_be_there_is_named() -> None:
    shown = Shown(
        words="It is placed", blocks=("text",), chips=(), tools=("place_order",), asks="", language="en"
    )
    wanted = Said(
        say="yes", shows=("cancelled",), hides=("placed",), blocks=("order",), untouched=("place_order",)
    )
    assert turn_problems(wanted, shown) == [
        "does not show 'cancelled'",
        "shows 'placed'",
        "has no order block",
        "called place_order",
    ]


def test_runs_that_differ_in_a_word_or_in_the_end_state_are_named() -> None:
    first = [Outcome("a", "chat", [], "same"), Outcome("b", "chat", [], "placed\ncart 1")]
    second = [Outcome("a", "chat", [], "same"), Outcome("b", "chat", ["lost"], "placed\ncart 2")]
    assert differing([first, second]) == [
        {"id": "b", "door": "chat", "cause": "runs differ: 'cart 1', then 'cart 2'"}
    ]
    figures = figures_of([first, second])
    assert (figures["pass_rate"], figures["pass_k"], figures["identical"]) == (1.0, 0.5, 0.5)
