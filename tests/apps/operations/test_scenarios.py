"""The scenarios pass through every door, and a small fuzz of the real service writes nothing unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from apps.operations.evaluation.fuzz import fuzz
from apps.operations.evaluation.scenario_world import build_world
from apps.operations.evaluation.scenarios import FOLDER, QUICK, WORLD, play_all
from apps.rollout.models import Kind
from apps.rollout.services import model_version_register
from retailgenie.ai.encoder import Encoder, encoders_folder, shared_encoder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.evaluation.scenarios import Said, ScenarioUnreadable, Shown, read_scenarios, turn_problems
from retailgenie.ai.nlu.intents import HeadUnusable, IntentHead
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
    now = timezone.now()
    settings.CHAT_TURNS_PER_10_SECONDS = QUICK
    model_version_register(kind=Kind.INTENTS, version="scenarios", path=str(HEAD), metrics={}, now=now)
    build_world(SCENARIOS / WORLD, now=now)


def files() -> list[Path]:
    return [path for path in SCENARIOS.glob("*.yaml") if path.name != WORLD]


@pytest.mark.usefixtures("world")
def test_every_scenario_ends_alike_through_every_door() -> None:
    [outcomes] = play_all(read_scenarios(files()), ("chat", "classic", "rest", "mcp", "ucp", "acp"))
    assert len(outcomes) >= 250
    assert {f"{x.scenario} {x.door}": x.problems for x in outcomes if x.problems} == {}


@pytest.mark.usefixtures("world")
def test_fuzzed_conversations_write_nothing_unasked_and_always_lead_on() -> None:
    found = fuzz(conversations=FUZZED)
    assert (found.conversations, found.faults) == (FUZZED, [])


def test_there_are_eighty_scenarios_of_four_kinds() -> None:
    kinds: list[str] = [x.category for x in read_scenarios(files())]
    least = {"journey": 25, "edge": 8, "security": 4, "recovery": 3}
    assert {kind: kinds.count(kind) >= count for kind, count in least.items()} == dict.fromkeys(least, True)
    assert len(kinds) >= 80


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
