"""The shop's numbers by day and by place, from orders, the stock ledger and the events.

A day is a local one. Orders count on the day they were placed, cancelled ones and those never paid apart; refunds on
the day they were made; a SKU at a place is sold out when at the end of the day nothing of it is left to sell there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.catalog.models import Store
from apps.ledger.models import Event, EventName, Modality
from apps.operations.staff.selectors import CLOSED
from apps.orders.models import Allocation, Order, OrderStatus, Refund, Return

M = TypeVar("M", bound=Model)
MAX_DAYS = 92  # a quarter: every day is one bar
PRESENT = (
    EventName.PAGE_VIEWED,
    EventName.CLICKED,
    EventName.TURN_TAKEN,
    EventName.SEARCHED,
    EventName.ORDER_PLACED,
)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day. *_people: those who did something that way, *_buyers: those of them who ordered that way."""

    day: date
    orders: int = 0
    revenue_paise: int = 0
    cancelled: int = 0
    returns: int = 0
    refunds: int = 0
    refunded_paise: int = 0
    chat_people: int = 0
    chat_buyers: int = 0
    classic_people: int = 0
    classic_buyers: int = 0
    sold_out: int = 0

    @property
    def chat_percent(self) -> float:
        return percent(self.chat_buyers, self.chat_people)

    @property
    def classic_percent(self) -> float:
        return percent(self.classic_buyers, self.classic_people)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the same days. sold: pieces, less those given back before they left. sold_out: SKUs now."""

    store: Store
    sold: int
    sold_out: int
    skus: int


@dataclass(frozen=True, slots=True)
class Numbers:
    days: tuple[DayRow, ...]
    places: tuple[PlaceRow, ...]

    @property
    def total(self) -> DayRow:
        """The sums of all days; sold_out is that of the last one, for the same SKU is sold out for many days."""
        names = [x.name for x in fields(DayRow) if x.name not in ("day", "sold_out")]
        sums = {name: sum(getattr(row, name) for row in self.days) for name in names}
        return DayRow(day=self.days[-1].day, sold_out=self.days[-1].sold_out, **sums)


def percent(part: int, whole: int) -> float:
    return round(part * 100 / whole, 1) if whole else 0.0


def numbers(*, since: date, until: date, store: str = "") -> Numbers:
    """Return the numbers of the days from since to until, both included, at most MAX_DAYS of them.

    store: only orders, returns and stock of one place, by its code; people and their ways are not of a place.
    """
    since = max(since, until - timedelta(days=MAX_DAYS - 1))
    start, end = _midnight(since), _midnight(until + timedelta(days=1))
    parts = {
        **_orders(start, end, store),
        **_returns(start, end, store),
        **_refunds(start, end, store),
        **_people(start, end),
        "sold_out": _sold_out(since, until, store),
    }
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    rows = tuple(
        DayRow(day=day, **{name: values.get(day, 0) for name, values in parts.items()}) for day in days
    )
    return Numbers(rows, tuple(_places(start, end, store)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_store(store: str) -> Q:
    if not store:
        return Q()
    held = Allocation.objects.filter(line__order=OuterRef("pk"), stock__store__code=store)
    return Q(store__code=store) | Q(Exists(held))


def _orders(start: datetime, end: datetime, store: str) -> dict[str, dict[date, int]]:
    rows = Order.objects.filter(_of_store(store), placed_at__gte=start, placed_at__lt=end)
    kept = ~Q(status__in=CLOSED)
    found = (
        rows.order_by()
        .annotate(on=TruncDate("placed_at"))
        .values("on")
        .annotate(
            orders=Count("pk", filter=kept),
            revenue_paise=Sum("total_paise", filter=kept, default=0),
            cancelled=Count("pk", filter=Q(status=OrderStatus.CANCELLED)),
        )
    )
    return _columns(found, "orders", "revenue_paise", "cancelled")


def _returns(start: datetime, end: datetime, store: str) -> dict[str, dict[date, int]]:
    rows = Return.objects.filter(requested_at__gte=start, requested_at__lt=end)
    rows = _within(rows, "order", store)
    found = rows.order_by().annotate(on=TruncDate("requested_at")).values("on").annotate(returns=Count("pk"))
    return _columns(found, "returns")


def _refunds(start: datetime, end: datetime, store: str) -> dict[str, dict[date, int]]:
    rows = Refund.objects.filter(created_at__gte=start, created_at__lt=end)
    rows = _within(rows, "payment__order", store)
    found = (
        rows.order_by()
        .annotate(on=TruncDate("created_at"))
        .values("on")
        .annotate(refunds=Count("pk"), refunded_paise=Sum("amount_paise", default=0))
    )
    return _columns(found, "refunds", "refunded_paise")


def _within(rows: QuerySet[M], path: str, store: str) -> QuerySet[M]:
    if not store:
        return rows
    return rows.filter(**{f"{path}__in": Order.objects.filter(_of_store(store))})


def _people(start: datetime, end: datetime) -> dict[str, dict[date, int]]:
    rows = Event.objects.filter(at__gte=start, at__lt=end, name__in=PRESENT)
    ways = {"chat": Modality.CONVERSATION, "classic": Modality.CLASSIC}
    counts = {}
    for name, way in ways.items():
        counts[f"{name}_people"] = Count("pseudonym", distinct=True, filter=Q(modality=way))
        counts[f"{name}_buyers"] = Count(
            "pseudonym", distinct=True, filter=Q(modality=way, name=EventName.ORDER_PLACED)
        )
    found = rows.order_by().annotate(on=TruncDate("at")).values("on").annotate(**counts)
    return _columns(found, *counts)


def _columns(rows: Iterable[Mapping[str, Any]], *names: str) -> dict[str, dict[date, int]]:
    known = list(rows)
    return {name: {row["on"]: row[name] for row in known} for name in names}


# Only days on which a row moved are looked at: each gives the span of days until its next movement.
_SOLD_OUT = """
    with stock as (
        select s.id, s.on_hand - s.allocated as free
        from catalog_stock s
        join catalog_store p on p.id = s.store_id and p.is_active
        join catalog_variant v on v.id = s.variant_id and v.is_active
        where %(store)s = '' or p.code = %(store)s
    ), moved as materialized (
        select m.stock_id, stock.free as now, (m.at at time zone %(zone)s)::date as day,
               sum(m.on_hand_change - m.allocated_change) as change
        from catalog_stockmovement m join stock on stock.id = m.stock_id
        where m.at >= %(start)s group by 1, 2, 3
    ), ends as (
        select stock_id, day, lead(day) over (partition by stock_id order by day) as next,
               now - coalesce(sum(change) over (partition by stock_id order by day desc
                                                rows between unbounded preceding and 1 preceding), 0) as free
        from moved
    ), firsts as (
        select stock_id, min(day) as day, min(now) - sum(change) as free from moved group by stock_id
    ), spans as (
        select day as since, next as until from ends where free <= 0
        union all
        select %(since)s::date, day from firsts where free <= 0 and exists (
            select from catalog_stockmovement e where e.stock_id = firsts.stock_id and e.at < %(start)s)
        union all
        select %(since)s::date, null from stock
        where free <= 0 and not exists (select from firsts where firsts.stock_id = stock.id)
          and exists (select from catalog_stockmovement e where e.stock_id = stock.id)
    ), steps as (
        select day, sum(step) as step
        from (select since as day, 1 as step from spans
              union all select until, -1 from spans where until is not null) both_ends
        group by day
    )
    select d.day::date, coalesce((select sum(step) from steps where steps.day <= d.day), 0)::int
    from generate_series(%(since)s::date, %(until)s::date, interval '1 day') as d (day)
"""


def _sold_out(since: date, until: date, store: str) -> dict[date, int]:
    """Walk back from what is there now through the ledger."""
    given: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "store": store,
        "start": _midnight(since),
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SOLD_OUT, given)
        return dict(cursor.fetchall())


_PLACES = """
    select p.id, count(*) filter (where s.on_hand - s.allocated <= 0), count(*), coalesce(sum(sold.pieces), 0)
    from catalog_stock s
    join catalog_store p on p.id = s.store_id and p.is_active
    join catalog_variant v on v.id = s.variant_id and v.is_active
    left join (
        select stock_id, sum(allocated_change) as pieces from catalog_stockmovement
        where kind in ('allocate', 'release') and at >= %(start)s and at < %(end)s group by 1
    ) sold on sold.stock_id = s.id
    where %(store)s = '' or p.code = %(store)s
    group by p.id
"""


def _places(start: datetime, end: datetime, store: str) -> Iterator[PlaceRow]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"start": start, "end": end, "store": store})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    for place in Store.objects.filter(pk__in=found).order_by("name"):
        out, skus, sold = found[place.pk]
        yield PlaceRow(place, sold=sold, sold_out=out, skus=skus)
