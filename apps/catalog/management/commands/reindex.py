"""`manage.py reindex --variant NAME`: find products by another encoder, without closing the shop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from apps.catalog.models import VectorSet
from apps.catalog.reindexing import (
    ReindexRefused,
    reindex_back,
    reindex_begin,
    reindex_run,
    running_name,
    vectors_remove,
)
from retailgenie.lib.queue import enqueue


class Command(BaseCommand):
    help = "Make the vectors of another encoder beside the running ones, then let searches use them at once."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--variant", help="the encoder; one that was begun goes on where it was")
        which.add_argument("--back", action="store_true", help="use the encoder before this one again")
        which.add_argument(
            "--remove", metavar="VARIANT", help="delete the vectors of an encoder no longer used"
        )
        which.add_argument(
            "--status", action="store_true", help="say which vectors there are and how far they are"
        )
        parser.add_argument("--background", action="store_true", help="leave the work to a worker")
        parser.add_argument("--no-swap", action="store_true", help="only fill; searches stay as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["status"]:
                self._status()
            elif options["back"]:
                name = reindex_back(now=timezone.now())
                enqueue("catalog.learn_ranking")
                self.stdout.write(f"Searches use {name} again.")
            elif options["remove"]:
                count = vectors_remove(encoder=options["remove"])
                self.stdout.write(f"{count:,} vectors of {options['remove']} are gone.")
            else:
                self._reindex(options)
        except ReindexRefused as error:
            raise CommandError(str(error)) from error

    def _reindex(self, options: dict[str, Any]) -> None:
        name, background = options["variant"], options["background"]
        reindex_begin(encoder=name, now=timezone.now(), swap=not options["no_swap"], background=background)
        if background:
            self.stdout.write(f"A worker fills the vectors of {name}; --status tells how far it is.")
            return
        with _bar() as bar:
            task = bar.add_task(name, total=None)
            found = reindex_run(
                encoder=name,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        if found.swapped:
            enqueue("catalog.learn_ranking")  # it knows the cosines of the encoder before
        used = "searches use them now" if found.swapped else "searches stay as they are"
        self.stdout.write(f"{found.total:,} products have vectors of {name}; {used}.")

    def _status(self) -> None:
        self.stdout.write(f"Searches use {running_name()}.")
        for row in VectorSet.objects.all():
            share = row.done / row.total if row.total else 0.0
            filled = f" ({row.done:,} of {row.total:,}, {share:.0%})" if row.total else ""
            self.stdout.write(f"{row.encoder}: {row.get_state_display()}{filled}")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )
