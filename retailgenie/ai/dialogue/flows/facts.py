# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Questions about what was ordered: where it went, how it was paid, what it cost, which piece it was, what comes back."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.flow import Call, Do, Flow
from retailgenie.ai.dialogue.flows.orders import say_promise
from retailgenie.ai.dialogue.flows.returns import day_of
from retailgenie.ai.dialogue.picking import numbers_said, order_said, see_orders
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.swapping import lines_named, order_described
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.nlu import asides
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import BlockKind, OrderLineView, OrderList, OrderView, RefundStatus, Segment
from retailgenie.lib.money import format_inr

FEW = 5  # words of a question that can only be about the order in focus
TASKS = frozenset({"return_item", "exchange_item", "cancel_order", "change_order"})
MOST = 4  # orders or lines that are told of in words; the rest is on their pages
ADDRESS, PAYMENT, TOTAL, REFUND, PIECE, TRACKING, DIFFERENCE = (
    "address",
    "payment",
    "total",
    "refund",
    "piece",
    "tracking",
    "difference",
)
WHEN = "when"  # fmt: skip
ASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (fact, re.compile(words, re.IGNORECASE | re.VERBOSE))
    for fact, words in {
        ADDRESS: r"""\b(?:which|what|the|shipping|delivery|whose)\s(?:\w+\s)?address\b|
            \bwhere\s(?:was|is|did|were|has|are)\s(?:it|that|this|they|you|my|the|order)\b[^.?!]{0,30}\b(?:sent|shipped|delivered|going|ship|deliver|send)\b|
            \b(?:sent|shipped|delivered|going)\sto\s(?:my|the|which|what|this|that|our)\b|kis\s(?:pate|address)|kahan\s(?:bhej|deliver)""",
        PAYMENT: r"""\bhow\s(?:i|we)\s(?:\w+\s)?paid\b|\bhow\s(?:did|have|was|were|had)\s(?:i|it|they|that|this|we)\s(?:\w+\s)?pa(?:y|id)\b|\bpayment\s(?:method|mode|way)\b|
            \b(?:which|what)\s(?:card|payment|way)\b[^.?!]{0,40}\b(?:pay|paid|use|used|charged?)\b|\bpaid\s(?:with|by|using)\b|\bcharged\sto\b|\b(?:i|we)\spa(?:id|yed|y)\show\b|kaise\s(?:pay|payment)""",
        TOTAL: r"""\b(?:how\smuch|what)\s(?:did|was|were|is|have|had)\s(?:i|we|it|that|this|the|my|they|all)\b[^.?!]{0,40}\b(?:cost|costs|pay|paid|spend|spent|total|charged|price|amount)\b|
            \btotal\s(?:price|cost|amount|sum|value|bill)\b|\border\stotal\b|\b(?:price|amount|sum)\s(?:i|we)(?:\shave|'ve|\shad)?\spaid\b|\bhow\smuch\s(?:i|we)\s(?:have\s)?(?:paid|spent)\b|\bhow\smuch\s(?:was|is)\s(?:it|this|that)\b\W*$|^\W*(?:ye|yeh|wo|woh)?\s*kitn[ei]\sk[aei]\s(?:tha|thi|pada)|कितन[ेी]\sक[ाेी]\s(?:था|थी|पड़ा)|kitne?\s(?:ka|paise|mein)\b[^.?!]{0,20}(?:order|tha|mila)""",
        REFUND: r"""\b(?:refund|refunded)\s(?:amount|total|value|sum)\b|\b(?:total|full|amount\sof\sthe|amount\sof\smy)\srefund\b|
            \bhow\smuch\s(?:\w+\s){0,5}(?:refund|refunded|back)\b|kitna\srefund""",
        PIECE: r"""\bdetails\s(?:of|for|on|about)\s(?:my\s|the\s|that\s|this\s)?(?:\w+\s)?order|\bwhat\s(?:exactly\s)?(?:did\si|have\si|i)\s(?:order|ordered|buy|bought)\b|
            \bwhat(?:'s|\sis|\swas|\sitems?\s(?:are|were))\sin\s(?:my|the|that|this)\s(?:\w+\s)?order|
            \bwhat(?:'?s|\sis|\swas|\sall(?:\sis|\swas)?)?\sin(?:side)?\s(?:it|this|that)\b|\b[iu]s+\s?m(?:e|ein|en|ai)\sk(?:ya|a)\b|[इउ]समें\sक्या|
            \b(?:which|what)\s(?:\w+\s){1,4}(?:did\si|have\si|i|was|were)\b[^.?!]{0,30}\b(?:order|ordered|buy|bought|get)\b|
            \b(?:confirm|check|tell\sme|know|verify|remember|see|what(?:'s|\sis|\swas))\b[^.?!]{0,60}\b(?:of|about|for)\b[^.?!]{0,40}\b(?:i|we)(?:\shave|'ve|\shad)?\s(?:ordered|bought|purchased|got|received)\b""",
        TRACKING: r"\btracking\b|\btrack(?:ed)?\sit\b|\bstill\sin\stransit\b|\b(?:was|been|is)\s(?:it\s)?(?:indeed\s)?(?:marked\sas\s)?(?:shipped|delivered)\b",
        WHEN: r"""\bwhen\s(?:did|had|was|have)\s(?:i|we|it|this|that)\b[^.?!]{0,20}\b(?:order|ordered|buy|bought|place|placed|purchase|purchased)\b|
            \b(?:kab|kis\sdin)\s(?:order|kharid\w*|khareed\w*|liya|mangwaya)\b|कब\s(?:ऑर्डर|ख़?रीद|मंगवा|लिया)""",
        DIFFERENCE: r"\b(?:status\s)?differen(?:ce|t)\b[^.?!]{0,60}\border",
    }.items()
)
MINE = re.compile(
    r"\border(?:s|ed)?\b|\bbought\b|\bpurchase[ds]?\b|\bpaid\b|\bpay\b|\bspent\b|\bmy (?:refund|parcel|package|delivery|shipment)\b|\brefund(?:ed)?\b|ऑर्डर|आर्डर",
    re.IGNORECASE,
)
POINTING = re.compile(r"\b(?:it|that|this|they|them|those|[iu]s+ ?m(?:e|ein|en|ai))\b|[इउ]समें", re.IGNORECASE)
ASKS = re.compile(
    r"\?|\bhow much\b|\bwhen did\b|\bkitn[ei] k|कितन[ेी] क|\bkab\b|कब|\bpa(?:id|yed|y) how\b|\bwhat(?:'?s| is| was| all)? in|\bm(?:e|ein|en|ai) k(?:ya|a)\b|में क्या|\b(?:tell me|let me know|confirm|check|know|see|verify|interested in|double-check|find out|remind me|look up|share|give me|show me|batao|bataiye|wondering|curious)\b",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:chang(?:e|ing)|updat(?:e|ing)|modify|modifying|cancel(?:ling|ing)?|return(?:ing)?|exchang(?:e|ing)|swap|replace|remove|add|set|switch|redirect|edit|correct|buy|ordering|checkout|reorder|sell|badal\w*|don'?t|pay (?:with|by))\b",
    re.IGNORECASE,
)
GENERAL = re.compile(
    r"\b(?:policy|usually|generally|do you (?:take|accept|deliver|ship|offer|charge)|can i pay|free delivery|if i)\b",
    re.IGNORECASE,
)

