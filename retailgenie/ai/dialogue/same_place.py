# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
""" "The same address as order ...": the place of another order of one's own, kept already or written out."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.address import looks_like_address
from retailgenie.ai.dialogue.picking import LIKE_ORDER, numbers_said
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import pin_in
from retailgenie.ai.types import AddressView, OrderList

PIN_AT_END = re.compile(r"\W*\d{3}\s?\d{3}\W*$")
STATE = re.compile(r"\s+[A-Z]{2}$")  # "Chicago IL"
BY_CITY = re.compile(r"\b(?:address|place|home|house|flat|pat[ae]|ghar)\b", re.IGNORECASE)
HOME = re.compile(
    r"\b(?:send|deliver|ship|bring|order)\w*\b[^.?!]{0,30}\b(?:to|at) (?:my |our |the same |the usual |my usual |my saved )?(?:home|house|place|address)\b(?! (?:of|in|at)\b)|"
    r"\bghar (?:ke|wale|ka) (?:address|pate?)\b|\b(?:mere|apne) ghar (?:pe|par|bhej|pahuncha)\w*|(?:मेरे|अपने) घर (?:पर|भेज|पहुँचा)|घर के पते",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:not|instead|jagah|nahi+n?|other|another|different|new|naya|her|his|their)\b|नहीं|जगह|नया",
    re.IGNORECASE,
)
PARTS = 3  # name, street and city: the fewest of a written address


def known_place(
    turn: Turn, frame: Frame, text: str, kept: tuple[AddressView, ...]
) -> int | dict[str, str] | None:
    """Return the id of a kept address, or the fields of an order's, that the words name by what it is; else None."""
    same = place_of_order(turn, text, kept)
    if same is None and frame.asked in ("", "address"):
        same = place_in_city(turn, text, kept)
    if same is None and len(kept) == 1 and frame.flow == "checkout" and to_own_home(text):
        return kept[0].address_id
    return same


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


def place_in_city(turn: Turn, text: str, kept: tuple[AddressView, ...]) -> int | dict[str, str] | None:
    """Return the one known address in the city that is named ("her address in Pune"): kept, or an order's; else None."""
    if BY_CITY.search(text) is None or pin_in(text):
        return None
    ids = {x.address_id for x in kept if _city_said(x.label, text)}
    if ids:
        return ids.pop() if len(ids) == 1 else None
    orders: OrderList | None = turn.read("list_orders") if turn.context.logged_in else None
    found = {x.deliver_to for x in (orders.orders if orders else ()) if x.fulfilment == "delivery"}
    written = [x for x in found if _city_said(x, text)]
    return fields_of(written[0]) if len(written) == 1 else None


def _city_said(written: str, text: str) -> bool:
    """Whether the address is led in by its city: "the address in Pune", "Pune wala address"."""
    city = STATE.sub("", PIN_AT_END.sub("", written.rpartition(",")[2]).strip())
    name = re.escape(city)
    by_city = rf"\b(?:address|place|home|house|flat|pata)\b(?:\s+\w+){{0,3}}?\s+(?:in|at|of)\s+{name}\b|\b{name}\b(?:'s)?(?:\s+(?:wal[aie]|ka|ke))?\s+(?:address|place|home|house|flat|pat[ae]|wal[ae] ghar)\b"
    return bool(city) and re.search(by_city, text, re.IGNORECASE) is not None


def to_own_home(text: str) -> bool:
    """ "Send it home": the only address that is kept; not "a gift for her home", nor "not to my home"."""
    return HOME.search(text) is not None and not ELSEWHERE.search(text) and not looks_like_address(text)


def fields_of(written: str) -> dict[str, str] | None:
    """Return the fields of an address as an order shows it: "name, line 1, line 2, city PIN"."""
    parts = [x.strip() for x in written.split(",") if x.strip()]
    pin = pin_in(parts[-1]) if parts else ""
    if len(parts) < PARTS or not pin:
        return None
    city = PIN_AT_END.sub("", parts[-1]).strip()
    return {"name": parts[0], "line1": parts[1], "line2": ", ".join(parts[2:-1]), "city": city, "pin": pin}
