""" "The same address as order ...": the place of another order of one's own, kept already or written out."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.picking import LIKE_ORDER, numbers_said
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import pin_in
from retailgenie.ai.types import AddressView, OrderList

PIN_AT_END = re.compile(r"\W*\d{3}\s?\d{3}\W*$")
PARTS = 3  # name, street and city: the fewest of a written address


def place_of_order(turn: Turn, text: str, kept: tuple[AddressView, ...]) -> int | dict[str, str] | None:
    """Return the id of the kept address that the other order goes to, else its fields; None where none is meant."""
    pattern = LIKE_ORDER.search(text)
    orders: OrderList | None = turn.read("list_orders") if pattern and turn.context.logged_in else None
    if pattern is None or orders is None:
        return None
    numbers = numbers_said(pattern[0], [x.number for x in orders.orders])
    order = next((x for x in orders.orders if x.number in numbers), None)
    if order is None or order.fulfilment != "delivery":
        return None
    same = next((x.address_id for x in kept if x.label == order.deliver_to), None)
    return same if same is not None else fields_of(order.deliver_to)


def fields_of(written: str) -> dict[str, str] | None:
    """Return the fields of an address as an order shows it: "name, line 1, line 2, city PIN"."""
    parts = [x.strip() for x in written.split(",") if x.strip()]
    pin = pin_in(parts[-1]) if parts else ""
    if len(parts) < PARTS or not pin:
        return None
    city = PIN_AT_END.sub("", parts[-1]).strip()
    return {"name": parts[0], "line1": parts[1], "line2": ", ".join(parts[2:-1]), "city": city, "pin": pin}
