"""Which discounts a cart gets, and why. Pure arithmetic on paise: no database, no rounding error.

Stacking rule: at most one automatic offer, then at most one coupon on what is left, and free delivery beside them.
The automatic offer is the one that, together with the coupon, saves most. A minimum is met by the price of the
items an offer is for, before any discount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from apps.catalog.models import Offer
from retailgenie.lib.money import format_inr


@dataclass(frozen=True, slots=True)
class Item:
    """A line as offers see it. category_ids: its category and all above it."""

    category_ids: frozenset[int]
    brand_id: int | None
    unit_price_paise: int
    quantity: int

    @property
    def total_paise(self) -> int:
        return self.unit_price_paise * self.quantity


@dataclass(frozen=True, slots=True)
class Rule:
    """An offer's terms, free of the database. Empty categories and brands mean all items."""

    offer_id: int
    title: str
    kind: str
    code: str = ""
    percent: Decimal = Decimal(0)
    amount_paise: int = 0
    max_discount_paise: int | None = None
    min_subtotal_paise: int = 0
    buy_quantity: int = 0
    free_quantity: int = 0
    categories: frozenset[int] = frozenset()
    brands: frozenset[int] = frozenset()

    def covers(self, item: Item) -> bool:
        in_category = not self.categories or bool(self.categories & item.category_ids)
        return in_category and (not self.brands or item.brand_id in self.brands)


@dataclass(frozen=True, slots=True)
class Discount:
    """What one rule takes off, in paise by line (same order as the items)."""

    rule: Rule
    by_line: tuple[int, ...]

    @property
    def total_paise(self) -> int:
        return sum(self.by_line)

    @property
    def free_delivery(self) -> bool:
        return self.rule.kind == Offer.Kind.FREE_DELIVERY


def best_discounts(
    items: Sequence[Item], automatic: Sequence[Rule], coupon: Rule | None
) -> tuple[Discount, ...]:
    """Return the lawful combination that saves most; the first rule wins a tie."""
    free = [rule for rule in automatic if rule.kind == Offer.Kind.FREE_DELIVERY and met(rule, items)]
    choices = [_combine(items, None, coupon)]
    choices += [_combine(items, rule, coupon) for rule in automatic if rule.kind != Offer.Kind.FREE_DELIVERY]
    best = max(choices, key=lambda found: sum(x.total_paise for x in found))
    return (*best, *(Discount(rule, (0,) * len(items)) for rule in free[:1]))


def met(rule: Rule, items: Sequence[Item]) -> bool:
    """Say whether a cart has what an offer asks for."""
    covered = [item for item in items if rule.covers(item)]
    if not covered or sum(item.total_paise for item in covered) < rule.min_subtotal_paise:
        return False
    pieces = sum(item.quantity for item in covered)
    return pieces >= rule.buy_quantity + rule.free_quantity


def unmet_reason(rule: Rule, items: Sequence[Item]) -> str:
    """Say what is missing for an offer, in one sentence; "" when nothing is."""
    covered = [item for item in items if rule.covers(item)]
    if not covered:
        return _("Nothing in your cart belongs to this offer.")
    missing = rule.min_subtotal_paise - sum(item.total_paise for item in covered)
    if missing > 0:
        return _("Add %(amount)s more of what it is for.") % {"amount": format_inr(missing)}
    pieces = rule.buy_quantity + rule.free_quantity - sum(item.quantity for item in covered)
    if pieces > 0:
        return _("Add %(count)d more pieces of what it is for.") % {"count": pieces}
    return ""


