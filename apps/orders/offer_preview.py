"""What an offer would do: to carts such as people fill, and to the orders of the last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from apps.catalog.models import Offer, Product
from apps.orders.models import Order, OrderLine, OrderStatus
from apps.orders.offers import Item, Rule, best_discounts, met, unmet_reason
from apps.orders.pricing import QuoteLine, category_parents, items_of, offers_running, rule_of

DAYS = 7
MAX_ORDERS = 5_000  # looked at; a page must come while a person waits
# How many pieces of how many different things: a small, a usual and a large cart.
CARTS = ((1,), (1, 2), (2, 1, 1, 2))


@dataclass(frozen=True, slots=True)
class SampleCart:
    """One cart with and without the offer. why_not: what is missing where it takes nothing off."""

    titles: tuple[str, ...]
    subtotal_paise: int
    off_before_paise: int
    off_paise: int
    why_not: str

    @property
    def before_paise(self) -> int:
        return self.subtotal_paise - self.off_before_paise

    @property
    def after_paise(self) -> int:
        return self.subtotal_paise - self.off_paise


@dataclass(frozen=True, slots=True)
class PastOrders:
    """What the offer would have cost: only what goes beyond the discounts of the other offers that run now."""

    days: int
    orders: int
    touched: int
    sold_paise: int
    cost_paise: int
    complete: bool

    @property
    def cost_percent(self) -> float:
        return round(self.cost_paise * 100 / self.sold_paise, 2) if self.sold_paise else 0.0


def sample_carts(offer: Offer, now: datetime) -> list[SampleCart]:
    """Price carts of the most popular things that the offer is for."""
    rule, others = rule_of(offer), _others(offer, now)
    lines = _popular(rule)
    carts = []
    for pieces in CARTS:
        chosen = [
            QuoteLine(0, line.variant, count, line.unit_price_paise)
            for line, count in zip(lines, pieces, strict=False)
        ]
        if len(chosen) == len(pieces):
            carts.append(_sample(chosen, rule, others))
    return carts


def past_orders(offer: Offer, now: datetime, days: int = DAYS) -> PastOrders:
    """Price the orders of the last days again as if the offer had run, its limits kept.

    For a coupon: as if everybody whom it helps had used it.
    """
    rule, others = rule_of(offer), _others(offer, now)
    rows = Order.objects.filter(placed_at__gte=now - timedelta(days=days), placed_at__lte=now)
    rows = rows.exclude(status__in=(OrderStatus.CANCELLED, OrderStatus.AWAITING_PAYMENT))
    if offer.first_order_only:
        earlier = Order.objects.filter(owner_key=OuterRef("owner_key"), placed_at__lt=OuterRef("placed_at"))
        rows = rows.filter(~Exists(earlier.exclude(status=OrderStatus.CANCELLED)))
    count = rows.count()
    orders = rows.order_by("-placed_at", "-pk").prefetch_related("lines__variant__product")[:MAX_ORDERS]
    used: Counter[str] = Counter()
    parents = category_parents()
    touched = cost = sold = 0
    for order in reversed(list(orders)):
        lines = _lines(order.lines.all())
        if not lines:
            continue
        sold += sum(x.gross_paise for x in lines)
        more = _more(order, items_of(lines, parents), rule, others)
        if more > 0 and _allowed(offer, used, order.owner_key):
            used[order.owner_key] += 1
            touched, cost = touched + 1, cost + more
    return PastOrders(days, min(count, MAX_ORDERS), touched, sold, cost, complete=count <= MAX_ORDERS)


def _others(offer: Offer, now: datetime) -> list[Rule]:
    return [rule_of(x) for x in offers_running(now) if x.pk != offer.pk]


def _popular(rule: Rule) -> list[QuoteLine]:
    """Return one variant each of the products that sell best among those that the offer is for."""
    rows = Product.objects.filter(is_active=True, variants__is_active=True)
    if rule.brands:
        rows = rows.filter(brand__in=rule.brands)
    if rule.categories:
        rows = rows.filter(category__in=_below(rule.categories))
    most = max(len(x) for x in CARTS)
    found = rows.order_by("-popularity", "pk").distinct()[:most].prefetch_related("variants")
    variants = [next(x for x in product.variants.all() if x.is_active) for product in found]
    for variant, product in zip(variants, found, strict=True):
        variant.product = product
    return [QuoteLine(0, x, 1, x.price_paise) for x in variants]


def _below(categories: frozenset[int]) -> set[int]:
    """Return these categories and all beneath them."""
    parents, found = category_parents(), set(categories)
    while more := {key for key, parent in parents.items() if parent in found and key not in found}:
        found |= more
    return found


def _sample(lines: list[QuoteLine], rule: Rule, others: Sequence[Rule]) -> SampleCart:
    items = items_of(lines)
    before, after = _off(items, others, None), _with(items, rule, others)
    return SampleCart(
        titles=tuple(f"{x.quantity} × {x.variant.product.title}" for x in lines),
        subtotal_paise=sum(x.gross_paise for x in lines),
        off_before_paise=before,
        off_paise=after,
        why_not=unmet_reason(rule, items) if after <= before else "",
    )


def _lines(rows: Iterable[OrderLine]) -> list[QuoteLine]:
    return [
        QuoteLine(0, x.variant, x.quantity, x.unit_price_paise)
        for x in rows
        if x.variant is not None and x.quantity > 0
    ]


def _more(order: Order, items: Sequence[Item], rule: Rule, others: Sequence[Rule]) -> int:
    """Return what the offer would have taken off an order beyond what it got from the others."""
    if rule.kind == Offer.Kind.FREE_DELIVERY:
        return order.delivery_paise if met(rule, items) else 0
    return _with(items, rule, others) - _off(items, others, None)


def _with(items: Sequence[Item], rule: Rule, others: Sequence[Rule]) -> int:
    return _off(items, others, rule) if rule.code else _off(items, [*others, rule], None)


def _off(items: Sequence[Item], automatic: Sequence[Rule], coupon: Rule | None) -> int:
    return sum(x.total_paise for x in best_discounts(items, automatic, coupon))


def _allowed(offer: Offer, used: Counter[str], owner_key: str) -> bool:
    if offer.limit_total is not None and used.total() >= offer.limit_total:
        return False
    return offer.limit_per_person is None or used[owner_key] < offer.limit_per_person
