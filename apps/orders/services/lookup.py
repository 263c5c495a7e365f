"""Finding one order without an account: number and phone open it for a short while, and nothing else.

What was asked wrongly is answered alike, whether the number exists or not, and counted per address and per number.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from apps.ledger.audit import audit_append
from apps.ledger.execution import execute_tool
from apps.orders.models import Order
from retailgenie.ai.tools.types import Caller, Outcome, Person, Refused
from retailgenie.lib.errors import ShopError
from retailgenie.lib.limits import limit_take

ACCESS_LIFE = timedelta(minutes=30)  # long enough to fill in a return, short on a borrowed phone
DIGITS = 10  # of an Indian mobile number
TOOLS = frozenset(
    {
        "get_order",
        "track_order",
        "refund_status",
        "get_invoice",
        "cancel_order",
        "return_eligibility",
        "return_items",
    }
)
_SALT = "orders.access"


class OrderNotFound(ShopError):
    """Number and phone don't belong together, or there is no such order: nobody learns which."""

    code: ClassVar[str] = "order_not_found"
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True)
class OrderAccess:
    """What number and phone open: a few tools on this one order, in the name of whose it is."""

    number: str
    owner: Person

    def execute(self, caller: Caller, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        """Run one of TOOLS on this order and no other; money goes back only the way it came."""
        if tool not in TOOLS:
            return Refused("login_required", _("Please log in first; then I can do this."))
        given = {**arguments, "number": self.number}
        if tool == "return_items":
            given |= {"refund_to": "original", "refund_detail": ""}
        acting = replace(caller, person=self.owner, permissions=frozenset(), only=TOOLS)
        return execute_tool(acting, tool, given, approval)


@transaction.atomic
def order_look_up(*, caller: Caller, number: str, phone: str, now: datetime) -> tuple[Order, str]:
    """Return an order and a signed key to it for ACCESS_LIFE; raises OrderNotFound, TooManyRequests."""
    number = number.strip().upper()
    limit_take("order_lookup_address", caller.address, now=now)
    limit_take("order_lookup_order", number, now=now)
    found = Order.objects.filter(number=number).first()
    known = _digits(found.contact_phone) if found else "-" * DIGITS
    same = hmac.compare_digest(known.encode(), _digits(phone).encode())
    if found is None or not same or len(known) < DIGITS:
        raise OrderNotFound(
            _("We have no order with this number and this phone. Please look at both in your confirmation.")
        )
    audit_append(
        actor=caller.person.key, door=caller.door, action="order.looked_up", target=found.number, now=now
    )
    return found, signing.dumps(found.number, salt=_SALT)


def order_access(key: str) -> OrderAccess | None:
    """Return what a key opens, None for one that is forged, too old, or of an order that is gone."""
    try:
        number = str(signing.loads(key, salt=_SALT, max_age=ACCESS_LIFE))
    except signing.BadSignature:
        return None
    owner_key = Order.objects.filter(number=number).values_list("owner_key", flat=True).first()
    if owner_key is None:
        return None
    kind, _colon, value = owner_key.partition(":")
    return OrderAccess(number, Person(user_id=int(value)) if kind == "user" else Person(visitor_id=value))


def _digits(phone: str) -> str:
    return "".join(str(int(x)) for x in phone if x.isdecimal())[-DIGITS:]
