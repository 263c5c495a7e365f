"""Sends webhooks again: the dead ones, or everything of a topic since an instant."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.ledger.models import OutboxMessage
from apps.ledger.webhooks import webhooks_replay


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--topic", default="", help="order.placed, order.cancelled or order.refunded")
        parser.add_argument(
            "--since", default="", help="2026-11-20T09:00+05:30: also what was sent since then"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        messages = OutboxMessage.objects.filter(channel="webhook")
        if options["topic"]:
            messages = messages.filter(template=options["topic"])
        if options["since"]:
            messages = messages.filter(created_at__gte=self._instant(options["since"]))
        else:
            messages = messages.filter(state=OutboxMessage.State.DEAD)
        count = webhooks_replay(messages, now=timezone.now())
        self.stdout.write(f"{count} webhooks will be sent again.")

    def _instant(self, text: str) -> datetime:
        found = parse_datetime(text)
        if found is None:
            raise CommandError("--since needs an instant such as 2026-11-20T09:00+05:30.")
        return found if timezone.is_aware(found) else timezone.make_aware(found)
