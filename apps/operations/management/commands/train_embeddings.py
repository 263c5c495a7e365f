"""`manage.py train_embeddings`: tune the encoder on this shop's own goods; it runs only if it passes the gate."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from apps.catalog.reindexing import ReindexRefused, reindex_begin, reindex_run
from apps.operations.tuning import NothingToLearn, Tuned, encoder_tune
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.training.embeddings import Settings, TrainingExtraMissing


class Command(BaseCommand):
    help = "Tune the encoder on this shop's goods (minutes; needs the training extra); swap to it if it is better."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-promote", action="store_true", help="register it as challenger; searches stay as they are"
        )
        parser.add_argument("--steps", type=int, default=Settings().steps)

    def handle(self, *args: Any, **options: Any) -> None:
        settings = Settings(steps=options["steps"])
        try:
            with _bar() as bar:
                task = bar.add_task("Reading the goods", total=1.0)
                tuned = encoder_tune(
                    now=timezone.now(),
                    settings=settings,
                    progress=lambda text, share: bar.update(task, description=text, completed=share),
                )
        except (TrainingExtraMissing, NothingToLearn, EncoderMissing) as error:
            raise CommandError(str(error)) from error
        self._tell(tuned)
        if tuned.passed and not options["no_promote"]:
            self._swap(tuned.version)
        elif not tuned.passed:
            self.stdout.write("It stays a challenger: the gate was not passed.")

    def _tell(self, tuned: Tuned) -> None:
        found = tuned.figures
        self.stdout.write(
            f"Encoder {tuned.version} in {tuned.seconds:.0f} s: MRR {found['mrr']:.3f} on {found['wishes']:,.0f} "
            f"wishes it never saw (base {found['base_mrr']:.3f}, {found['gap_closed']:.0%} of the gap closed, gain "
            f"[{found['gain_low']:+.3f}, {found['gain_high']:+.3f}]); {found['share']:.0%} of the tuned weights, "
            f"drift of general sentences {found['drift']:.3f}."
        )

    def _swap(self, version: str) -> None:
        try:
            reindex_begin(encoder=version, now=timezone.now(), swap=True)
            found = reindex_run(encoder=version)
        except ReindexRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{found.total:,} products have its vectors; searches use them now. The ranker learned from the other "
            "encoder's cosines: manage.py train_ranker, or wait for the night."
        )


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
