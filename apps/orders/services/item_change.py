"""Other variants of the same products in an order that isn't packed yet: stock, price, offers and GST in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.models import Variant
from apps.catalog.stock import (
    Pick,
    available_by_variant,
    shortage,
    stock_allocate,
    stock_lock,
    stock_reserve,
)
from apps.orders.models import Allocation, AwaitedCharge, Order, OrderLine
from apps.orders.offers import spread
from apps.orders.services.allocations import allocations_release
from apps.orders.services.awaited import CHANGE_LIFE, Begun, awaited_call_off, awaited_open, holder_of
from apps.orders.services.changes import ChangeRefused
from apps.orders.services.lines import order_retax
from apps.orders.services.money import (
    AS_PAID,
    Waiting,
    Way,
    charge_way_check,
    money_give,
    money_take,
    operation_key,
    refund_way_check,
)
from apps.orders.services.policy import item_change_problem, policy_of
from apps.orders.services.remainder import Piece, discounts_with, goods_paid, rules_of
from apps.orders.services.timeline import note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound

BARE = frozenset({"yes", "no", "none"})  # values that say nothing without their name


@dataclass(frozen=True, slots=True)
class Wish:
    """Pieces of an order's line that should be another variant. quantity 0: all of them."""

    line_id: int
    variant_id: int
    quantity: int = 0


BARE = frozenset({"yes", "no", "none"})  # values that say nothing without their name


@dataclass(frozen=True, slots=True)
class Swap:
    """A wish that was checked."""

    line: OrderLine
    variant: Variant
    quantity: int

    @property
    def price_paise(self) -> int:
        """What one new piece costs: today's price, or for the same variant again what the old one did."""
        same = self.variant.pk == self.line.variant_id
        return self.line.unit_price_paise if same else self.variant.price_paise

    @property
    def words(self) -> str:
        return f"{line_words(self.line)} → {variant_words(self.variant)}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A line as it will be: what is left of an old one, or a swap of it."""

    line: OrderLine
    piece: Piece
    is_swap: bool


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """What a change of items does. difference_paise: what the shopper pays more; below zero, gets back."""

    order: Order
    swaps: tuple[Swap, ...]
    slots: tuple[Slot, ...]
    discounts: tuple[int, ...]
    difference_paise: int
    way: Way

    @property
    def fingerprint(self) -> str:
        rows = [(x.line.pk, x.variant.pk, x.quantity) for x in self.swaps]
        return f"{self.order.number}:{rows}:{self.difference_paise}:{self.way}"


def variant_words(variant: Variant) -> str:
    """Say a piece by all that tells it apart from its likes."""
    return _words(variant.size, variant.colour, variant)


def line_words(line: OrderLine) -> str:
    """Say an ordered piece as it was named then, with the rest of what its variant is."""
    return _words(line.size, line.colour, line.variant)


def _words(size: str, colour: str, variant: Variant | None) -> str:
    return ", ".join(x for x in (size, colour, *_named_values(variant)) if x) or _("as it is")


def _named_values(variant: Variant | None) -> list[str]:
    """Return the further values; a bare yes, no or none is said with its name."""
    pairs = variant.told_apart if variant else ()
    return [f"{name}: {value}" if value.lower() in BARE else value for name, value in pairs]


def swaps_check(
    order: Order, wishes: Sequence[Wish], *, left: dict[int, int], same_ok: bool
) -> tuple[Swap, ...]:
    """Check wishes against what of each line is left (line id -> pieces).

    same_ok: the same variant again is allowed. Raises NotFound, ChangeRefused or StockShortage.
    """
    lines = {line.pk: line for line in order.lines.select_related("variant")}
    rows = Variant.objects.select_related("product").filter(
        pk__in=[x.variant_id for x in wishes], is_active=True
    )
    variants = {variant.pk: variant for variant in rows}
    used: dict[int, int] = {}
    swaps = []
    for wish in wishes:
        line, variant = lines.get(wish.line_id), variants.get(wish.variant_id)
        if line is None or variant is None:
            raise NotFound(_("There is no such thing to exchange it for."))
        if line.variant is None or line.variant.product_id != variant.product_id:
            raise ChangeRefused(
                _("%(title)s can only become another size or colour of the same product.")
                % {"title": line.product_title}
            )
        if not same_ok and line.variant_id == variant.pk:
            raise ChangeRefused(_("%(title)s is that one already.") % {"title": line.product_title})
        quantity = wish.quantity or left.get(line.pk, 0)
        used[line.pk] = used.get(line.pk, 0) + quantity
        if not 1 <= used[line.pk] <= left.get(line.pk, 0):
            raise ChangeRefused(
                _("There are only %(count)d pieces of this left.") % {"count": left.get(line.pk, 0)}
            )
        swaps.append(Swap(line, variant, quantity))
    if not swaps:
        raise ChangeRefused(_("Please say what should change into what."))
    _check_stock(order, swaps)
    return tuple(swaps)


