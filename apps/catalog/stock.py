"""The only code that changes Stock rows: every change is made under locks taken in order of primary key, and every
change of on_hand or allocated writes a StockMovement, so that `stock_faults` can prove the sums.

Pieces go: on hand -> reserved (while somebody pays) -> allocated (sold, still here) -> shipped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from apps.catalog.models import Reservation, Stock, StockMovement, Store, Variant
from apps.catalog.waiting import more_of
from retailgenie.lib.errors import ShopError

RESERVATION_LIFE = timedelta(minutes=15)  # the longest that a UPI collect request stays open
SWEEP_BATCH = 500  # reservations a transaction, so that a sweep never holds many rows for long
RECEIVE_BATCH = 10_000  # rows a statement

AVAILABLE = F("on_hand") - F("allocated") - F("reserved")


class StockShortage(ShopError):
    """There are fewer pieces than wanted; details["left"] maps variant id to what is left."""

    code: ClassVar[str] = "stock_shortage"
    status: ClassVar[int] = 409


class ReservationLost(ShopError):
    """The pieces were held too long ago and have been given back; reserve again."""

    code: ClassVar[str] = "reservation_lost"
    status: ClassVar[int] = 409


class StockCommitted(ShopError):
    """A count can't be lower than what is already sold or reserved from this place."""

    code: ClassVar[str] = "stock_committed"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of a variant from one place."""

    stock_id: int
    variant_id: int
    quantity: int


def available_by_variant(variant_ids: Iterable[int], *, store_id: int | None = None) -> dict[int, int]:
    """Return the pieces that can be sold now, over all active places or at one store; 0 for those without stock."""
    wanted = list(variant_ids)
    rows = Stock.objects.filter(variant_id__in=wanted, store__is_active=True)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    sums = dict(rows.values_list("variant_id").annotate(pieces=Sum(AVAILABLE)))
    return {variant_id: sums.get(variant_id, 0) for variant_id in wanted}


@transaction.atomic
def stock_reserve(
    *,
    holder: str,
    wants: Mapping[int, int],
    now: datetime,
    store_id: int | None = None,
    life: timedelta = RESERVATION_LIFE,
) -> list[Pick]:
    """Hold pieces (variant id -> quantity) for a holder until now + life: at one store, or warehouses first.

    Raises StockShortage naming every variant that is short; then nothing is held.
    """
    picks = _pick(wants, store_id=store_id)
    for pick in picks:
        Stock.objects.filter(pk=pick.stock_id).update(reserved=F("reserved") + pick.quantity)
    Reservation.objects.bulk_create(
        Reservation(
            stock_id=pick.stock_id,
            holder=holder,
            quantity=pick.quantity,
            created_at=now,
            expires_at=now + life,
        )
        for pick in picks
    )
    return picks


@transaction.atomic
def reservation_allocate(*, holder: str, reference: str, now: datetime) -> list[Pick]:
    """Turn all that a holder has reserved into sold pieces; raises ReservationLost when nothing is held any more."""
    held = _lock_reservations(Reservation.objects.filter(holder=holder, state=Reservation.State.HELD))
    if not held:
        raise ReservationLost(_("The pieces were held too long and have been given back. Please try again."))
    picks = [Pick(row.stock_id, row.stock.variant_id, row.quantity) for row in held]
    for row in held:
        Stock.objects.filter(pk=row.stock_id).update(
            reserved=F("reserved") - row.quantity, allocated=F("allocated") + row.quantity
        )
    _end(held, Reservation.State.CONSUMED)
    _write(picks, StockMovement.Kind.ALLOCATE, reference, now, allocated=1)
    return picks


@transaction.atomic
def reservation_release(*, holder: str, now: datetime) -> int:
    """Give back all that a holder has reserved; returns the pieces."""
    held = _lock_reservations(Reservation.objects.filter(holder=holder, state=Reservation.State.HELD))
    return _give_back(held, Reservation.State.RELEASED, now)


def reservations_sweep(*, now: datetime) -> int:
    """Give back every reservation whose time is over; returns the pieces. Safe to run twice at once."""
    total = 0
    while True:
        expired = Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lt=now)
        batch = list(expired.order_by("pk").values_list("pk", flat=True)[:SWEEP_BATCH])
        if not batch:
            return total
        with transaction.atomic():
            held = _lock_reservations(Reservation.objects.filter(pk__in=batch, state=Reservation.State.HELD))
            total += _give_back(held, Reservation.State.EXPIRED, now)


@transaction.atomic
def stock_allocate(
    *, wants: Mapping[int, int], reference: str, now: datetime, store_id: int | None = None
) -> list[Pick]:
    """Sell pieces at once, without a reservation before; raises StockShortage."""
    picks = _pick(wants, store_id=store_id)
    _change(picks, StockMovement.Kind.ALLOCATE, reference, now, allocated=1)
    return picks


def stock_release(*, picks: Sequence[Pick], reference: str, now: datetime) -> None:
    """Give sold pieces back that never left (a cancelled order)."""
    _change(picks, StockMovement.Kind.RELEASE, reference, now, allocated=-1)


def stock_ship(*, picks: Sequence[Pick], reference: str, now: datetime) -> None:
    """Let sold pieces leave the place."""
    _change(picks, StockMovement.Kind.SHIP, reference, now, allocated=-1, on_hand=-1)


def stock_restock(*, picks: Sequence[Pick], reference: str, now: datetime) -> None:
    """Put returned pieces back on the shelf."""
    _change(picks, StockMovement.Kind.RESTOCK, reference, now, on_hand=1)


@transaction.atomic
def stock_receive(*, rows: Iterable[tuple[int, int, int]], reference: str, now: datetime) -> int:
    """Add pieces, as (variant id, store id, pieces); makes missing Stock rows. Bulk; returns the number of rows."""
    pieces: dict[tuple[int, int], int] = defaultdict(int)
    for variant_id, store_id, count in rows:
        pieces[variant_id, store_id] += count
    keys = sorted(pieces)
    for start in range(0, len(keys), RECEIVE_BATCH):
        _receive({key: pieces[key] for key in keys[start : start + RECEIVE_BATCH]}, reference, now)
    return len(keys)


def committed_error(count: int) -> str:
    """Say why a count can't be so low."""
    return _("%(count)d pieces here are already sold or reserved.") % {"count": count}


