"""What the kept pieces of an order cost with its own offers, so that nobody gains by giving back a part.

Refund of a part = what the goods cost until now - what the rest costs. Two for ₹1,000 at ₹999 each: giving one
back returns ₹1. Nothing below zero: what a part returns too little, the rest returns later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from apps.catalog.models import Variant
from apps.orders.models import Order, OrderLine, OrderPolicy, Return, ReturnLine
from apps.orders.offers import Discount, Item, Rule, best_discounts
from apps.orders.pricing import QuoteLine, items_of, rule_of

Quantities = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Pieces of one variant at the price that holds for this order."""

    variant: Variant
    quantity: int
    unit_price_paise: int


def rule_terms(rule: Rule) -> dict[str, Any]:
    """Write an offer's terms down as they are today, to be kept with an order."""
    terms = asdict(rule)
    terms["percent"] = str(rule.percent)
    terms["categories"], terms["brands"] = sorted(rule.categories), sorted(rule.brands)
    return terms


def rules_of(order: Order) -> list[Rule]:
    """Return the offers an order was placed under, as they were then where that was written down."""
    kept = [x["terms"] for x in order.offers if isinstance(x, dict) and "terms" in x]
    if kept:
        return [_rule(terms) for terms in kept]
    rows = order.redemptions.select_related("offer").prefetch_related("offer__categories", "offer__brands")
    return [rule_of(row.offer) for row in rows]


def kept_quantities(order: Order) -> dict[int, int]:
    """Return by line what the shopper still has or will get; what came in exchange has lines of its own."""
    return {
        line.pk: line.quantity - line.cancelled - line.returned - line.exchanged for line in order.lines.all()
    }


def goods_paid(order: Order) -> int:
    """Return what the kept goods cost until now."""
    return order.subtotal_paise - order.discount_paise - order.goods_back_paise


@dataclass(frozen=True, slots=True)
class Standing:
    """The goods of an order as they will be once agreed exchanges are done. kept: pieces by line, new ones apart."""

    paid_paise: int
    kept: dict[int, int]
    coming: tuple[Piece, ...] = ()


def standing_of(order: Order) -> Standing:
    """Return what is kept and what it costs; exchanges that were agreed to count as done, at the price agreed."""
    paid, kept, coming = goods_paid(order), kept_quantities(order), []
    rows = ReturnLine.objects.filter(
        request__order=order,
        request__kind=Return.Kind.EXCHANGE,
        request__status__in=(Return.Status.WAITING, Return.Status.APPROVED),
    ).select_related("request", "new_variant__product")
    seen = set()
    for row in rows:
        kept[row.line_id] -= row.quantity
        if row.new_variant is not None:
            coming.append(Piece(row.new_variant, row.quantity, row.new_price_paise))
        if row.request_id not in seen:
            paid -= row.request.amount_paise + row.request.fee_paise
            seen.add(row.request_id)
    return Standing(paid, kept, tuple(coming))


def goods_price(order: Order, kept: Quantities, more: Sequence[Piece] = ()) -> int:
    """Return what pieces (line id -> quantity) of an order, and more, cost with its offers."""
    lines = [line for line in order.lines.all() if kept.get(line.pk, 0) > 0]
    rules = rules_of(order)
    if not rules or any(line.variant is None for line in lines):
        shares = sum(_share(line, kept[line.pk]) for line in lines)
        return shares + sum(x.unit_price_paise * x.quantity for x in more)
    pieces = [
        Piece(line.variant, kept[line.pk], line.unit_price_paise)
        for line in lines
        if line.variant is not None
    ]
    return price_with(rules, [*pieces, *more])


def value_back(order: Order, taken: Quantities) -> int:
    """Return the paise that giving back pieces (line id -> quantity) is worth, fees not taken off."""
    now = standing_of(order)
    rest = {line_id: count - taken.get(line_id, 0) for line_id, count in now.kept.items()}
    if not any(rest.values()) and not now.coming:
        return now.paid_paise
    return max(now.paid_paise - goods_price(order, rest, now.coming), 0)


def delivery_due(order: Order, rest: Quantities) -> int:
    """Return the fee that is due because the pieces that stay (line id -> quantity) alone aren't brought free.

    0 where the policy keeps it free, where it wasn't free by the threshold, and where nothing stays.
    """
    policy, terms = order.policy, order.delivery_terms
    if policy is None or policy.part_delivery != OrderPolicy.PartDelivery.CHARGE:
        return 0
    least = terms.get("free_above_paise")
    if order.delivery_paise or terms.get("offer") or terms.get("charged") or least is None:
        return 0
    if not any(rest.values()) or goods_price(order, rest) >= least:
        return 0
    return int(terms.get("fee_paise", 0))


def price_with(rules: Sequence[Rule], pieces: Sequence[Piece]) -> int:
    """Return what pieces cost with the best lawful use of the given offers."""
    total = sum(x.unit_price_paise * x.quantity for x in pieces)
    return total - sum(x.total_paise for x in discounts_with(rules, pieces))


def discounts_with(rules: Sequence[Rule], pieces: Sequence[Piece]) -> tuple[Discount, ...]:
    """Return the discounts by piece that the given offers make."""
    if not rules or not pieces:
        return ()
    automatic = [rule for rule in rules if not rule.code]
    coupon = next((rule for rule in rules if rule.code), None)
    return best_discounts(_items(pieces), automatic, coupon)


def _items(pieces: Sequence[Piece]) -> list[Item]:
    return items_of([QuoteLine(0, x.variant, x.quantity, x.unit_price_paise) for x in pieces])


def _share(line: OrderLine, quantity: int) -> int:
    """The discount of a line goes with its pieces; whole paise, the last piece bears the rounding."""
    return line.unit_price_paise * quantity - line.discount_paise * quantity // line.quantity


def _rule(terms: dict[str, Any]) -> Rule:
    return Rule(
        **{
            **terms,
            "percent": Decimal(terms["percent"]),
            "categories": frozenset(terms["categories"]),
            "brands": frozenset(terms["brands"]),
        }
    )
