"""Work that is enqueued or scheduled by name exists under that name."""

from __future__ import annotations

import ast
from pathlib import Path

from django.conf import settings

from retailgenie.celery import app

ROOT = Path(__file__).resolve().parents[2]


def enqueued_names() -> dict[str, str]:
    """Return where each name is enqueued; a name that is no plain text fails the test that calls this."""
    found = {}
    for path in [*(ROOT / "apps").rglob("*.py"), *(ROOT / "retailgenie").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enqueue":
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{path}:{node.lineno} enqueues a computed name"
                found[str(name.value)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def known_tasks() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_enqueued_task_exists() -> None:
    assert {name: place for name, place in enqueued_names().items() if name not in known_tasks()} == {}


def test_every_scheduled_task_exists() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - known_tasks() == set()


def test_tasks_are_named_after_their_app() -> None:
    ours = {
        task.name: type(task).__module__ for task in app.tasks.values() if task.__module__.startswith("apps.")
    }
    assert {name for name, module in ours.items() if name.split(".")[0] != module.split(".")[1]} == set()
