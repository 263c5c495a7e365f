"""What a shop needs once before it opens: tables, encoder, trained heads, the demo's goods.

Each step runs as a command of its own, so that its memory goes when it is done, and is skipped when nothing that it
depends on has changed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management import get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from retailgenie.lib.queue import enqueue
from retailgenie.lib.rundir import CHECKOUT, run_dir


class StepFailed(RuntimeError):
    """A step ended with an error, which it has printed itself."""


@dataclass(frozen=True)
class Step:
    """One management command and whether it still has to run."""

    command: str
    title: str
    needed: Callable[[], bool]
    sources: tuple[str, ...] = ()

    def run(self) -> None:
        """Run the command with its output on the terminal; raises StepFailed."""
        code = subprocess.call([sys.executable, str(CHECKOUT / "manage.py"), self.command])
        if code:
            raise StepFailed(f"`manage.py {self.command}` ended with {code}.")
        if self.sources:
            stamp = stamp_of(self.command)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(digest(self.sources))


def steps() -> Iterator[Step]:
    """Yield what this shop still needs, in order; each is looked at only after the one before has run."""
    encoder = ("retailgenie/ai/encoder/*.py", "constraints.txt")
    intents = (*encoder, "retailgenie/ai/nlu/**/*", "retailgenie/ai/training/**/*")
    plan = (
        Step("migrate", "Preparing the database", migrations_wait),
        stamped("build_encoder", "Building the sentence encoder", encoder),
        stamped("train_intents", "Training the intent model", intents, missing=no_intent_model),
        Step("seed_demo", "Filling the shop with the demo's goods", shop_is_empty),
        Step("build_dataset", "Collecting what each service teaches", no_dataset),
    )
    known = get_commands()
    for step in plan:
        if step.command in known and step.needed():
            yield step


def stamped(
    command: str, title: str, sources: tuple[str, ...], *, missing: Callable[[], bool] = lambda: False
) -> Step:
    """Return a step that is needed when its result is missing or its sources differ from those of its last run."""
    return Step(command, title, lambda: missing() or not is_current(command, sources), sources)


def no_intent_model() -> bool:
    """Say whether this database knows no intent model that is here: it may be another than that of the last run."""
    running = model_running(Kind.INTENTS)
    return running is None or not running.path.exists()


def no_dataset() -> bool:
    """Say whether the services' examples were never collected."""
    return not apps.get_model("ledger", "CuratedDataset")._default_manager.exists()


def learn_later() -> None:
    """Hand what this shop has not learned yet to the worker: suggestions and ranking do without for a minute."""
    if _is_missing(Kind.RECOMMENDER):
        enqueue("catalog.learn_recommendations")
    if _is_missing(Kind.RANKER):
        enqueue("catalog.learn_ranking")


def _is_missing(kind: Kind) -> bool:
    running = model_running(kind)
    return running is None or not running.path.exists()


def is_current(command: str, sources: tuple[str, ...]) -> bool:
    stamp = stamp_of(command)
    return stamp.exists() and stamp.read_text() == digest(sources)


def stamp_of(command: str) -> Path:
    return run_dir() / "stamps" / command


def digest(patterns: tuple[str, ...]) -> str:
    """Return a digest of the names and contents of the files of the checkout that match."""
    found = {path for pattern in patterns for path in CHECKOUT.glob(pattern)}
    result = hashlib.sha256()
    for path in sorted(found):
        if path.is_file() and "__pycache__" not in path.parts:
            result.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes())
    return result.hexdigest()


def migrations_wait() -> bool:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def shop_is_empty() -> bool:
    """Say whether the demo's goods are wanted: nothing is there yet, or the demo's own were left half indexed."""
    products = apps.get_model("catalog", "Product")._default_manager
    return not products.exists() or products.filter(external_id__startswith="demo-", embeddings=None).exists()
