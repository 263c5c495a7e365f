"""What the desk and the protocols say to each other; money is paise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from apps.accounts.models import User
from apps.protocols.desk.bill import Bill
from apps.protocols.models import Agent, AgentSession
from retailgenie.ai.tools.types import Door

STANDARD = "standard"
PICKUP = "pickup"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose sessions may be seen: those that this agent has made, through this door, for this person or for nobody."""

    door: Door
    agent: Agent
    user: User | None = None


class Fault(StrEnum):
    """What is wrong with a session; each protocol has its own codes for them."""

    GONE = "gone"  # no such thing, or it isn't sold any more
    SOLD_OUT = "sold_out"
    TOO_MANY = "too_many"
    BUYER = "buyer"  # name, e-mail or phone is missing or unreadable
    ADDRESS = "address"  # missing or unreadable
    UNDELIVERABLE = "undeliverable"
    OPTION = "option"  # no such way to bring it
    COUPON = "coupon"
    PAYMENT = "payment"  # the instrument isn't possible or was declined
    CHANGED = "changed"  # a price is not what was shown
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Problem:
    """text is for people. about: the variant's id, the coupon or the field that it is about. fatal: nothing helps."""

    fault: Fault
    text: str
    about: str = ""
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A whole session as an agent wants it. lines: variant id -> pieces; None leaves a part as it is."""

    lines: Mapping[int, int] | None = None
    coupons: tuple[str, ...] | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to get the things: brought ("standard") or fetched from a store ("pickup:<code>")."""

    id: str
    title: str
    fee_paise: int
    earliest: date | None = None
    latest: date | None = None
    store_id: int | None = None
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """A session as it stands now. ready: completing it would order exactly this for exactly this much."""

    session: AgentSession
    bill: Bill
    options: tuple[Option, ...]
    problems: tuple[Problem, ...]
    ready: bool
    mark: str

    @property
    def choices(self) -> dict[str, Any]:
        return dict(self.session.choices)

    @property
    def chosen(self) -> Option | None:
        """Return the chosen way to get the things."""
        return next((x for x in self.options if x.id == self.session.choices.get("option")), None)
