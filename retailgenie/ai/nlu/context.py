"""What the reader must know of the state of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field

from retailgenie.ai.types import Language


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What the person is looking at and was asked.

    awaiting: "" | "confirm" | the slot just asked for: "size", "colour", "quantity", "price", "pin", "place", "city",
    "order", "coupon", "payment", "fulfilment", "address", "phone", "email", "name", "reason", "text", "option".
    options: labels of the chips or choices shown with that question, in order. language: of the
    conversation so far.
    """

    awaiting: str = ""
    options: tuple[str, ...] = ()
    results_shown: bool = False
    product_shown: bool = False
    orders_shown: bool = False
    cart_shown: bool = False
    language: Language | None = None
    coupons: frozenset[str] = field(default_factory=frozenset)
