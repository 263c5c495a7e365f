"""The catalogue's version: how every process notices that products, categories or their words have changed."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import connections
from django.db.models import F

from apps.catalog.models import CatalogVersion
from apps.rollout.glance import Part

LARGEST_STEP = 2**40  # random steps: a version that was rolled back or restored away never comes again


catalog_version = Part(
    "catalogue",
    "(select coalesce((select number from catalog_catalogversion order by id limit 1), 0))",
    int,
)


def catalog_changed(*, now: datetime) -> None:
    """Say that the catalogue has changed; what processes remember of it is read again within seconds."""
    step = 1 + secrets.randbelow(LARGEST_STEP)
    if not CatalogVersion.objects.update(number=F("number") + step, updated_at=now):
        CatalogVersion.objects.create(number=step, updated_at=now)
    catalog_version.forget()


def connections_closed() -> None:
    """Give back what a thread that computed something remembered had open."""
    connections.close_all()
