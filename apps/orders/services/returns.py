"""Sending delivered pieces back, for money or for another variant: what may come back and why not, and the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.catalog.stock import stock_reserve
from apps.orders.models import Order, OrderLine, OrderPolicy, OrderStatus, Return, ReturnLine, ReturnRule
from apps.orders.services.item_change import Swap, Wish, swap_wants, swaps_check
from apps.orders.services.money import AS_PAID, Way, charge_way_check, refund_way_check
from apps.orders.services.photos import photos_attach, photos_waiting
from apps.orders.services.placement import message_queue
from apps.orders.services.policy import day_problem, policy_of, reason_problem, rules_by_category
from apps.orders.services.remainder import (
    Piece,
    delivery_due,
    goods_price,
    kept_quantities,
    rules_of,
    standing_of,
    value_back,
)
from apps.orders.services.risk import review_reason
from apps.orders.services.timeline import CAME_TO_NOTHING, note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError

PICKUP_DAYS = 14  # how far ahead couriers take bookings
HOLD = timedelta(days=30)  # pieces for an exchange wait this long for the old ones
OPEN = (Return.Status.WAITING, Return.Status.APPROVED)
SINCE = {
    OrderPolicy.Anchor.DELIVERED: OrderStatus.DELIVERED,
    OrderPolicy.Anchor.SHIPPED: OrderStatus.SHIPPED,
    OrderPolicy.Anchor.PLACED: OrderStatus.PLACED,
}


class ReturnRefused(ShopError):
    """It can't come back, or not in this way; the message says why."""

    code: ClassVar[str] = "return_refused"
    status: ClassVar[int] = 409


class PhotoMissing(ReturnRefused):
    """The policy wants to see what is wrong: add a photo to the order (details["number"]) and ask again."""

    code: ClassVar[str] = "photo_missing"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether pieces of a line may come back. left: pieces; problem: why not, in words; last_day: of the window."""

    line: OrderLine
    left: int
    problem: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """A request before it is made. amount_paise: to the shopper after fees; below zero, they pay it."""

    order: Order
    kind: Return.Kind
    pieces: tuple[tuple[OrderLine, int], ...]
    swaps: tuple[Swap, ...]
    fee_paise: int
    amount_paise: int
    way: Way
    review_reason: str
    needs_approval: bool
    delivery_fee_paise: int = 0

    @property
    def fingerprint(self) -> str:
        rows = [(line.pk, count) for line, count in self.pieces]
        new = [(x.variant.pk, x.quantity) for x in self.swaps]
        return f"{self.order.number}:{self.kind}:{rows}:{new}:{self.amount_paise}:{self.way}"

    @property
    def words(self) -> str:
        return ", ".join(f"{count} × {line.product_title}" for line, count in self.pieces)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for. pieces: line id -> pieces of a return; wishes: of an exchange."""

    kind: Return.Kind
    pieces: Mapping[int, int]
    wishes: Sequence[Wish] = ()
    reason: str = ""
    way: Way = AS_PAID
    pickup_date: date | None = None


def request_problem(order: Order) -> str:
    """Say why nothing at all of an order can come back now; "" otherwise."""
    if order.status != OrderStatus.DELIVERED:
        label = OrderStatus(order.status).label
        return _("Only what was delivered can come back; this order is: %(status)s.") % {"status": label}
    most = policy_of(order).requests_per_order
    if most is not None and order.returns.exclude(status__in=CAME_TO_NOTHING).count() >= most:
        return _("A return or exchange of this order was requested already; no other is possible.")
    return ""


def eligibility(order: Order, *, now: datetime) -> list[Eligibility]:
    """Return for each line whether it may come back, and why not."""
    policy, today = policy_of(order), timezone.localdate(now)
    rules, since = rules_by_category(policy), _anchor(order, policy)
    coming = _coming(order)
    found = []
    for line in order.lines.select_related("variant__product", "request"):
        left = line.delivered - line.returned - line.exchanged - coming.get(line.pk, 0)
        days, problem = _days(line, policy, rules)
        start = _start(line, policy, since)
        last_day = start + timedelta(days=days) if start is not None and days is not None else None
        if left <= 0:
            problem = _("It has come back already, or is on its way.")
        elif not problem and last_day is not None and start is not None and today > last_day:
            problem = _window_problem(policy, (today - start).days, days or 0)
        found.append(Eligibility(line, max(left, 0), problem, last_day))
    return found


