"""From the cart to a placed order: where to, how to pay, a card with everything on it, a separate yes."""

from __future__ import annotations

import re
from typing import Any

from retailgenie.ai.dialogue.address import (
    FIELDS,
    PLACE_WORDS,
    THE_KEPT_ONE,
    address_part,
    has_address,
    looks_like_address,
    parse_address,
    wordless,
)
from retailgenie.ai.dialogue.flow import Call, Do, Filled, Flow, Hear, Need
from retailgenie.ai.dialogue.flows.orders import say_promise
from retailgenie.ai.dialogue.flows.paying import PAYING, PAYING_AGAIN, checkout_choices, paying_arguments
from retailgenie.ai.dialogue.picking import see_cart
from retailgenie.ai.dialogue.references import Thing, meant
from retailgenie.ai.dialogue.same_place import known_place
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import (
    mentions,
    phone_in,
    pin_in,
    place_in,
    value_of,
    values_of,
)
from retailgenie.ai.types import (
    AddressView,
    BlockKind,
    EntityKind,
    OrderView,
    Reference,
    Segment,
    StoreView,
)
from retailgenie.lib.money import format_inr

STORE_CHOICES = 4
POINTING_WORDS = 8  # of an answer whose "it" or "that one" can mean the only saved address
AGREES = re.compile(r"\b(?:correct|right|go ahead|proceed|yes|haan)\b", re.IGNORECASE)
NO_ADDRESS = (EntityKind.PAYMENT_METHOD, EntityKind.FULFILMENT, EntityKind.COUPON, EntityKind.ORDER_NUMBER)
AWAITED = "awaiting_payment"
PLAIN = 0.8  # probability of a wish that is no name
NEW = "new"  # the value of the address slot when none of the saved ones is meant


# --- delivery or pick-up ----------------------------------------------------------------------------