COURIER = re.compile(r"\btracking (?:number|id|code|link|info\w*|details)\b", re.IGNORECASE)


def facts_asked(text: str) -> list[str]:
    """Return which facts of an order the words ask for, [] where they ask for none or want something done."""
    found: list[str] = []
    for sentence in asides.sentences(analyse(text)):
        if ASKS.search(sentence) and not GENERAL.search(sentence) and not ACTS.search(sentence):
            found += [fact for fact, words in ASKED if words.search(sentence) and fact not in found]
    return found


def asks_of_order(text: str, *, numbered: bool, focused: bool) -> bool:
    """Whether a question is about what was ordered. numbered: an order's number stands in it. focused: an order was
    just spoken of, so that "it" can be that one."""
    facts = facts_asked(text)
    if not facts or (facts == [TRACKING] and not numbered):
        return False  # where it is, is told by tracking it
    if facts == [REFUND] and not focused:
        return False
    if numbered or MINE.search(text) is not None:
        return True
    return focused and (POINTING.search(text) is not None or len(text.split()) <= FEW)


def _order_meant(turn: Turn, frame: Frame, said: Segment) -> str | None:
    """The order that is named, described by its things or in focus; else the newest."""
    orders: OrderList = turn.results["list_orders"]
    found = order_said(turn, frame, said)
    if isinstance(found, str):
        return found
    held = order_described(said, [(x.number, [ordered_piece(y) for y in x.lines]) for x in orders.orders])
    focus = turn.state.shown.order_number
    if held and not isinstance(found, Several):
        return focus if focus in held else held[0] if len(held) == 1 else None
    return _under_way(turn)[0] or focus or None


def _under_way(turn: Turn) -> tuple[str, tuple[int, ...]]:
    """The order and its lines that an open task is about; ("", ()) without one."""
    task = next((x for x in reversed(turn.state.stack) if x.flow in TASKS and "number" in x.slots), None)
    if task is None:
        return "", ()
    lines = task.slots.get("lines") or ()
    return str(task.slots["number"]), tuple(x["line_id"] if isinstance(x, dict) else int(x) for x in lines)


