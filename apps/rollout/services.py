"""Flags with salted assignment, and versions that run under an alias."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from apps.rollout.glance import glance
from apps.rollout.models import Alias, AliasName, Flag, ModelVersion, PromptVersion
from retailgenie.lib.errors import ShopError


class NoSuchVersion(ShopError):
    """The version was never registered, so no alias can point at it."""

    code: ClassVar[str] = "no_such_version"
    status: ClassVar[int] = 404


def flag_set(
    *,
    name: str,
    now: datetime,
    enabled: bool,
    percent: int = 100,
    roles: list[str] | None = None,
    value: Any = None,
) -> Flag:
    """Create or change a flag; its salt stays, so that people keep their side as the percentage grows."""
    flag, _ = Flag.objects.update_or_create(
        name=name,
        defaults={
            "enabled": enabled,
            "percent": percent,
            "roles": roles or [],
            "value": value,
            "updated_at": now,
        },
        create_defaults={
            "enabled": enabled,
            "percent": percent,
            "roles": roles or [],
            "value": value,
            "updated_at": now,
            "salt": secrets.token_hex(8),
        },
    )
    glance.forget()
    return flag


@transaction.atomic
def model_version_register(
    *,
    kind: str,
    version: str,
    path: str,
    metrics: dict[str, Any],
    now: datetime,
    promote: bool = True,
    note: str = "",
) -> ModelVersion:
    """Record an artefact (path relative to the run folder); promote makes it champion at once."""
    row, _ = ModelVersion.objects.update_or_create(
        kind=kind,
        version=version,
        defaults={"path": path, "metrics": metrics, "note": note, "created_at": now},
    )
    if promote:
        alias_move(kind=kind, version=version, now=now)
    return row


@transaction.atomic
def alias_move(
    *,
    kind: str,
    version: str,
    now: datetime,
    alias: AliasName = AliasName.CHAMPION,
    name: str = "",
) -> Alias:
    """Point an alias at a version; a replaced champion becomes `previous`. Raises NoSuchVersion."""
    if not _version_exists(kind=kind, name=name, version=version):
        raise NoSuchVersion(f"There is no {kind} version {version!r}.")
    row = Alias.objects.select_for_update().filter(kind=kind, name=name, alias=alias).first()
    if row is None:
        row = Alias.objects.create(kind=kind, name=name, alias=alias, version=version, updated_at=now)
    elif row.version != version:
        if alias == AliasName.CHAMPION:
            _point(kind=kind, name=name, alias=AliasName.PREVIOUS, version=row.version, now=now)
        row.version, row.updated_at = version, now
        row.save(update_fields=["version", "updated_at"])
    glance.forget()
    return row


def alias_rollback(*, kind: str, now: datetime, name: str = "") -> Alias:
    """Make the previous version champion again. Raises NoSuchVersion when there is none."""
    previous = Alias.objects.filter(kind=kind, name=name, alias=AliasName.PREVIOUS).first()
    if previous is None:
        raise NoSuchVersion(f"There is no previous {kind} version to go back to.")
    return alias_move(kind=kind, version=previous.version, now=now, name=name)


def alias_remove(*, kind: str, version: str, alias: AliasName, name: str = "") -> None:
    """Take an alias away from a version whose files or data are gone; another version's alias stays."""
    Alias.objects.filter(kind=kind, name=name, alias=alias, version=version).delete()
    glance.forget()


def _point(*, kind: str, name: str, alias: AliasName, version: str, now: datetime) -> None:
    Alias.objects.update_or_create(
        kind=kind, name=name, alias=alias, defaults={"version": version, "updated_at": now}
    )


def _version_exists(*, kind: str, name: str, version: str) -> bool:
    if name:
        return PromptVersion.objects.filter(name=name, version=version).exists()
    return ModelVersion.objects.filter(kind=kind, version=version).exists()
