"""Jobs of the catalogue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.catalog.stock import reservations_sweep


@shared_task(name="catalog.sweep_reservations")
def sweep_reservations() -> int:
    """Give back the pieces whose reservation is over; may run twice at once."""
    return reservations_sweep(now=timezone.now())
