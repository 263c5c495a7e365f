"""What a cart costs now: prices, the best lawful offers and the delivery fee, read from the catalogue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.catalog.delivery import FEE_PAISE, FREE_ABOVE_PAISE
from apps.catalog.models import Category, Offer, Variant
from apps.orders.models import CartLine, Order, OrderStatus, Redemption
from apps.orders.offers import Discount, Item, Rule, best_discounts, met, unmet_reason


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line with its discount. line_id is 0 where there is no cart line behind it."""

    line_id: int
    variant: Variant
    quantity: int
    unit_price_paise: int
    discount_paise: int = 0

    @property
    def gross_paise(self) -> int:
        return self.unit_price_paise * self.quantity

    @property
    def total_paise(self) -> int:
        return self.gross_paise - self.discount_paise


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a cart at one instant; total = subtotal - discount + delivery."""

    lines: tuple[QuoteLine, ...]
    discounts: tuple[Discount, ...] = ()
    delivery_paise: int = 0
    free_above_paise: int | None = FREE_ABOVE_PAISE
    coupon: str = ""
    coupon_problem: str = ""

    @property
    def subtotal_paise(self) -> int:
        return sum(line.gross_paise for line in self.lines)

    @property
    def discount_paise(self) -> int:
        return sum(line.discount_paise for line in self.lines)

    @property
    def goods_paise(self) -> int:
        return self.subtotal_paise - self.discount_paise

    @property
    def total_paise(self) -> int:
        return self.goods_paise + self.delivery_paise

    @property
    def wants(self) -> dict[int, int]:
        """Pieces by variant, for the stock services."""
        return {line.variant.pk: line.quantity for line in self.lines}

    def fingerprint(self, **extra: object) -> str:
        """Return the SHA-256 of everything that a person agreed to by agreeing to this price."""
        rows = [
            [line.variant.pk, line.quantity, line.unit_price_paise, line.discount_paise]
            for line in self.lines
        ]
        text = json.dumps([rows, self.delivery_paise, self.coupon, extra], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """How bringing is charged; the defaults hold until a PIN code is known."""

    fee_paise: int = FEE_PAISE
    free_above_paise: int | None = FREE_ABOVE_PAISE


PICKUP_TERMS = DeliveryTerms(fee_paise=0)


def quote_lines(lines: Iterable[CartLine]) -> tuple[QuoteLine, ...]:
    """Turn cart lines (with variant and product at hand) into lines at today's price."""
    return tuple(QuoteLine(x.pk, x.variant, x.quantity, x.variant.price_paise) for x in lines)


def quote_make(
    lines: Sequence[QuoteLine],
    *,
    now: datetime,
    coupon: str = "",
    owner_key: str = "",
    phone: str = "",
    delivery: DeliveryTerms = DeliveryTerms(),
) -> Quote:
    """Price lines with the best lawful offers. owner_key and phone: whose use of limited offers counts."""
    if not lines:
        return Quote((), coupon=coupon)
    items = items_of(lines)
    automatic, coupon_rule, problem = _rules(items, coupon, owner_key=owner_key, phone=phone, now=now)
    discounts = best_discounts(items, automatic, coupon_rule)
    off = [sum(parts) for parts in zip(*(x.by_line for x in discounts), strict=True)] or [0] * len(lines)
    priced = tuple(replace(line, discount_paise=paise) for line, paise in zip(lines, off, strict=True))
    quote = Quote(priced, discounts, 0, delivery.free_above_paise, coupon, problem)
    if _free_anyway(quote, delivery):
        quote = replace(quote, discounts=tuple(x for x in discounts if not x.free_delivery))
    else:
        quote = replace(quote, delivery_paise=_delivery_fee(quote, delivery))
    if coupon_rule is not None and all(x.rule is not coupon_rule for x in quote.discounts):
        quote = replace(quote, coupon_problem=_("It takes nothing off this cart, so it stays unused."))
    return quote


def category_parents() -> dict[int, int | None]:
    """Return the category above each category."""
    return dict(Category.objects.values_list("pk", "parent_id"))