def _hear_fulfilment(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    value = value_of(segment, EntityKind.FULFILMENT)
    if value:
        return value
    if mentions(segment, "pickup", "pick-up", "collect", "store"):
        return "pickup"
    said = mentions(segment, "delivery", "deliver", "home", "ship") or looks_like_address(segment.text)
    return "delivery" if said else None


def _fulfilments(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return (Option(turn.text("home_delivery"), "delivery"), Option(turn.text("store_pickup"), "pickup"))


def _delivers(turn: Turn, frame: Frame) -> bool:
    return bool(frame.slots.get("fulfilment") == "delivery")


def _picks_up(turn: Turn, frame: Frame) -> bool:
    return bool(frame.slots.get("fulfilment") == "pickup")


# --- the address ---------------------------------------------------------------------------------------


def _hear_address(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | int | None:
    """A saved address by its words, or all fields that a written one holds."""
    same = known_place(turn, frame, segment.text, checkout_choices(turn, frame).addresses)
    if same is not None:
        return Filled({"address": NEW, **same}) if isinstance(same, dict) else same
    cities = values_of(segment, EntityKind.CITY)
    text = address_part(segment.text)
    written = has_address(segment.text) or (frame.asked == "address" and PLACE_WORDS.search(text))
    named = _by_street(turn, frame, segment) if frame.asked not in FIELDS else None
    if named is not None:
        return named
    if (
        frame.slots.get("address") == NEW
        and frame.asked not in FIELDS
        and not PLACE_WORDS.search(wordless(text))
    ):
        return Filled(_corrected(segment)) if _corrected(segment) else None
    if written:
        own = _kept_as_written(turn, frame, segment)
        if own is not None and "address" not in frame.slots:
            return own
        if own is None and not isinstance(_saved_address(turn, frame, segment), int):
            return Filled({"address": NEW, **parse_address(text, cities=cities)})
    if frame.asked == "address":
        return _saved_address(turn, frame, segment)
    if (
        frame.asked in FIELDS
        and segment.intent not in ("confirm", "deny")
        and not _says_something_else(segment)
    ):
        return Filled(parse_address(segment.text, cities=cities, asked=frame.asked))
    named = _named_street(turn, frame, segment)
    return Filled(_corrected(segment)) if named is None and frame.slots.get("address") == NEW else named


def _hear_field(turn: Turn, frame: Frame, segment: Segment) -> Filled | None:
    """What of an address is said while a part of it is asked for or known."""
    found = _hear_address(turn, frame, segment)
    return found if isinstance(found, Filled) else None


def _kept_as_written(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """The saved address that is written out: its street and its PIN."""
    said = f" {' '.join(segment.text.lower().replace(',', ' ').split())} "
    pin = pin_in(segment.text)
    kept = checkout_choices(turn, frame).addresses
    return next((x.address_id for x in kept if x.pin == pin and f" {_street(x)} " in said), None)


def _says_something_else(segment: Segment) -> bool:
    """ "Cash on delivery" is nobody's name, nor is "checkout"."""
    anew = segment.intent == "checkout" and segment.intents[0].score >= PLAIN
    return anew or any(value_of(segment, kind) for kind in NO_ADDRESS)


def _corrected(segment: Segment) -> dict[str, str]:
    """A phone number or PIN said again replaces the one before."""
    found = {"phone": phone_in(segment.text), "pin": pin_in(segment.text)}
    return {key: value for key, value in found.items() if value}


def _by_street(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """The one saved address whose street is named, in full or without its number ("Baner Road")."""
    said = f" {' '.join(segment.text.lower().replace(',', ' ').replace('.', ' ').split())} "
    addresses = checkout_choices(turn, frame).addresses
    pin = pin_in(segment.text)
    found = [x for x in addresses if f" {_street(x)} " in said and pin in ("", x.pin)]
    if not found and not any(char.isdigit() for char in wordless(said)):
        found = [x for x in addresses if f" {_street(x).lstrip('0123456789/-, ')} " in said]
    return found[0].address_id if len(found) == 1 else None


def _saved_address(turn: Turn, frame: Frame, segment: Segment) -> int | str | None:
    addresses = checkout_choices(turn, frame).addresses
    if segment.reference and len(segment.reference.ordinals) < 2 and not _only_agrees(segment):
        found = meant(
            segment.reference, addresses, lambda x: Thing(x.address_id, (x.label.lower(),)), focus=None
        )
        if len(found) == 1:
            return found[0].address_id
    if len(addresses) == 1 and THE_KEPT_ONE.search(segment.text):
        return addresses[0].address_id
    pin = pin_in(segment.text)
    matching = [x for x in addresses if (pin and x.pin == pin) or _said(x, segment)]
    if len(matching) == 1:
        return matching[0].address_id
    return NEW if mentions(segment, "new", "another", "other", "naya", "different") else None


def _only_agrees(segment: Segment) -> bool:
    """ "Yes, that's correct, please go ahead" names no address, not even the only one; nor does a long story's "it"."""
    bare = segment.reference is not None and segment.reference == Reference(pronoun=segment.reference.pronoun)
    said = segment.text
    agrees = segment.intent == "confirm" or AGREES.search(said) is not None or looks_like_address(said)
    return bare and (
        agrees or (len(said.split()) > POINTING_WORDS and not mentions(segment, "address", "there"))
    )


def _named_street(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    """ "No, send it to 4 Baner Road": the only saved address whose street is said, though nobody asked."""
    matching = [x for x in checkout_choices(turn, frame).addresses if _said(x, segment)]
    return matching[0].address_id if len(matching) == 1 else None


def _said(address: AddressView, segment: Segment) -> bool:
    said = f" {' '.join(segment.text.lower().replace(',', ' ').split())} "
    return f" {_street(address)} " in said


def _street(address: AddressView) -> str:
    """The first line of a saved address, whose label is "name, line 1, ...", as it might be said."""
    parts = address.label.lower().split(", ")
    return parts[1] if len(parts) > 1 else parts[0]


def _guess_address(turn: Turn, frame: Frame) -> str | None:
    """A new one when none is kept, or when some of its fields were given already."""
    if any(field in frame.slots for field in FIELDS):
        return NEW
    return None if checkout_choices(turn, frame).addresses else NEW


def _addresses(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    saved = tuple(Option(x.label, x.address_id) for x in checkout_choices(turn, frame).addresses)
    return (*saved, Option(turn.text("new_address"), NEW))


def _is_new(turn: Turn, frame: Frame) -> bool:
    return _delivers(turn, frame) and frame.slots.get("address") == NEW


def _ask_all(turn: Turn, frame: Frame) -> None:
    """Once, before the first field is asked for: everything may come in one message."""
    if _is_new(turn, frame) and not any(field in frame.slots for field in FIELDS) and not frame.asked:
        turn.put_question()
        turn.say("address_in_one")


def _guess_name(turn: Turn, frame: Frame) -> str | None:
    return turn.context.name or None


def _guess_city(turn: Turn, frame: Frame) -> str | None:
    """The PIN knows its city."""
    estimate = turn.read("check_delivery", pin=frame.slots["pin"])
    return estimate.city or None if estimate is not None else None


def _deliverable(turn: Turn, frame: Frame) -> bool:
    """A PIN that nobody delivers to ends here, with a way on."""
    if not _is_new(turn, frame):
        return True
    estimate = turn.read("check_delivery", pin=frame.slots["pin"])
    if estimate is None or estimate.serviceable:
        return True
    turn.say("not_deliverable", pin=frame.slots["pin"])
    turn.offer("checkout", "find_store")
    return False


def _field(slot: str, *, free_text: bool = False, guess: Any = None) -> Need:
    extra = {"guess": guess} if guess else {}
    return Need(
        slot, ask=f"ask_{slot}", hear=_hear_field, when=_is_new, free_text=free_text, expects=slot, **extra
    )


ADDRESS_NEEDS = (
    Need("address", ask="ask_address", hear=_hear_address, guess=_guess_address, options=_addresses,
         when=_delivers, expects="address"),
    Do(_ask_all),
    _field("name", free_text=True, guess=_guess_name),
    _field("phone"),
    _field("line1", free_text=True),
    _field("pin"),
    Do(_deliverable),
    _field("city", free_text=True, guess=_guess_city),
)  # fmt: skip


# --- the store to pick up from -----------------------------------------------------------------------


def _known_place(turn: Turn, frame: Frame) -> str | None:
    return turn.state.place or None


def _hear_place(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return place_in(segment) if _picks_up(turn, frame) or frame.asked == "place" else None


def _options_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    place = frame.slots.get("place", "")
    if place:
        turn.put(place=place)
    return {"place": place}


def _store_thing(store: StoreView) -> Thing:
    words = f"{store.name} {store.address} {store.pin}".lower().replace(",", " ").split()
    return Thing(store.store_id, tuple(words))


def _hear_store(turn: Turn, frame: Frame, segment: Segment) -> int | Several | None:
    if not _picks_up(turn, frame) or segment.reference is None:
        return None
    stores = checkout_choices(turn, frame).stores[:STORE_CHOICES]
    found = meant(segment.reference, stores, _store_thing, focus=None)
    if len(found) > 1:
        return Several(tuple(Option(x.name, x.store_id) for x in found))
    return found[0].store_id if found else None


def _only_store(turn: Turn, frame: Frame) -> int | None:
    stores = checkout_choices(turn, frame).stores
    return stores[0].store_id if len(stores) == 1 else None


def _stores(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(x.name, x.store_id) for x in checkout_choices(turn, frame).stores[:STORE_CHOICES])


def _any_store(turn: Turn, frame: Frame) -> bool:
    if not _picks_up(turn, frame) or checkout_choices(turn, frame).stores:
        return True
    turn.say("no_pickup_store")
    turn.offer("find_store", "checkout")
    return False


# --- the order -----------------------------------------------------------------------------------------------


ASK_AGAIN = {
    "contact_missing": ("contact_phone",),
    "address_invalid": (),
    "not_deliverable": ("address", "pin", "city"),
    **PAYING_AGAIN,
}


def _contact_wanted(turn: Turn, frame: Frame) -> bool:
    """A guest who picks up has no address to take name and phone from; others only when the shop asks for it."""
    asked_for = "contact_phone" in frame.slots.get("required", ())
    return asked_for or (_picks_up(turn, frame) and not turn.context.logged_in)


def _hear_contact(slot: str) -> Hear:
    def hear(turn: Turn, frame: Frame, segment: Segment) -> Filled | None:
        if frame.asked not in ("contact_name", "contact_phone"):
            return None
        asked = "name" if frame.asked == "contact_name" else "phone"
        found = parse_address(segment.text, asked=asked)
        return Filled({f"contact_{key}": value for key, value in found.items() if key in ("name", "phone")})

    return hear


def _order_arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    where: dict[str, Any]
    if slots["fulfilment"] == "pickup":
        where = {"store_id": slots["store_id"]}
    elif slots["address"] == NEW:
        where = {"address": {**{field: slots[field] for field in FIELDS}, "line2": ""}}
    else:
        where = {"address_id": slots["address"]}
    contact: dict[str, Any] = {key: slots[key] for key in ("contact_name", "contact_phone") if key in slots}
    return {"fulfilment": slots["fulfilment"], **paying_arguments(frame), **where, **contact}


def _placed(turn: Turn, frame: Frame) -> None:
    """Say that it is placed, or what is still missing: an order that waits for its payment is only kept."""
    order: OrderView = turn.results["place_order"]
    awaited = order.status == AWAITED
    turn.say(
        "order_awaited" if awaited else "order_placed",
        number=order.number,
        total=format_inr(order.total_paise),
    )
    if order.waiting:
        turn.show(BlockKind.TEXT, text=order.waiting)
    if not awaited:
        say_promise(turn, order)
    turn.show(BlockKind.ORDER, order)
    turn.remember_orders((order,))
    turn.offer("track_order", *(("cancel_order",) if awaited else ("trending", "thanks")))


CHECKOUT = Flow(
    ("checkout",),
    (
        Call("view_cart"),
        Do(see_cart),
        Need("fulfilment", ask="ask_fulfilment", hear=_hear_fulfilment, options=_fulfilments, expects="fulfilment"),
        Need("place", ask="which_place", hear=_hear_place, guess=_known_place, when=_picks_up, expects="place"),
        Call("checkout_options", _options_arguments),
        Do(_any_store),
        Need("store_id", ask="which_store", hear=_hear_store, guess=_only_store, options=_stores, when=_picks_up),
        *ADDRESS_NEEDS,
        *PAYING,
        Need("contact_name", ask="ask_name", hear=_hear_contact("contact_name"), guess=_guess_name, free_text=True,
             when=_contact_wanted, expects="name"),
        Need("contact_phone", ask="ask_phone", hear=_hear_contact("contact_phone"), when=_contact_wanted,
             expects="phone"),
        Call("place_order", _order_arguments, ask_again=ASK_AGAIN),
        Do(_placed),
    ),
    lasting=True,
    of_visitor=("address",),
)  # fmt: skip

FLOWS = (CHECKOUT,)
