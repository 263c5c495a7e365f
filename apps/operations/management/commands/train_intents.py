"""`manage.py train_intents`: train the intent head on our own grammars, store it, and make it the running one."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from apps.rollout.encoders import reading_encoder
from apps.rollout.models import Kind
from apps.rollout.services import model_version_register
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.training.intents import TrainReport, train_head
from retailgenie.lib.rundir import run_dir

FOLDER = Path("models/intents")


class Command(BaseCommand):
    help = "Train the intent head (under half a minute) and make it champion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-promote", action="store_true", help="register it without making it the running one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            encoder = reading_encoder()
        except EncoderMissing as error:
            raise CommandError(str(error)) from error
        base = run_dir() / FOLDER
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base) as scratch:
            with _bar() as bar:
                task = bar.add_task("Training", total=1.0)
                report = train_head(
                    encoder,
                    scratch,
                    progress=lambda text, share: bar.update(task, description=text, completed=share),
                )
            folder = base / report.version
            if not folder.exists():
                shutil.copytree(scratch, folder)
        self._register(report, promote=not options["no_promote"])

    def _register(self, report: TrainReport, *, promote: bool) -> None:
        metrics = _flat(asdict(report))
        model_version_register(
            kind=Kind.INTENTS,
            version=report.version,
            path=str(FOLDER / report.version),
            metrics=metrics,
            now=timezone.now(),
            promote=promote,
            note=f"{report.examples} messages of {report.families} template families",
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
