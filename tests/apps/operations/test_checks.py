"""Settings that contradict each other stop the start."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from pytest_django import Settings


def found() -> set[str]:
    return {message.id or "" for message in run_checks(tags=["settings"])}


@pytest.fixture(autouse=True)
def shops_own_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run with a larger pool than the shop."""
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "pool", {"max_size": 20})


def test_the_shops_own_settings_fit_together() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    "limits", [(900, 900, 3600), (840, 900, 900)], ids=["soft = hard", "hard = handed out again"]
)
def test_task_limits_must_rise(settings: Settings, limits: tuple[int, int, int]) -> None:
    settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT = limits[:2]
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": limits[2]}
    assert found() == {"operations.E001"}


def test_pools_must_fit_the_servers_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]
    monkeypatch.setitem(options, "pool", {"max_size": 60})
    assert found() == {"operations.E002"}
