"""All that is looked up again every few seconds is read in one query, and a change is seen by every process."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from apps.catalog.models import CatalogVersion
from apps.catalog.versions import catalog_changed, catalog_version
from apps.chat.models import RouteWeight
from apps.chat.router import route_weights
from apps.rollout.models import Alias, Flag, Kind
from apps.rollout.selectors import flag_exists, flag_is_on, forget, model_running
from apps.rollout.services import alias_move, alias_remove, flag_set, model_version_register
from retailgenie.lib.remembered import TTL_SECONDS

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[object]]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "monotonic", found)
    forget()
    return found


def look() -> None:
    for name in ("smart-search", "another"):
        flag_exists(name)
        flag_is_on(name, owner_key="user:1")
    for kind in Kind:
        model_running(kind)
    catalog_version.get()
    route_weights()


def test_after_quiet_everything_is_looked_up_in_one_query(
    clock: Clock, django_assert_num_queries: Queries
) -> None:
    look()
    clock.now += 3600
    with django_assert_num_queries(1):
        look()
        look()
    clock.now += TTL_SECONDS - 0.1
    with django_assert_num_queries(0):
        look()


def test_what_another_process_has_changed_is_seen_after_two_seconds_and_at_once_after_quiet(
    clock: Clock,
) -> None:
    flag_set(name="smart-search", now=timezone.now(), enabled=True)
    assert flag_is_on("smart-search", owner_key="user:1")
    Flag.objects.update(enabled=False)  # as another process would: nothing is forgotten here
    assert flag_is_on("smart-search", owner_key="user:1")
    clock.now += TTL_SECONDS
    assert not flag_is_on("smart-search", owner_key="user:1")
    assert flag_exists("smart-search")
    clock.now += 3600
    Flag.objects.all().delete()
    assert not flag_exists("smart-search")


def test_a_moved_alias_and_a_changed_catalogue_of_another_process_are_seen(clock: Clock) -> None:
    now = timezone.now()
    for version in ("v1", "v2"):
        model_version_register(kind="ranker", version=version, path=f"models/{version}", metrics={}, now=now)
    catalog_changed(now=now)
    before = catalog_version.get()
    assert model_running("ranker").version == "v2"  # type: ignore[union-attr]
    Alias.objects.filter(alias="champion").update(version="v1")
    CatalogVersion.objects.update(number=7)
    RouteWeight.objects.create(
        why="compare", weight=0.5, offered=4, taken=2, completed=1, learned_at=timezone.now()
    )
    assert (model_running("ranker").version, catalog_version.get()) == ("v2", before)  # type: ignore[union-attr]
    assert route_weights() == {}
    clock.now += TTL_SECONDS
    running = model_running("ranker")
    assert running is not None
    assert (running.version, running.path.name, catalog_version.get()) == ("v1", "v1", 7)
    assert route_weights() == {"compare": 0.5}


def test_the_process_that_makes_a_change_sees_it_at_once(clock: Clock) -> None:
    now = timezone.now()
    assert not flag_exists("new")
    flag_set(name="new", now=now, enabled=True, percent=0, roles=["staff"])
    assert flag_is_on("new", owner_key="user:1", role="staff")
    assert not flag_is_on("new", owner_key="user:1")
    for version in ("v1", "v2"):
        model_version_register(kind="intents", version=version, path="", metrics={}, now=now)
        assert model_running("intents").version == version  # type: ignore[union-attr]
    alias_move(kind="intents", version="v1", now=now)
    assert model_running("intents").version == "v1"  # type: ignore[union-attr]
    alias_remove(kind="intents", version="v1", alias="champion")  # type: ignore[arg-type]
    assert model_running("intents") is None


def test_an_alias_without_its_version_runs_without_files_and_a_prompt_is_no_model(clock: Clock) -> None:
    now = timezone.now()
    Alias.objects.create(kind="encoder", alias="champion", version="e9", updated_at=now)
    Alias.objects.create(kind="prompt", name="greeting", alias="champion", version="1.0.0", updated_at=now)
    assert model_running("encoder").version == "e9"  # type: ignore[union-attr]
    assert model_running("prompt") is None
