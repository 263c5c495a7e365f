"""`manage.py build_encoder`: make the int8 sentence encoder under var/models/encoder, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from retailgenie.ai.encoder import DEFAULT_NAME, EncoderMissing, encoders_folder
from retailgenie.ai.encoder.build import build_encoder


class Command(BaseCommand):
    help = "Build the sentence encoder from its packaged weights (seconds; does nothing when it is there)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--name", default=DEFAULT_NAME, help="name of the variant, stored with every vector"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            build_encoder(encoders_folder(), name=options["name"], progress=self.stdout.write)
        except EncoderMissing as error:
            raise CommandError(str(error)) from error
