"""Learns suggestions from what was bought, keeps each result under a version, and hands the running one out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter

from apps.ledger.purchases import Purchase, purchases
from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from apps.rollout.services import model_version_register
from retailgenie.ai.ranking.purchases import purchases_of
from retailgenie.ai.ranking.recommender import (
    Recommender,
    learn_recommender,
    load_recommender,
    save_recommender,
)
from retailgenie.lib.rundir import run_dir

FOLDER = Path("models/recommender")
KEPT = 3  # versions whose files stay: the running one, the one before, and one to look at
SECONDS_A_DAY = 86_400

_loaded: dict[Path, Recommender] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run of the job did."""

    version: str
    purchases: int
    products: int
    seconds: float


def recommender_learn(*, now: datetime) -> Learned | None:
    """Learn from all purchases before an instant and make the result the running one; None where nothing was bought."""
    started = perf_counter()
    rows = [row for row in purchases() if row.at <= now]
    if not rows:
        return None
    named = purchases_of((row.owner_key, row.product_id, row.basket, _days(row.at)) for row in rows)
    # purchases_of keeps time and then basket; regions follow by the same keys
    region_of = {row.basket: row.region for row in rows}
    numbers: dict[str, int] = {}
    for row in rows:
        numbers.setdefault(row.basket, len(numbers))
    by_number = {number: region_of[basket] for basket, number in numbers.items()}
    found = learn_recommender(
        named.purchases,
        named.items,
        _days(now) + 1e-6,
        regions=[by_number[int(basket)] for basket in named.purchases.basket],
    )
    version = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    _store(found, version, len(rows))
    learned = Learned(version, len(rows), len(named.items), perf_counter() - started)
    model_version_register(
        kind=Kind.RECOMMENDER,
        version=version,
        path=str(FOLDER / version),
        metrics={
            "purchases": learned.purchases,
            "products": learned.products,
            "seconds": round(learned.seconds, 1),
        },
        now=now,
    )
    _prune()
    return learned


def _store(found: Recommender, version: str, lines: int) -> None:
    folder = run_dir() / FOLDER / version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    save_recommender(folder, found, {"purchases": lines})
    with _lock:
        _loaded.pop(folder, None)  # a run within the same second writes the same version again


def _prune() -> None:
    made = (path for path in (run_dir() / FOLDER).iterdir() if path.is_dir())
    folders = sorted(made, key=lambda path: path.stat().st_mtime)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def recommender() -> Recommender | None:
    """Return the running one, or None where none was learned or its files are not on this machine."""
    running = model_running(Kind.RECOMMENDER)
    if running is None:
        return None
    with _lock:
        if running.path not in _loaded:
            try:
                found = load_recommender(running.path)
            except FileNotFoundError:
                return None
            _loaded.clear()
            _loaded[running.path] = found
        return _loaded[running.path]


def lines_of(owner_key: str, *, now: datetime) -> list[Purchase]:
    """Return what a person bought, oldest first; a stranger's purchases are never among them."""
    return [row for row in purchases(owner_key) if row.at <= now] if owner_key else []


def _days(instant: datetime) -> float:
    return instant.timestamp() / SECONDS_A_DAY
