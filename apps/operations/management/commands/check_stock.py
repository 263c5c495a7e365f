"""Prove that stock, reservations, orders, transfers and the allocation ledger agree."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.catalog.models import Stock
from apps.catalog.stock import stock_faults
from apps.catalog.transfers import transfer_faults
from apps.orders.selectors import allocation_faults

SHOWN = 50  # rows printed; the count says how many there are


class Command(BaseCommand):
    help = "Check that on hand, allocated, reserved and on the way equal their ledgers; exit 1 with what doesn't."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*stock_faults(), *allocation_faults(), *transfer_faults()]
        for row in faults[:SHOWN]:
            self.stdout.write("  ".join(f"{name} {value}" for name, value in row.items()))
        if faults:
            self.stdout.write(self.style.ERROR(f"{len(faults)} faults."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS(f"{Stock.objects.count()} stock rows agree with their ledgers."))
