"""Prove that no row of the audit chain was changed, added or removed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.ledger.audit import audit_faults
from apps.ledger.models import AuditEntry


class Command(BaseCommand):
    help = "Check the audit chain; exits 1 and lists the broken links when it was tampered with."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(audit_faults())
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"The audit chain is broken in {len(faults)} places.")
        self.stdout.write(f"The audit chain is whole: {AuditEntry.objects.count()} entries.")