def reason(rule: Rule) -> str:
    """Say why a discount is given, as a person reads it beside the amount."""
    match rule.kind:
        case Offer.Kind.PERCENTAGE:
            text = _("%(percent)s%% off") % {"percent": f"{rule.percent.normalize():f}"}
        case Offer.Kind.AMOUNT:
            text = _("%(amount)s off") % {"amount": format_inr(rule.amount_paise)}
        case Offer.Kind.BUY_X_GET_Y:
            text = _("Buy %(buy)d, get %(free)d free") % {
                "buy": rule.buy_quantity,
                "free": rule.free_quantity,
            }
        case Offer.Kind.BUNDLE:
            text = _("Any %(count)d for %(amount)s") % {
                "count": rule.buy_quantity,
                "amount": format_inr(rule.amount_paise),
            }
        case _:
            text = _("Free delivery")
    if rule.min_subtotal_paise:
        text = _("%(offer)s from %(amount)s") % {"offer": text, "amount": format_inr(rule.min_subtotal_paise)}
    if rule.max_discount_paise is not None:
        text = _("%(offer)s, up to %(amount)s") % {
            "offer": text,
            "amount": format_inr(rule.max_discount_paise),
        }
    return _("%(offer)s with coupon %(code)s") % {"offer": text, "code": rule.code} if rule.code else text


def spread(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split whole paise in proportion to weights, exactly (largest remainder, Hamilton 1792).

    spread(100, (1, 1, 1)) == (34, 33, 33); earlier lines win equal remainders.
    """
    whole = sum(weights)
    if whole == 0:
        return (0,) * len(weights)
    shares = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def _combine(items: Sequence[Item], rule: Rule | None, coupon: Rule | None) -> tuple[Discount, ...]:
    left = [item.total_paise for item in items]
    found: list[Discount] = []
    for one in (rule, coupon):
        if one is None or not met(one, items):
            continue
        discount = Discount(one, _by_line(one, items, left))
        if discount.total_paise or discount.free_delivery:
            left = [before - off for before, off in zip(left, discount.by_line, strict=True)]
            found.append(discount)
    return tuple(found)


def _by_line(rule: Rule, items: Sequence[Item], left: Sequence[int]) -> tuple[int, ...]:
    """left: what each line still costs after the discounts before this one."""
    weights = [paise if rule.covers(item) else 0 for item, paise in zip(items, left, strict=True)]
    match rule.kind:
        case Offer.Kind.PERCENTAGE:
            exact = Decimal(sum(weights)) * rule.percent / 100
            return _capped(rule, int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), weights)
        case Offer.Kind.AMOUNT:
            return _capped(rule, rule.amount_paise, weights)
        case Offer.Kind.BUY_X_GET_Y | Offer.Kind.BUNDLE:
            by_line = _by_pieces(rule, items, weights)
            return _capped(rule, sum(by_line), by_line)
    return (0,) * len(items)


def _capped(rule: Rule, amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    most = min(sum(weights), rule.max_discount_paise if rule.max_discount_paise is not None else amount)
    return spread(min(amount, most), weights)


def _by_pieces(rule: Rule, items: Sequence[Item], left: Sequence[int]) -> tuple[int, ...]:
    """Offers that count pieces. Sets are made of the dearest first, and the cheapest of each set are free.

    So adding a piece never makes a cart dearer than the piece costs, nor lowers what an offer takes off.
    """
    pieces = sorted(
        (
            (left[i] // item.quantity, i)
            for i, item in enumerate(items)
            if left[i]
            for _n in range(item.quantity)
        ),
        reverse=True,
    )
    off = [0] * len(items)
    if rule.kind == Offer.Kind.BUY_X_GET_Y:
        size = rule.buy_quantity + rule.free_quantity
        for start in range(0, len(pieces) - size + 1, size) if rule.free_quantity else ():
            for paise, index in pieces[start + rule.buy_quantity : start + size]:
                off[index] += paise
        return tuple(off)
    size = max(rule.buy_quantity, 1)
    for start in range(0, len(pieces) - size + 1, size):
        group = pieces[start : start + size]
        saving = max(sum(paise for paise, _index in group) - rule.amount_paise, 0)
        for (_paise, index), share in zip(group, spread(saving, [paise for paise, _i in group]), strict=True):
            off[index] += share
    return tuple(off)
