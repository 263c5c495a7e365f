"""Counting: what was found at a place replaces what the books say, with the reason and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from apps.catalog.models import Stock, StockConflict, StockCount, StockMovement
from apps.catalog.stock import StockCommitted, committed_error
from apps.catalog.waiting import more_of
from retailgenie.lib.chunks import chunked

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What lies at a place. location None: where it lies there is not said."""

    variant_id: int
    store_id: int
    pieces: int
    reason: str = StockCount.Reason.ROUTINE
    note: str = ""
    location: str | None = None


@transaction.atomic
def stock_counts_set(*, rows: Iterable[Counted], actor: str, reference: str, now: datetime) -> int:
    """Set many counts at once; returns how many rows differed. Makes stock rows that are missing.

    Raises StockCommitted, with details["short"] a list of [variant id, store id, committed pieces], when a count is
    lower than what is sold or reserved there; then nothing is changed.
    """
    wanted = {(row.variant_id, row.store_id): row for row in rows}
    keys = sorted(wanted)
    stock_rows_make(keys)
    found = stock_rows_lock(keys)
    short = [
        [row.variant_id, row.store_id, row.allocated + row.reserved]
        for row in found
        if wanted[row.variant_id, row.store_id].pieces < row.allocated + row.reserved
    ]
    if short:
        raise StockCommitted(committed_error(short[0][2]), short=short, committed=short[0][2])
    pairs = [(row, wanted[row.variant_id, row.store_id]) for row in found]
    for part in chunked(pairs, BATCH):
        _write(part, actor, reference, now)
    more_of(row.variant_id for row, count in pairs if count.pieces > row.on_hand)
    return sum(row.on_hand != count.pieces for row, count in pairs)


@transaction.atomic
def stock_count(
    *,
    stock_id: int,
    counted: int,
    actor: str,
    now: datetime,
    reason: str = StockCount.Reason.ROUTINE,
    note: str = "",
    location: str | None = None,
) -> int:
    """Set what is on hand to what was counted; returns the difference. Raises StockCommitted."""
    row = Stock.objects.select_for_update().get(pk=stock_id)
    count = Counted(row.variant_id, row.store_id, counted, reason, note, location)
    stock_counts_set(rows=[count], actor=actor, reference=f"count by {actor}", now=now)
    return counted - row.on_hand


_MAKE = """
    insert into catalog_stock (variant_id, store_id, on_hand, allocated, reserved, missing, location)
    select variant_id, store_id, 0, 0, 0, 0, '' from unnest(%s::bigint[], %s::bigint[]) as given (variant_id, store_id)
    on conflict (variant_id, store_id) do nothing
"""
_FIND = """
    select s.id from catalog_stock s
    join unnest(%s::bigint[], %s::bigint[]) as given (variant_id, store_id) using (variant_id, store_id)
"""
_SET = """
    update catalog_stock s set on_hand = given.pieces, missing = 0, location = coalesce(given.location, s.location)
    from unnest(%s::bigint[], %s::int[], %s::text[]) as given (id, pieces, location) where s.id = given.id
"""


def _columns(keys: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [[key[0] for key in keys], [key[1] for key in keys]]


def stock_rows_make(keys: Sequence[tuple[int, int]]) -> None:
    """Make the stock rows of (variant id, store id) that are missing."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, _columns(keys))


def stock_rows_lock(keys: Sequence[tuple[int, int]]) -> list[Stock]:
    """Lock all rows in order of primary key, as everybody does."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, _columns(keys))
        ids = [row[0] for row in cursor.fetchall()]
    rows = Stock.objects.select_for_update(of=("self",)).select_related("variant", "store")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _write(pairs: Sequence[tuple[Stock, Counted]], actor: str, reference: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SET,
            [
                [row.pk for row, _ in pairs],
                [count.pieces for _, count in pairs],
                [count.location for _, count in pairs],
            ],
        )
    StockMovement.objects.bulk_create(
        StockMovement(stock=row, kind=kind, on_hand_change=change, reference=reference, at=now)
        for row, count in pairs
        for kind, change in _changes(row, count)
        if change
    )
    StockCount.objects.bulk_create(
        StockCount(
            stock=row,
            expected=row.on_hand,
            counted=count.pieces,
            reason=count.reason,
            note=count.note[:200],
            value_paise=(count.pieces - row.on_hand) * row.variant.price_paise,
            actor=actor,
            at=now,
        )
        for row, count in pairs
    )
    StockConflict.objects.filter(
        stock__in=[row.pk for row, _ in pairs], state=StockConflict.State.OPEN, kind=StockConflict.Kind.SHORT
    ).update(state=StockConflict.State.SETTLED, answer="counted", settled_by=actor[:120], changed_at=now)


def _changes(row: Stock, count: Counted) -> tuple[tuple[StockMovement.Kind, int], ...]:
    """What the outside system misses is taken over first, so that it is told the whole correction."""
    return (
        (StockMovement.Kind.OUTSIDE, -row.missing),
        (StockMovement.Kind.COUNT, count.pieces - row.on_hand + row.missing),
    )
