"""The numbers by day and place equal a plain recount, row by row, in Python."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.counting import stock_count
from apps.catalog.models import Product, Stock, StockMovement, Store
from apps.ledger.events import event_record
from apps.ledger.models import Event, EventName
from apps.operations.staff.numbers import DayRow, numbers
from apps.operations.staff.plots import Series, nice_top, plot
from apps.orders.models import Order, OrderStatus, Refund, Return
from retailgenie.ai.tools.types import Caller, Door
from tests.apps.catalog.factories import make_product, make_stock, make_store
from tests.apps.orders.shopping import add, place

pytestmark = pytest.mark.django_db
INDIA = ZoneInfo("Asia/Kolkata")
UNTIL = date(2026, 3, 31)
SINCE = UNTIL - timedelta(days=9)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=INDIA)


@pytest.fixture
def pune() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def shirt(pune: Store) -> Product:
    return make_product("Blue shirt", price=500, pieces=30, store=pune)


@pytest.fixture
def month(asha: User, ravi: User, shirt: Product, pune: Store, caller: Callable[..., Caller]) -> Store:
    """Twelve orders over fourteen days around midnight, some cancelled, returned, refunded; stock that runs out."""
    chance = random.Random(3)
    delhi = make_store("Delhi", name="Connaught Place")
    make_stock(list(shirt.variants.all()), 2, delhi)
    variants = list(shirt.variants.all())
    for number in range(12):
        person = caller(chance.choice([asha, ravi]), door=chance.choice([Door.CHAT, Door.CLASSIC]))
        add(person, chance.choice(variants).pk, chance.randint(1, 3))
        order = Order.objects.get(number=place(person).number)
        day = SINCE - timedelta(days=2) + timedelta(days=chance.randint(0, 13))
        at = moment(day, chance.choice([0, 11, 23]), chance.choice([0, 59]))
        Order.objects.filter(pk=order.pk).update(placed_at=at)
        StockMovement.objects.filter(reference=order.number).update(at=at)
        for name in (EventName.TURN_TAKEN, EventName.PAGE_VIEWED, EventName.ORDER_PLACED)[number % 3 :]:
            event_record(name=name, caller=person, now=at)
        if number % 4 == 0:
            Order.objects.filter(pk=order.pk).update(status=OrderStatus.CANCELLED)
            payment = order.payments.get()
            Refund.objects.create(
                payment=payment, amount_paise=payment.amount_paise, reason="x", provider_reference=f"r{number}",
                created_at=at + timedelta(hours=1),
            )  # fmt: skip
        if number % 5 == 0:
            Return.objects.create(
                order=order, number=f"RT{number}", kind="return", status="waiting", settle_by="original",
                amount_paise=0, requested_at=at + timedelta(days=1), updated_at=at,
            )  # fmt: skip
    StockMovement.objects.filter(kind="receive").update(at=moment(SINCE + timedelta(days=1), 1))
    row = Stock.objects.filter(store=delhi).order_by("pk")[0]
    stock_count(stock_id=row.pk, counted=row.allocated, actor="user:1", now=moment(UNTIL, 9))
    return delhi


def recount(since: date, until: date, store: str) -> list[DayRow]:
    """Count everything again the slow way."""
    rows = []
    for day in (since + timedelta(days=n) for n in range((until - since).days + 1)):
        orders = [x for x in Order.objects.all() if on(x.placed_at, day) and of(x, store)]
        kept = [x for x in orders if x.status not in ("cancelled", "awaiting_payment")]
        refunds = [x for x in Refund.objects.all() if on(x.created_at, day) and of(x.payment.order, store)]
        events = [x for x in Event.objects.all() if on(x.at, day)]
        rows.append(
            DayRow(
                day=day,
                orders=len(kept),
                revenue_paise=sum(x.total_paise for x in kept),
                cancelled=sum(x.status == "cancelled" for x in orders),
                returns=sum(on(x.requested_at, day) and of(x.order, store) for x in Return.objects.all()),
                refunds=len(refunds),
                refunded_paise=sum(x.amount_paise for x in refunds),
                chat_people=people(events, "conversation"),
                chat_buyers=people(events, "conversation", "order_placed"),
                classic_people=people(events, "classic"),
                classic_buyers=people(events, "classic", "order_placed"),
                sold_out=sum(sold_out(x, day) for x in Stock.objects.all() if store in ("", x.store.code)),
            )
        )
    return rows


def on(at: datetime, day: date) -> bool:
    return at.astimezone(INDIA).date() == day


def of(order: Order, store: str) -> bool:
    held = {x.stock.store.code for line in order.lines.all() for x in line.allocations.all()}
    return not store or store in held or bool(order.store and order.store.code == store)


def people(events: list[Event], modality: str, name: str = "") -> int:
    present = ("page_viewed", "clicked", "turn_taken", "searched", "order_placed")
    return len(
        {
            x.pseudonym
            for x in events
            if x.modality == modality and (x.name == name if name else x.name in present)
        }
    )


def sold_out(row: Stock, day: date) -> bool:
    moves = [x for x in row.movements.all() if x.at.astimezone(INDIA).date() <= day]
    return bool(moves) and sum(x.on_hand_change - x.allocated_change for x in moves) <= 0


@pytest.mark.parametrize("place_code", ["", "pune", "delhi"])
def test_every_number_equals_a_plain_recount(month: Store, pune: Store, place_code: str) -> None:
    code = {"": "", "pune": pune.code, "delhi": month.code}[place_code]
    found = numbers(since=SINCE, until=UNTIL, store=code)
    assert list(found.days) == recount(SINCE, UNTIL, code)
    assert any(x.orders for x in found.days) or code == month.code
    assert any(x.sold_out for x in found.days) or code == pune.code
    total = found.total
    assert total.revenue_paise == sum(x.revenue_paise for x in found.days)
    assert total.sold_out == found.days[-1].sold_out


def test_places_say_what_they_sold_and_ran_out_of(month: Store, pune: Store) -> None:
    found = {x.store.code: x for x in numbers(since=SINCE, until=UNTIL).places}
    for code, row in found.items():
        moves = StockMovement.objects.filter(stock__store__code=code, kind__in=("allocate", "release"))
        pieces = sum(x.allocated_change for x in moves if SINCE <= x.at.astimezone(INDIA).date() <= UNTIL)
        stocks = list(Stock.objects.filter(store__code=code))
        assert row.sold == pieces
        assert (row.skus, row.sold_out) == (3, sum(x.on_hand <= x.allocated for x in stocks))
    assert set(found) == {pune.code, month.code}


def test_the_queries_do_not_grow_with_the_days(month: Store, django_assert_num_queries: Any) -> None:
    for days in (1, 60):
        with django_assert_num_queries(7):
            numbers(since=UNTIL - timedelta(days=days), until=UNTIL)


def test_a_person_who_talks_and_buys_counts_once(asha: User, caller: Callable[..., Caller]) -> None:
    now = moment(UNTIL, 12)
    for name in (EventName.TURN_TAKEN, EventName.TURN_TAKEN, EventName.ORDER_PLACED, EventName.TOOL_CALLED):
        event_record(name=name, caller=caller(asha), now=now)
    event_record(name=EventName.PAGE_VIEWED, caller=caller(visitor="v2", door=Door.CLASSIC), now=now)
    [row] = numbers(since=UNTIL, until=UNTIL).days
    assert (row.chat_people, row.chat_buyers, row.classic_people, row.classic_buyers) == (1, 1, 1, 0)
    assert (row.chat_percent, row.classic_percent) == (100.0, 0.0)


def test_the_page_is_for_who_may_see_reports(client: Client, asha: User, kabir: User, meera: User) -> None:
    assert client.get("/staff/numbers/")["Location"].startswith("/account/login/")
    for person, status in ((asha, 403), (kabir, 403), (meera, 200)):
        client.force_login(person)
        assert client.get("/staff/numbers/").status_code == status


def test_the_page_draws_and_says_the_same_in_a_table(
    client: Client, meera: User, asha: User, shirt: Product, caller: Callable[..., Caller]
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk, 2)
    order = place(caller(asha))
    client.force_login(meera)
    page = client.get("/staff/numbers/")
    assert page.context["total"].revenue_paise == order.total_paise
    assert [x.key for x in page.context["plots"]] == [
        "orders", "revenue", "refunds", "returns", "conversion", "sold_out",
    ]  # fmt: skip
    text = page.content.decode()
    assert text.count('<svg class="plot"') == 6
    assert text.count('<rect class="plot-bar"') == 5 * 30
    assert page.context["plots"][1].rows[-1] == (timezone.localdate(), ("₹1,000",))


def test_the_files_hold_every_day_and_place(client: Client, meera: User, month: Store) -> None:
    client.force_login(meera)
    address = f"/staff/numbers/?since={SINCE}&until={UNTIL}"
    rows = list(csv.reader(io.StringIO(client.get(f"{address}&file=days").content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Day", "Orders", "Revenue (₹)"]
    found = numbers(since=SINCE, until=UNTIL)
    assert [(x[0], int(x[1]), x[2]) for x in rows[1:]] == [
        (x.day.isoformat(), x.orders, f"{x.revenue_paise / 100:.2f}") for x in found.days
    ]
    places = list(csv.reader(io.StringIO(client.get(f"{address}&file=places").content.decode("utf-8-sig"))))
    assert [x[1] for x in places[1:]] == [x.store.code for x in found.places]


@pytest.mark.parametrize(
    "query", ["since=x&until=y&store=z", "since=2031-01-01", "until=1999-01-01", "since=2020-01-01"]
)
def test_strange_periods_give_a_page(client: Client, meera: User, query: str) -> None:
    client.force_login(meera)
    page = client.get(f"/staff/numbers/?{query}")
    assert page.status_code == 200
    assert 1 <= len(page.context["numbers"].days) <= 92


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 4), (3, 4), (5, 8), (9, 10), (11, 20), (250, 400), (8_100, 10_000)]
)
def test_an_axis_ends_at_a_round_number(largest: float, top: float) -> None:
    assert nice_top(largest) == top


def test_a_bar_is_as_high_as_its_value() -> None:
    days = [SINCE, SINCE + timedelta(days=1)]
    found = plot("x", "X", days, [Series("X", (8.0, 4.0))], lambda value: f"{value:g}")
    first, second = found.bars
    assert (first.height, second.height) == (160.0, 80.0)
    assert first.y + first.height == second.y + second.height == found.floor
    assert [x.label for x in found.ticks] == ["0", "2", "4", "6", "8"]
