"""Past orders as they might have happened: who bought what when, at the price of then, and how it went on."""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from apps.catalog.delivery import DAYS, FEE_PAISE, FREE_ABOVE_PAISE, REMOTE_FEE_PAISE, REMOTE_STATES, Zone
from apps.catalog.models import Store
from apps.operations.demo.baskets import Shelf, basket
from apps.operations.demo.calendar import demand
from apps.operations.demo.catalogue import INDIA, LoadedVariant, at
from apps.operations.demo.chance import chance, weighted
from apps.operations.demo.offers import WELCOME_FROM_PAISE, WELCOME_MOST_PAISE, WELCOME_PERCENT
from apps.operations.demo.people import Shopper
from apps.operations.demo.policy import RETURN_DAYS
from apps.operations.demo.prices import HISTORY_DAYS, price_at
from apps.orders.models import OrderStatus

ORDERS, SMALL_ORDERS = 20_000, 100
CANCELLED, RETURNED = 0.055, 0.035  # shares of all orders
HOURS = {
    8: 2,
    9: 3,
    10: 5,
    11: 7,
    12: 7,
    13: 8,
    14: 6,
    15: 5,
    16: 5,
    17: 6,
    18: 7,
    19: 9,
    20: 11,
    21: 12,
    22: 9,
    23: 4,
}
WELCOME_SHARE = 0.4  # of first orders come with the welcome coupon
FIRST_WINDOW_DAYS = min(days for days in RETURN_DAYS.values() if days is not None)
S = OrderStatus


@dataclass(slots=True)
class LinePlan:
    variant: LoadedVariant
    quantity: int
    unit_price_paise: int


