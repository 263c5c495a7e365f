"""Take conversations again from their log, and say where the stored states or answers are not what the events make."""

from __future__ import annotations

import sys
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.chat.log import Found, conversation_rebuild, conversation_replay
from apps.chat.models import Conversation
from retailgenie.lib.errors import NotFound


class Command(BaseCommand):
    help = (
        "Replay conversations from their log without the shop; exits 1 where a stored turn is something else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("conversations", nargs="*", type=uuid.UUID, metavar="ID")
        parser.add_argument("--latest", type=int, default=0, help="the so many conversations talked in last")
        parser.add_argument("--rebuild", action="store_true", help="make stored states what the events make")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [*options["conversations"]]
        wanted += Conversation.objects.values_list("pk", flat=True)[: options["latest"]]
        if not wanted:
            raise CommandError("Name conversations, or say --latest N.")
        try:
            differing = sum([self._replay(key, rebuild=options["rebuild"]) for key in wanted])
        except NotFound as error:
            raise CommandError(error.message) from error
        if differing:
            sys.exit(1)

    def _replay(self, key: uuid.UUID, *, rebuild: bool) -> int:
        """Print one conversation; returns how many of its turns differ."""
        if rebuild:
            for turn in conversation_rebuild(conversation_id=key):
                self.stdout.write(f"{key} turn {turn.number}: state made again")
        turns = conversation_replay(conversation_id=key)
        counts = {kind: sum(turn.found is kind for turn in turns) for kind in Found}
        for turn in turns:
            if turn.found is Found.DIFFERS:
                self.stdout.write(f"{key} turn {turn.number}: {turn.why}")
        told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        self.stdout.write(f"{key}: {len(turns)} turns: {told}")
        return counts[Found.DIFFERS]
