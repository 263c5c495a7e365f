"""Patterns of fraud, found in our own records: what they close, and how a person gets around a false alarm.

Nobody is called a fraud and nothing is taken away: cash or cards are not offered for a while, or a person of the shop
looks at a return first. Each pattern is a RiskRule; the reasons for the defaults stand beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.ledger.models import Event, EventName, Pseudonym
from apps.orders.models import Order, OrderEvent, OrderStatus, Payment, Return, RiskKind, RiskRule
from apps.orders.services.timeline import CAME_TO_NOTHING, UNDELIVERED, Why
from retailgenie.ai.tools.types import Person

DECLINED = "payment_declined"  # PaymentDeclined.code, as the ledger notes refusals
GUEST = "visitor:"
ON_THE_WAY = (
    OrderStatus.PLACED,
    OrderStatus.PACKED,
    OrderStatus.SHIPPED,
    OrderStatus.OUT_FOR_DELIVERY,
    OrderStatus.READY_FOR_PICKUP,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to `most` within `within` are fine."""

    most: int
    within: timedelta


DEFAULTS = {
    # One refusal is bad luck, two may be; a courier's way back costs more than a shirt earns.
    RiskKind.CASH_REFUSALS: Limit(2, timedelta(days=180)),
    # A family orders for a feast; thirty unpaid parcels to one door are somebody's joke.
    RiskKind.OPEN_CASH: Limit(5, timedelta(days=30)),
    # A household shares a door and a phone; rings use many accounts to stay under what one may return.
    RiskKind.SHARED_REFUNDS: Limit(2, timedelta(days=60)),
    # People mistype and try a second card; programs that try stolen cards go on.
    RiskKind.DECLINES: Limit(5, timedelta(hours=1)),
    # A program takes a new visitor for each card; a shop's guests together are hardly declined this often.
    RiskKind.GUEST_DECLINES: Limit(30, timedelta(minutes=10)),
}


@dataclass(frozen=True, slots=True)
class Where:
    """By what two orders are known to belong together; "" matches nothing."""

    owner_key: str
    phone: str = ""
    line1: str = ""
    pin: str = ""

    def orders(self, prefix: str = "") -> Q:
        """Match orders of the same person, phone or door. prefix: the way from the queried model to its order."""
        found = Q(**{f"{prefix}owner_key": self.owner_key})
        if self.phone:
            found |= Q(**{f"{prefix}contact_phone": self.phone})
        if self.line1 and self.pin:
            found |= Q(
                **{f"{prefix}ship_to__pin": self.pin, f"{prefix}ship_to__line1__iexact": self.line1.strip()}
            )
        return found


def limit_of(kind: RiskKind) -> Limit | None:
    """Return the rule in force; None where the shop has switched it off."""
    row = RiskRule.objects.filter(kind=kind).first()
    if row is None:
        return DEFAULTS[kind]
    return Limit(row.most, row.within) if row.is_active else None


def method_problem(*, person: Person, method: str, where: Where, now: datetime) -> str:
    """Say why a way to pay is closed for an order; "" when it is open."""
    if method == Payment.Method.COD:
        return cash_problem(where, now)
    if method in (Payment.Method.CARD, Payment.Method.UPI):
        return _declines_problem(person, method, now)
    return ""


def review_reason(*, order: Order, detail: str, now: datetime) -> str:
    """Say for staff why a person should look at a return of an order first; "" when nothing stands out.

    detail: the UPI id that the refund is to go to, if another than it came from.
    """
    limit = limit_of(RiskKind.SHARED_REFUNDS)
    if limit is None:
        return ""
    rows = Return.objects.filter(
        requested_at__gt=now - limit.within, kind=Return.Kind.RETURN, amount_paise__gt=0
    )
    rows = rows.exclude(status__in=CAME_TO_NOTHING).exclude(order__owner_key=order.owner_key)
    shared = where_of(order).orders("order__")
    ids = {detail, *order.payments.values_list("detail", flat=True)}
    accounts = {x for x in ids if "@" in x}
    if accounts:
        shared |= Q(settle_detail__in=accounts) | Q(order__payments__detail__in=accounts)
    others = rows.filter(shared).values_list("order__owner_key", flat=True).distinct().count()
    if others <= limit.most:
        return ""
    return f"{others} other accounts had returns at the same phone, address or UPI id."


def where_of(order: Order) -> Where:
    """Return by what other orders are known to belong to this one."""
    door = order.ship_to.get("line1", ""), order.ship_to.get("pin", "")
    return Where(order.owner_key, order.contact_phone, *door)


def cash_problem(where: Where, now: datetime) -> str:
    """Say why cash is closed for these people; "" when it is open."""
    refusals = limit_of(RiskKind.CASH_REFUSALS)
    if refusals is not None and _refusals(where, now - refusals.within).count() > refusals.most:
        return _(
            "Cash isn't possible at the moment, because earlier cash orders were refused at the door. "
            "Please pay by UPI or card."
        )
    most = limit_of(RiskKind.OPEN_CASH)
    if most is None:
        return ""
    rows = Order.objects.filter(where.orders(), status__in=ON_THE_WAY, placed_at__gt=now - most.within)
    cash = Payment.objects.filter(
        order__in=rows, method=Payment.Method.COD, state=Payment.State.PENDING
    ).count()
    if cash >= most.most:
        return _(
            "There are %(count)d cash orders on their way already. Please pay this one by UPI or card, "
            "or wait until they have arrived."
        ) % {"count": cash}
    return ""


def _refusals(where: Where, since: datetime) -> QuerySet[OrderEvent]:
    rows = OrderEvent.objects.filter(kind=UNDELIVERED, details__why=Why.REFUSED, at__gt=since)
    cash = Q(order__payments__method=Payment.Method.COD)
    return rows.filter(where.orders("order__"), cash).distinct()


def _declines_problem(person: Person, method: str, now: datetime) -> str:
    limit = limit_of(RiskKind.DECLINES)
    if limit is not None and _declines(Q(owner_key=person.key), now - limit.within) > limit.most:
        return _("Too many payments were declined. Please try again in an hour, or pay in cash.")
    limit = limit_of(RiskKind.GUEST_DECLINES)
    if limit is None or not person.is_guest or method != Payment.Method.CARD:
        return ""
    if _declines(Q(owner_key__startswith=GUEST), now - limit.within) > limit.most:
        return _(
            "Cards of guests can't be taken at the moment. Please log in first, or pay by UPI or in cash."
        )
    return ""


def _declines(who: Q, since: datetime) -> int:
    """Count payments of people that were declined at once, or that failed on the bank's page."""
    people = Pseudonym.objects.filter(who).values("pseudonym")
    refused = Event.objects.filter(name=EventName.TOOL_REFUSED, at__gt=since, properties__code=DECLINED)
    failed = Payment.objects.filter(
        order__in=Order.objects.filter(who), state=Payment.State.FAILED, updated_at__gt=since
    )
    return refused.filter(pseudonym__in=people).count() + failed.count()
