"""What returns and exchanges share: which order and things, how many, why, where the money goes, when."""

from __future__ import annotations

import re
from dataclasses import replace

from retailgenie.ai.dialogue.flow import Call, Do, Filled, Need
from retailgenie.ai.dialogue.held import by_content
from retailgenie.ai.dialogue.picking import order_options, order_said, see_orders
from retailgenie.ai.dialogue.pieces import (
    OWN_FAULT,
    REASON_CODES,
    Piece,
    all_meant,
    day_in,
    names_something,
    piece_of,
    piece_options,
    pieces_counted,
    pieces_said,
    reason_in,
    upi_in,
)
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.swapping import lines_described, lines_left
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.ways import way_said
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import (
    BlockKind,
    EntityKind,
    IntentScore,
    OrderList,
    Reference,
    ReturnEligibility,
    Segment,
)

WAY_SAID = "way_said"  # in `required` once the shop refused the way money came: the person has to choose
DELIVERED = "delivered"
TASKS = frozenset({"return_item", "exchange_item", "cancel_order", "change_order", "change_variant"})
OTHER_TASK = 0.6  # probability of a wish that is another one
ADDED = re.compile(
    r"\b(?:added|uploaded|done|sent|there|ho gay[ae]|kar diy[ae]|daal diy[ae]|bhej diy[ae])\b|हो गया|डाल दी|भेज दी",
    re.IGNORECASE,
)


# --- which order -----------------------------------------------------------------------------------------


