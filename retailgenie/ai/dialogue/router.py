"""The interface router: when the classic view serves better, why, and which of its pages, prefilled.

Each rule sees one thing that pages do better and says how plainly it sees it (0-1). That times the learned weight of
its reason must reach THRESHOLD; then the page is offered in one sentence, once a conversation for each reason. Who
asks for a page gets it at once. Nobody is ever sent away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from retailgenie.ai.dialogue.address import FIELDS
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import mentions
from retailgenie.ai.types import BlockKind, Comparison, SearchResults, Segment

THRESHOLD = 0.5  # of a rule's strength times its weight
COMPARED = 4  # products that the page compares
SIDE_BY_SIDE = 3  # products from which pictures are easier to judge on a page
MANY_RESULTS, PAGES_SEEN = 24, 2  # results of which somebody goes through one page after the other
MANY_LOOKS = 6  # colours or sizes to choose from by picture
MANY_FIELDS = 3  # fields of an address that are still missing
MANY_LINES = 4  # lines of an order to choose from
MANY_PIECES = 10  # of one thing: more is bulk
MISSED = 2  # messages in a row that were not understood
BULK = re.compile(r"\b(?:bulk|wholesale|corporate gift|thok|in large quantit)|थोक", re.IGNORECASE)
STAFF = re.compile(
    r"\b(?:staff|dashboard|stock|orders?|returns?|reports?|shop)\s?(?:board|page|desk|numbers|view)\b|\bdashboard\b",
    re.IGNORECASE,
)
LOW, HIGH = 0.5, 1.6  # bounds of a learned weight: no reason is silenced for ever, none drowns the talk
PRIOR_OFFERS, PRIOR_WORTH = 20.0, 0.3  # offers before outcomes outweigh what we assume, and the worth assumed
TAKEN_WORTH, DONE_WORTH = 0.4, 0.6  # of an offer that was taken, and more where the thing was done there


@dataclass(frozen=True, slots=True)
class Route:
    """A page of the classic view. page: its name, for the figures. why: the reason that offered it, or ASKED."""

    page: str
    url: str
    why: str
    score: float = 1.0

    @property
    def token(self) -> str:
        return f"{'open' if self.why == ASKED else 'offer'}:{self.why}:{self.page}"


@dataclass(frozen=True, slots=True)
class Rule:
    """sees: how plainly the reason holds in this turn, 0-1. page: where it leads."""

    why: str
    sees: Callable[[Turn, Segment | None], float]
    page: Callable[[Turn], tuple[str, str]]


ASKED = "asked"


# --- pages, prefilled -----------------------------------------------------------------------------------


def compare_page(turn: Turn) -> tuple[str, str]:
    ids = [memo.product_id for memo in turn.state.shown.products[:COMPARED]]
    shown = next((x.data for x in turn.blocks if isinstance(x.data, Comparison)), None)
    if shown is not None:
        ids = [card.product_id for card in shown.cards]
    return "compare", f"{turn.context.pages.compare}?{urlencode([('p', key) for key in ids])}"


def search_page(turn: Turn) -> tuple[str, str]:
    query = turn.state.query
    return ("search", turn.context.search_url(query)) if query else ("home", turn.context.pages.home)


def product_page(turn: Turn) -> tuple[str, str]:
    product = turn.state.shown.product
    return ("product", product.url) if product else search_page(turn)


def checkout_page(turn: Turn) -> tuple[str, str]:
    return "checkout", turn.context.pages.checkout


def cart_page(turn: Turn) -> tuple[str, str]:
    return "cart", turn.context.pages.cart


def ticket_page(turn: Turn) -> tuple[str, str]:
    return "ticket", turn.context.pages.ticket


def staff_page(turn: Turn) -> tuple[str, str]:
    return "staff", turn.context.pages.staff


def pieces_page(turn: Turn) -> tuple[str, str]:
    """The form of a return or exchange with the lines, numbers and reason chosen so far."""
    frame = next((x for x in reversed(turn.state.stack) if x.flow in PIECES_OF), None)
    number = str(frame.slots.get("number", "")) if frame else ""
    if frame is None or not number:
        return "orders", turn.context.pages.orders
    chosen = [(f"pieces_{line}", frame.slots.get("count") or 1) for line in frame.slots.get("lines") or ()]
    reason = [("reason", frame.slots["reason"])] if frame.slots.get("reason") else []
    url = PIECES_OF[frame.flow](turn).format(number=number)
    return frame.flow.split("_")[0], f"{url}?{urlencode([*chosen, *reason])}".rstrip("?")


PIECES_OF: dict[str, Callable[[Turn], str]] = {
    "return_item": lambda turn: turn.context.pages.returns,
    "exchange_item": lambda turn: turn.context.pages.exchange,
}
OPEN_TASKS: dict[str, Callable[[Turn], tuple[str, str]]] = {
    "checkout": checkout_page,
    "return_item": pieces_page,
    "exchange_item": pieces_page,
    "report_problem": ticket_page,
    "talk_to_human": ticket_page,
    "give_feedback": ticket_page,
}


def asked_page(turn: Turn, said: Segment) -> Route:
    """Return the page that somebody who asks for the classic view means: named, of the open task, else in focus."""
    pages, state = turn.context.pages, turn.state
    task = next((x.flow for x in reversed(state.stack) if x.flow in OPEN_TASKS), "")
    named: tuple[tuple[bool, Callable[[Turn], tuple[str, str]]], ...] = (
        (turn.context.staff and bool(STAFF.search(said.text)), staff_page),
        (mentions(said, "checkout", "payment"), checkout_page),
        (mentions(said, "compare", "comparison") and len(state.shown.products) > 1, compare_page),
        (mentions(said, "ticket", "complaint", "support"), ticket_page),
        (bool(task), OPEN_TASKS.get(task, search_page)),
        (mentions(said, "cart", "bag", "basket"), cart_page),
        (mentions(said, "return", "exchange", "order", "orders"), _order_page),
        (mentions(said, "account", "profile", "address"), lambda turn: ("account", pages.account)),
        (state.shown.product is not None, product_page),
    )
    page, url = next((make for is_meant, make in named if is_meant), search_page)(turn)
    return Route(page, url, ASKED)


def _order_page(turn: Turn) -> tuple[str, str]:
    pages, number = turn.context.pages, turn.state.shown.order_number
    return ("order", pages.order.format(number=number)) if number else ("orders", pages.orders)


# --- rules ----------------------------------------------------------------------------------------------


def _compares(turn: Turn, said: Segment | None) -> float:
    shown = next((x.data for x in turn.blocks if isinstance(x.data, Comparison)), None)
    if shown is None:
        return 0.0
    return 0.7 if len(shown.cards) >= SIDE_BY_SIDE else 0.35


def _pages_through(turn: Turn, said: Segment | None) -> float:
    shown = next((x.data for x in turn.blocks if isinstance(x.data, SearchResults)), None)
    if shown is None or shown.total < MANY_RESULTS:
        return 0.0
    return 0.4 + 0.15 * (shown.query.page - PAGES_SEEN + 1) if shown.query.page >= PAGES_SEEN else 0.0


def _chooses_by_picture(turn: Turn, said: Segment | None) -> float:
    asked = _asked(turn)
    return 0.6 if asked in ("colour", "variant_id") and len(turn.state.options) >= MANY_LOOKS else 0.0


def _fills_many_fields(turn: Turn, said: Segment | None) -> float:
    top = turn.state.top
    if top is None or top.flow != "checkout" or _asked(turn) not in (*FIELDS, "address"):
        return 0.0
    if turn.state.options:
        return 0.0  # a kept address is one tap away
    missing = sum(name not in top.slots for name in FIELDS)
    return 0.6 if missing >= MANY_FIELDS else 0.0


def _chooses_many_lines(turn: Turn, said: Segment | None) -> float:
    top = turn.state.top
    choosing = top is not None and top.flow in PIECES_OF and _asked(turn) == "lines"
    return 0.6 if choosing and len(turn.state.options) >= MANY_LINES else 0.0


def _buys_in_bulk(turn: Turn, said: Segment | None) -> float:
    many = any(line.quantity >= MANY_PIECES for line in turn.state.shown.lines)
    changed = any(block.kind is BlockKind.RECEIPT for block in turn.blocks)
    spoken = said is not None and bool(BULK.search(said.text))
    return 0.7 if spoken or (many and changed) else 0.0


def _works_here(turn: Turn, said: Segment | None) -> float:
    return 0.9 if turn.context.staff and said is not None and STAFF.search(said.text) else 0.0


def _is_stuck(turn: Turn, said: Segment | None) -> float:
    return 0.55 if turn.state.misses >= MISSED else 0.0


def _asked(turn: Turn) -> str:
    return turn.state.top.asked if turn.state.top else ""


RULES = (
    Rule("staff", _works_here, staff_page),
    Rule("compare", _compares, compare_page),
    Rule("form", _fills_many_fields, checkout_page),
    Rule("pieces", _chooses_many_lines, pieces_page),
    Rule("pictures", _chooses_by_picture, product_page),
    Rule("bulk", _buys_in_bulk, cart_page),
    Rule("many", _pages_through, search_page),
    Rule("stuck", _is_stuck, search_page),
)
REASONS = tuple(rule.why for rule in RULES)


def best_route(turn: Turn, said: Segment | None, weights: Mapping[str, float]) -> Route | None:
    """Return the page worth offering now, None for none: the strongest rule whose reason was not offered before."""
    found = [
        (rule.sees(turn, said) * weights.get(rule.why, 1.0), rule)
        for rule in RULES
        if rule.why not in turn.state.offered
    ]
    score, rule = max(found, key=lambda x: x[0], default=(0.0, RULES[0]))
    if score < THRESHOLD:
        return None
    page, url = rule.page(turn)
    return Route(page, url, rule.why, round(score, 3))


def offer_route(turn: Turn, said: Segment | None) -> None:
    """At the end of a turn: say in one sentence that a page serves better, why, and give its button."""
    shown = {block.kind for block in turn.blocks}
    if turn.state.pending is not None or shown & {BlockKind.CLASSIC, BlockKind.CONFIRM, BlockKind.LOGIN}:
        return
    route = best_route(turn, said, turn.context.weights)
    if route is None:
        return
    turn.put(offered=(*turn.state.offered, route.why))
    turn.say(f"route_{route.why}")
    turn.show(BlockKind.CLASSIC, route.url, text=turn.text("route_open"), token=route.token)


def open_route(turn: Turn, said: Segment) -> None:
    """Open the page that was asked for, at once."""
    route = asked_page(turn, said)
    turn.show(BlockKind.CLASSIC, route.url, text=turn.text("classic"), token=route.token)


# --- learning from outcomes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the offers for one reason. completed: of those taken, the thing was done on the page."""

    why: str
    offered: int
    taken: int
    completed: int


def learned_weights(outcomes: Sequence[Outcomes]) -> dict[str, float]:
    """Return the weight of each reason: its worth beside the assumed one, shrunk by PRIOR_OFFERS, within bounds.

    Worth of an offer: 0, TAKEN_WORTH when taken, 1 when completed too. 20 offers never taken: (20 x 0.3 + 0) / 40 =
    0.15, half of 0.3, so the weight is 0.5.
    """
    weights = {}
    for row in outcomes:
        earned = TAKEN_WORTH * row.taken + DONE_WORTH * row.completed
        worth = (PRIOR_OFFERS * PRIOR_WORTH + earned) / (PRIOR_OFFERS + row.offered)
        weights[row.why] = round(min(HIGH, max(LOW, worth / PRIOR_WORTH)), 3)
    return weights
