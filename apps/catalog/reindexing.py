"""Changes the encoder that finds products while the shop is open: a second set of vectors, then one swap of the alias.

Filled in batches behind a cursor, so a killed run goes on where it was; meanwhile every changed product gets vectors
of both encoders. The swap is one transaction that first sees that nothing is missing. The old vectors stay and are kept
in step until they are removed on purpose: until then going back is the same swap the other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import ClassVar

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.catalog.index_folders import LATE
from apps.catalog.indexing import (
    BATCH,
    HNSW_FROM,
    Progress,
    variant_embed,
    vector_index_build,
    vector_index_name,
)
from apps.catalog.models import Product, ProductEmbedding, VectorSet
from apps.rollout.models import Alias, AliasName, Kind
from apps.rollout.selectors import forget
from apps.rollout.services import alias_move, alias_remove, model_version_register
from retailgenie.ai.encoder import DEFAULT_NAME, Encoder, EncoderMissing, shared_encoder
from retailgenie.lib.chunks import chunked
from retailgenie.lib.errors import ShopError
from retailgenie.lib.queue import enqueue

FILL_LOCK = 7_340_117  # one set is filled at a time: two would only share the same cores
SLICE_SECONDS = 300.0  # of a background task, well within its time limit; the next task goes on
STUCK_AFTER = timedelta(minutes=5)  # a batch takes seconds
ROUNDS = 5  # of catching up with what changed during the round before
REMOVED_AT_ONCE = 5_000


class ReindexRefused(ShopError):
    """The step doesn't fit how things stand; nothing was changed, and the message says what to do."""

    code: ClassVar[str] = "reindex_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Reindexed:
    """whole: nothing is missing any more. swapped: searches use it now."""

    encoder: str
    done: int
    total: int
    whole: bool
    swapped: bool = False


def running_name() -> str:
    """Return the name of the encoder that the alias makes searches use, read now."""
    champion = Alias.objects.filter(kind=Kind.ENCODER, name="", alias=AliasName.CHAMPION)
    return champion.values_list("version", flat=True).first() or DEFAULT_NAME


def reindex_begin(*, encoder: str, now: datetime, swap: bool, background: bool = False) -> VectorSet:
    """Note that an encoder's vectors are wanted; from now on every changed product gets them too.

    background: a worker fills them. Raises ReindexRefused where the encoder is not on this machine.
    """
    _encoder(encoder)
    with transaction.atomic():
        for name in {encoder, running_name()}:
            state = VectorSet.State.FILLING if name == encoder else VectorSet.State.READY
            VectorSet.objects.get_or_create(
                encoder=name, defaults={"state": state, "began_at": now, "updated_at": now}
            )
        VectorSet.objects.filter(encoder=encoder).update(swap_when_ready=swap, updated_at=now)
        if background:
            enqueue("catalog.reindex_vectors", encoder)
    return VectorSet.objects.get(encoder=encoder)


def reindex_run(
    *, encoder: str, seconds: float = float("inf"), progress: Progress = lambda done, total: None
) -> Reindexed:
    """Fill what is missing of a begun set for at most `seconds`, and swap if that was asked for and it is whole.

    Goes on where an interrupted run was. Raises ReindexRefused where the set was not begun, another run is at it or the
    encoder is not here.
    """
    loaded, until = _encoder(encoder), monotonic() + seconds
    found = VectorSet.objects.filter(encoder=encoder).first()
    if found is None:
        raise ReindexRefused(f"Nobody has begun vectors of {encoder}.")
    with _alone():
        if found.state == VectorSet.State.FILLING and not _fill(loaded, found, until, progress):
            return Reindexed(encoder, found.done, found.total, whole=False)
        _catch_up(loaded, found)
    if found.total > HNSW_FROM and not connection.in_atomic_block:
        vector_index_build(encoder=encoder, progress=progress)
    found.refresh_from_db()
    swapped = found.swap_when_ready
    if swapped:
        vectors_swap(encoder=encoder, now=timezone.now())
    return Reindexed(encoder, found.total, found.total, whole=True, swapped=swapped)