def hear_order(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | Several | None:
    """The order that is meant; "the second one" counts in the order in focus, when there is one."""
    reference = segment.reference
    counted = reference is not None and bool(reference.ordinals)
    if counted and turn.state.shown.order_number and segment.first(EntityKind.ORDER_NUMBER) is None:
        return None
    if "number" in frame.slots and frame.asked != "number" and reference == Reference(pronoun=True):
        return None  # "it" is the thing of this task, whatever order was looked at meanwhile
    if "number" in frame.slots and frame.asked != "number" and _of_another_task(frame, segment):
        return None  # "and change the lamp I ordered to a bigger one": not the order of this return
    found = order_said(turn, frame, segment)
    if not isinstance(found, str):
        found = by_content(turn, segment) or found
    return Filled({"number": found, "pointed": True}) if counted and isinstance(found, str) else found


def _of_another_task(frame: Frame, segment: Segment) -> bool:
    return segment.intent in TASKS and segment.intent != frame.flow and segment.intents[0].score >= OTHER_TASK


def _delivered(turn: Turn) -> list[str]:
    orders: OrderList = turn.results["list_orders"]
    return [x.number for x in orders.orders if x.status == DELIVERED]


def _guess_delivered(turn: Turn, frame: Frame) -> str | None:
    if turn.state.shown.order_number:
        return turn.state.shown.order_number
    delivered = _delivered(turn)
    if len(delivered) == 1 and not _names_another(turn, frame, delivered[0]):
        return delivered[0]
    orders: OrderList = turn.results["list_orders"]
    return orders.orders[0].number if not delivered and len(orders.orders) == 1 else None


def _names_another(turn: Turn, frame: Frame, number: str) -> bool:
    return names_something(frame.said) and order_said(turn, frame, frame.said) not in (None, number)


def hand_over(turn: Turn, frame: Frame, intent: str, statuses: frozenset[str]) -> bool:
    """Let another task take the same wish up when the order is in one of these states; says whether it does."""
    orders: OrderList | None = turn.read("list_orders")
    number = frame.slots["number"]
    if not any(x.number == number and x.status in statuses for x in (orders.orders if orders else ())):
        return False
    wish = replace(frame.said, intents=(IntentScore(intent, 1.0),))
    turn.put(shown=replace(turn.state.shown, order_number=number))
    turn.taken_over = wish
    return True


def _order_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    delivered = set(_delivered(turn))
    orders = turn.state.shown.orders
    return order_options([x for x in orders if x.number in delivered] or list(orders))


def _eligible(turn: Turn, frame: Frame) -> ReturnEligibility:
    """What may come back, nothing before the order is known; an answer can come later than the first read."""
    if "number" not in frame.slots:
        return ReturnEligibility("", (), "", (), ())
    if "return_eligibility" not in turn.results:
        turn.call("return_eligibility", {"number": frame.slots["number"]})
    number = str(frame.slots["number"])
    found: ReturnEligibility = turn.results.get(
        "return_eligibility", ReturnEligibility(number, (), "", (), ())
    )
    return found


def eligible_pieces(turn: Turn, frame: Frame) -> list[Piece]:
    return [piece_of(line) for line in _eligible(turn, frame).lines]


def chosen_pieces(turn: Turn, frame: Frame) -> list[Piece]:
    return [x for x in eligible_pieces(turn, frame) if x.line_id in frame.slots.get("lines", ())]


def _some_returnable(turn: Turn, frame: Frame) -> bool:
    """Nothing of the order may come back: say why, and who can still look at it."""
    found = _eligible(turn, frame)
    if not found.problem and any(x.returnable for x in found.lines):
        return True
    turn.look_at_order(frame.slots["number"])  # "cancel that order instead"
    if found.problem:
        turn.show(BlockKind.TEXT, text=found.problem)
    named = pieces_said(frame.said, eligible_pieces(turn, frame))
    for piece in named or eligible_pieces(turn, frame):
        turn.say("cannot_return", title=piece.title, reason=piece.problem)
    orders: OrderList | None = turn.read("list_orders")
    if any(x.number == found.number and x.can_cancel for x in (orders.orders if orders else ())):
        turn.offer("cancel_order")  # what hasn't left needn't come back
    return _offer_person(turn)


def _offer_person(turn: Turn) -> bool:
    turn.say("person_can_look")
    turn.offer("talk_to_human", "policy_question", "track_order")
    return False


# --- which things, how many --------------------------------------------------------------------------------


def hear_lines(turn: Turn, frame: Frame, segment: Segment) -> list[int] | Several | None:
    if "number" not in frame.slots:
        return None
    pieces = eligible_pieces(turn, frame)
    described = lines_described(segment, pieces, asked=frame.asked == "lines")
    left = lines_left(segment, pieces) if "lines" in frame.slots else ()
    if left and not described:  # "as for the lamp, later": the others stay in
        kept = [x for x in frame.slots["lines"] if x not in {y.line_id for y in left}]
        return kept or None
    positions = not (frame.slots.get("pointed") and segment.text == frame.said.text)
    found = described or pieces_said(segment, pieces, positions=positions)
    if len(found) > 1 and not described and not all_meant(segment):
        return Several(piece_options(found))
    if len(found) > 1:  # "all of it": what may come back
        found = tuple(x for x in found if not x.problem)
    return [x.line_id for x in found] or None


def guess_lines(turn: Turn, frame: Frame) -> list[int] | None:
    """The only thing that may come back, unless another one was named."""
    open_ones = [x for x in eligible_pieces(turn, frame) if not x.problem]
    named = names_something(frame.said) and not frame.slots.get("pointed")
    if len(open_ones) != 1 or (named and not pieces_said(frame.said, open_ones)):
        return None
    return [open_ones[0].line_id]


def line_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    open_ones = [x for x in eligible_pieces(turn, frame) if not x.problem]
    everything = Option(turn.text("all_of_them"), [x.line_id for x in open_ones])
    return (*piece_options(open_ones), *((everything,) if len(open_ones) > 1 else ()))


def one_line_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return piece_options([x for x in eligible_pieces(turn, frame) if not x.problem])


def lines_allowed(turn: Turn, frame: Frame) -> bool:
    refused = [x for x in chosen_pieces(turn, frame) if x.problem]
    for piece in refused:
        turn.say("cannot_return", title=piece.title, reason=piece.problem)
    return _offer_person(turn) if refused else True


def several_pieces(turn: Turn, frame: Frame) -> bool:
    """One line of more than one piece: how many of them is a question."""
    if "number" not in frame.slots:
        return False  # the open question is still which order
    chosen = chosen_pieces(turn, frame)
    return len(chosen) == 1 and chosen[0].count > 1


def hear_count(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    if not several_pieces(turn, frame):
        return None
    most = chosen_pieces(turn, frame)[0].count
    if all_meant(segment):
        return most
    said = pieces_counted(segment, asked=frame.asked == "count")
    return said if said is not None and said <= most else None


def count_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    most = chosen_pieces(turn, frame)[0].count
    turn.evidence.add(tuple(range(1, most + 1)))
    return tuple(Option(str(n), n) for n in range(1, min(most, 5) + 1))


# --- why, where the money goes, when ------------------------------------------------------------------------


def hear_reason(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    code = reason_in(segment.text)
    allowed = _eligible(turn, frame).reasons if "number" in frame.slots else ()
    if allowed:
        said = segment.text.casefold()
        return next((x for x in allowed if x == code or x.casefold().replace("_", " ") in said), None)
    if code is not None:
        return code if code in OWN_FAULT else turn.text(f"reason_{code}")
    return None


def reason_choices(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    allowed = _eligible(turn, frame).reasons
    if allowed:
        return tuple(Option(x.replace("_", " "), x) for x in allowed[:5])
    labels = [(turn.text(f"reason_{code}"), code) for code in REASON_CODES]
    return tuple(Option(label, code if code in OWN_FAULT else label) for label, code in labels)


def reason_must(turn: Turn, frame: Frame) -> bool:
    return bool(_eligible(turn, frame).reasons)


def unsaid_reason(turn: Turn, frame: Frame) -> str | None:
    """What is written down for somebody who would rather not say, unless the shop insists on a reason."""
    return None if reason_must(turn, frame) else turn.text("reason_unsaid")


def _no_words(turn: Turn, frame: Frame) -> str:
    return ""


def _hear_way(turn: Turn, frame: Frame, segment: Segment) -> Filled | str | Several | None:
    own = way_said(turn, segment.text)
    if isinstance(own, Several):
        return Several(own.options)
    if own is not None:
        return Filled({"refund_to": own.method, "refund_detail": own.detail})
    upi = upi_in(segment.text)
    if upi:
        return Filled({"refund_to": "upi", "refund_detail": upi})
    said = segment.text.casefold()
    if "store credit" in said or "स्टोर क्रेडिट" in said:
        return "store_credit"
    return "upi" if frame.asked == "refund_to" and mentions(segment, "upi", "यूपीआई") else None


def _guess_way(turn: Turn, frame: Frame) -> str | None:
    """The way it was paid, until the shop says that this can't be."""
    return None if WAY_SAID in frame.slots.get("required", ()) else "original"


def _ways(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(turn.text(f"way_{way}"), way) for way in ("upi", "store_credit"))


def _to_upi(turn: Turn, frame: Frame) -> bool:
    return bool(frame.slots.get("refund_to") == "upi")


def _hear_upi(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return upi_in(segment.text)


def _hear_day(turn: Turn, frame: Frame, segment: Segment) -> str | None:
    return day_in(segment, turn.now.date())


# --- photos of what is wrong ---------------------------------------------------------------------------------


def _photos_wanted(turn: Turn, frame: Frame) -> bool:
    """Only once the shop has asked to see what is wrong."""
    return "photos" in frame.slots.get("required", ())


def _photo_page(turn: Turn, frame: Frame) -> None:
    """Pictures are added on a page; it leads back here, where the return goes on."""
    if _photos_wanted(turn, frame) and "photos" not in frame.slots:
        page = turn.context.pages.photos.format(number=frame.slots["number"])
        turn.put_question()
        turn.show(BlockKind.CLASSIC, page, text=turn.text("add_photos"))


def _added(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return (Option(turn.text("photos_added"), True),)


def _hear_added(turn: Turn, frame: Frame, segment: Segment) -> bool | None:
    """ "Done", "ho gaya", yes: the shop sees for itself whether there are photos now."""
    if frame.asked != "photos":
        return None
    return True if segment.intent == "confirm" or ADDED.search(segment.text) else None


ORDER_NEED = Need(
    "number",
    ask="which_order",
    hear=hear_order,
    guess=_guess_delivered,
    options=_order_choices,
    expects="order",
)
ELIGIBLE = (
    Call("list_orders"),
    Do(see_orders),
    ORDER_NEED,
    Call("return_eligibility", lambda turn, frame: {"number": frame.slots["number"]}),
    Do(_some_returnable),
)
MONEY_BACK = (
    Need("refund_to", ask="ask_refund_to", hear=_hear_way, guess=_guess_way, options=_ways, plain=True),
    Need("refund_detail", ask="ask_upi", hear=_hear_upi, when=_to_upi),
    Need("pickup_date", ask="ask_pickup", hear=_hear_day, guess=_no_words, plain=True),
)
PHOTOS = (
    Do(_photo_page),
    Need("photos", ask="ask_photos", hear=_hear_added, options=_added, when=_photos_wanted),
)
ASK_AGAIN = {"way_refused": ("refund_to", "refund_detail", WAY_SAID), "photo_missing": ("photos",)}
