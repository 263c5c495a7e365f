"""`manage.py import_catalog FILE`: load any CSV, Parquet or JSONL catalogue and index it for search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.catalog.import_rows import FileUnreadable, ImportRow, RowError, read_rows
from apps.catalog.importing import catalog_import
from apps.catalog.indexing import catalog_index
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder

SHOWN_ERRORS = 50


class Command(BaseCommand):
    help = "Load a catalogue from a CSV, Parquet or JSONL file: all rows or none; columns we don't know are attributes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--columns", default="", help="ours=theirs,... for example price=price_inr,title=name"
        )
        parser.add_argument(
            "--skip-bad", action="store_true", help="load the good rows although others are bad"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            parsed = list(read_rows(options["file"], _columns(options["columns"])))
        except FileUnreadable as error:
            raise CommandError(str(error), returncode=2) from error
        rows = [row for row in parsed if isinstance(row, ImportRow)]
        self._report([row for row in parsed if isinstance(row, RowError)], options["skip_bad"])
        result = catalog_import(rows=rows, now=timezone.now(), progress=self._progress("Loaded"))
        self.stdout.write(f"{result.products} products with {result.variants} variants.")
        if result.without_price:
            self.stdout.write(f"{result.without_price} have no price: they are shown but can't be bought.")
        build_encoder(encoders_folder(), progress=self.stdout.write)
        catalog_index(progress=self._progress("Embedded"))

    def _report(self, errors: list[RowError], skip_bad: bool) -> None:
        for error in errors[:SHOWN_ERRORS]:
            self.stderr.write(str(error))
        if len(errors) > SHOWN_ERRORS:
            self.stderr.write(f"... and {len(errors) - SHOWN_ERRORS} more.")
        if errors and not skip_bad:
            raise CommandError(f"{len(errors)} bad rows; nothing was loaded (--skip-bad loads the others).")

    def _progress(self, what: str) -> Any:
        def show(done: int, total: int) -> None:
            self.stdout.write(f"\r{what} {done:,} of {total:,}", ending="\n" if done >= total else "")
            self.stdout.flush()

        return show


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if any(not separator for _, separator, _ in pairs):
        raise CommandError("--columns wants ours=theirs pairs, separated by commas.", returncode=2)
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