def stock_lock(variant_ids: Iterable[int]) -> None:
    """Lock all stock of some variants for a transaction that first takes one and then gives back another."""
    list(
        Stock.objects.select_for_update()
        .filter(variant_id__in=set(variant_ids))
        .order_by("pk")
        .values_list("pk")
    )


def stock_faults() -> Iterator[dict[str, Any]]:
    """Yield every Stock row whose figures differ from the sums of its movements and held reservations."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        names = [column.name for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


_FAULTS = """
    select s.id as stock, s.on_hand, coalesce(m.on_hand, 0) as on_hand_moved,
           s.allocated, coalesce(m.allocated, 0) as allocated_moved,
           s.reserved, coalesce(r.held, 0) as held, s.missing
    from catalog_stock s
    left join (select stock_id, sum(on_hand_change) as on_hand, sum(allocated_change) as allocated
               from catalog_stockmovement group by stock_id) m on m.stock_id = s.id
    left join (select stock_id, sum(quantity) as held
               from catalog_reservation where state = 'held' group by stock_id) r on r.stock_id = s.id
    where s.on_hand <> coalesce(m.on_hand, 0) or s.allocated <> coalesce(m.allocated, 0)
       or s.reserved <> coalesce(r.held, 0)
       or s.missing > 0 and s.on_hand > s.allocated + s.reserved
    order by s.id
