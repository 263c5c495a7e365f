"""When couriers collect at a PIN code: the days and hours in which things that come back are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from apps.catalog.delivery import Zone, zone_of
from retailgenie.lib.pins import clean_pin

SUNDAY = 6
# zone: days from now to the first collection, and the hours of a day's rounds
ROUNDS: dict[Zone, tuple[int, tuple[tuple[int, int], ...]]] = {
    Zone.LOCAL: (1, ((9, 13), (13, 17), (17, 20))),
    Zone.NATIONAL: (1, ((9, 13), (13, 18))),
    Zone.REMOTE: (2, ((9, 18),)),
    Zone.UNSERVED: (0, ()),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours of one day in which a courier comes."""

    day: date
    from_hour: int
    to_hour: int

    @property
    def code(self) -> str:
        """The slot as one word, "2026-11-24-9-13"."""
        return f"{self.day.isoformat()}-{self.from_hour}-{self.to_hour}"


def pickup_slots(pin: str, *, today: date, days: int) -> tuple[Slot, ...]:
    """Return the slots of the next days at a PIN code, none where couriers don't collect; raises PinUnknown."""
    first, hours = ROUNDS[zone_of(clean_pin(pin))]
    coming = [today + timedelta(days=n) for n in range(first, days + 1)] if hours else []
    return tuple(Slot(day, *window) for day in coming if day.weekday() != SUNDAY for window in hours)
