"""System checks for settings that must stand in a relation to each other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

SERVER_CONNECTIONS = 200  # what the embedded PostgreSQL allows, and the least to give a real one
PROCESSES = 6  # two web processes, two of the worker, beat, and one command


def timings_fit(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A task is warned before it is killed, and killed before the broker hands it out a second time."""
    soft, hard = settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT
    again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    if soft < hard < again:
        return []
    return [
        Error(
            f"Task limits must rise: soft {soft} s < hard {hard} s < handed out again after {again} s.",
            id="operations.E001",
        )
    ]


def pools_fit(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """All processes together can't ask for more connections than the server gives."""
    pool = settings.DATABASES["default"]["OPTIONS"].get("pool") or {}
    largest = pool.get("max_size", 0) * PROCESSES
    if largest <= SERVER_CONNECTIONS:
        return []
    return [
        Error(
            f"DATABASE_POOL_SIZE is too large: {PROCESSES} processes could ask for {largest} connections "
            f"of {SERVER_CONNECTIONS}.",
            id="operations.E002",
        )
    ]
