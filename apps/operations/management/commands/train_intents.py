"""`manage.py train_intents`: train the intent head on our own grammars, store it, and make it the running one.

With --fine-tune the encoder learns too (training extra); such a head leads only where it reads our own sets better
than the one that runs.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from apps.catalog.vocabulary import current_vocabulary
from apps.operations.evaluation.heads import leads, reads
from apps.rollout.encoders import reading_encoder
from apps.rollout.heads import encoder_of
from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from apps.rollout.services import model_version_register
from retailgenie.ai.encoder import Encoder, EncoderMissing
from retailgenie.ai.nlu.intents import HeadUnusable, IntentHead
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.training import tuned
from retailgenie.ai.training.intents import TrainReport, train_head
from retailgenie.lib.rundir import run_dir

FOLDER = Path("models/intents")


class Command(BaseCommand):
    help = "Train the intent head (a minute of two cores) and make it champion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-promote", action="store_true", help="register it without making it the running one"
        )
        parser.add_argument(
            "--fine-tune",
            action="store_true",
            help="tune the encoder too: two minutes of one core more; it leads only where it reads better",
        )
        parser.add_argument("--epochs", type=int, default=tuned.EPOCHS, help="most epochs of --fine-tune")
        parser.add_argument(
            "--per-intent", type=int, default=tuned.PER_INTENT, help="messages an intent for --fine-tune"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fine_tune"] and importlib.util.find_spec("torch") is None:
            raise CommandError("--fine-tune needs the training extra: python3.11 scripts/setup.py train")
        base = run_dir() / FOLDER
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base) as scratch, _bar() as bar:
            task = bar.add_task("Training", total=1.0)

            def progress(text: str, share: float) -> None:
                bar.update(task, description=text, completed=share)

            try:
                encoder = self._encoder(Path(scratch), progress, options)
            except EncoderMissing as error:
                raise CommandError(str(error)) from error
            report = train_head(encoder, scratch, progress=progress)
            folder = base / report.version
            if not folder.exists():
                shutil.copytree(scratch, folder)
        promote = not options["no_promote"] and (not options["fine_tune"] or self._leads(folder))
        self._register(report, promote=promote)

    def _encoder(self, scratch: Path, progress: tuned.Progress, options: dict[str, Any]) -> Encoder:
        if not options["fine_tune"]:
            return reading_encoder()
        return tuned.tuned_encoder(
            scratch, epochs=options["epochs"], per_intent=options["per_intent"], progress=progress
        )

    def _leads(self, folder: Path) -> bool:
        """Say whether a new head reads our sets better than the one that runs; both figures are printed."""
        running = model_running(Kind.INTENTS)
        if running is None:
            return True
        vocabulary = current_vocabulary()
        new = reads(Reader(encoder_of(folder), IntentHead.load(folder)), vocabulary)
        try:
            encoder = encoder_of(running.path)
            old = reads(Reader(encoder, IntentHead.load(running.path, encoder=encoder.name)), vocabulary)
        except (FileNotFoundError, HeadUnusable):
            return True
        self.stdout.write(f"New: {new}. Running ({running.version}): {old}.")
        if not leads(new, old):
            self.stdout.write("It does not read better, so the running one stays.")
        return leads(new, old)

    def _register(self, report: TrainReport, *, promote: bool) -> None:
        metrics = _flat(asdict(report))
        model_version_register(
            kind=Kind.INTENTS,
            version=report.version,
            path=str(FOLDER / report.version),
            metrics=metrics,
            now=timezone.now(),
            promote=promote,
            note=f"{report.examples} messages of {report.families} template families, encoder {report.encoder}",
        )
        self.stdout.write(
            f"Intent head {report.version}: {report.examples} messages in {report.seconds} s; families not seen: "
            f"validation {report.validation.fine:.1%} fine, {report.validation.top:.1%} top; "
            f"test {report.test.fine:.1%} fine, {report.test.top:.1%} top, "
            f"scope AUROC {report.test.scope_auroc:.3f}."
        )


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Return nested figures under one name each: test_fine, validation_ece."""
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        flat |= (
            {f"{name}_{inner}": x for inner, x in value.items()} if isinstance(value, dict) else {name: value}
        )
    return flat


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
