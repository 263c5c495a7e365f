"""One process of `bench checkout`: buyers in threads who fill a cart, see the card, say yes, and come again.

Started as `python -m apps.operations.bench.buyers '<Load as JSON>'`; prints a Tally as JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

import django

if __name__ == "__main__":
    django.setup()

from django.db import DatabaseError, connection
from psycopg_pool import PoolTimeout

from apps.accounts.callers import caller_for
from apps.ledger.execution import execute_tool
from retailgenie.ai.tools.types import Caller, Done, Door, NeedsApproval, Outcome, Refused
from retailgenie.ai.types import OrderView

SOLD_OUT = frozenset({"stock_shortage", "cart_empty"})
DOUBLE_TAPS = 0.1  # share of buyers who press the button twice at once
PHONE_BASE = 9_000_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """variants: the scarce things, the most wanted first. worker: makes the buyers' names differ."""

    worker: int
    threads: int
    seconds: float
    variants: tuple[int, ...]
    seed: int = 7


@dataclass(slots=True)
class Tally:
    """place_ms: every press of the button that made an order. numbers: of the orders that buyers were told."""

    visits: int = 0
    sold_out: int = 0
    double_taps: int = 0
    doubled: int = 0  # orders beyond the first that one yes made
    numbers: list[str] = field(default_factory=list)
    place_ms: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    elapsed: float = 0.0  # seconds from the first to the last answer

    def fail(self, what: str, count: int = 1) -> None:
        self.errors[what] = self.errors.get(what, 0) + count

    def add(self, other: Tally) -> None:
        """Take in what others saw at the same time."""
        self.visits += other.visits
        self.sold_out += other.sold_out
        self.double_taps += other.double_taps
        self.doubled += other.doubled
        self.numbers += other.numbers
        self.place_ms += other.place_ms
        self.elapsed = max(self.elapsed, other.elapsed)
        for what, count in other.errors.items():
            self.fail(what, count)


def call(buyer: Caller, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
    """Run one tool as a request does: with a connection that goes back to the pool at its end."""
    try:
        return execute_tool(buyer, tool, arguments, approval)
    except (DatabaseError, PoolTimeout) as error:
        return Refused(type(error).__name__, str(error)[:200])
    finally:
        connection.close()


def order_of(number: int) -> dict[str, Any]:
    """Return what one buyer wants sent where."""
    address = {
        "name": "Asha Rao",
        "line1": "12 Lake Road",
        "city": "Pune",
        "pin": "411004",
        "phone": str(PHONE_BASE + number),
    }
    return {"fulfilment": "delivery", "payment_method": "upi", "address": address}


def visit(buyer: Caller, number: int, variants: list[int], chance: random.Random, tally: Tally) -> None:
    """Put one or two things into a new cart, ask for the card and say yes, some people twice at once."""
    tally.visits += 1
    for variant_id in variants:
        _count(call(buyer, "add_to_cart", {"variant_id": variant_id}), tally)
    wanted = order_of(number)
    card = call(buyer, "place_order", wanted)
    if not isinstance(card, NeedsApproval):
        _count(card, tally)
        return
    started = time.perf_counter()
    if chance.random() < DOUBLE_TAPS:
        tally.double_taps += 1
        with ThreadPoolExecutor(2) as taps:
            answers = list(taps.map(lambda _n: call(buyer, "place_order", wanted, card.token), range(2)))
    else:
        answers = [call(buyer, "place_order", wanted, card.token)]
    told = {_told(answer) for answer in answers} - {""}
    if told:  # of two taps one may be too early and the other just in time for a refill
        tally.numbers += sorted(told)
        tally.doubled += len(told) - 1
        tally.place_ms.append((time.perf_counter() - started) * 1000)
    for answer in answers:
        _count(answer, tally)


def _told(answer: Outcome) -> str:
    if isinstance(answer, Done) and isinstance(answer.result.data, OrderView):
        return answer.result.data.number
    return ""


def _count(answer: Outcome, tally: Tally) -> None:
    if isinstance(answer, Refused):
        if answer.code in SOLD_OUT:
            tally.sold_out += 1
        else:
            tally.fail(f"{answer.code}: {answer.message[:80]}")


def shop_on(load: Load, thread: int, end: float) -> Tally:
    """Be one buyer after the other until the end: the first things of the list are wanted most (1/rank)."""
    chance, tally = random.Random(f"{load.seed}:{load.worker}:{thread}"), Tally()
    weights = [1 / rank for rank in range(1, len(load.variants) + 1)]
    turn = 0
    while time.monotonic() < end:
        number = (load.worker * load.threads + thread) * 100_000 + turn
        buyer = caller_for(None, visitor_id=f"bench-{number}", door=Door.CHAT)
        wanted = set(chance.choices(load.variants, weights, k=chance.choice((1, 1, 2))))
        visit(buyer, number, sorted(wanted), chance, tally)
        turn += 1
    return tally


def crowd(load: Load) -> Tally:
    """Let all threads of this process buy at once; returns the sum of what they saw."""
    started = time.monotonic()
    whole = Tally()
    with ThreadPoolExecutor(load.threads) as threads:
        for part in threads.map(lambda n: shop_on(load, n, started + load.seconds), range(load.threads)):
            whole.add(part)
    whole.elapsed = time.monotonic() - started
    return whole


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    print(json.dumps(asdict(crowd(Load(**{**given, "variants": tuple(given["variants"])})))))
