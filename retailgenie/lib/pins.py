"""Indian postal codes: which states a PIN can lie in, from its first two or three digits.

India Post numbers nine regions (first digit), circles within them (two digits) and sorting districts (three). Circles
do not follow state borders exactly: where a sorting district lies in two states, both are given, the likelier first.
State codes are ISO 3166-2:IN without "IN-".
"""

from __future__ import annotations

import re
from typing import ClassVar

from retailgenie.lib.errors import ShopError

PIN_FORM = re.compile(r"[1-9][0-9]{5}")
ARMY = "APS"  # Army Postal Service: no state, and couriers can't deliver there

# (first prefix, last prefix, states): two digits, then the three-digit exceptions that win over them.
_CIRCLES: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (11, 11, ("DL",)),
    (12, 13, ("HR",)),
    (14, 16, ("PB",)),
    (17, 17, ("HP",)),
    (18, 19, ("JK",)),
    (20, 28, ("UP",)),
    (30, 34, ("RJ",)),
    (36, 39, ("GJ",)),
    (40, 44, ("MH",)),
    (45, 48, ("MP",)),
    (49, 49, ("CG",)),
    (50, 50, ("TS",)),
    (51, 53, ("AP",)),
    (56, 59, ("KA",)),
    (60, 64, ("TN",)),
    (67, 69, ("KL",)),
    (70, 74, ("WB",)),
    (75, 77, ("OD",)),
    (78, 78, ("AS",)),
    (80, 82, ("BR", "JH")),
    (83, 83, ("JH",)),
    (84, 85, ("BR",)),
    (90, 99, (ARMY,)),
)
_DISTRICTS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (134, 134, ("HR", "HP")),
    (140, 140, ("PB", "CH")),
    (160, 160, ("CH", "PB")),
    (194, 194, ("LA",)),
    (244, 244, ("UP", "UK")),
    (246, 247, ("UP", "UK")),
    (248, 249, ("UK",)),
    (262, 262, ("UP", "UK")),
    (263, 263, ("UK",)),
    (362, 362, ("GJ", "DH")),
    (396, 396, ("GJ", "DH")),
    (403, 403, ("GA",)),
    (507, 507, ("TS", "AP")),
    (533, 533, ("AP", "PY")),
    (605, 605, ("PY", "TN")),
    (607, 607, ("TN", "PY")),
    (609, 609, ("TN", "PY")),
    (673, 673, ("KL", "PY")),
    (682, 682, ("KL", "LD")),
    (737, 737, ("SK",)),
    (744, 744, ("AN",)),
    (790, 792, ("AR",)),
    (793, 794, ("ML",)),
    (795, 795, ("MN",)),
    (796, 796, ("MZ",)),
    (797, 798, ("NL",)),
    (799, 799, ("TR",)),
    (800, 805, ("BR",)),
    (811, 813, ("BR",)),
    (814, 816, ("JH",)),
    (821, 821, ("BR",)),
    (822, 822, ("JH",)),
    (823, 824, ("BR",)),
    (825, 829, ("JH",)),
)
_BY_CIRCLE = {prefix: states for low, high, states in _CIRCLES for prefix in range(low, high + 1)}
_BY_DISTRICT = {prefix: states for low, high, states in _DISTRICTS for prefix in range(low, high + 1)}


class PinUnknown(ShopError):
    """The six digits are no Indian PIN code; ask for it again."""

    code: ClassVar[str] = "pin_unknown"


def clean_pin(text: str) -> str:
    """Return the six digits of a PIN code written with or without spaces; raises PinUnknown."""
    digits = re.sub(r"[\s-]", "", text)
    if not PIN_FORM.fullmatch(digits) or (
        int(digits[:2]) not in _BY_CIRCLE and int(digits[:3]) not in _BY_DISTRICT
    ):
        raise PinUnknown(
            "That is no Indian PIN code: it should be six digits, the first not 0.", pin=text[:20]
        )
    return digits


def states_of_pin(pin: str) -> tuple[str, ...]:
    """Return the states that a PIN can lie in, the likeliest first; raises PinUnknown."""
    digits = clean_pin(pin)
    return _BY_DISTRICT.get(int(digits[:3])) or _BY_CIRCLE[int(digits[:2])]


def state_of_pin(pin: str) -> str:
    """Return the likeliest state of a PIN, or ARMY; raises PinUnknown."""
    return states_of_pin(pin)[0]
