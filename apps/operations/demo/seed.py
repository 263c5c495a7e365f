"""Loads the demo shop: everything in one transaction, so that it is either there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.indexing import catalog_index, products_embed
from apps.catalog.models import Offer, Product, ProductEmbedding, Stock, Store
from apps.catalog.versions import catalog_changed
from apps.content.indexing import content_index
from apps.operations.demo.baskets import Shelf
from apps.operations.demo.catalogue import INDIA, load_products
from apps.operations.demo.documents import load_documents
from apps.operations.demo.invoices import load_invoices
from apps.operations.demo.offers import load_offers
from apps.operations.demo.order_plans import named_orders, order_plans
from apps.operations.demo.order_rows import load_orders, orders_in_time
from apps.operations.demo.people import load_people
from apps.operations.demo.products import product_plans
from apps.operations.demo.reviews import count_appeal, load_reviews
from apps.operations.demo.stores import load_stock, load_stores
from apps.operations.demo.tickets import load_tickets
from apps.rollout.encoders import current_encoder

EMBEDDING_THREADS = 2  # the encoder uses one core a call and lets go of the interpreter meanwhile
SMALL_REVIEWS = 120

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Seeded:
    """What was loaded (rows by name) and how long each part took, in seconds."""

    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def quiet(part: str, done: int, total: int) -> None:
    """Show nothing."""


def shop_is_seeded() -> bool:
    """Say whether the demo's products are there; they come in one transaction with all the rest."""
    return Product.objects.filter(external_id__startswith="demo-").exists()


def seed(*, small: bool, now: datetime, progress: Progress = quiet) -> Seeded:
    """Load the demo shop and its indexes unless it is there; what is missing of the indexes is made good.

    The same day gives the same shop, whatever the hour, but for orders of the last day.
    """
    found = Seeded()
    if not shop_is_seeded():
        with transaction.atomic():
            _load(found, progress, small=small, now=now)
        _analyse(found, progress)
    _index(found, progress)
    return found


def seed_small(*, now: datetime | None = None, index: bool = True) -> Seeded:
    """Load the small shop for tests; index False leaves out the vectors and needs no encoder."""
    now = now or timezone.now()
    if index:
        return seed(small=True, now=now)
    found = Seeded()
    if not shop_is_seeded():
        with transaction.atomic():
            _load(found, quiet, small=True, now=now)
    return found


def _load(found: Seeded, progress: Progress, *, small: bool, now: datetime) -> None:
    with _part(found, "products and prices", progress):
        plans = list(product_plans(small=small, today=now.astimezone(INDIA).date()))
        loaded = load_products(plans, now=now)
        catalog_changed(now=now)
    with _part(found, "stores and stock", progress):
        stores = load_stores(small=small)
        stock = load_stock(loaded, stores, now=now)
    with _part(found, "people and offers", progress):
        shoppers = load_people(small=small, now=now)
        offers = load_offers(now=now)
    with _part(found, "past orders", progress):
        orders = orders_in_time(
            (
                *order_plans(shoppers, Shelf(loaded), stores, small=small, now=now),
                *named_orders(shoppers, loaded, stores, now=now),
            )
        )
        found.rows["orders"] = load_orders(orders, stock, offers["WELCOME10"])
        found.rows["invoices"] = load_invoices()
    with _part(found, "reviews", progress):
        amount = {"count": SMALL_REVIEWS} if small else {}
        found.rows["reviews"] = load_reviews(orders, now=now, **amount)
        count_appeal(orders, now=now)
    with _part(found, "documents and tickets", progress):
        found.rows["documents"] = load_documents(now=now)
        found.rows["tickets"] = load_tickets(shoppers, now=now)
    found.rows |= {"products": len(plans), "variants": len(loaded), "stores": Store.objects.count()}
    found.rows |= {
        "stock rows": Stock.objects.count(),
        "people": User.objects.count(),
        "offers": Offer.objects.count(),
    }


def _index(found: Seeded, progress: Progress) -> None:
    missing = _not_embedded()
    if missing:
        with _part(found, "search index", progress):
            if len(missing) > 1_000 and not connection.in_atomic_block:
                _embed_in_threads(missing, progress)
            catalog_index(progress=lambda done, total: progress("search index", done, total))
        with _part(found, "document index", progress):
            found.rows["passages"] = content_index()


def _not_embedded() -> list[int]:
    known = ProductEmbedding.objects.filter(encoder=current_encoder().name).values("product_id")
    return list(Product.objects.filter(is_active=True).exclude(pk__in=known).values_list("pk", flat=True))


def _embed_in_threads(missing: list[int], progress: Progress) -> None:
    """Each thread has its own connection; only what is committed is seen by them."""
    done = [0] * EMBEDDING_THREADS

    def embed(number: int) -> None:
        def told(count: int, total: int) -> None:
            done[number] = count
            progress("search index", sum(done), len(missing))

        try:
            products_embed(product_ids=missing[number::EMBEDDING_THREADS], progress=told)
        finally:
            connection.close()

    with ThreadPoolExecutor(EMBEDDING_THREADS) as pool:
        list(pool.map(embed, range(EMBEDDING_THREADS)))


def _analyse(found: Seeded, progress: Progress) -> None:
    with _part(found, "statistics", progress), connection.cursor() as cursor:
        cursor.execute("analyze")


@contextmanager
def _part(found: Seeded, name: str, progress: Progress) -> Iterator[None]:
    progress(name, 0, 0)
    started = perf_counter()
    yield
    found.seconds[name] = perf_counter() - started
    progress(name, 1, 1)