def return_plan(order: Order, request: Request, *, now: datetime) -> ReturnPlan:
    """Check a request and work out what it brings; raises ReturnRefused, NotFound, StockShortage, WayRefused..."""
    policy = policy_of(order)
    _check_request(order, policy, request, now)
    allowed = {row.line.pk: row for row in eligibility(order, now=now)}
    left = {line_id: row.left for line_id, row in allowed.items()}
    swaps: tuple[Swap, ...] = ()
    wanted = dict(request.pieces)
    if request.kind == Return.Kind.EXCHANGE:
        for wish in request.wishes:
            count = wish.quantity or left.get(wish.line_id, 0)
            wanted[wish.line_id] = wanted.get(wish.line_id, 0) + count
    pieces = _pieces(allowed, wanted)
    if request.kind == Return.Kind.EXCHANGE:
        swaps = swaps_check(order, request.wishes, left=left, same_ok=True)
        value = -exchange_difference(order, swaps)
    else:
        coming = _coming(order, Return.Kind.RETURN)
        both = {key: wanted.get(key, 0) + coming.get(key, 0) for key in {*wanted, *coming}}
        value = max(value_back(order, both) - value_back(order, coming), 0)
    fee = _fee(policy, request, pieces, value)
    delivery = (
        0 if swaps or request.reason in policy.fault_reasons else _delivery_fee(order, both, value - fee)
    )
    amount = value - fee - delivery
    ways = policy.difference_to if swaps else policy.refund_to
    way = request.way
    if amount > 0:
        way = refund_way_check(order, way, ways)
    elif amount < 0:
        way = charge_way_check(order, way, -amount)
    review = review_reason(order=order, detail=way.detail, now=now) if not swaps and amount > 0 else ""
    approval = bool(review) or _needs_approval(policy, request, amount)
    return ReturnPlan(order, request.kind, pieces, swaps, fee, amount, way, review, approval, delivery)


def exchange_difference(order: Order, swaps: Sequence[Swap]) -> int:
    """Return what the new pieces cost more than the old ones, with the order's own offers; may be below zero."""
    now = standing_of(order)
    if not rules_of(order) or any(line.variant is None for line in order.lines.all()):
        return sum(x.quantity * (x.price_paise - x.line.unit_price_paise) for x in swaps)
    rest = {
        line_id: count - sum(x.quantity for x in swaps if x.line.pk == line_id)
        for line_id, count in now.kept.items()
    }
    new = [Piece(x.variant, x.quantity, x.price_paise) for x in swaps]
    return goods_price(order, rest, [*now.coming, *new]) - now.paid_paise


@transaction.atomic
def return_request(
    *, caller: Caller, number: str, request: Request, expected: str = "", now: datetime
) -> Return:
    """Ask to send pieces back; what comes in exchange is held for them. Raises as return_plan does."""
    order = order_lock(number=number, owner_key=caller.person.key)
    plan = return_plan(order, request, now=now)
    if expected and plan.fingerprint != expected:
        raise ReturnRefused(_("A price has changed since. Please check the request again."))
    count = order.returns.count() + 1
    status = Return.Status.WAITING if plan.needs_approval else Return.Status.APPROVED
    made = Return.objects.create(
        order=order,
        number=f"{order.number}-R{count}",
        kind=plan.kind,
        status=status,
        reason=request.reason[:120],
        review_reason=plan.review_reason[:200],
        settle_by=plan.way.kind,
        settle_detail=plan.way.detail,
        amount_paise=plan.amount_paise,
        fee_paise=plan.fee_paise,
        delivery_fee_paise=plan.delivery_fee_paise,
        pickup_date=request.pickup_date,
        requested_at=now,
        updated_at=now,
    )
    photos_attach(made)
    _write_lines(made, plan)
    if plan.swaps:
        stock_reserve(holder=f"exchange:{made.number}", wants=swap_wants(plan.swaps), now=now, life=HOLD)
    note(
        order, f"{plan.kind}_requested", actor=caller.person.key, now=now, details={"items": plan.words[:300]}
    )
    message_queue(order, "return_requested", now=now, about=made.number)
    return made


def _write_lines(made: Return, plan: ReturnPlan) -> None:
    rows = [
        ReturnLine(
            request=made, line=x.line, quantity=x.quantity, new_variant=x.variant,
            new_price_paise=x.price_paise,
        )
        for x in plan.swaps
    ]  # fmt: skip
    rows = rows or [ReturnLine(request=made, line=line, quantity=count) for line, count in plan.pieces]
    ReturnLine.objects.bulk_create(rows)


def _check_request(order: Order, policy: OrderPolicy, request: Request, now: datetime) -> None:
    problem = request_problem(order) or reason_problem(request.reason, policy.return_reasons)
    problem = problem or day_problem(request.pickup_date, timezone.localdate(now), PICKUP_DAYS)
    if problem:
        raise ReturnRefused(problem, status=order.status)
    if request.reason in policy.photo_reasons and not photos_waiting(order.pk).exists():
        raise PhotoMissing(_("Please add a photo, so that we can see what is wrong."), number=order.number)


