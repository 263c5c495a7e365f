"""Keeps the vectors and the lexical index in step with the products: products are embedded, not SKUs.

Both are derived data and can be built again at any time. Vectors lie beside the products in PostgreSQL, with the
name of the encoder that made them; the lexical index is a folder of files per catalogue version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import md5
from threading import Event, Thread

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from pgvector import HalfVector

from apps.catalog.facts import facts_renew
from apps.catalog.lexicon import lexical_index_build
from apps.catalog.models import Product, ProductEmbedding, VectorSet
from apps.catalog.texts import embedded_text, readable
from apps.catalog.versions import catalog_changed
from apps.rollout.encoders import current_encoder
from retailgenie.ai.encoder import Encoder, EncoderMissing, shared_encoder
from retailgenie.lib.chunks import chunked

BATCH = 128  # products encoded and written at once
BUILD_MEMORY = "2GB"  # a graph that does not fit is built many times slower; 1,000,000 vectors take 1.2 GB
PROGRESS_SECONDS = 5.0
HNSW_FROM = 20_000  # products; below it an exact scan is as fast and never misses

Progress = Callable[[int, int], None]


def catalog_index(*, progress: Progress = lambda done, total: None) -> int:
    """Embed active products that are new or changed and rebuild the lexical index; returns how many were embedded."""
    count = products_embed(product_ids=None, progress=progress)
    catalog_changed(now=timezone.now())
    lexical_index_build()
    if is_large():
        facts_renew()
        if not connection.in_atomic_block:
            vector_index_build(progress=progress)
    return count


def is_large() -> bool:
    """Say whether there are so many vectors that an index over them pays."""
    vectors = ProductEmbedding.objects.filter(encoder=current_encoder().name)
    return vectors[: HNSW_FROM + 1].count() > HNSW_FROM


def products_embed(
    *, product_ids: Sequence[int] | None, progress: Progress = lambda done, total: None
) -> int:
    """Embed the given products (None: all active ones) where their text has changed; returns how many.

    Given products get the vectors of every variant that is kept, so that a swap to it finds them as they are now.
    """
    running = current_encoder()
    if product_ids is None:
        return variant_embed(running, product_ids=None, progress=progress)
    for encoder in _also_kept(running.name):
        variant_embed(encoder, product_ids=product_ids)
    return variant_embed(running, product_ids=product_ids, progress=progress)


def _also_kept(running: str) -> Iterator[Encoder]:
    """Yield the other encoders whose vectors are kept; those that this machine lacks are caught up before a swap."""
    for name in VectorSet.objects.exclude(encoder=running).values_list("encoder", flat=True):
        with suppress(EncoderMissing):
            yield shared_encoder(name)


def variant_embed(
    encoder: Encoder, *, product_ids: Sequence[int] | None, progress: Progress = lambda done, total: None
) -> int:
    """Embed products (None: all active ones) by one encoder where their text has changed; returns how many."""
    rows = Product.objects.filter(is_active=True)
    if product_ids is not None:
        rows = rows.filter(pk__in=product_ids)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    known = dict(
        ProductEmbedding.objects.filter(encoder=encoder.name, product_id__in=keys).values_list(
            "product_id", "text_digest"
        )
    )
    done = embedded = 0
    for part in chunked(keys, BATCH):
        embedded += _embed(encoder, readable(Product.objects.filter(pk__in=part)), known)
        done += len(part)
        progress(done, len(keys))
    return embedded


def _embed(encoder: Encoder, products: QuerySet[Product], known: dict[int, str]) -> int:
    wanted = []
    for product in products:
        text = embedded_text(product)
        digest = md5(text.encode(), usedforsecurity=False).hexdigest()
        if known.get(product.pk) != digest:
            wanted.append((product.pk, text, digest))
    vectors = encoder.encode([text for _, text, _ in wanted])
    ProductEmbedding.objects.bulk_create(
        (
            ProductEmbedding(
                product_id=key, encoder=encoder.name, embedding=HalfVector(vector), text_digest=digest
            )
            for (key, _, digest), vector in zip(wanted, vectors, strict=True)
        ),
        update_conflicts=True,
        unique_fields=["product", "encoder"],
        update_fields=["embedding", "text_digest"],
    )
    return len(wanted)


def vector_index_name(encoder: str) -> str:
    """Return the name of the HNSW index over one encoder's vectors."""
    return "product_hnsw_" + md5(encoder.encode(), usedforsecurity=False).hexdigest()[:12]


def vector_index_build(*, encoder: str = "", progress: Progress = lambda done, total: None) -> None:
    """Build the HNSW index of an encoder's vectors unless it is there; search and writes go on meanwhile.

    encoder: its name; the running one's where left out. Inner product orders unit vectors as cosine does, at less cost.
    `progress` is told the rows that are in. Not inside a transaction: PostgreSQL needs its own.
    """
    encoder = encoder or current_encoder().name
    name = vector_index_name(encoder)
    with connection.cursor() as cursor:
        cursor.execute("select i.indisvalid from pg_index i where i.indexrelid = to_regclass(%s)", [name])
        found = cursor.fetchone()
        if found is not None and found[0]:
            return
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"drop index if exists {quoted}")  # what an interrupted build left
        cursor.execute("select quote_literal(%s)", [encoder])
        literal = cursor.fetchone()[0]
        cursor.execute(f"set maintenance_work_mem = '{BUILD_MEMORY}'")
        with _watched(progress, ProductEmbedding.objects.filter(encoder=encoder).count()):
            cursor.execute(
                f"create index concurrently {quoted} on catalog_productembedding "
                f"using hnsw (embedding halfvec_ip_ops) where encoder = {literal}"
            )
        cursor.execute("reset maintenance_work_mem")


@contextmanager
def _watched(progress: Progress, total: int) -> Iterator[None]:
    """Tell how far the index build of this database is, every few seconds, from a thread with its own connection."""
    over = Event()

    def watch() -> None:
        while not over.wait(PROGRESS_SECONDS):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select tuples_done from pg_stat_progress_create_index where datname = current_database()"
                )
                for (done,) in cursor.fetchall():
                    progress(int(done or 0), total)
        connection.close()

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
