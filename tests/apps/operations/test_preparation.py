"""A shop prepares only what is missing, and again what has changed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.operations import preparation
from apps.operations.management.commands import runshop
from apps.operations.preparation import (
    StepFailed,
    is_current,
    no_intent_model,
    shop_is_empty,
    stamp_of,
    stamped,
)
from apps.rollout.models import Kind
from apps.rollout.selectors import forget
from apps.rollout.services import model_version_register

SOURCES = ("LICENSE",)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the names of the commands that would run; `broken` ends with 3."""
    ran: list[str] = []

    def call(command: list[str]) -> int:
        ran.append(command[-1])
        return 3 if command[-1] == "broken" else 0

    monkeypatch.setattr(preparation, "run_dir", lambda: tmp_path)
    monkeypatch.setattr(preparation.subprocess, "call", call)  # type: ignore[attr-defined]
    return ran


def test_a_step_runs_once_and_again_when_its_sources_change(commands: list[str]) -> None:
    step = stamped("make_thing", "Making the thing", SOURCES)
    assert step.needed()
    step.run()
    assert commands == ["make_thing"]
    assert not step.needed()
    assert stamped("make_thing", "Making the thing", ("LICENSE", "Makefile")).needed()


def test_a_step_whose_result_is_gone_runs_again(commands: list[str]) -> None:
    stamped("make_thing", "Making the thing", SOURCES).run()
    assert stamped("make_thing", "Making the thing", SOURCES, missing=lambda: True).needed()


def test_a_shop_can_be_prepared_without_being_opened(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runshop, "steps", lambda: [stamped("build_encoder", "Building", SOURCES)])
    monkeypatch.setattr(
        runshop, "connections", SimpleNamespace(all=lambda **options: [])
    )  # the test's own stays open
    monkeypatch.setattr(runshop, "Supervisor", None)  # nothing may be started
    call_command("runshop", "--prepare", "--port", "1")
    assert commands == ["build_encoder"]


def test_a_step_that_fails_stops_the_start_and_is_not_taken_for_done(commands: list[str]) -> None:
    with pytest.raises(StepFailed, match=r"`manage\.py broken` ended with 3\."):
        stamped("broken", "Breaking", SOURCES).run()
    assert not stamp_of("broken").exists()
    assert not is_current("broken", SOURCES)


@pytest.mark.django_db
def test_an_empty_shop_is_filled_and_gets_an_intent_model(commands: list[str], tmp_path: Path) -> None:
    forget()
    assert shop_is_empty()
    assert no_intent_model()


@pytest.mark.django_db
def test_a_model_whose_file_is_gone_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETAILGENIE_VAR", str(tmp_path))
    model_version_register(
        kind=Kind.INTENTS, version="v1", path="models/v1", metrics={}, now=timezone.now(), promote=True
    )
    forget()
    assert no_intent_model()
    (tmp_path / "models" / "v1").mkdir(parents=True)
    assert not no_intent_model()
