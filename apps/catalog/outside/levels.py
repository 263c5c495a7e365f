"""Takes over what the outside system says of one stock row, and never sells what it says is not there.

Their number and our movements that it does not contain yet make the target. Where the target is below what is sold or
reserved, what is on hand stays at that, nothing more can be sold, the rest is noted as missing, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Max, Sum

from apps.catalog.counting import stock_rows_lock, stock_rows_make
from apps.catalog.models import (
    OutsideLevel,
    OutsideSystem,
    Stock,
    StockConflict,
    StockMovement,
    Store,
    Variant,
)
from apps.catalog.outside.port import Level
from apps.catalog.waiting import more_of

JUMP_TIMES, JUMP_PIECES = 10, 100  # a rise by both at once is likelier a slip there than a delivery
K, S = StockConflict.Kind, StockConflict.State


def levels_apply(system: OutsideSystem, levels: Sequence[Level], now: datetime) -> int:
    """Take over the newest of each SKU and place; returns how many stock rows changed. Needs a transaction."""
    newest: dict[tuple[str, str], Level] = {}
    for level in levels:
        key = (level.sku, level.place)
        if key not in newest or level.version > newest[key].version:
            newest[key] = level
    stocks = stocks_lock(list(newest))
    changed = 0
    for key in sorted(newest, key=lambda key: stocks[key].pk if key in stocks else 0):
        row = _remember(system, newest[key], stocks.get(key), now)
        if row is not None and key in stocks:
            changed += level_settle(system, row, stocks[key], now)
    return changed


def level_settle(system: OutsideSystem, level: OutsideLevel, stock: Stock, now: datetime) -> bool:
    """Bring a locked stock row in step with a level; returns whether its pieces changed."""
    if level.base_movement is None:
        last = StockMovement.objects.filter(stock=stock).aggregate(last=Max("pk"))["last"]
        level.base_movement = last or 0
        level.save(update_fields=["base_movement"])
    conflicts_close(system, level, (K.UNKNOWN_SKU, K.UNKNOWN_PLACE), now)
    target, committed = target_of(level, stock), stock.allocated + stock.reserved
    _report(system, K.NEGATIVE, level, stock, target, now, wrong=level.on_hand < 0)
    jump = target - stock.on_hand >= JUMP_PIECES and target >= JUMP_TIMES * max(stock.on_hand, 1)
    _report(system, K.JUMP, level, stock, target, now, wrong=jump)
    if jump:
        return False
    missing = max(committed - max(target, 0), 0)
    _report(system, K.SHORT, level, stock, target, now, wrong=missing > 0)
    return stock_take_over(stock, max(target, committed, 0), missing, f"outside v{level.version}", now)


def stock_take_over(stock: Stock, on_hand: int, missing: int, reference: str, now: datetime) -> bool:
    """Set a locked row to what the outside system says, with its ledger row."""
    change = on_hand - stock.on_hand
    Stock.objects.filter(pk=stock.pk).update(on_hand=F("on_hand") + change, missing=missing)
    stock.on_hand, stock.missing = on_hand, missing
    if not change:
        return False
    StockMovement.objects.create(
        stock=stock, kind=StockMovement.Kind.OUTSIDE, on_hand_change=change, reference=reference[:80], at=now
    )
    if change > 0:
        more_of([stock.variant_id])
    return True


def target_of(level: OutsideLevel, stock: Stock) -> int:
    """Return what must lie there: their number, and our movements that are not in it."""
    known = max(level.acknowledged, level.base_movement or 0)
    ours = StockMovement.objects.filter(stock=stock, pk__gt=known).exclude(kind=StockMovement.Kind.OUTSIDE)
    return level.on_hand + int(ours.aggregate(change=Sum("on_hand_change", default=0))["change"])


def conflicts_close(
    system: OutsideSystem, level: OutsideLevel, kinds: Sequence[StockConflict.Kind], now: datetime
) -> None:
    """Note that a disagreement has gone by itself."""
    rows = StockConflict.objects.filter(system=system, sku=level.sku, place=level.place, kind__in=kinds)
    rows.filter(state=S.OPEN).update(state=S.GONE, changed_at=now)


def unknown_report(system: OutsideSystem, level: OutsideLevel, now: datetime) -> None:
    """Ask a person about a SKU or place that we don't have; not again once they said to leave it."""
    kind = K.UNKNOWN_PLACE if not Store.objects.filter(code=level.place).exists() else K.UNKNOWN_SKU
    left = StockConflict.objects.filter(system=system, sku=level.sku, place=level.place, kind=kind)
    if not left.filter(state=S.SETTLED, answer="ignored").exists():
        _report(system, kind, level, None, level.on_hand, now, wrong=True)


def stocks_lock(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Stock]:
    """Lock the stock rows of what we know, in order, and make those that are missing."""
    variants = dict(Variant.objects.filter(sku__in=[key[0] for key in keys]).values_list("sku", "pk"))
    stores = dict(Store.objects.filter(code__in=[key[1] for key in keys]).values_list("code", "pk"))
    known = [(variants[sku], stores[place]) for sku, place in keys if sku in variants and place in stores]
    stock_rows_make(known)
    return {(x.variant.sku, x.store.code): x for x in stock_rows_lock(known)}


def _remember(system: OutsideSystem, level: Level, stock: Stock | None, now: datetime) -> OutsideLevel | None:
    """Keep a level that is news; returns it, or None for an old one."""
    row = OutsideLevel.objects.filter(system=system, sku=level.sku, place=level.place).first()
    if row is not None and row.version >= level.version:
        return None
    if row is None:
        row = OutsideLevel(system=system, sku=level.sku, place=level.place)
    row.version, row.on_hand, row.seen_at = level.version, level.on_hand, now
    row.acknowledged = max(row.acknowledged, level.acknowledged)
    row.save()
    if stock is None:
        unknown_report(system, row, now)
    return row


def _report(
    system: OutsideSystem,
    kind: StockConflict.Kind,
    level: OutsideLevel,
    stock: Stock | None,
    target: int,
    now: datetime,
    *,
    wrong: bool,
) -> None:
    """Open a conflict or bring the open one up to date; close it where nothing is wrong any more."""
    if not wrong:
        conflicts_close(system, level, (kind,), now)
        return
    committed = stock.allocated + stock.reserved if stock else 0
    figures = {"theirs": target, "committed": committed}
    first = {**figures, "ours": stock.on_hand if stock else 0, "opened_at": now}
    StockConflict.objects.update_or_create(
        system=system,
        kind=kind,
        sku=level.sku,
        place=level.place,
        state=S.OPEN,
        defaults={**figures, "stock": stock, "changed_at": now},
        create_defaults={**first, "stock": stock, "changed_at": now},
    )
