"""Pieces on their way from one place to another: requested, sent, received, with what got lost on the way.

Sending takes them out of the source's stock and receiving puts them into the target's, so that nobody can buy what is
on a lorry. `transfer_faults` proves that every piece is at one end, on the way, or written off as lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Stock, StockMovement, Store, Transfer, TransferLine
from apps.catalog.stock import Pick, shortage, stock_move
from apps.ledger.audit import audit_append
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing, ShopError

MANAGE = "stock.manage"
MAX_LINES = 200  # what one person can check off a list
S = Transfer.State


class TransferRefused(ShopError):
    """The step doesn't fit what has become of the transfer, or its figures don't add up; nothing was moved."""

    code: ClassVar[str] = "transfer_refused"
    status: ClassVar[int] = 409


@transaction.atomic
def transfer_request(
    *,
    caller: Caller,
    name: str,
    source_id: int,
    target_id: int,
    wants: Mapping[int, int],
    submit_key: str,
    note: str,
    now: datetime,
) -> Transfer:
    """Ask for pieces (variant id -> quantity); nothing is held yet. The same form sent twice makes one transfer.

    Raises TransferRefused.
    """
    _permit(caller)
    if source_id == target_id:
        raise TransferRefused(_("Choose two different places."))
    if not wants or len(wants) > MAX_LINES or min(wants.values()) < 1:
        raise TransferRefused(
            _("Say what to send: at least one piece, at most %(most)d lines.") % {"most": MAX_LINES}
        )
    if Store.objects.filter(pk__in=(source_id, target_id), is_active=True).count() < len(
        (source_id, target_id)
    ):
        raise TransferRefused(_("One of the places is closed."))
    try:
        with transaction.atomic():
            made = Transfer.objects.create(
                number=uuid4().hex[:20],  # until the key is known
                submit_key=submit_key,
                source_id=source_id,
                target_id=target_id,
                note=note[:200],
                requested_by=name[:120],
                requested_at=now,
            )
    except IntegrityError:
        return Transfer.objects.get(submit_key=submit_key)
    made.number = f"TR{made.pk:06d}"
    made.save(update_fields=["number"])
    TransferLine.objects.bulk_create(
        TransferLine(transfer=made, variant_id=variant_id, requested=count)
        for variant_id, count in sorted(wants.items())
    )
    _audit(caller, "transfer_requested", made, now, lines=len(wants), pieces=sum(wants.values()))
    return made


@transaction.atomic
def transfer_send(*, caller: Caller, number: str, sent: Mapping[int, int], now: datetime) -> Transfer:
    """Let pieces leave the source (line id -> pieces, all or fewer than requested); sent twice is sent once.

    Raises StockShortage where the source has too few that are not sold or reserved, NotFound and TransferRefused.
    """
    found, lines = _locked(caller, number)
    if found.state == S.SENT:
        return found
    _step(found, S.REQUESTED)
    given = {line: sent.get(line.pk, line.requested) for line in lines}
    if any(not 0 <= count <= line.requested for line, count in given.items()) or not any(given.values()):
        raise TransferRefused(_("Send at least one piece, and no more than was asked for."))
    picks = _picks(found.source_id, given)
    stock_move(picks=picks, kind=StockMovement.Kind.TRANSFER_OUT, reference=found.number, now=now, on_hand=-1)
    for line, count in given.items():
        line.sent = count
        line.save(update_fields=["sent"])
    found.state, found.sent_at = S.SENT, now
    found.save(update_fields=["state", "sent_at"])
    _audit(caller, "transfer_sent", found, now, pieces=sum(given.values()))
    return found


@transaction.atomic
def transfer_receive(
    *,
    caller: Caller,
    number: str,
    arrived: Mapping[int, int],
    close: bool,
    reason: str,
    now: datetime,
) -> Transfer:
    """Take in what has arrived (line id -> pieces). close: what is still missing is lost, and reason says why.

    Without close the rest may come later. Raises NotFound and TransferRefused.
    """
    found, lines = _locked(caller, number)
    _step(found, S.SENT)
    if any(not 0 <= arrived.get(line.pk, 0) <= line.on_the_way for line in lines):
        raise TransferRefused(_("More can't arrive than is on the way. Count what is too many at the store."))
    if not close and not any(arrived.get(line.pk, 0) for line in lines):
        raise TransferRefused(_("Say what has arrived."))
    short = sum(line.on_the_way - arrived.get(line.pk, 0) for line in lines)
    if close and short and not reason.strip():
        raise TransferRefused(_("Please write why %(count)d pieces are missing.") % {"count": short})
    _take_in(found, {line: arrived.get(line.pk, 0) for line in lines}, now)
    for line in lines:
        line.received += arrived.get(line.pk, 0)
        if close and line.on_the_way:
            line.lost, line.reason = line.on_the_way, " ".join(reason.split())[:120]
        line.save(update_fields=["received", "lost", "reason"])
    if not any(line.on_the_way for line in lines):
        found.state, found.received_at = S.RECEIVED, now
        found.save(update_fields=["state", "received_at"])
    lost = short if close else 0
    _audit(caller, "transfer_received", found, now, pieces=sum(arrived.values()), lost=lost)
    return found


@transaction.atomic
def transfer_cancel(*, caller: Caller, number: str, now: datetime) -> Transfer:
    """Call a request off before anything was sent; raises NotFound and TransferRefused."""
    found, _lines = _locked(caller, number)
    if found.state == S.CANCELLED:
        return found
    _step(found, S.REQUESTED)
    found.state = S.CANCELLED
    found.save(update_fields=["state"])
    _audit(caller, "transfer_cancelled", found, now)
    return found


def transfer_faults() -> Iterator[dict[str, Any]]:
    """Yield every transfer line whose pieces don't add up with the movements of both places."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        names = [column.name for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


