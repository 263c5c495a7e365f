"""Which terms hold for an order, and in words why something is not possible. The terms are rows."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.models import Category
from apps.orders.models import Order, OrderPolicy, OrderStatus, ReturnRule


def policy_now(*, now: datetime) -> OrderPolicy | None:
    """Return the policy that an order placed now falls under; None means the defaults."""
    day = timezone.localdate(now)
    rows = OrderPolicy.objects.filter(is_active=True)
    rows = rows.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))
    return rows.order_by("-starts_on", "-pk").first()


def policy_of(order: Order) -> OrderPolicy:
    """Return the policy that an order was placed under."""
    return order.policy or OrderPolicy()


def rules_by_category(policy: OrderPolicy) -> dict[int, ReturnRule]:
    """Return for each category that a rule reaches the nearest rule."""
    own = {rule.category_id: rule for rule in policy.rules.all()} if policy.pk else {}
    if not own:
        return {}
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    found: dict[int, ReturnRule] = {}
    for category_id in parents:
        current: int | None = category_id
        while current is not None and current not in own:
            current = parents.get(current)
        if current is not None:
            found[category_id] = own[current]
    return found


def cancel_problem(order: Order) -> str:
    """Say why an order can't be cancelled; "" when it can."""
    match order.status:
        case OrderStatus.CANCELLED:
            return _("This order was cancelled already.")
        case OrderStatus.SHIPPED | OrderStatus.OUT_FOR_DELIVERY:
            return _("It is on its way already. You can refuse it at the door or return it.")
        case OrderStatus.READY_FOR_PICKUP:
            return _("It is waiting in the store already. If you don't collect it, the store takes it back.")
        case OrderStatus.DELIVERED | OrderStatus.RETURNED:
            return _("It was delivered already.")
    policy = policy_of(order)
    if order.status == OrderStatus.PACKED and policy.cancel_until == OrderPolicy.Until.PLACED:
        return _("It is packed already and can't be cancelled any more.")
    return _closed_problem(order, policy)


def change_problem(order: Order) -> str:
    """Say why an order's address, payment, contact or items can't be changed; "" when they can."""
    if order.status == OrderStatus.AWAITING_PAYMENT:
        return _("Please finish the payment first, or cancel the order.")
    if order.status != OrderStatus.PLACED:
        label = OrderStatus(order.status).label
        return _("Only an order that isn't packed yet can be changed; this one is: %(status)s.") % {
            "status": label
        }
    return _closed_problem(order, policy_of(order))


def item_change_problem(order: Order) -> str:
    """Say why the items of an order can't be changed; "" when they can."""
    problem = change_problem(order)
    if problem:
        return problem
    most = policy_of(order).item_changes
    if most is not None and order.item_changes >= most:
        return _("The items of this order were changed already; that is possible once.")
    return ""


def reason_problem(reason: str, allowed: list[str]) -> str:
    """Say which reasons count where a policy lists them; "" when this one does."""
    if not allowed or reason.strip().lower() in [x.lower() for x in allowed]:
        return ""
    return _("Please give one of these reasons: %(reasons)s.") % {"reasons": ", ".join(allowed)}


def day_problem(day: date | None, today: date, most_days: int) -> str:
    """Say why a pick-up can't be on a day; "" when it can or none is chosen."""
    if day is None or 1 <= (day - today).days <= most_days:
        return ""
    return _("The courier can come from tomorrow on, within %(days)d days.") % {"days": most_days}


def _closed_problem(order: Order, policy: OrderPolicy) -> str:
    if policy.item_change_closes and order.item_changes:
        return _("The items of this order were changed; after that nothing else can be changed or cancelled.")
    return ""
