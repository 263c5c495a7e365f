"""One round with the outside stock system: send what we moved, then read what has changed there.

Nothing is held while it is spoken to. A page and the cursor after it are written in one transaction, so that a round
that dies is simply made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.catalog.models import OutsideLevel, OutsidePush, OutsideSystem, StockConflict, StockMovement
from apps.catalog.outside.levels import level_settle, levels_apply, stocks_lock
from apps.catalog.outside.port import Answer, CursorExpired, Level, Move, OutsideStock, OutsideUnavailable

PAGE = 500  # levels or movements a call
MAX_CALLS = 2_000  # of one round: a system that never ends must not hold a worker for ever
IN_FLIGHT = timedelta(minutes=10)  # a movement older than this is committed or gone


@dataclass(slots=True)
class SyncReport:
    """What one round did. outage: why it ended early; "" for none."""

    pushed: int = 0
    read: int = 0
    changed: int = 0
    open_conflicts: int = 0
    outage: str = ""


def outside_sync(*, port: OutsideStock, now: datetime) -> SyncReport:
    """Make one round; an outage is noted and not raised, for the next round makes up for it."""
    system = OutsideSystem.objects.get_or_create(name=port.name)[0]
    report = SyncReport()
    try:
        report.pushed = moves_push(system, port, now)
        _pull(system, port, report, now)
    except OutsideUnavailable as error:
        report.outage = error.message
    _note(system, report, now)
    report.open_conflicts = StockConflict.objects.filter(
        system=system, state=StockConflict.State.OPEN
    ).count()
    return report


def moves_push(system: OutsideSystem, port: OutsideStock, now: datetime) -> int:
    """Send every movement that the system lacks, in order; returns how many it has answered for."""
    total = 0
    for _n in range(MAX_CALLS):
        moves = _waiting(system, PAGE)
        if not moves:
            break
        answers = port.push(moves)
        answered = [move for move in moves if move.number in answers]
        if not answered:
            raise OutsideUnavailable(_("The stock system did not answer. What was to be sent is sent later."))
        _note_answers(system, answered, answers, now)
        total += len(answered)
    _raise_floor(system, now)
    return total


def waiting_count(system: OutsideSystem) -> int:
    """Return how many movements are still to be sent, up to a page."""
    return len(_waiting(system, PAGE))


def _pull(system: OutsideSystem, port: OutsideStock, report: SyncReport, now: datetime) -> None:
    cursor, etag, restarted = system.cursor, system.etag, False
    for _n in range(MAX_CALLS):
        try:
            page = port.changes(cursor=cursor, etag=etag, limit=PAGE)
        except CursorExpired:
            if restarted:
                raise OutsideUnavailable(_("The stock system does not know where we were.")) from None
            restarted, etag = True, ""
            cursor = _rewind(system, cursor)
            continue
        if not _write_page(system, page.levels, cursor, page.cursor, page.etag, report, now):
            return  # another round has gone on from here
        cursor, etag = page.cursor, page.etag
        if not page.more:
            break
    _recheck(system, report, now)


@transaction.atomic
def _write_page(
    system: OutsideSystem,
    levels: Sequence[Level],
    asked: str,
    cursor: str,
    etag: str,
    report: SyncReport,
    now: datetime,
) -> bool:
    locked = OutsideSystem.objects.select_for_update().get(pk=system.pk)
    if locked.cursor != asked:
        return False
    report.read += len(levels)
    report.changed += levels_apply(locked, levels, now)
    OutsideSystem.objects.filter(pk=system.pk).update(cursor=cursor, etag=etag)
    return True


@transaction.atomic
def _rewind(system: OutsideSystem, asked: str) -> str:
    locked = OutsideSystem.objects.select_for_update().get(pk=system.pk)
    if locked.cursor == asked:
        OutsideSystem.objects.filter(pk=system.pk).update(cursor="", etag="")
        return ""
    return locked.cursor


@transaction.atomic
def _recheck(system: OutsideSystem, report: SyncReport, now: datetime) -> None:
    """Look again at what was disagreed on: orders were cancelled, products were loaded."""
    OutsideSystem.objects.select_for_update().get(pk=system.pk)
    rows = StockConflict.objects.filter(system=system, state=StockConflict.State.OPEN)
    pairs = set(rows.exclude(kind=StockConflict.Kind.REFUSED).values_list("sku", "place"))
    levels = OutsideLevel.objects.filter(system=system)
    pairs |= set(levels.filter(base_movement=None).values_list("sku", "place"))
    known = {(x.sku, x.place): x for x in levels.filter(sku__in=[sku for sku, _place in pairs])}
    for key, stock in stocks_lock([key for key in pairs if key in known]).items():
        report.changed += level_settle(system, known[key], stock, now)


_WAITING = """
    select m.id, l.sku, l.place, m.on_hand_change
    from catalog_stockmovement m
    join catalog_stock s on s.id = m.stock_id
    join catalog_variant v on v.id = s.variant_id
    join catalog_store p on p.id = s.store_id
    join catalog_outsidelevel l on l.system_id = %s and l.sku = v.sku and l.place = p.code
    left join catalog_outsidepush sent on sent.movement_id = m.id and sent.system_id = l.system_id
    where m.id > %s and m.id > l.base_movement and m.kind <> 'outside' and m.on_hand_change <> 0
      and sent.id is null
    order by m.id limit %s
"""


def _waiting(system: OutsideSystem, limit: int) -> list[Move]:
    floor = OutsideSystem.objects.values_list("floor_movement", flat=True).get(pk=system.pk)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [system.pk, floor, limit])
        return [Move(*row) for row in cursor.fetchall()]


@transaction.atomic
def _note_answers(
    system: OutsideSystem, moves: Sequence[Move], answers: dict[int, Answer], now: datetime
) -> None:
    OutsidePush.objects.bulk_create(
        [OutsidePush(system=system, movement_id=x.number, answer=answers[x.number], at=now) for x in moves],
        ignore_conflicts=True,
    )
    for move in moves:
        if answers[move.number] is Answer.REFUSED:
            StockConflict.objects.get_or_create(
                system=system,
                kind=StockConflict.Kind.REFUSED,
                sku=move.sku,
                place=move.place,
                state=StockConflict.State.OPEN,
                defaults={"theirs": 0, "ours": move.change, "opened_at": now, "changed_at": now},
            )


def _raise_floor(system: OutsideSystem, now: datetime) -> None:
    """Skip what is sent next time; a transaction that began earlier may still commit a lower id, so not all of it."""
    first = _waiting(system, 1)
    old = StockMovement.objects.filter(at__lt=now - IN_FLIGHT).aggregate(last=Max("pk"))["last"] or 0
    floor = min(old, first[0].number - 1) if first else old
    OutsideSystem.objects.filter(pk=system.pk, floor_movement__lt=floor).update(floor_movement=floor)


def _note(system: OutsideSystem, report: SyncReport, now: datetime) -> None:
    rows = OutsideSystem.objects.filter(pk=system.pk)
    if report.outage:
        system.refresh_from_db()
        rows.update(last_try_at=now, last_error=report.outage[:300], failures=system.failures + 1)
    else:
        rows.update(last_try_at=now, last_ok_at=now, last_error="", failures=0)
