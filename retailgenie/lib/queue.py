"""Background work by name, handed over only once the rows it will read are committed."""

from __future__ import annotations

from celery import current_app
from django.db import transaction

TaskArgument = str | int | float | bool | None | list["TaskArgument"] | dict[str, "TaskArgument"]


def enqueue(name: str, *arguments: TaskArgument, delay_seconds: float = 0) -> None:
    """Run the task called `app.task` with these arguments (ids, not rows) after the commit; it may run twice.

    A broker that can't be reached is logged and doesn't undo what was committed: what must happen belongs in the
    ledger's outbox, which a periodic task sweeps.
    """
    forgiving = not current_app.conf.task_always_eager

    def send() -> None:  # with a name: Django's log of a failure asks for it, which a partial has not
        _send(name, arguments, delay_seconds)

    transaction.on_commit(send, robust=forgiving)


def _send(name: str, arguments: tuple[TaskArgument, ...], delay_seconds: float) -> None:
    if current_app.conf.task_always_eager:  # send_task would go to the broker even in tests
        current_app.loader.import_default_modules()
        current_app.tasks[name].apply(args=arguments, throw=True)
        return
    current_app.send_task(name, args=arguments, countdown=delay_seconds or None)