def _lines_asked(orders: OrderList, said: Segment) -> list[tuple[OrderView, OrderLineView]]:
    """All ordered pieces whose title is named, over all orders."""
    found = []
    for order in orders.orders:
        named = {x.line_id for x in lines_named(said, [ordered_piece(y) for y in order.lines])}
        found += [(order, line) for line in order.lines if line.line_id in named]
    return found


def _tell(turn: Turn, frame: Frame) -> None:
    orders: OrderList = turn.results["list_orders"]
    said = frame.said
    asked = facts_asked(said.text)
    numbers = numbers_said(said.text, [x.number for x in orders.orders])
    meant = _order_meant(turn, frame, said)
    lines = _lines_asked(orders, said)
    if numbers:
        lines = [(x, y) for x, y in lines if x.number in numbers]
    if lines and not {ADDRESS, PAYMENT, REFUND, DIFFERENCE} & set(asked):
        _tell_lines(turn, lines, total=TOTAL in asked)
        _look_at(turn, orders, lines[0][0].number)
        return
    chosen = numbers or ([meant] if meant else [])
    shown = [x for x in orders.orders if x.number in chosen] or list(orders.orders)
    for order in shown[:MOST]:
        _tell_order(turn, frame, order)
    if len(shown) == 1:
        turn.show(BlockKind.ORDER, shown[0])
        _look_at(turn, orders, shown[0].number)
    else:
        _tell_sum(turn, shown, asked)
        turn.show(BlockKind.ORDERS, orders)
    turn.offer("track_order", "order_history", "talk_to_human")


def _look_at(turn: Turn, orders: OrderList, number: str) -> None:
    turn.look_at_order(number)
    turn.evidence.add(orders)


def _tell_lines(turn: Turn, lines: list[tuple[OrderView, OrderLineView]], *, total: bool) -> None:
    for order, line in lines[:MOST]:
        turn.say(
            "ordered_line", title=ordered_piece(line).label, number=order.number,
            price=format_inr(line.total_paise), status=order.status_label,
        )  # fmt: skip
    if total and len(lines) > 1:
        _say_sum(turn, sum(line.total_paise for _, line in lines))
    turn.offer("track_order", "return_item", "order_history")


def _tell_order(turn: Turn, frame: Frame, order: OrderView) -> None:
    """One order's facts, each only as far as its own data says it."""
    asked = facts_asked(frame.said.text)
    turn.say("order_status", number=order.number, status=order.status_label)
    if DIFFERENCE in asked or WHEN in asked:
        turn.say("order_placed_on", number=order.number, day=day_of(turn, order.placed_at))
    if ADDRESS in asked and order.deliver_to:
        turn.say("order_sent_to", number=order.number, address=order.deliver_to)
    if PAYMENT in asked and order.payment:
        turn.say("order_paid_by", number=order.number, payment=order.payment)
    if TOTAL in asked:
        turn.say("order_cost", number=order.number, total=format_inr(order.total_paise))
    if PIECE in asked:
        items = ", ".join(ordered_piece(x).label for x in order.lines)
        turn.evidence.add_text(items)
        turn.say("order_holds", number=order.number, items=items)
    if REFUND in asked:
        _tell_refund(turn, order)
    if TRACKING in asked:
        say_promise(turn, order)
        if COURIER.search(frame.said.text):
            turn.say("no_courier_number")


def _tell_refund(turn: Turn, order: OrderView) -> None:
    """What went back already, else what was paid and would go back with all of it."""
    number, ids = _under_way(turn)
    wanted = [x for x in order.lines if number == order.number and x.line_id in ids]
    if wanted:
        amount = sum(x.total_paise for x in wanted)
        turn.evidence.add_money(amount)
        titles = ", ".join(x.title for x in wanted)
        turn.say("refund_of_these", titles=titles, amount=format_inr(amount))
        return
    status: RefundStatus | None = turn.read("refund_status", number=order.number)
    given = status.total_paise if status is not None else order.refund_paise
    if given:
        turn.evidence.add_money(given)
        turn.say("refund_so_far", number=order.number, amount=format_inr(given))
    else:
        turn.say("refund_would_be", number=order.number, amount=format_inr(order.total_paise))


def _tell_sum(turn: Turn, shown: list[OrderView], asked: list[str]) -> None:
    if TOTAL in asked and len(shown) > 1:
        _say_sum(turn, sum(x.total_paise for x in shown))


def _say_sum(turn: Turn, paise: int) -> None:
    turn.evidence.add_money(paise)
    turn.say("sum_of_them", total=format_inr(paise))


FACTS = Flow(("order_facts",), (Call("list_orders"), Do(see_orders), Do(_tell)))
FLOWS = (FACTS,)