def items_of(lines: Sequence[QuoteLine], parents: Mapping[int, int | None] | None = None) -> list[Item]:
    """Return the lines as offers see them. parents: category_parents(), for who asks many times."""
    parents = category_parents() if parents is None else parents
    return [
        Item(
            category_ids=_with_ancestors(line.variant.product.category_id, parents),
            brand_id=line.variant.product.brand_id,
            unit_price_paise=line.unit_price_paise,
            quantity=line.quantity,
        )
        for line in lines
    ]


def rule_of(offer: Offer) -> Rule:
    """Copy an offer's terms; categories and brands should be prefetched."""
    return Rule(
        offer_id=offer.pk,
        title=offer.title,
        kind=offer.kind,
        code=offer.code,
        percent=offer.percent,
        amount_paise=offer.amount_paise,
        max_discount_paise=offer.max_discount_paise,
        min_subtotal_paise=offer.min_subtotal_paise,
        buy_quantity=offer.buy_quantity,
        free_quantity=offer.free_quantity,
        categories=frozenset(x.pk for x in offer.categories.all()),
        brands=frozenset(x.pk for x in offer.brands.all()),
    )


def coupon_problem(offer: Offer | None, *, owner_key: str, now: datetime, phone: str = "") -> str:
    """Say why a coupon can't be used by this person now, apart from what is in the cart; "" when it can."""
    if offer is None or not offer.is_active or offer.starts_at > now:
        return _("There is no such coupon.")
    if offer.ends_at is not None and offer.ends_at <= now:
        return _("This coupon has expired.")
    mine = Q(owner_key=owner_key) | (Q(contact_phone=phone) if phone else Q(pk=None))
    if offer.first_order_only and Order.objects.filter(mine).exclude(status=OrderStatus.CANCELLED).exists():
        return _("This coupon is for the first order.")
    uses = Redemption.objects.filter(offer=offer, released_at=None)
    if offer.limit_total is not None and uses.count() >= offer.limit_total:
        return _("This coupon has been used up.")
    if offer.limit_per_person is not None:
        own = Q(owner_key=owner_key) | (Q(order__contact_phone=phone) if phone else Q(pk=None))
        if uses.filter(own).count() >= offer.limit_per_person:
            return _("You have already used this coupon.")
    return ""


def offers_running(now: datetime) -> list[Offer]:
    """Return the automatic offers that hold now, with what they are for."""
    rows = Offer.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), code="", is_active=True, starts_at__lte=now
    )
    return list(rows.prefetch_related("categories", "brands").order_by("pk"))


def _rules(
    items: Sequence[Item], coupon: str, *, owner_key: str, phone: str, now: datetime
) -> tuple[list[Rule], Rule | None, str]:
    limited = [
        x for x in offers_running(now) if not coupon_problem(x, owner_key=owner_key, phone=phone, now=now)
    ]
    automatic = [rule_of(offer) for offer in limited]
    if not coupon:
        return automatic, None, ""
    offer = Offer.objects.prefetch_related("categories", "brands").filter(code__iexact=coupon).first()
    problem = coupon_problem(offer, owner_key=owner_key, phone=phone, now=now)
    if offer is None or problem:
        return automatic, None, problem
    rule = rule_of(offer)
    if not met(rule, items):
        return automatic, None, unmet_reason(rule, items)
    return automatic, rule, ""


def _free_anyway(quote: Quote, terms: DeliveryTerms) -> bool:
    """Then nobody should spend a use of a free-delivery offer on it."""
    enough = terms.free_above_paise is not None and quote.goods_paise >= terms.free_above_paise
    return enough or terms.fee_paise == 0


def _delivery_fee(quote: Quote, terms: DeliveryTerms) -> int:
    return 0 if any(x.free_delivery for x in quote.discounts) else terms.fee_paise


def _with_ancestors(category_id: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    found: set[int] = set()
    current: int | None = category_id
    while current is not None and current not in found:
        found.add(current)
        current = parents.get(current)
    return frozenset(found)