def item_plan(
    order: Order, *, wishes: Sequence[Wish], way: Way, prices: Mapping[int, int] | None = None
) -> ItemPlan:
    """Work out a change of items without making it; raises as swaps_check, and for the way to pay.

    prices: variant id -> paise agreed to and paid already; without it today's prices hold, and the way is checked.
    """
    problem = item_change_problem(order)
    if problem:
        raise ChangeRefused(problem, status=order.status)
    lines = list(order.lines.select_related("variant__product"))
    left = {line.pk: line.quantity - line.cancelled for line in lines}
    swaps = swaps_check(order, wishes, left=left, same_ok=False)
    slots = tuple(slot for line in lines if left[line.pk] for slot in _slots(line, swaps, prices or {}))
    pieces = [slot.piece for slot in slots]
    found = discounts_with(rules_of(order), pieces)
    off = tuple(sum(x.by_line[i] for x in found) for i in range(len(pieces)))
    price = sum(x.unit_price_paise * x.quantity for x in pieces) - sum(off)
    difference = price - goods_paid(order)
    if difference > 0 and prices is None:
        way = charge_way_check(order, way, difference)
    elif difference < 0:
        way = refund_way_check(order, way, policy_of(order).difference_to)
    return ItemPlan(order, swaps, slots, off, difference, way)


def _slots(line: OrderLine, swaps: Sequence[Swap], prices: Mapping[int, int]) -> list[Slot]:
    taken = [x for x in swaps if x.line.pk == line.pk]
    rest = line.quantity - line.cancelled - sum(x.quantity for x in taken)
    found = []
    if rest:
        if line.variant is None:
            raise ChangeRefused(_("%(title)s isn't sold any more.") % {"title": line.product_title})
        found.append(Slot(line, Piece(line.variant, rest, line.unit_price_paise), is_swap=False))
    return found + [
        Slot(
            line,
            Piece(x.variant, x.quantity, prices.get(x.variant.pk, x.variant.price_paise)),
            is_swap=True,
        )
        for x in taken
    ]


@transaction.atomic
def order_items_change(
    *, caller: Caller, number: str, wishes: Sequence[Wish], way: Way, expected: str = "", now: datetime
) -> Order:
    """Change items of a placed order in one step and settle the difference; then nothing or everything has changed.

    A difference that waits for a yes elsewhere keeps the order as it is, and holds the pieces, until it is paid.
    expected: ItemPlan.fingerprint of the card; another price raises ChangeRefused.
    """
    order = order_lock(number=number, owner_key=caller.person.key)
    awaited_call_off(order, now=now)
    _lock_stock(order, [x.variant_id for x in wishes])  # what is there now is there when the money has come
    plan = item_plan(order, wishes=wishes, way=way)
    if expected and plan.fingerprint != expected:
        raise ChangeRefused(_("A price has changed since. Please check the change again."))
    key = operation_key("items", order, approval=caller.approval, count=order.item_changes)
    waiting = difference_settle(
        order, plan.difference_paise, plan.way, reason="items changed", key=key, now=now
    )
    if waiting is not None:
        _wait(plan, waiting, caller.person.key, now)
        return order
    _make(plan, caller.person.key, now)
    return order


def items_apply(
    order: Order, *, wishes: Sequence[Sequence[int]], paid_paise: int, actor: str, now: datetime
) -> None:
    """Make a change of items whose difference was paid; raises ChangeRefused or StockShortage when it can't be."""
    prices = {variant_id: price for _line, variant_id, _quantity, price in wishes}
    _lock_stock(order, prices)
    plan = item_plan(order, wishes=[Wish(*x[:3]) for x in wishes], way=AS_PAID, prices=prices)
    if plan.difference_paise != paid_paise:
        raise ChangeRefused(_("A price has changed since. Please check the change again."))
    note(order, "charged", actor="system", now=now, details={"amount_paise": paid_paise})
    _make(plan, actor, now)


def _lock_stock(order: Order, wanted: Iterable[int]) -> None:
    """Lock the stock of old and new pieces together, in one order: two orders that swap must not wait in a circle."""
    stock_lock({*wanted, *order.lines.exclude(variant=None).values_list("variant_id", flat=True)})


def _wait(plan: ItemPlan, waiting: Waiting, actor: str, now: datetime) -> None:
    """Keep the order as it is and hold the new pieces until the difference is paid."""
    rows = [(x.line.pk, x.variant.pk, x.quantity, x.variant.price_paise) for x in plan.swaps]
    begun = Begun(AwaitedCharge.Kind.ITEMS, actor, wishes=rows)
    found = awaited_open(plan.order, waiting, begun, now=now)
    stock_reserve(
        holder=holder_of(found),
        wants=swap_wants(plan.swaps),
        now=now,
        store_id=plan.order.store_id,
        life=CHANGE_LIFE,
    )


def _make(plan: ItemPlan, actor: str, now: datetime) -> None:
    order = plan.order
    picks = _move_stock(plan, now)
    _write_lines(plan, picks)
    _write_order(plan, now)
    words = "; ".join(f"{x.line.product_title}: {x.words}" for x in plan.swaps)
    details = {"items": words[:300], "difference_paise": plan.difference_paise, "way": plan.way.kind}
    note(order, "items_changed", actor=actor, now=now, details=details | {"detail": plan.way.detail})


