"""What is on and which version runs, read by every process and looked up again every few seconds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.rollout.glance import Part, glance
from apps.rollout.models import AliasName
from retailgenie.lib.rundir import run_dir

BUCKETS = 10_000  # a hundredth of a percent


def forget() -> None:
    """Drop everything that was looked at (tests, and the process that just changed something)."""
    glance.forget()


@dataclass(frozen=True, slots=True)
class Running:
    """A version under an alias; path is absolute."""

    version: str
    path: Path


@dataclass(frozen=True, slots=True)
class FlagNow:
    """A flag as it stands."""

    enabled: bool
    percent: int
    salt: str
    roles: tuple[str, ...]


def _running(rows: list[list[str]]) -> dict[tuple[str, str], Running]:
    home = run_dir()
    return {(kind, alias): Running(version, home / path) for kind, alias, version, path in rows}


def _flags(rows: list[list[Any]]) -> dict[str, FlagNow]:
    return {
        name: FlagNow(enabled, percent, salt, tuple(roles)) for name, enabled, percent, salt, roles in rows
    }


_models = Part(
    "models",
    "(select coalesce(json_agg(json_build_array(a.kind, a.alias, a.version, coalesce(v.path, ''))), '[]') "
    "from rollout_alias a left join rollout_modelversion v using (kind, version) "
    "where a.name = '')",
    _running,
)
_set = Part(
    "flags",
    "(select coalesce(json_agg(json_build_array(name, enabled, percent, salt, roles)), '[]') "
    "from rollout_flag)",
    _flags,
)


def model_running(kind: str, alias: AliasName = AliasName.CHAMPION) -> Running | None:
    """Return the version that an alias points at, a few seconds old at most; None before the first one."""
    return _models.now().get((kind, alias))


def bucket_of(*, salt: str, owner_key: str) -> int:
    """Return a stable bucket 0-9999: SHA-256 of salt and key, so that flags don't correlate."""
    return int.from_bytes(hashlib.sha256(f"{salt}:{owner_key}".encode()).digest()[:8], "big") % BUCKETS


def flag_exists(name: str) -> bool:
    """Say whether anybody has set a flag of this name."""
    return name in _set.now()


def flag_is_on(name: str, *, owner_key: str, role: str = "") -> bool:
    """Return the person's side of a flag: deterministic, and stable while the percentage grows."""
    flag = _set.now().get(name)
    if flag is None or not flag.enabled:
        return False
    if role in flag.roles:
        return True
    return bucket_of(salt=flag.salt, owner_key=owner_key) < flag.percent * BUCKETS // 100
