"""Jobs of the catalogue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.catalog.indexing import products_embed
from apps.catalog.lexicon import lexical_index_build
from apps.catalog.stock import reservations_sweep
from apps.catalog.versions import catalog_changed


@shared_task(name="catalog.sweep_reservations")
def sweep_reservations() -> int:
    """Give back the pieces whose reservation is over; may run twice at once."""
    return reservations_sweep(now=timezone.now())


@shared_task(name="catalog.reindex_products")
def reindex_products(product_ids: list[int]) -> int:
    """Embed changed products and make every process read the catalogue's words again; may run twice."""
    embedded = products_embed(product_ids=product_ids)
    catalog_changed(now=timezone.now())
    lexical_index_build()
    return embedded
