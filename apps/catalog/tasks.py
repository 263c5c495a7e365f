"""Jobs of the catalogue."""

from __future__ import annotations

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from apps.catalog.alerts import alerts_fire, alerts_tidy
from apps.catalog.facts import facts_renew
from apps.catalog.imports import jobs
from apps.catalog.indexing import is_large, products_embed, vector_index_build
from apps.catalog.lexicon import lexical_index_renew
from apps.catalog.outside.port import outside_stock
from apps.catalog.outside.sync import outside_sync
from apps.catalog.prices import prices_due
from apps.catalog.ranker import ranker_learn
from apps.catalog.recommender import recommender_learn
from apps.catalog.reindexing import SLICE_SECONDS, ReindexRefused, reindex_run, reindexes_waiting
from apps.catalog.stock import reservations_sweep
from apps.catalog.versions import catalog_changed
from retailgenie.lib.queue import enqueue


@shared_task(name="catalog.sweep_reservations")
def sweep_reservations() -> int:
    """Give back the pieces whose reservation is over; may run twice at once."""
    return reservations_sweep(now=timezone.now())


@shared_task(name="catalog.reindex_products")
def reindex_products(product_ids: list[int]) -> int:
    """Embed changed products and make every process read the catalogue's words again; may run twice."""
    embedded = products_embed(product_ids=product_ids)
    catalog_changed(now=timezone.now())
    lexical_index_renew()
    facts_renew()
    if is_large():
        enqueue("catalog.build_vector_index")
    return embedded


@shared_task(name="catalog.check_import")
def check_import(job_id: int) -> None:
    """Look at a file that staff has sent; it only reads."""
    try:
        jobs.import_check(job_id=job_id, now=timezone.now())
    except SoftTimeLimitExceeded:
        jobs.import_interrupted(job_id=job_id, now=timezone.now())


@shared_task(name="catalog.apply_import")
def apply_import(job_id: int) -> None:
    """Carry out a checked file; a second run finds nothing to do."""
    try:
        jobs.import_apply(job_id=job_id, now=timezone.now())
    except SoftTimeLimitExceeded:
        jobs.import_interrupted(job_id=job_id, now=timezone.now())


@shared_task(name="catalog.sweep_imports")
def sweep_imports() -> int:
    """End imports whose worker died."""
    return jobs.imports_sweep(now=timezone.now())


@shared_task(name="catalog.prices_due")
def apply_due_prices() -> int:
    """Put planned prices in force; may run twice at once."""
    return prices_due(now=timezone.now())


@shared_task(name="catalog.fire_stock_alerts")
def fire_stock_alerts(variant_ids: list[int]) -> int:
    """Tell those who wait for variants that are back; may run twice at once, each is told once."""
    return alerts_fire(now=timezone.now(), variant_ids=variant_ids)


@shared_task(name="catalog.sweep_stock_alerts")
def sweep_stock_alerts() -> int:
    """Tell those whom a lost job left waiting, and end what guests never confirmed."""
    now = timezone.now()
    alerts_tidy(now=now)
    return alerts_fire(now=now)


@shared_task(name="catalog.sync_stock")
def sync_stock() -> int:
    """Make a round with the outside stock system; two at once do each other no harm."""
    return outside_sync(port=outside_stock(), now=timezone.now()).changed


@shared_task(name="catalog.build_vector_index")
def build_vector_index() -> None:
    """Build the vector index of a large catalogue beside the running shop; does nothing where it is there."""
    vector_index_build()


@shared_task(name="catalog.reindex_vectors")
def reindex_vectors(encoder: str) -> bool:
    """Fill another encoder's vectors for a few minutes, then hand on to the next task; True once they are whole."""
    try:
        found = reindex_run(encoder=encoder, seconds=SLICE_SECONDS)
    except (
        ReindexRefused
    ):  # another worker is at it, or the file is on another machine: the sweep looks again
        return False
    if not found.whole:
        enqueue("catalog.reindex_vectors", encoder)
    if found.swapped:
        enqueue("catalog.learn_ranking")  # it knows the cosines of the encoder before
    return found.whole


@shared_task(name="catalog.sweep_reindexes")
def sweep_reindexes() -> int:
    """Go on with re-indexing whose worker died."""
    waiting = reindexes_waiting(now=timezone.now())
    for encoder in waiting:
        enqueue("catalog.reindex_vectors", encoder)
    return len(waiting)


@shared_task(name="catalog.learn_recommendations")
def learn_recommendations() -> str:
    """Learn suggestions from all orders and let them run; returns the version, "" where nothing was bought."""
    learned = recommender_learn(now=timezone.now())
    return learned.version if learned else ""


@shared_task(name="catalog.learn_ranking")
def learn_ranking() -> bool:
    """Learn the order of search results and count what people did; False where the shop has no products."""
    return ranker_learn(now=timezone.now()) is not None
