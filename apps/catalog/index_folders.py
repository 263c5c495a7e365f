"""Where a machine keeps what is derived of the catalogue, a folder a version, and what has changed since.

A large catalogue is not derived anew for every edit: the newest older folder is taken over and only the products
changed since are done again. Whoever changes what a product says sets its `updated_at`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Count, Sum

from apps.catalog.models import Product
from apps.catalog.versions import catalog_version
from retailgenie.lib.rundir import run_dir

KEPT_VERSIONS = 2  # the older one may still be opened by a process that has not looked again
TAKEN_OVER_FROM = 20_000  # products; below it a new beginning costs a second, and leaves nothing to doubt
MOST_CHANGED = 0.1  # share of the products; beyond it a new beginning is as cheap
LATE = timedelta(minutes=5)  # a row is written by a transaction that may commit after the folder was read
_MADE_AT = "made-at"


def folder_of(kind: str) -> Path:
    """Return this version's folder; databases on one machine (the shop's, a test's) keep theirs apart."""
    return run_dir() / "index" / str(connection.settings_dict["NAME"]) / f"{kind}-{catalog_version.get()}"


def folder_done(folder: Path, *, began_at: datetime) -> None:
    """Note when a folder's making began and of which products; let go of those that nobody opens any more."""
    count, total = _active()
    (folder / _MADE_AT).write_text(f"{began_at.isoformat()} {count} {total}")
    for old in _by_age(folder)[:-KEPT_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)


def older_folder(kind: str) -> Path | None:
    """Return the newest finished folder of another version, or None."""
    own = folder_of(kind)
    found = [path for path in _by_age(own) if path != own and (path / _MADE_AT).exists()]
    return found[-1] if found else None


def changed_since(older: Path, *, total: int) -> list[int] | None:
    """Return the ids of the products changed since a folder was made; None where a new beginning is better.

    total: how many products the folder holds.
    """
    if total < TAKEN_OVER_FROM:
        return None
    since = datetime.fromisoformat((older / _MADE_AT).read_text().split()[0]) - LATE
    most = int(total * MOST_CHANGED)
    rows = Product.objects.filter(updated_at__gte=since)
    changed = list(rows.order_by("pk").values_list("pk", flat=True)[: most + 1])
    return changed if len(changed) <= most else None


def explains_all(older: Path, *, before: Sequence[int], now: Sequence[int]) -> bool:
    """Say whether the changed products are all that differs between an older folder and the database.

    before: those of the changed that the folder holds; now: those that are active. Products that came or went without a
    time that tells of it (another database, a restored one) make the sums differ.
    """
    _, count, total = (older / _MADE_AT).read_text().split()
    expected = int(count) - len(before) + len(now), int(total) - sum(before) + sum(now)
    return expected == _active()


def _active() -> tuple[int, int]:
    """Return how many products are active, and the sum of their ids."""
    found = Product.objects.filter(is_active=True).aggregate(count=Count("pk"), total=Sum("pk"))
    return found["count"], found["total"] or 0


def _by_age(folder: Path) -> list[Path]:
    kind = folder.name.rpartition("-")[0]
    return sorted(folder.parent.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
