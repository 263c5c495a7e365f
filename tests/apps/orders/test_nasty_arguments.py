"""Whatever a program sends, a tool answers; it never breaks, and nothing is written without a yes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool, undo_receipt
from apps.orders.models import Address, Order
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Caller, Done, NeedsApproval, Refused
from tests.apps.orders.shopping import BY_UPI, add

NASTY: list[Any] = [
    "", "\x00", "a\x00b", "\ud800", "0", "-1", "१२", "411004", "RG261000001", "' or 1=1 --", "𝕏" * 300, " ",
    -1, 0, 1, 2, 10, 2**31, 2**63 - 1, 2**63, 10**30, 1.5, float("inf"), float("nan"), True, None,
    [], [1], {}, {"a": 1}, "delivery", "pickup", "upi", "cod", "fail@upi", dict(BY_UPI), BY_UPI["address"],
]  # fmt: skip
CALLS = 1500


def nasty_calls(seed: int) -> list[tuple[str, dict[str, Any]]]:
    rng = random.Random(seed)
    tools = [tool for tool in registry if tool.run.__module__.startswith("apps.orders.")]
    calls = []
    for _number in range(CALLS):
        tool = rng.choice(tools)
        names = [*tool.arguments.model_fields, "unknown"]
        start = dict(BY_UPI) if tool.name == "place_order" and rng.random() < 0.5 else {}
        wrong = {name: rng.choice(NASTY) for name in rng.sample(names, rng.randint(0, len(names)))}
        calls.append((tool.name, {**start, **wrong}))
    return calls


def test_no_arguments_break_a_tool(asha: User, caller: Callable[..., Caller], shirt: Product) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    for name, arguments in nasty_calls(seed=7):
        outcome = execute_tool(caller(asha), name, arguments)
        assert isinstance(outcome, Done | NeedsApproval | Refused), (name, arguments)
    assert not Order.objects.exists()
    assert not Address.objects.exists()


def test_no_token_or_receipt_breaks_a_door(asha: User, caller: Callable[..., Caller], shirt: Product) -> None:
    me = caller(asha)
    add(me, shirt.variants.all()[0].pk)
    for text in ("", "x", "\x00", "\ud800", "a" * 10_000, "00000000-0000-0000-0000-000000000000"):
        assert isinstance(undo_receipt(me, text), Refused), text
        outcome = execute_tool(me, "place_order", BY_UPI, text)
        assert isinstance(outcome, NeedsApproval if text == "" else Refused), text
    assert not Order.objects.exists()