def _pieces(
    allowed: Mapping[int, Eligibility], wanted: Mapping[int, int]
) -> tuple[tuple[OrderLine, int], ...]:
    if not wanted:
        raise ReturnRefused(_("Please say what should come back."))
    found = []
    for line_id, count in wanted.items():
        row = allowed.get(line_id)
        if row is None:
            raise NotFound(_("There is no such line in this order."))
        if row.problem:
            raise ReturnRefused(f"{row.line.product_title}: {row.problem}")
        if not 1 <= count <= row.left:
            raise ReturnRefused(_("There are only %(count)d pieces of this left.") % {"count": row.left})
        found.append((row.line, count))
    return tuple(found)


def _coming(order: Order, *kinds: Return.Kind) -> dict[int, int]:
    """Pieces by line that other open requests (of some kinds) bring back."""
    found: dict[int, int] = {}
    wanted = kinds or tuple(Return.Kind)
    rows = ReturnLine.objects.filter(request__order=order, request__status__in=OPEN, request__kind__in=wanted)
    for row in rows:
        found[row.line_id] = found.get(row.line_id, 0) + row.quantity
    return found


def _delivery_fee(order: Order, taken: Mapping[int, int], most: int) -> int:
    rest = {key: count - taken.get(key, 0) for key, count in kept_quantities(order).items()}
    return min(delivery_due(order, rest), max(most, 0))


def _anchor(order: Order, policy: OrderPolicy) -> date | None:
    """The day from which the window counts; None where it isn't known, then there is no window."""
    kind = SINCE[OrderPolicy.Anchor(policy.return_anchor)]
    event = order.events.filter(kind=kind).first()
    return timezone.localdate(event.at) if event else None


def _start(line: OrderLine, policy: OrderPolicy, since: date | None) -> date | None:
    """What came in exchange counts from the day on which it was sent, where the policy says so."""
    if line.request is None or not policy.exchange_restarts_window:
        return since
    return timezone.localdate(line.request.updated_at)


def _days(line: OrderLine, policy: OrderPolicy, rules: Mapping[int, ReturnRule]) -> tuple[int | None, str]:
    """Return the window in days (None: no limit) and why a line can never come back."""
    if line.variant is None:
        return policy.return_days, ""
    product = line.variant.product
    rule = rules.get(product.category_id)
    if rule is not None and rule.final_sale:
        return 0, _("It is a final sale and can't come back.")
    if rule is not None and rule.return_days is not None:
        return rule.return_days, ""
    days = product.return_days
    if days is None and policy.unstated_is_final:
        return 0, _("It can't be returned, as its page says.")
    return (policy.return_days if days is None else days), ""


def _window_problem(policy: OrderPolicy, age: int, days: int) -> str:
    match policy.return_anchor:
        case OrderPolicy.Anchor.PLACED:
            text = ngettext("It was ordered %(age)d day ago", "It was ordered %(age)d days ago", age)
        case OrderPolicy.Anchor.SHIPPED:
            text = ngettext("It was sent %(age)d day ago", "It was sent %(age)d days ago", age)
        case _:
            text = ngettext("It was delivered %(age)d day ago", "It was delivered %(age)d days ago", age)
    return _("%(since)s; the window is %(days)d days.") % {"since": text % {"age": age}, "days": days}


def _fee(policy: OrderPolicy, request: Request, pieces: Sequence[tuple[OrderLine, int]], value: int) -> int:
    """Fees for a change of mind; what is our fault costs nothing, and no fee is more than what comes back."""
    if request.reason in policy.fault_reasons:
        return 0
    fee = policy.pickup_fee_paise
    if request.kind == Return.Kind.RETURN and value:
        rules = rules_by_category(policy)
        gross = sum(line.unit_price_paise * count for line, count in pieces)
        for line, count in pieces:
            category = line.variant.product.category_id if line.variant else 0
            rule = rules.get(category)
            percent = policy.restocking_percent if rule is None else rule.restocking_percent
            share = Decimal(value) * line.unit_price_paise * count / gross
            part = share * (policy.restocking_percent if percent is None else percent) / 100
            fee += int(part.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return min(fee, value) if request.kind == Return.Kind.RETURN else fee


def _needs_approval(policy: OrderPolicy, request: Request, amount: int) -> bool:
    above = policy.approval_above_paise
    return request.reason in policy.approval_reasons or (above is not None and amount > above)


def day_words(day: date | None) -> str:
    """Write a day as people say it, "" for none."""
    return formats.date_format(day, "D j M") if day else ""
