"""What it takes to bring something to a PIN code: days, fee, and whether cash is taken at the door."""

from __future__ import annotations

from enum import StrEnum

from apps.catalog.models import Store
from retailgenie.ai.types import DeliveryEstimate
from retailgenie.lib.pins import ARMY, clean_pin, state_of_pin

FREE_ABOVE_PAISE = 999_00
FEE_PAISE = 49_00
REMOTE_FEE_PAISE = 99_00
REMOTE_STATES = frozenset({"AN", "AR", "AS", "JK", "LA", "LD", "ML", "MN", "MZ", "NL", "SK", "TR"})
NO_CASH_STATES = frozenset({"AN", "LA", "LD"})  # the couriers there don't collect cash


class Zone(StrEnum):
    LOCAL = "local"  # a warehouse is in the same state
    NATIONAL = "national"
    REMOTE = "remote"
    UNSERVED = "unserved"


DAYS = {Zone.LOCAL: (1, 3), Zone.NATIONAL: (3, 5), Zone.REMOTE: (6, 9), Zone.UNSERVED: (0, 0)}


def zone_of(pin: str) -> Zone:
    """Return the delivery zone of a PIN code; raises PinUnknown."""
    state = state_of_pin(pin)
    if state == ARMY:
        return Zone.UNSERVED
    if state in REMOTE_STATES:
        return Zone.REMOTE
    near = Store.objects.filter(kind=Store.Kind.WAREHOUSE, is_active=True, state=state).exists()
    return Zone.LOCAL if near else Zone.NATIONAL


def delivery_estimate(pin: str) -> DeliveryEstimate:
    """Return days, fee and payment at the door for a PIN code; raises PinUnknown."""
    digits = clean_pin(pin)
    zone = zone_of(digits)
    low, high = DAYS[zone]
    nearest = Store.objects.filter(pin__startswith=digits[:3], is_active=True).order_by("pk").first()
    return DeliveryEstimate(
        pin=digits,
        city=nearest.city if nearest else "",
        serviceable=zone is not Zone.UNSERVED,
        min_days=low,
        max_days=high,
        fee_paise=REMOTE_FEE_PAISE if zone is Zone.REMOTE else FEE_PAISE,
        free_above_paise=FREE_ABOVE_PAISE,
        cash_on_delivery=zone is not Zone.UNSERVED and state_of_pin(digits) not in NO_CASH_STATES,
    )
