"""What is on and which version runs, read by every process and looked up again every few seconds."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from apps.rollout.models import Alias, AliasName, Flag, ModelVersion
from retailgenie.lib.rundir import run_dir

TTL_SECONDS = 3.0  # a moved alias or flag is noticed within five seconds
BUCKETS = 10_000  # a hundredth of a percent


@dataclass(slots=True)
class _Entry:
    value: object
    read_at: float


_entries: dict[tuple[str, ...], _Entry] = {}
_lock = threading.Lock()


def _recent(key: tuple[str, ...], read: Callable[[], object]) -> object:
    entry = _entries.get(key)
    if entry is not None and time.monotonic() - entry.read_at < TTL_SECONDS:
        return entry.value
    with _lock:
        entry = _entries.get(key)
        if entry is None or time.monotonic() - entry.read_at >= TTL_SECONDS:
            entry = _Entry(read(), time.monotonic())
            _entries[key] = entry
    return entry.value


def forget() -> None:
    """Drop everything remembered (tests, and the process that just changed something)."""
    _entries.clear()


@dataclass(frozen=True, slots=True)
class Running:
    """A version under an alias; path is absolute."""

    version: str
    path: Path


def model_running(kind: str, alias: AliasName = AliasName.CHAMPION) -> Running | None:
    """Return the version that an alias points at, at most TTL_SECONDS old; None before the first one."""
    found = _recent(("model", kind, alias), lambda: _read_model(kind, alias))
    return found if isinstance(found, Running) else None


def _read_model(kind: str, alias: AliasName) -> Running | None:
    version = Alias.objects.filter(kind=kind, name="", alias=alias).values_list("version", flat=True).first()
    if version is None:
        return None
    path = ModelVersion.objects.filter(kind=kind, version=version).values_list("path", flat=True).first()
    return Running(version, run_dir() / (path or ""))


def bucket_of(*, salt: str, owner_key: str) -> int:
    """Return a stable bucket 0-9999: SHA-256 of salt and key, so that flags don't correlate."""
    return int.from_bytes(hashlib.sha256(f"{salt}:{owner_key}".encode()).digest()[:8], "big") % BUCKETS


def flag_exists(name: str) -> bool:
    """Say whether anybody has set a flag of this name."""
    return isinstance(_recent(("flag", name), lambda: Flag.objects.filter(name=name).first()), Flag)


def flag_is_on(name: str, *, owner_key: str, role: str = "") -> bool:
    """Return the person's side of a flag: deterministic, and stable while the percentage grows."""
    flag = _recent(("flag", name), lambda: Flag.objects.filter(name=name).first())
    if not isinstance(flag, Flag) or not flag.enabled:
        return False
    if flag.roles and role in flag.roles:
        return True
    return bucket_of(salt=flag.salt, owner_key=owner_key) < flag.percent * BUCKETS // 100