"""


def _pick(wants: Mapping[int, int], *, store_id: int | None) -> list[Pick]:
    """Lock the stock rows of the wanted variants and choose places; raises StockShortage."""
    rows = (
        Stock.objects.select_for_update(of=("self",))
        .select_related("store")
        .filter(variant_id__in=list(wants), store__is_active=True, on_hand__gt=0)
        .order_by("pk")
    )
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    places: dict[int, list[Stock]] = defaultdict(list)
    for row in rows:
        places[row.variant_id].append(row)
    left = {variant_id: sum(map(_free, places[variant_id])) for variant_id in wants}
    short = {
        variant_id: left[variant_id] for variant_id, quantity in wants.items() if left[variant_id] < quantity
    }
    if short:
        raise shortage(short)
    return [pick for variant_id, quantity in wants.items() for pick in _spread(places[variant_id], quantity)]


def _spread(rows: list[Stock], quantity: int) -> Iterator[Pick]:
    """One place that has everything if there is one (warehouses first), else as few places as possible."""
    by_rank = sorted(rows, key=lambda row: (row.store.kind != Store.Kind.WAREHOUSE, -_free(row), row.pk))
    whole = next((row for row in by_rank if _free(row) >= quantity), None)
    for row in [whole] if whole else by_rank:
        pieces = min(quantity, _free(row))
        if pieces > 0:
            yield Pick(row.pk, row.variant_id, pieces)
            quantity -= pieces


def shortage(left: Mapping[int, int]) -> StockShortage:
    """Build the error that says, by name, what is left of each variant."""
    names = {row.pk: row for row in Variant.objects.select_related("product").filter(pk__in=list(left))}
    parts = []
    for variant_id, pieces in left.items():
        variant = names.get(variant_id)
        details = [x for x in (variant.size, variant.colour) if x] if variant else []
        title = variant.product.title if variant else ""
        name = f"{title} ({', '.join(details)})" if details else title
        template = _("%(name)s: only %(count)d left.") if pieces > 0 else _("%(name)s is sold out.")
        parts.append(template % {"name": name, "count": pieces})
    return StockShortage(" ".join(parts), left={str(key): value for key, value in left.items()})


def _free(row: Stock) -> int:
    return row.on_hand - row.allocated - row.reserved


@transaction.atomic
def stock_move(
    *, picks: Sequence[Pick], kind: StockMovement.Kind, reference: str, now: datetime, on_hand: int
) -> None:
    """Move pieces in (on_hand 1) or out (-1) of a place for another reason than a sale."""
    _change(picks, kind, reference, now, on_hand=on_hand)


@transaction.atomic
def _change(
    picks: Sequence[Pick],
    kind: StockMovement.Kind,
    reference: str,
    now: datetime,
    *,
    on_hand: int = 0,
    allocated: int = 0,
) -> None:
    """Lock, move each pick by its quantity times the signs, and write the movements."""
    ids = [pick.stock_id for pick in picks]
    list(Stock.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    for pick in picks:
        Stock.objects.filter(pk=pick.stock_id).update(
            on_hand=F("on_hand") + on_hand * pick.quantity,
            allocated=F("allocated") + allocated * pick.quantity,
        )
    _write(picks, kind, reference, now, on_hand=on_hand, allocated=allocated)
    if on_hand or allocated < 0:
        missing_settle(ids, reference=reference, now=now)
    more_of(pick.variant_id for pick in picks if (on_hand - allocated) * pick.quantity > 0)


def missing_settle(stock_ids: Sequence[int], *, reference: str, now: datetime) -> None:
    """Pieces that came free where the outside system misses some are those: they are not sold again.

    The rows are locked by the caller. Missing pieces never exceed what is sold or reserved.
    """
    for row in Stock.objects.filter(pk__in=stock_ids, missing__gt=0):
        committed = row.allocated + row.reserved
        taken = min(max(row.on_hand - committed, 0), row.missing)
        Stock.objects.filter(pk=row.pk).update(
            on_hand=F("on_hand") - taken, missing=min(row.missing - taken, committed)
        )
        if taken:
            _write(
                [Pick(row.pk, row.variant_id, taken)], StockMovement.Kind.OUTSIDE, reference, now, on_hand=-1
            )


def _write(
    picks: Iterable[Pick],
    kind: StockMovement.Kind,
    reference: str,
    now: datetime,
    *,
    on_hand: int = 0,
    allocated: int = 0,
) -> None:
    StockMovement.objects.bulk_create(
        StockMovement(
            stock_id=pick.stock_id,
            kind=kind,
            on_hand_change=on_hand * pick.quantity,
            allocated_change=allocated * pick.quantity,
            reference=reference,
            at=now,
        )
        for pick in picks
    )


def _lock_reservations(rows: Any) -> list[Reservation]:
    """Lock the stock rows first (in order, as everybody does), then the reservations that are still wanted."""
    ids = list(rows.values_list("stock_id", flat=True))
    list(Stock.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return list(rows.select_for_update(of=("self",)).select_related("stock").order_by("pk"))


def _give_back(held: list[Reservation], state: Reservation.State, now: datetime) -> int:
    for row in held:
        Stock.objects.filter(pk=row.stock_id).update(reserved=F("reserved") - row.quantity)
    _end(held, state)
    missing_settle([row.stock_id for row in held], reference="reservation", now=now)
    more_of(row.stock.variant_id for row in held)
    return sum(row.quantity for row in held)


def _end(held: list[Reservation], state: Reservation.State) -> None:
    Reservation.objects.filter(pk__in=[row.pk for row in held]).update(state=state)


_LOCK_RECEIVING = """
    select s.id from catalog_stock s
    join unnest(%s::bigint[], %s::bigint[]) as given (variant_id, store_id) using (variant_id, store_id)
    order by s.id for update of s
"""
_RECEIVE = """
    with given as (
        select * from unnest(%s::bigint[], %s::bigint[], %s::int[]) as rows (variant_id, store_id, pieces)
    ), changed as (
        insert into catalog_stock (variant_id, store_id, on_hand, allocated, reserved, missing, location)
        select variant_id, store_id, pieces, 0, 0, 0, '' from given
        on conflict (variant_id, store_id) do update set on_hand = catalog_stock.on_hand + excluded.on_hand
        returning id, variant_id, store_id
    )
    insert into catalog_stockmovement (stock_id, kind, on_hand_change, allocated_change, reference, at)
    select changed.id, 'receive', given.pieces, 0, %s, %s from changed join given using (variant_id, store_id)
"""


_SHORT = """
    select s.id from catalog_stock s
    join unnest(%s::bigint[], %s::bigint[]) as given (variant_id, store_id) using (variant_id, store_id)
    where s.missing > 0
"""


def _receive(pieces: dict[tuple[int, int], int], reference: str, now: datetime) -> None:
    variants, stores = [key[0] for key in pieces], [key[1] for key in pieces]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_RECEIVING, [variants, stores])
        cursor.execute(_RECEIVE, [variants, stores, list(pieces.values()), reference, now])
        cursor.execute(_SHORT, [variants, stores])
        missing_settle([row[0] for row in cursor.fetchall()], reference=reference, now=now)
    more_of(variants)