@dataclass(slots=True)
class OrderPlan:
    """events: (kind, status after it, when), oldest first; store is set for a pick-up, welcome for the coupon."""

    shopper: Shopper
    placed_at: datetime
    lines: list[LinePlan]
    events: list[tuple[str, str, datetime]]
    method: str
    door: str
    days: int
    fee_paise: int
    store: Store | None = None
    welcome: bool = False
    reason: str = ""
    key: str = ""

    @property
    def status(self) -> str:
        return self.events[-1][1]

    @property
    def subtotal_paise(self) -> int:
        return sum(line.unit_price_paise * line.quantity for line in self.lines)

    @property
    def discount_paise(self) -> int:
        enough = self.subtotal_paise >= WELCOME_FROM_PAISE
        return (
            min(self.subtotal_paise * WELCOME_PERCENT // 100, WELCOME_MOST_PAISE)
            if self.welcome and enough
            else 0
        )

    @property
    def delivery_paise(self) -> int:
        free = self.store is not None or self.subtotal_paise - self.discount_paise >= FREE_ABOVE_PAISE
        return 0 if free else self.fee_paise

    @property
    def total_paise(self) -> int:
        return self.subtotal_paise - self.discount_paise + self.delivery_paise

    def reference(self, kind: str) -> str:
        """Return the payment provider's name for the payment or refund of this order."""
        return f"{kind}_{hashlib.sha256(f'demo:{self.key}'.encode()).hexdigest()[:24]}"


def order_plans(
    shoppers: Mapping[str, Shopper], shelf: Shelf, stores: Sequence[Store], *, small: bool, now: datetime
) -> Iterator[OrderPlan]:
    """Yield all past orders, oldest first; those of asha and ravi are drawn in named_orders."""
    people = [person for person in shoppers.values() if person.eager]
    weights = list(accumulate(person.eager for person in people))
    shops = [store for store in stores if store.kind == Store.Kind.STORE.value]
    seen: set[str] = set()
    for number, placed_at in enumerate(_instants(SMALL_ORDERS if small else ORDERS, now)):
        rng = chance("order", number)
        shopper = rng.choices(people, cum_weights=weights)[0]
        found = _drawn(rng, f"order-{number}", shopper, shelf, shops, placed_at, now)
        if found is not None:
            found.welcome = shopper.key not in seen and rng.random() < WELCOME_SHARE and not found.store
            seen.add(shopper.key)
            yield found


def _instants(count: int, now: datetime) -> list[datetime]:
    """Draw instants over two years: more of late, at weekends, in sales and before festivals."""
    today = now.astimezone(INDIA).date()
    days = [today - timedelta(days=back) for back in range(HISTORY_DAYS - 10, -1, -1)]
    growth = [0.5 + index / len(days) for index in range(len(days))]
    sums = list(accumulate(demand(day) * grown for day, grown in zip(days, growth, strict=True)))
    rng = chance("instants", count)
    picked = (days[bisect(sums, rng.random() * sums[-1])] for _ in range(count))
    drawn = (at(day, weighted(rng, HOURS), rng.randrange(60)) for day in picked)
    return sorted(when if when < now else when - timedelta(days=1) for when in drawn)


def _drawn(
    rng: Random,
    key: str,
    shopper: Shopper,
    shelf: Shelf,
    shops: Sequence[Store],
    placed_at: datetime,
    now: datetime,
) -> OrderPlan | None:
    variants = basket(rng, shelf, placed_at.astimezone(INDIA).date(), woman=shopper.woman)
    if not variants:
        return None
    near = [store for store in shops if store.city == shopper.address["city"]]
    store = rng.choice(near) if near and rng.random() < 0.12 else None
    fate = weighted(rng, {"cancelled": CANCELLED, "returned": RETURNED, "": 1 - CANCELLED - RETURNED})
    return make_order(key, shopper, variants, placed_at=placed_at, now=now, store=store, fate=fate)


def make_order(
    key: str,
    shopper: Shopper,
    variants: Sequence[LoadedVariant],
    *,
    placed_at: datetime,
    now: datetime,
    store: Store | None = None,
    fate: str = "",
    days: int | None = None,
) -> OrderPlan:
    """Plan one order with its timeline up to now.

    fate: "cancelled", "returned" or the status it has reached; days: how many its delivery took.
    """
    rng = chance("timeline", key)
    if fate == S.RETURNED and any(x.product.return_days is None for x in variants):
        fate = ""  # a final sale doesn't come back
    day = placed_at.astimezone(INDIA).date()
    lines = [LinePlan(x, 2 if rng.random() < 0.07 else 1, _price(x, day)) for x in variants]
    remote = shopper.address["state"] in REMOTE_STATES
    fee = REMOTE_FEE_PAISE if remote else FEE_PAISE
    span = DAYS[Zone.REMOTE if remote else Zone.NATIONAL]
    took = rng.randint(*span) if days is None else days
    return OrderPlan(
        shopper=shopper,
        placed_at=placed_at,
        lines=lines,
        events=_events(rng, placed_at, now, pickup=store is not None, fate=fate, days=took),
        method=weighted(rng, {"upi": 56, "card": 24, "cod": 20}),
        door=weighted(rng, {"classic": 70, "chat": 30}),
        days=1 if store else span[1],
        fee_paise=fee,
        store=store,
        reason=rng.choice(
            ["Ordered by mistake", "Found it cheaper", "Delivery takes too long", "Wrong size chosen"]
        ),
        key=key,
    )


def _price(variant: LoadedVariant, day: date) -> int:
    return price_at(variant.steps, day, variant.plan.price_paise, variant.plan.mrp_paise)


def _events(
    rng: Random, placed_at: datetime, now: datetime, *, pickup: bool, fate: str, days: int
) -> list[tuple[str, str, datetime]]:
    found = [(S.PLACED.value, S.PLACED.value, placed_at)]
    packed = placed_at + timedelta(hours=rng.uniform(5, 22))
    if fate == S.PLACED:
        steps: list[tuple[str, datetime]] = []
    elif fate == "cancelled":
        gone = placed_at + timedelta(minutes=rng.uniform(8, 170))
        steps = [(S.CANCELLED.value, gone)]
    elif pickup:
        ready = placed_at + timedelta(hours=rng.uniform(23, 30))
        fetched = ready + timedelta(hours=rng.uniform(4, 70))
        steps = [(S.PACKED.value, packed), (S.READY_FOR_PICKUP.value, ready), (S.DELIVERED.value, fetched)]
    else:
        morning = datetime.combine((placed_at + timedelta(days=days)).date(), placed_at.timetz()).replace(
            hour=8
        )
        out = morning + timedelta(minutes=rng.randrange(120))
        shipped = min(packed + timedelta(hours=rng.uniform(4, 22)), out - timedelta(hours=3))
        packed = min(packed, shipped - timedelta(hours=1))
        steps = [
            (S.PACKED.value, packed), (S.SHIPPED.value, shipped), (S.OUT_FOR_DELIVERY.value, out),
            (S.DELIVERED.value, out + timedelta(hours=rng.uniform(1, 11))),
        ]  # fmt: skip
    if fate == "returned":
        steps.append((S.RETURNED.value, steps[-1][1] + timedelta(days=rng.uniform(2, FIRST_WINDOW_DAYS))))
    for status, when in steps:
        if when > now and fate in ("", "cancelled", "returned"):
            break
        found.append((status, status, min(when, now)))
        if status == fate:
            break
    return found


# (shopper, days and hours ago, days the delivery took, fate, kinds bought, pick-up)
NAMED_ORDERS: tuple[tuple[str, float, int | None, str, tuple[str, ...], bool], ...] = (
    ("asha", 0.12, None, "placed", ("women-kurtas", "women-juttis"), False),
    ("asha", 2.5, 5, "shipped", ("women-dresses",), False),
    ("asha", 9, 4, "delivered", ("women-sarees", "earrings"), False),
    ("asha", 44, 4, "delivered", ("women-jeans", "women-tops"), False),
    ("asha", 71, None, "cancelled", ("handbags",), False),
    ("ravi", 0.2, None, "placed", ("men-shirts", "men-trousers"), False),
    ("ravi", 1.5, None, "ready_for_pickup", ("men-tshirts",), True),
    ("ravi", 3, 5, "shipped", ("men-sneakers",), False),
    ("ravi", 8, 5, "delivered", ("men-jeans",), False),
    ("ravi", 64, 4, "delivered", ("men-kurtas", "bedsheets"), False),
)


def named_orders(
    shoppers: Mapping[str, Shopper],
    loaded: Sequence[LoadedVariant],
    stores: Sequence[Store],
    *,
    now: datetime,
) -> Iterator[OrderPlan]:
    """Yield the orders that journeys name: of asha and ravi, in every state."""
    firsts: dict[str, LoadedVariant] = {}
    for variant in loaded:
        kind = variant.product.kind.slug
        if kind not in firsts or (variant.plan.size == "M" and firsts[kind].product_id == variant.product_id):
            firsts[kind] = variant
    shops = [store for store in stores if store.kind == Store.Kind.STORE.value]
    for number, (who, ago, days, fate, kinds, pickup) in enumerate(NAMED_ORDERS):
        shopper = shoppers[who]
        placed_at = now - timedelta(days=ago)
        near = next((x for x in shops if x.city == shopper.address["city"]), shops[0])
        yield make_order(
            f"{who}-{number}",
            shopper,
            [firsts[kind] for kind in kinds],
            placed_at=at(placed_at.astimezone(INDIA).date(), 11, 20) if days and ago > 5 else placed_at,
            now=now,
            store=near if pickup else None,
            fate=fate,
            days=days,
        )