_FAULTS = """
    select t.number as transfer, l.id as line, l.sent, coalesce(m.moved_out, 0) as moved_out,
           l.received, coalesce(m.moved_in, 0) as moved_in, l.lost, t.state
    from catalog_transferline l
    join catalog_transfer t on t.id = l.transfer_id
    left join (
        select m.reference, s.variant_id,
               -sum(m.on_hand_change) filter (where m.kind = 'transfer_out') as moved_out,
               sum(m.on_hand_change) filter (where m.kind = 'transfer_in') as moved_in
        from catalog_stockmovement m join catalog_stock s on s.id = m.stock_id
        where m.kind in ('transfer_in', 'transfer_out') group by m.reference, s.variant_id
    ) m on m.reference = t.number and m.variant_id = l.variant_id
    where l.sent <> coalesce(m.moved_out, 0) or l.received <> coalesce(m.moved_in, 0)
       or (t.state = 'received' and l.sent <> l.received + l.lost)
       or (t.state in ('requested', 'cancelled') and l.sent <> 0)
    order by t.number, l.id
"""


def _locked(caller: Caller, number: str) -> tuple[Transfer, list[TransferLine]]:
    _permit(caller)
    found = Transfer.objects.select_for_update().filter(number=number.strip().upper()).first()
    if found is None:
        raise NotFound(_("There is no such transfer."))
    return found, list(found.lines.select_related("variant").order_by("pk"))


def _picks(store_id: int, given: Mapping[TransferLine, int]) -> list[Pick]:
    """Lock the source's rows and see that what leaves is neither sold nor reserved; raises StockShortage."""
    wanted = {line.variant_id: count for line, count in given.items() if count}
    rows = Stock.objects.select_for_update().filter(store_id=store_id, variant_id__in=wanted).order_by("pk")
    free = {row.variant_id: row.on_hand - row.allocated - row.reserved for row in rows}
    short = {key: max(free.get(key, 0), 0) for key, count in wanted.items() if free.get(key, 0) < count}
    if short:
        raise shortage(short)
    return [Pick(row.pk, row.variant_id, wanted[row.variant_id]) for row in rows]


def _take_in(found: Transfer, arrived: Mapping[TransferLine, int], now: datetime) -> None:
    for line, count in arrived.items():
        if count:
            Stock.objects.get_or_create(variant_id=line.variant_id, store_id=found.target_id)
    counts = {line.variant_id: count for line, count in arrived.items() if count}
    rows = Stock.objects.filter(store_id=found.target_id, variant_id__in=counts).order_by("pk")
    picks = [Pick(row.pk, row.variant_id, counts[row.variant_id]) for row in rows]
    stock_move(picks=picks, kind=StockMovement.Kind.TRANSFER_IN, reference=found.number, now=now, on_hand=1)


def _step(found: Transfer, wanted: Transfer.State) -> None:
    if found.state != wanted:
        raise TransferRefused(
            _("This transfer is %(state)s already.") % {"state": str(found.get_state_display()).lower()}
        )


def _permit(caller: Caller) -> None:
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))


def _audit(caller: Caller, action: str, found: Transfer, now: datetime, **details: int) -> None:
    audit_append(
        actor=caller.person.key,
        door=caller.door,
        action=action,
        target=found.number,
        details=details,
        now=now,
    )
