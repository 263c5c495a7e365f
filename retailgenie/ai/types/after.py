"""What is shown of things that come back: what may, the request, how it is handed over, the money."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EligibleLine:
    """Whether pieces of an order's line may come back; reason says why not."""

    line_id: int
    product_id: int | None
    title: str
    colour: str
    size: str
    quantity: int  # pieces that may still come back
    returnable: bool
    reason: str
    until: str  # "Tue 24 Nov", "" without a window
    refund_paise: int = 0  # what all these pieces alone would bring, fees not taken off
    attributes: tuple[tuple[str, str], ...] = ()  # of its variant, beside colour and size


@dataclass(frozen=True, slots=True)
class ReturnEligibility:
    """problem: why nothing of the order can come back, "" when something may. Empty lists allow everything."""

    number: str
    lines: tuple[EligibleLine, ...]
    problem: str
    reasons: tuple[str, ...]
    refund_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnView:
    number: str
    order_number: str
    kind: str  # "return" or "exchange"
    status: str  # a value of apps.orders Return.Status
    status_label: str
    items: tuple[str, ...]
    amount_paise: int  # to the shopper; below zero, they pay it
    settled_by: str  # "UPI asha@upi", "Store credit"
    pickup: str  # "Tue 24 Nov, 9:00 to 13:00", "" when not chosen
    url: str
    answer: str = ""  # what staff wrote when turning it down
    photos: tuple[str, ...] = ()  # addresses of pictures that only the owner and staff see
    label_url: str = ""  # a page to print and stick on, while the things are on their way
    handover_url: str = ""  # where the time of the pick-up is chosen, while it can be


@dataclass(frozen=True, slots=True)
class RefundView:
    amount_paise: int
    to: str
    state: str
    at: str  # ISO instant


@dataclass(frozen=True, slots=True)
class RefundStatus:
    number: str
    refunds: tuple[RefundView, ...]
    returns: tuple[ReturnView, ...]
    total_paise: int


@dataclass(frozen=True, slots=True)
class ReturnSlots:
    """How a request can be handed over. slots: (code, words) of a courier's hours; chosen: in words, "" for nothing."""

    number: str
    order_number: str
    slots: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class ReturnPhotos:
    """Photos that wait for an order's next request: (id, address) of each; most: how many are taken."""

    order_number: str
    photos: tuple[tuple[str, str], ...]
    most: int
