"""Write the product feed that other people's agents read (ACP)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.protocols.acp.feed import feed_write


class Command(BaseCommand):
    help = "Write metadata.json and products.jsonl of everything that is for sale into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = feed_write(options["folder"], now=timezone.now())
        except OSError as error:
            raise CommandError(f"The feed could not be written: {error}") from error
        self.stdout.write(f"{count} products are in {options['folder'].name}.")
