# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Placed orders that aren't packed yet: another address, another way to pay, another size, another phone number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.address import FIELDS, looks_like_address
from retailgenie.ai.dialogue.flow import Call, Do, Filled, Flow, Need
from retailgenie.ai.dialogue.flows.checkout import ADDRESS_NEEDS, NEW
from retailgenie.ai.dialogue.flows.eligible import hand_over, hear_order
from retailgenie.ai.dialogue.flows.paying import ABOUT_CARDS, GIFT_CARD
from retailgenie.ai.dialogue.flows.returns import (
    OPEN,
    all_at_once,
    another_piece,
    cards_of,
    no_swaps,
    one_swap,
    product_of,
)
from retailgenie.ai.dialogue.picking import order_options, see_orders
from retailgenie.ai.dialogue.pieces import (
    Piece,
    names_something,
    ordered_piece,
    piece_options,
    pieces_said,
    upi_in,
    variant_options,
)
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.swapping import lines_described, swaps_described
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.ways import list_of, way_said
from retailgenie.ai.dialogue.words import attributes_said, mentions, phone_in, value_of
from retailgenie.ai.types import (
    BlockKind,
    EntityKind,
    GiftCards,
    IntentScore,
    OrderList,
    OrderView,
    PaymentWay,
    Segment,
)

DELIVERED = frozenset({"delivered"})
MOVED = re.compile(
    r"\b(?:shipping|delivery|mailing) (?:det\w+|info\w*|data|location|place)\b|\bdue to a move\b|"
    r"\b(?:i|we)(?:'ve| have|'m| am)? (?:just |recently )?mov(?:ed|ing)\b|\bnew (?:home|house|flat|place)\b",
    re.IGNORECASE,
)
OF_A_DAY = re.compile(  # "the order from this morning": told anew, whatever order was spoken of
    r"\b(?:aaj|kal|subah|raat|shaam|parso|today'?s?|yesterday'?s?|this morning'?s?|last night'?s?|morning'?s?|nay[ai]|new|newest|latest)\b[^.?!]{0,20}\border\b|"
    r"\border\b[^.?!]{0,20}\b(?:from|of) (?:this morning|last night|today|yesterday)\b|(?:आज|कल|सुबह|रात)[^.?!।]{0,12}ऑर्डर",
    re.IGNORECASE,
)
METHODS = ("upi", "card", "cod", GIFT_CARD)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NAMED = re.compile(
    r"\b(?:name|naam|contact(?: person)?) (?:to|is|ko|hai)? ?([A-Z][\w.]+(?: [A-Z][\w.]+){0,3})"
)
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("remove", ("remove", "hatana", "hatao", "hata", "delete", "हटाना", "हटाओ", "काढ")),
    ("contact", ("phone", "mobile", "contact", "email", "e-mail", "mail", "फोन", "मोबाइल", "ईमेल")),
    ("address", ("address", "pata", "pincode", "पता", "पत्ता")),
    ("payment", ("payment", "pay", "cod", "upi", "card", "cash", "prepaid", "पेमेंट", "भुगतान")),
    ("items", ("size", "colour", "color", "saiz", "rang", "item", "items", "साइज", "साइज़", "रंग")),
)


# --- which order, what of it --------------------------------------------------------------------------------


def _open_numbers(turn: Turn) -> list[str]:
    orders: OrderList = turn.results["list_orders"]
    return [x.number for x in orders.orders if x.status in OPEN]


def _guess_open(turn: Turn, frame: Frame) -> str | None:
    focus = turn.state.shown.order_number
    numbers = _open_numbers(turn)
    anew = OF_A_DAY.search(frame.said.text) is not None and focus not in numbers
    if focus and not (anew and len(numbers) == 1):
        return focus
    return numbers[0] if len(numbers) == 1 else None


def _open_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    wanted = set(_open_numbers(turn))
    return order_options([x for x in turn.state.shown.orders if x.number in wanted])


def _any_open(turn: Turn, frame: Frame) -> bool:
    """With none that can be changed and none in focus, show them all; the tool tells the reason of one in focus."""
    known = frame.slots.get("number") or turn.state.shown.order_number
    if _open_numbers(turn) or known or hear_order(turn, frame, frame.said):
        return True
    turn.say("nothing_to_change")
    turn.show(BlockKind.ORDERS, turn.results["list_orders"])
    turn.offer("return_item", "exchange_item", "talk_to_human")
    return False