def _fill(encoder: Encoder, found: VectorSet, until: float, progress: Progress) -> bool:
    """Embed products in the order of their ids behind the cursor; False where the time was up before the end."""
    while True:
        rows = Product.objects.filter(is_active=True)
        keys = list(rows.filter(pk__gt=found.cursor).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return True
        if monotonic() > until:
            return False
        with transaction.atomic():
            variant_embed(encoder, product_ids=keys)
            found.cursor, found.done, found.updated_at = keys[-1], found.done + len(keys), timezone.now()
            found.total = found.done + rows.filter(pk__gt=found.cursor).count()
            found.save(update_fields=["cursor", "done", "total", "updated_at"])
        progress(found.done, found.total)


def _catch_up(encoder: Encoder, found: VectorSet) -> None:
    """Embed what came or changed since the set was begun, until a round finds nothing; then the set is ready."""
    for _ in range(ROUNDS):
        changed = Product.objects.filter(is_active=True, updated_at__gte=found.began_at - LATE)
        keys = {*changed.values_list("pk", flat=True), *missing(found.encoder).values_list("pk", flat=True)}
        done = sum(variant_embed(encoder, product_ids=part) for part in chunked(sorted(keys), BATCH))
        if not done:
            break
    found.state, found.updated_at = VectorSet.State.READY, timezone.now()
    found.save(update_fields=["state", "updated_at"])


def missing(encoder: str) -> QuerySet[Product]:
    """Return the active products without a vector of an encoder."""
    vectors = ProductEmbedding.objects.filter(encoder=encoder, product_id=OuterRef("pk"))
    return Product.objects.filter(~Exists(vectors), is_active=True)


def reindexes_waiting(*, now: datetime) -> list[str]:
    """Return the encoders whose vectors are not whole although nobody has added any for STUCK_AFTER."""
    rows = VectorSet.objects.filter(state=VectorSet.State.FILLING, updated_at__lt=now - STUCK_AFTER)
    return list(rows.values_list("encoder", flat=True))


def vectors_swap(*, encoder: str, now: datetime) -> None:
    """Let searches use an encoder's vectors, in one transaction that sees none is missing. Raises ReindexRefused."""
    with transaction.atomic():
        found = VectorSet.objects.select_for_update().filter(encoder=encoder).first()
        if found is None or found.state != VectorSet.State.READY:
            raise ReindexRefused(
                f"The vectors of {encoder} are not ready. Run: manage.py reindex --variant {encoder}"
            )
        count = missing(encoder).count()
        if count:
            raise ReindexRefused(
                f"{count} products have no vector of {encoder} yet; run the re-index once more."
            )
        _champion_noted(now)
        alias_move(kind=Kind.ENCODER, version=encoder, now=now)
        VectorSet.objects.filter(encoder=encoder).update(swap_when_ready=False, updated_at=now)
        transaction.on_commit(forget)


def reindex_back(*, now: datetime) -> str:
    """Let searches use the encoder before this one again, its vectors brought up to date first; returns its name.

    Raises ReindexRefused where there is none or its vectors were removed.
    """
    previous = Alias.objects.filter(kind=Kind.ENCODER, name="", alias=AliasName.PREVIOUS).first()
    found = VectorSet.objects.filter(encoder=previous.version).first() if previous else None
    if previous is None or found is None:
        raise ReindexRefused("There is no earlier encoder whose vectors are kept.")
    with _alone():
        _catch_up(_encoder(previous.version), found)
    vectors_swap(encoder=previous.version, now=now)
    return previous.version


def vectors_remove(*, encoder: str) -> int:
    """Delete an encoder's vectors with their index; returns how many. Raises ReindexRefused for the running one."""
    if encoder == running_name():
        raise ReindexRefused(f"{encoder} is what searches use now.")
    VectorSet.objects.filter(encoder=encoder).delete()  # first: nobody makes new ones from here on
    alias_remove(kind=Kind.ENCODER, version=encoder, alias=AliasName.PREVIOUS)
    count, rows = 0, ProductEmbedding.objects.filter(encoder=encoder)
    while keys := list(rows.values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
        count += ProductEmbedding.objects.filter(pk__in=keys).delete()[0]
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(vector_index_name(encoder))
        cursor.execute(f"drop index if exists {name}")
    return count


def _champion_noted(now: datetime) -> None:
    """Write down what runs without having been named so far, so that there is something to go back to."""
    if not Alias.objects.filter(kind=Kind.ENCODER, name="", alias=AliasName.CHAMPION).exists():
        model_version_register(
            kind=Kind.ENCODER,
            version=DEFAULT_NAME,
            path=f"models/encoder/{DEFAULT_NAME}",
            metrics={},
            now=now,
            note="as it comes with the shop",
        )


def _encoder(name: str) -> Encoder:
    try:
        return shared_encoder(name)
    except EncoderMissing as error:
        raise ReindexRefused(f"There is no encoder {name} on this machine.") from error


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the right to fill; it ends with the connection, so a killed run leaves nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [FILL_LOCK])
        if not cursor.fetchone()[0]:
            raise ReindexRefused(
                "Another re-index is under way; `manage.py reindex --status` tells how far it is."
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [FILL_LOCK])
