"""What a person says about a disagreement with the outside stock system."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from apps.catalog.counting import stock_rows_lock
from apps.catalog.models import (
    OutsideLevel,
    OutsidePush,
    OutsideSystem,
    Stock,
    StockConflict,
    StockCount,
    StockMovement,
)
from apps.catalog.outside.levels import stock_take_over, target_of
from apps.ledger.audit import audit_append
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing, ShopError

MANAGE = "stock.manage"
OURS, THEIRS, IGNORED, AGAIN = "ours", "theirs", "ignored", "again"
K, S = StockConflict.Kind, StockConflict.State
# SHORT knows no "theirs": what is sold and not there needs another place or a cancelled order, and then goes by itself.
ANSWERS: dict[str, tuple[str, ...]] = {
    K.SHORT: (OURS,),
    K.JUMP: (THEIRS, OURS),
    K.NEGATIVE: (OURS,),
    K.UNKNOWN_SKU: (IGNORED,),
    K.UNKNOWN_PLACE: (IGNORED,),
    K.REFUSED: (AGAIN, IGNORED),
}


class ConflictRefused(ShopError):
    """The disagreement is settled already, or this is no answer to it."""

    code: ClassVar[str] = "conflict_refused"
    status: ClassVar[int] = 409


@transaction.atomic
def conflict_settle(
    *, caller: Caller, name: str, conflict_id: int, answer: str, note: str, now: datetime
) -> StockConflict:
    """Settle a disagreement: "ours" tells them our number, "theirs" takes theirs over.

    Raises ConflictRefused and NotFound.

    The change that "ours" makes over there is a count of ours, sent with the next round.
    """
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))
    plain = StockConflict.objects.select_related("stock").filter(pk=conflict_id).first()
    if plain is None:
        raise NotFound(_("There is no such disagreement."))
    stock = _locked(plain.stock)  # the stock row first, as the rounds do
    found = StockConflict.objects.select_for_update().get(pk=conflict_id)
    if found.state != S.OPEN or answer not in ANSWERS[found.kind]:
        raise ConflictRefused(_("This is settled already, or needs another answer."))
    if answer == AGAIN:
        _send_again(found)
    elif answer != IGNORED and stock is not None:
        _agree(found, stock, answer, caller.person.key, now)
    found.state, found.answer, found.note = S.SETTLED, answer, " ".join(note.split())[:200]
    found.settled_by, found.changed_at = name[:120], now
    found.save()
    audit_append(
        actor=caller.person.key,
        door=caller.door,
        action="stock_conflict_settled",
        target=f"{found.sku} at {found.place}",
        details={"kind": found.kind, "answer": answer, "theirs": found.theirs, "ours": found.ours},
        now=now,
    )
    return found


def _locked(stock: Stock | None) -> Stock | None:
    return stock_rows_lock([(stock.variant_id, stock.store_id)])[0] if stock else None


def _agree(found: StockConflict, stock: Stock, answer: str, actor: str, now: datetime) -> None:
    level = OutsideLevel.objects.get(system=found.system, sku=found.sku, place=found.place)
    target = target_of(level, stock)
    if answer == THEIRS:
        committed = stock.allocated + stock.reserved
        reference = f"outside v{level.version}, taken over"
        stock_take_over(stock, max(target, committed, 0), max(committed - target, 0), reference, now)
        return
    _correct_them(stock, target, actor, now)


def _correct_them(stock: Stock, target: int, actor: str, now: datetime) -> None:
    """Write their number down as taken over and ours as counted again: nothing changes here, and they are told."""
    Stock.objects.filter(pk=stock.pk).update(missing=0)
    for kind, change in (
        (StockMovement.Kind.OUTSIDE, target - stock.on_hand),
        (StockMovement.Kind.COUNT, stock.on_hand - target),
    ):
        StockMovement.objects.create(
            stock=stock, kind=kind, on_hand_change=change, reference=f"settled by {actor}"[:80], at=now
        )
    StockCount.objects.create(
        stock=stock,
        expected=target,
        counted=stock.on_hand,
        reason=StockCount.Reason.OUTSIDE,
        value_paise=(stock.on_hand - target) * stock.variant.price_paise,
        actor=actor,
        at=now,
    )


def _send_again(found: StockConflict) -> None:
    refused = OutsidePush.objects.filter(
        system=found.system,
        answer="refused",
        movement__stock__variant__sku=found.sku,
        movement__stock__store__code=found.place,
    )
    lowest = refused.aggregate(lowest=Min("movement_id"))["lowest"]
    if lowest is not None:
        rows = OutsideSystem.objects.filter(pk=found.system_id, floor_movement__gte=lowest)
        rows.update(floor_movement=lowest - 1)
        refused.delete()
