"""What the orders board shows: orders by filters that live in its address, and what to fetch from which shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.catalog.models import Store
from apps.operations.staff.selectors import orders_found
from apps.orders.models import Allocation, Order, OrderStatus, Payment

PAID_STATES = {
    "paid": (Payment.State.CAPTURED,),
    "open": (Payment.State.PENDING, Payment.State.AUTHORISED),
    "refunded": (Payment.State.REFUNDED,),
}
STILL_OURS = (
    OrderStatus.PLACED,
    OrderStatus.PACKED,
    OrderStatus.SHIPPED,
    OrderStatus.OUT_FOR_DELIVERY,
    OrderStatus.READY_FOR_PICKUP,
)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is asked for; "" and None mean any."""

    status: str = ""
    text: str = ""
    store: str = ""
    method: str = ""
    paid: str = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class PickRow:
    """Pieces to fetch at one shelf for one order."""

    location: str
    sku: str
    title: str
    quantity: int
    order: str


@dataclass(frozen=True, slots=True)
class PickList:
    store: Store
    rows: tuple[PickRow, ...]

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.rows)


def board_orders(asked: BoardFilter, *, today: date) -> QuerySet[Order]:
    """Return the orders of the board, newest first."""
    rows = orders_found(status=asked.status, text=asked.text).prefetch_related("payments")
    if asked.store:
        held = Allocation.objects.filter(line__order=OuterRef("pk"), stock__store__code=asked.store)
        rows = rows.filter(Q(store__code=asked.store) | Exists(held))
    if asked.method or asked.paid:
        rows = rows.filter(Exists(_payments(asked)))
    if asked.since:
        rows = rows.filter(placed_at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(placed_at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.overdue:
        rows = rows.filter(promised_date__lt=today, status__in=STILL_OURS)
    return rows


def pick_lists(*, store: str, numbers: Sequence[str]) -> list[PickList]:
    """Return what to fetch by store, sorted by shelf: for the given orders, else for all that are placed."""
    rows = Allocation.objects.filter(state=Allocation.State.HELD, line__order__status=OrderStatus.PLACED)
    if numbers:
        rows = rows.filter(line__order__number__in=numbers)
    if store:
        rows = rows.filter(stock__store__code=store)
    rows = rows.select_related("stock__store", "stock__variant", "line__order")
    lists: dict[int, tuple[Store, list[PickRow]]] = {}
    for row in rows.order_by("stock__store__name", "stock__location", "stock__variant__sku", "pk"):
        line, stock = row.line, row.stock
        details = ", ".join(x for x in (line.size, line.colour) if x)
        title = f"{line.product_title} ({details})" if details else line.product_title
        pick = PickRow(stock.location, stock.variant.sku, title, row.quantity, line.order.number)
        lists.setdefault(stock.store_id, (stock.store, []))[1].append(pick)
    return [PickList(place, tuple(picks)) for place, picks in lists.values()]


def _payments(asked: BoardFilter) -> QuerySet[Payment]:
    rows = Payment.objects.filter(order=OuterRef("pk"))
    if asked.method:
        rows = rows.filter(method=asked.method)
    return rows.filter(state__in=PAID_STATES[asked.paid]) if asked.paid in PAID_STATES else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
