"""Where a machine keeps what is derived of the catalogue, a folder a version, and what has changed since.

A large catalogue is not derived anew for every edit: the newest older folder is taken over and only the products
changed since are done again. Whoever changes what a product says sets its `updated_at`.

A folder holds the ids and times of the products it was made of, and is only used where the database still has all of
them that have not changed since: beside a restored or a new database the folders of the one before are worth nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from apps.catalog.models import Product
from apps.catalog.versions import catalog_version
from retailgenie.lib.rundir import run_dir

KEPT_VERSIONS = 2  # the older one may still be opened by a process that has not looked again
TAKEN_OVER_FROM = 20_000  # products; below it a new beginning costs a second, and leaves nothing to doubt
SLOW_FROM = (
    20_000  # products; from here on a thread of its own makes what is derived, and nobody waits for it
)
MOST_CHANGED = 0.1  # share of the products; beyond it a new beginning is as cheap
LATE = timedelta(minutes=5)  # a row is written by a transaction that may commit after the folder was read
_MADE_AT, _TIMES = "made-at", "made-of.npy"
_READ_AT_ONCE = 20_000
_SUMS = """
    select count(*), coalesce(sum(id), 0), coalesce(sum((extract(epoch from updated_at) * 1000000)::bigint), 0)
    from catalog_product where is_active and updated_at < %s
"""
_ALL_TIMES = """
    select id, (extract(epoch from updated_at) * 1000000)::bigint from catalog_product where is_active order by id
"""


def folder_of(kind: str) -> Path:
    """Return this version's folder; databases on one machine (the shop's, a test's) keep theirs apart."""
    return run_dir() / "index" / str(connection.settings_dict["NAME"]) / f"{kind}-{catalog_version.get()}"


def folder_done(folder: Path, *, began_at: datetime) -> None:
    """Note when a folder's making began and of which products; let go of those that nobody opens any more."""
    np.save(folder / _TIMES, _times())
    (folder / _MADE_AT).write_text(began_at.isoformat())
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
    changed = _changed(older)
    return changed if len(changed) <= int(total * MOST_CHANGED) and still_holds(older, changed) else None


def still_holds(folder: Path, changed: Sequence[int] | None = None) -> bool:
    """Say whether a folder and the database agree about the products that have not changed since it was made.

    changed: their ids, where they are known already. Products that came, went or went back to what they were without
    a time that tells of it (another database, a restored one) make the sums differ.
    """
    try:
        made_of, since = np.load(folder / _TIMES), _since(folder)
    except FileNotFoundError:
        return False
    rest = _changed(folder) if changed is None else changed
    kept = made_of[(made_of[:, 1] < _in_microseconds(since)) & ~np.isin(made_of[:, 0], rest)]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [since])
        found = tuple(int(x) for x in cursor.fetchone())
    times = kept[:, 1].astype(object).sum() if len(kept) else 0  # a million times overflow 64 bits
    return found == (len(kept), int(kept[:, 0].sum()), int(times))


def _since(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / _MADE_AT).read_text()) - LATE


def _changed(folder: Path) -> list[int]:
    rows = Product.objects.filter(updated_at__gte=_since(folder))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _times() -> NDArray[np.int64]:
    """Return (products, 2) ids of the active products and when each was changed, in microseconds since 1970."""
    parts: list[Any] = [np.empty((0, 2), dtype=np.int64)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ALL_TIMES)
        while rows := cursor.fetchmany(_READ_AT_ONCE):
            parts.append(np.array(rows, dtype=np.int64))
    return np.concatenate(parts)


def _in_microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _by_age(folder: Path) -> list[Path]:
    kind = folder.name.rpartition("-")[0]
    return sorted(folder.parent.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