def difference_settle(
    order: Order, difference_paise: int, way: Way, *, reason: str, key: str, now: datetime
) -> Waiting | None:
    """Take or give back a difference in price and write it into the timeline; returns a charge that waits.

    key: the same one moves no money twice.
    """
    if difference_paise > 0:
        waiting = money_take(order, difference_paise, way, key=key, now=now)
        if waiting is not None:
            return waiting
        note(order, "charged", actor="system", now=now, details={"amount_paise": difference_paise})
    elif difference_paise < 0:
        moved = money_give(order, -difference_paise, way, reason=reason, key=key, now=now)
        if moved:
            note(order, "refunded", actor="system", now=now, details={"amount_paise": moved})
    return None


def _check_stock(order: Order, swaps: Sequence[Swap]) -> None:
    wants = swap_wants(swaps)
    left = available_by_variant(list(wants), store_id=order.store_id)
    short = {variant_id: left[variant_id] for variant_id, count in wants.items() if left[variant_id] < count}
    if short:
        raise shortage(short)


def swap_wants(swaps: Sequence[Swap]) -> dict[int, int]:
    """Return the new pieces by variant."""
    wants: dict[int, int] = {}
    for swap in swaps:
        wants[swap.variant.pk] = wants.get(swap.variant.pk, 0) + swap.quantity
    return wants


def _move_stock(plan: ItemPlan, now: datetime) -> list[Pick]:
    """Hold the new pieces, let the old ones go; both are locked already."""
    order = plan.order
    picks = stock_allocate(
        wants=swap_wants(plan.swaps), reference=order.number, store_id=order.store_id, now=now
    )
    gone: dict[int, int] = {}
    for swap in plan.swaps:
        gone[swap.line.pk] = gone.get(swap.line.pk, 0) + swap.quantity
    allocations_release(order, gone, now)
    return picks


def _write_lines(plan: ItemPlan, picks: Sequence[Pick]) -> None:
    """Turn lines into what they will be; a line that becomes several keeps its row for the first of them.

    Cancelled pieces get lines of their own that cost what was given back for them, so that all lines still add up.
    """
    _set_cancelled_apart(plan.order)
    used: set[int] = set()
    swapped = []
    for slot, off in zip(plan.slots, plan.discounts, strict=True):
        row = OrderLine.objects.get(pk=slot.line.pk)
        if row.pk in used:
            row.pk = None
        used.add(slot.line.pk)
        piece, variant = slot.piece, slot.piece.variant
        if slot.is_swap:
            row.variant, row.colour, row.size = variant, variant.colour, variant.size
            row.image = variant.image
            swapped.append(row)
        row.quantity, row.unit_price_paise, row.discount_paise = piece.quantity, piece.unit_price_paise, off
        row.total_paise = piece.unit_price_paise * piece.quantity - off
        row.save()
    Allocation.objects.bulk_create(
        Allocation(line=line, stock_id=pick.stock_id, quantity=pick.quantity)
        for line, pick in _share_out(swapped, picks)
    )


def _set_cancelled_apart(order: Order) -> None:
    lines = [line for line in order.lines.all() if line.cancelled]
    gross = [line.unit_price_paise * line.cancelled for line in lines]
    # What came back for them together may be more than their price where they had made an offer smaller.
    parts = spread(order.goods_back_paise, gross) if sum(gross) else [0] * len(lines)
    for line, before, part in zip(lines, gross, parts, strict=True):
        whole = line.cancelled == line.quantity
        apart = line if whole else OrderLine.objects.get(pk=line.pk)
        if not whole:
            apart.pk, apart.quantity = None, line.cancelled
        apart.discount_paise, apart.total_paise = before - part, part
        apart.save()
        if not whole:
            OrderLine.objects.filter(pk=line.pk).update(
                quantity=F("quantity") - line.cancelled,
                total_paise=F("total_paise") - line.unit_price_paise * line.cancelled,
                cancelled=0,
            )


def _share_out(lines: Sequence[OrderLine], picks: Sequence[Pick]) -> list[tuple[OrderLine, Pick]]:
    left = [[pick.stock_id, pick.variant_id, pick.quantity] for pick in picks]
    found = []
    for line in lines:
        wanted = line.quantity
        for row in left:
            part = min(wanted, row[2]) if row[1] == line.variant_id else 0
            if part:
                found.append((line, Pick(row[0], row[1], part)))
                row[2] -= part
                wanted -= part
    return found


def _write_order(plan: ItemPlan, now: datetime) -> None:
    order = plan.order
    lines = list(order.lines.all())
    order.subtotal_paise = sum(x.unit_price_paise * x.quantity for x in lines)
    order.discount_paise = sum(x.discount_paise for x in lines)
    order.total_paise = order.subtotal_paise - order.discount_paise + order.delivery_paise
    order.item_changes += 1
    order.updated_at = now
    order.save()
    order_retax(order)