def _hear_what(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | None:
    if "what" in frame.slots and frame.asked != "what":
        return None  # later words answer what was asked; "card" while the address is open is no new task
    if looks_like_address(segment.text):
        return Filled({"what": "address", "fulfilment": "delivery"})
    pieces = _pieces(turn, frame) if "number" in frame.slots else []
    if lines_described(segment, pieces) or swaps_described(segment, pieces, cards_of(turn, pieces)):
        off = mentions(segment, *WORDS[0][1]) and not swaps_described(segment, pieces, cards_of(turn, pieces))
        return "remove" if off else "items"
    if way_said(turn, segment.text) is not None:
        return "payment"
    if MOVED.search(segment.text):
        return "address"
    for what, words in WORDS:
        if mentions(segment, *words):
            return what
    return "items" if attributes_said(segment, "size") else None


def _whats(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(
        Option(turn.text(f"change_{what}"), what) for what in ("address", "payment", "items", "contact")
    )


def _is(what: str) -> Any:
    return lambda turn, frame: frame.slots.get("what") == what


def _takes_part_off(turn: Turn, frame: Frame) -> bool:
    """Taking something off is cancelling a part, which has a task of its own; an address is one of a delivery."""
    if frame.slots["what"] == "remove":
        number, said = frame.slots["number"], frame.said
        if lines_described(said, _pieces(turn, frame)):
            turn.look_at_order(number)
            turn.taken_over = replace(said, intents=(IntentScore("cancel_order", 1.0),))
            return False
        turn.say("remove_is_cancel")
        turn.offer("cancel_order", "talk_to_human")
        return False
    if frame.slots["what"] == "address":
        turn.set_slots(fulfilment="delivery")
    return True


def _arrived_instead(turn: Turn, frame: Frame) -> bool:
    """What has arrived isn't changed any more: it is exchanged."""
    return frame.slots["what"] != "items" or not hand_over(turn, frame, "exchange_item", DELIVERED)


def _keeps_contact(turn: Turn, frame: Frame) -> None:
    """Whoever gets the order stays, unless somebody else is named: the tool fills them in."""
    if frame.slots["what"] == "address":
        turn.set_slots(**{"name": "", "phone": "", **turn.frame.slots})


# --- address, contact, payment --------------------------------------------------------------------------------


def _address_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    if slots["address"] != NEW:
        return {"number": slots["number"], "address_id": slots["address"]}
    address = {**{field: slots[field] for field in FIELDS}, "line2": slots.get("line2", "")}
    return {"number": slots["number"], "address": address}


def _hear_contact(turn: Turn, frame: Frame, segment: Segment) -> dict[str, str] | None:
    """A phone number, an e-mail address or a name; whatever isn't named stays."""
    if frame.slots.get("what") != "contact":
        return None
    email, name = EMAIL.search(segment.text), NAMED.search(segment.text)
    found = {
        "phone": phone_in(segment.text),
        "email": email[0].rstrip(".") if email else "",
        "name": name[1] if name else "",
    }
    return {key: value for key, value in found.items() if value} or None


def _hear_method(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | Several | None:
    if frame.slots.get("what") != "payment":
        return None
    own = way_said(turn, segment.text)
    if isinstance(own, Several):
        return own
    if own is not None:
        return Filled({"payment": own.method, "detail": own.detail})
    upi = upi_in(segment.text)
    if upi:
        return Filled({"payment": "upi", "detail": upi})
    if ABOUT_CARDS.search(segment.text):
        return GIFT_CARD
    said = value_of(segment, EntityKind.PAYMENT_METHOD) or ("cod" if mentions(segment, "cash", "cod") else "")
    return said if said in METHODS else None


def _own_cards(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    cards: GiftCards | None = turn.read("list_gift_cards")
    return tuple(Option(x.label, x.code) for x in cards.cards) if cards is not None else ()


def _only_card(turn: Turn, frame: Frame) -> str | None:
    """Nothing, unless it is paid by a gift card: then one's only one."""
    if frame.slots.get("payment") != GIFT_CARD:
        return ""
    cards = _own_cards(turn, frame)
    return str(cards[0].value) if len(cards) == 1 else None


def _payment_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    chosen = slots["payment"]
    method, own = chosen if isinstance(chosen, list) else (chosen, slots.get("detail"))
    detail = {"payment_detail": own} if own else {}
    return {"number": slots["number"], "payment_method": method, **detail}


def _methods(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    labels = {method: f"pay_{method}" for method in METHODS} | {GIFT_CARD: "pay_gift_card_plain"}
    return tuple(Option(turn.text(labels[method]), method) for method in METHODS)


# --- another size or colour --------------------------------------------------------------------------------------


def _pieces(turn: Turn, frame: Frame) -> list[Piece]:
    if "get_order" not in turn.results:
        turn.call("get_order", {"number": frame.slots["number"]})
    order: OrderView | None = turn.results.get("get_order")
    return [x for x in map(ordered_piece, order.lines if order else ()) if x.count > 0]


def _hear_line(turn: Turn, frame: Frame, segment: Segment) -> list[int] | Several | None:
    if frame.slots.get("what") != "items" or "number" not in frame.slots:
        return None
    positions = not (frame.slots.get("pointed") and segment.text == frame.said.text)
    found = lines_described(segment, _pieces(turn, frame), asked=frame.asked == "lines")
    if len(found) > 1:
        return [x.line_id for x in found]
    found = found or pieces_said(segment, _pieces(turn, frame), positions=positions)
    if len(found) > 1:
        return Several(piece_options(found))
    return [found[0].line_id] if found else None


def _guess_line(turn: Turn, frame: Frame) -> list[int] | None:
    pieces = _pieces(turn, frame)
    if len(pieces) != 1 or (names_something(frame.said) and not pieces_said(frame.said, pieces)):
        return None
    return [pieces[0].line_id]


def _lines(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return piece_options(_pieces(turn, frame))


def _chosen(turn: Turn, frame: Frame) -> Piece | None:
    return next((x for x in _pieces(turn, frame) if x.line_id in frame.slots.get("lines", ())), None)


def _hear_variant(turn: Turn, frame: Frame, segment: Segment) -> Filled | int | None:
    if len(frame.slots.get("lines", ())) > 1:
        lines = [x for x in _pieces(turn, frame) if x.line_id in frame.slots["lines"]]
        return all_at_once(turn, segment, lines)
    piece = _chosen(turn, frame) if "lines" in frame.slots else None
    detail = product_of(turn, piece) if piece else None
    if piece is None or detail is None:
        return None
    return another_piece(turn, segment, detail.card, piece, asked=frame.asked == "variant_id")


def _hear_swaps(turn: Turn, frame: Frame, segment: Segment) -> list[dict[str, int]] | None:
    """All that shall become something else, said at once."""
    if frame.slots.get("what") != "items" or "number" not in frame.slots:
        return None
    pieces = _pieces(turn, frame)
    return swaps_described(segment, pieces, cards_of(turn, pieces)) or None


def _one_by_one(turn: Turn, frame: Frame) -> bool:
    return frame.slots.get("what") == "items" and not frame.slots.get("swaps")


def _hear_settled(turn: Turn, frame: Frame, segment: Segment) -> list[str] | Several | None:
    """How a difference in price is paid or comes back."""
    if frame.slots.get("what") != "items":
        return None
    own = way_said(turn, segment.text)
    return list_of(own) if isinstance(own, PaymentWay) else own


def _as_paid(turn: Turn, frame: Frame) -> list[str]:
    return ["original", ""]


def _variants(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    piece = _chosen(turn, frame)
    detail = product_of(turn, piece) if piece else None
    return variant_options(detail.card, piece) if piece and detail else ()


def _items_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    method, detail = slots["settled"]
    return {
        "number": slots["number"],
        "items": slots["swaps"] or [one_swap(slots)],
        "payment_method": method,
        "payment_detail": detail,
    }


def _changed(turn: Turn, frame: Frame) -> None:
    tool = TOOLS[frame.slots["what"]]
    order: OrderView = turn.results[tool]
    turn.say("order_change_waits" if order.waiting else "order_changed", number=order.number)
    if order.waiting:
        turn.show(BlockKind.TEXT, text=order.waiting)
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    turn.offer("track_order", "cancel_order")


TOOLS = {
    "address": "change_order_address",
    "payment": "change_order_payment",
    "items": "change_order_items",
    "contact": "change_order_contact",
}
CHANGE = Flow(
    ("change_order",),
    (
        Call("list_orders"),
        Do(see_orders),
        Do(_any_open),
        Need("number", ask="which_order", hear=hear_order, guess=_guess_open, options=_open_choices,
             expects="order"),
        Need("what", ask="change_what", hear=_hear_what, options=_whats, expects="option"),
        Do(_takes_part_off),
        Do(_arrived_instead),
        *ADDRESS_NEEDS[:2],
        Do(_keeps_contact),
        *ADDRESS_NEEDS[2:],
        Call("change_order_address", _address_arguments, when=_is("address"),
             ask_again={"not_deliverable": ("address", "pin", "city"), "address_invalid": ()}),
        Need("payment", ask="ask_payment", hear=_hear_method, options=_methods, when=_is("payment"),
             expects="payment"),
        Need("detail", ask="ask_gift_code", guess=_only_card, options=_own_cards, when=_is("payment"),
             free_text=True),
        Call("change_order_payment", _payment_arguments, when=_is("payment")),
        Need("swaps", ask="which_other", hear=_hear_swaps, guess=no_swaps, when=_is("items")),
        Need("lines", ask="which_pieces", hear=_hear_line, guess=_guess_line, options=_lines, when=_one_by_one,
             expects="option"),
        Need("variant_id", ask="which_other", hear=_hear_variant, options=_variants, when=_one_by_one,
             expects="size"),
        Need("settled", ask="ask_payment", hear=_hear_settled, guess=_as_paid, when=_is("items"), plain=True),
        Call("change_order_items", _items_arguments, when=_is("items")),
        Need("contact_to", ask="ask_contact", hear=_hear_contact, when=_is("contact"), expects="phone"),
        Call("change_order_contact",
             lambda turn, frame: {"number": frame.slots["number"], **frame.slots["contact_to"]},
             when=_is("contact"), ask_again={"address_invalid": ("contact_to",)}),
        Do(_changed),
    ),
)  # fmt: skip

FLOWS = (CHANGE,)
