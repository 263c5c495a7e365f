"""The address of the person's own account: the one that is offered first. Placed orders keep theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.address import FIELDS, looks_like_address
from retailgenie.ai.dialogue.flow import Call, Do, Filled, Flow, Need
from retailgenie.ai.dialogue.flows.checkout import ADDRESS_NEEDS, NEW
from retailgenie.ai.dialogue.flows.paying import checkout_choices
from retailgenie.ai.dialogue.flows.returns import OPEN
from retailgenie.ai.dialogue.picking import number_said
from retailgenie.ai.dialogue.pieces import CHOICES
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.whose_address import ACCOUNT, OWN_ADDRESS
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import AddressView, IntentScore, OrderList, OrderView, Segment

ACCOUNT_WORDS = ("account", "profile", "home", "ghar", "खाते", "प्रोफ़ाइल", "घर")
WHERE_TO, *FIELD_NEEDS = [step for step in ADDRESS_NEEDS if isinstance(step, Need)]
MINE = "account"  # the value of `whose` for the account's address; any other is an order's number


def _open_orders(turn: Turn) -> list[OrderView]:
    orders: OrderList | None = turn.read("list_orders")
    return [x for x in (orders.orders if orders else ()) if x.status in OPEN]


def _hear_whose(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | None:
    """An answer that names the account or one of the orders; the wish itself was not plain enough."""
    if frame.asked != "whose":
        return None
    if looks_like_address(segment.text):
        return Filled({"told": segment.text})
    number = number_said(segment.text, [x.number for x in _open_orders(turn)])
    if number:
        return number
    if ACCOUNT.search(segment.text) or mentions(segment, *ACCOUNT_WORDS):
        return MINE
    found = _open_orders(turn)
    return found[0].number if len(found) == 1 and mentions(segment, "order", "parcel", "ऑर्डर") else None


def _guess_whose(turn: Turn, frame: Frame) -> str | None:
    """Without an order that could still be sent elsewhere only the account's address can be meant."""
    return None if _open_orders(turn) else MINE


def _whose(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    orders = [x.number for x in _open_orders(turn)][:CHOICES]
    return (
        Option(turn.text("whose_account"), MINE),
        *(Option(turn.text("whose_order", number=x), x) for x in orders),
    )


def _of_the_account(turn: Turn, frame: Frame) -> bool:
    """Let the task for orders take the wish up where an order's address is meant."""
    number = frame.slots["whose"]
    said = replace(frame.said, text=frame.slots.get("told", frame.said.text))
    if number == MINE:
        turn.put_top(replace(turn.frame, said=said))
        turn.set_slots(fulfilment="delivery")
        return True
    turn.put(shown=replace(turn.state.shown, order_number=number))
    turn.taken_over = replace(said, intents=(IntentScore("change_order", 1.0),))
    return False


def _noted(turn: Turn, frame: Frame) -> None:
    """The address came before it was clear whose it shall be."""
    if "told" in frame.slots and "whose" not in frame.slots:
        turn.say("address_noted")


def _is_default(turn: Turn, frame: Frame, value: Any) -> bool:
    """Whether the address is the account's already: "that's correct" then changes nothing."""
    return any(x.address_id == value and x.is_default for x in checkout_choices(turn, frame).addresses)


def _hear_new(turn: Turn, frame: Frame, segment: Segment) -> Any:
    found = WHERE_TO.hear(turn, frame, segment)
    return None if isinstance(found, int) and _is_default(turn, frame, found) else found


def _others(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(x for x in WHERE_TO.options(turn, frame) if not _is_default(turn, frame, x.value))


def _keeps_contact(turn: Turn, frame: Frame) -> None:
    """Name and phone stay unless others are told: the tool fills them in."""
    turn.set_slots(**{"name": "", "phone": "", **turn.frame.slots})


def _arguments(turn: Turn, frame: Frame) -> dict[str, Any]:
    slots = frame.slots
    if slots["address"] != NEW:
        return {"address_id": slots["address"]}
    return {"address": {**{field: slots[field] for field in FIELDS}, "line2": slots.get("line2", "")}}


def _changed(turn: Turn, frame: Frame) -> None:
    kept: AddressView = turn.results["change_user_address"]
    turn.say("own_address_changed", address=kept.label)
    if _open_orders(turn) and not turn.state.queue:
        turn.say("own_address_orders")
        turn.offer("change_order")
    turn.offer("account_help")


FLOWS = (
    Flow(
        (OWN_ADDRESS,),
        (
            Call("list_orders"),
            Do(_noted),
            Need("whose", ask="whose_address", hear=_hear_whose, guess=_guess_whose, options=_whose,
                 expects="option"),
            Do(_of_the_account),
            replace(WHERE_TO, ask="ask_own_address", hear=_hear_new, options=_others),
            Do(_keeps_contact),
            *FIELD_NEEDS,
            Call("change_user_address", _arguments, ask_again={"address_invalid": ()}),
            Do(_changed),
        ),
    ),
)  # fmt: skip
