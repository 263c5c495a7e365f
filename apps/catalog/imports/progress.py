"""How far a job is, seen from outside its transaction: in Redis, and only for the eye."""

from __future__ import annotations

from django.core.cache import cache
from redis.exceptions import RedisError

LIFE_SECONDS = 1_800  # longer than a task may run


def progress_set(job_id: int, done: int, total: int) -> None:
    """Remember how many rows are done; without Redis nobody sees it and nothing else happens."""
    try:
        cache.set(_key(job_id), [done, max(total, 1)], LIFE_SECONDS)
    except RedisError:
        return


def progress_get(job_id: int) -> tuple[int, int] | None:
    """Return (rows done, rows in all), or None where nothing is known."""
    try:
        found = cache.get(_key(job_id))
    except RedisError:
        return None
    return (found[0], found[1]) if found else None


def _key(job_id: int) -> str:
    return f"import:{job_id}"
