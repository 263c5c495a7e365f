"""Flags keep people on their side; aliases move, roll back and are noticed within five seconds."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.rollout.models import AliasName
from apps.rollout.selectors import bucket_of, flag_is_on, forget, model_running
from apps.rollout.services import (
    NoSuchVersion,
    alias_move,
    alias_rollback,
    flag_set,
    model_version_register,
)

pytestmark = pytest.mark.django_db
PEOPLE = [f"user:{number}" for number in range(2000)]


def register(version: str) -> None:
    model_version_register(
        kind="intents", version=version, path=f"models/{version}", metrics={}, now=timezone.now()
    )


def test_a_growing_percentage_only_adds_people() -> None:
    now = timezone.now()
    flag_set(name="new-search", now=now, enabled=True, percent=10)
    forget()
    few = {key for key in PEOPLE if flag_is_on("new-search", owner_key=key)}
    flag_set(name="new-search", now=now, enabled=True, percent=50)
    forget()
    many = {key for key in PEOPLE if flag_is_on("new-search", owner_key=key)}
    assert few < many
    assert len(few) == pytest.approx(200, abs=60)
    assert len(many) == pytest.approx(1000, abs=120)


def test_flags_of_different_salt_do_not_correlate() -> None:
    both = sum(
        bucket_of(salt="a", owner_key=key) < 5000 and bucket_of(salt="b", owner_key=key) < 5000
        for key in PEOPLE
    )
    assert both == pytest.approx(500, abs=100)


def test_a_flag_is_off_when_unknown_disabled_or_for_another_role() -> None:
    now = timezone.now()
    flag_set(name="off", now=now, enabled=False)
    flag_set(name="staff-only", now=now, enabled=True, percent=0, roles=["staff"])
    assert not flag_is_on("never-made", owner_key="user:1")
    assert not flag_is_on("off", owner_key="user:1")
    assert flag_is_on("staff-only", owner_key="user:1", role="staff")
    assert not flag_is_on("staff-only", owner_key="user:1", role="shopper")


def test_a_promoted_version_runs_and_the_old_one_can_come_back(tmp_path: Path) -> None:
    assert model_running("intents") is None
    register("v1")
    register("v2")
    forget()
    running = model_running("intents")
    assert running is not None and running.version == "v2" and running.path.name == "v2"
    alias_rollback(kind="intents", now=timezone.now())
    forget()
    assert model_running("intents").version == "v1"  # type: ignore[union-attr]


def test_an_alias_never_points_at_nothing() -> None:
    register("v1")
    with pytest.raises(NoSuchVersion):
        alias_move(kind="intents", version="v9", now=timezone.now())
    with pytest.raises(NoSuchVersion):
        alias_rollback(kind="intents", now=timezone.now())
    forget()
    assert model_running("intents").version == "v1"  # type: ignore[union-attr]
    assert model_running("intents", AliasName.CHALLENGER) is None


def test_a_running_process_notices_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    register("v1")
    assert model_running("intents").version == "v1"  # type: ignore[union-attr]
    register("v2")
    clock[0] += timedelta(seconds=5).total_seconds()
    assert model_running("intents").version == "v2"  # type: ignore[union-attr]
