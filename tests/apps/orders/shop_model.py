"""A shop as a plain model: numbers in dictionaries, no database, the rules written a second time from the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DELIVERY_PAISE, FREE_FROM_PAISE = 4_900, 99_900
AUTO_OFF_PAISE, AUTO_FROM_PAISE = 15_000, 150_000
COUPON_PERCENT, COUPON_MOST_PAISE, COUPON_FROM_PAISE = 10, 20_000, 50_000
COUPON_USES, COUPON_USES_EACH = 4, 2
MOST_OF_ONE = 10
STEPS = {
    "placed": {"packed"},
    "packed": {"shipped"},
    "shipped": {"out_for_delivery"},
    "out_for_delivery": {"delivered"},
}
MAY_FOLLOW = {
    "placed": {"packed", "cancelled"},
    "packed": {"shipped", "cancelled"},
    "shipped": {"out_for_delivery"},
    "out_for_delivery": {"delivered"},
    "delivered": {"returned"},
    "cancelled": set(),
    "returned": set(),
}


def offers_off(gross: int, *, auto: bool, coupon: bool) -> tuple[int, int]:
    """What ₹150 off from ₹1,500 and then 10 % (at most ₹200) from ₹500 take off, in paise."""
    first = AUTO_OFF_PAISE if auto and gross >= AUTO_FROM_PAISE else 0
    second = 0
    if coupon and gross >= COUPON_FROM_PAISE:
        second = min(((gross - first) * COUPON_PERCENT + 50) // 100, COUPON_MOST_PAISE)
    return first, second


@dataclass
class OrderModel:
    """lines: variant -> pieces still with or for the shopper. goods: what they cost now. due: cash to come."""

    person: int
    method: str
    lines: dict[int, int]
    unit: dict[int, int]
    auto: bool
    coupon: bool
    goods: int
    due: int = 0
    held: int = 0
    status: str = "placed"
    delivered: bool = False

    @property
    def unit_lines(self) -> set[int]:
        """The variants that the order has lines of, kept or not."""
        return set(self.lines)

    def price(self, lines: Mapping[int, int]) -> int:
        gross = sum(self.unit[variant] * count for variant, count in lines.items())
        return gross - sum(offers_off(gross, auto=self.auto, coupon=self.coupon))

    def give_back(self, taken: Mapping[int, int]) -> int:
        """Take pieces off; returns what they were worth with the order's own offers."""
        for variant, count in taken.items():
            self.lines[variant] -= count
        left = any(self.lines.values())
        worth = max(self.goods - self.price(self.lines), 0) if left else self.goods
        self.goods -= worth
        return worth


@dataclass
class ReturnModel:
    order: str
    pieces: dict[int, int]
    to_credit: bool
    status: str = "approved"
    amount: int = 0


@dataclass
class ShopModel:
    """Persons are 0, 1...; carts: person -> variant -> pieces."""

    price: dict[int, int]
    on_hand: dict[int, int]
    allocated: dict[int, int]
    carts: dict[int, dict[int, int]]
    coupons: dict[int, bool]
    orders: dict[str, OrderModel] = field(default_factory=dict)
    returns: dict[str, ReturnModel] = field(default_factory=dict)
    credit: dict[int, int] = field(default_factory=dict)
    taken: int = 0  # money that ever came in
    given: int = 0  # money that ever went out, store credit included

    def free(self, variant: int) -> int:
        return self.on_hand[variant] - self.allocated[variant]

    def add_problem(self, person: int, variant: int, count: int) -> str:
        wanted = self.carts[person].get(variant, 0) + count
        if wanted > MOST_OF_ONE:
            return "cart_limit"
        return "stock_shortage" if wanted > self.free(variant) else ""

    def coupon_usable(self, person: int) -> bool:
        users = [x.person for x in self.orders.values() if x.coupon and x.status != "cancelled"]
        return len(users) < COUPON_USES and users.count(person) < COUPON_USES_EACH

    def order_problem(self, person: int) -> str:
        if not self.carts[person]:
            return "cart_empty"
        short = any(count > self.free(variant) for variant, count in self.carts[person].items())
        return "stock_shortage" if short else ""

    def would_cost(self, person: int) -> tuple[int, int, int, int]:
        """Return gross, what the automatic offer and the coupon take off, and the delivery fee."""
        gross = sum(self.price[variant] * count for variant, count in self.carts[person].items())
        coupon = self.coupons[person] and self.coupon_usable(person)
        first, second = offers_off(gross, auto=True, coupon=coupon)
        goods = gross - first - second
        return gross, first, second, 0 if goods >= FREE_FROM_PAISE else DELIVERY_PAISE

    def place(self, person: int, number: str, method: str) -> OrderModel:
        gross, first, second, delivery = self.would_cost(person)
        goods = gross - first - second
        lines = self.carts[person]
        made = OrderModel(person, method, dict(lines), dict(self.price), first > 0, second > 0, goods)
        if method == "cod":
            made.due = goods + delivery
        else:
            made.held = goods + delivery
            self.taken += made.held
        for variant, count in lines.items():
            self.allocated[variant] += count
        self.carts[person], self.coupons[person] = {}, False
        self.orders[number] = made
        return made

    def cancel(self, number: str, pieces: dict[int, int] | None) -> None:
        order = self.orders[number]
        kept = {variant: count for variant, count in order.lines.items() if count}
        taken = pieces or kept
        whole = taken == kept
        for variant, count in taken.items():
            self.allocated[variant] -= count
        back = order.give_back(taken)
        if whole:
            back, order.status = order.due + order.held, "cancelled"
        if order.method == "cod":
            order.due -= back
        else:
            order.held -= back
            self.given += back

    def advance(self, number: str, to: str) -> None:
        order = self.orders[number]
        order.status = to
        if to == "shipped":
            for variant, count in order.lines.items():
                self.allocated[variant] -= count
                self.on_hand[variant] -= count
        if to == "delivered":
            order.delivered = True
            self.taken += order.due
            order.held, order.due = order.held + order.due, 0

    def coming(self, number: str) -> dict[int, int]:
        found: dict[int, int] = {}
        for row in self.returns.values():
            if row.order == number and row.status == "approved":
                for variant, count in row.pieces.items():
                    found[variant] = found.get(variant, 0) + count
        return found

    def receive(self, number: str) -> None:
        row = self.returns[number]
        order = self.orders[row.order]
        row.status, row.amount = "received", order.give_back(row.pieces)
        for variant, count in row.pieces.items():
            self.on_hand[variant] += count
        if not any(order.lines.values()):
            order.status = "returned"

    def settle(self, number: str) -> None:
        row = self.returns[number]
        order = self.orders[row.order]
        row.status = "done"
        order.held -= row.amount
        self.given += row.amount
        if row.to_credit:
            self.credit[order.person] = self.credit.get(order.person, 0) + row.amount
