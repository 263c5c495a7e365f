"""`agent-tools --policy`: the rules of the foreign shop in our words, each broken on purpose with its own people.

Violations are made from the loaded world, up to EACH of a rule: refused with a code that says so, and nothing changed.
Beside each rule something lawful of the same kind is done, so that a shop that refuses everything doesn't pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from apps.accounts.callers import caller_for
from apps.catalog.stock import stock_faults
from apps.ledger.execution import execute_tool
from apps.operations.evaluation.agent_tools_world import Row, World, world_dump
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Caller, Done, Door, NeedsApproval, Outcome, Refused

EACH = 12  # cases of a rule
Action = tuple[str, Row]
Translate = Callable[[World, Caller, str, Row], tuple[str, dict[str, Any]] | None]
UNCONFIRMED = "unconfirmed"  # in the place of a code: it waits for a yes, and a foreign yes is refused


@dataclass(frozen=True, slots=True)
class Case:
    """What a person does, the last of it against a rule. codes: of a fitting refusal; none: it is lawful."""

    rule: str
    user_id: str
    actions: tuple[Action, ...]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shop:
    """The foreign shop's rows, by status and by what they allow."""

    db: Row

    def orders(self, status: str) -> list[tuple[str, Row]]:
        return [(key, row) for key, row in sorted(self.db["orders"].items()) if row["status"] == status]

    def others(self, item: Row, *, available: bool = True) -> list[str]:
        """Other variants of an item's product, the dearest first."""
        rows = self.db["products"][item["product_id"]]["variants"].values()
        found = [x for x in rows if x["item_id"] != item["item_id"] and x["available"] == available]
        return [x["item_id"] for x in sorted(found, key=lambda x: -x["price"])]

    def foreign(self, item: Row) -> str:
        """An available variant of another product."""
        for product_id, row in sorted(self.db["products"].items()):
            if product_id != item["product_id"]:
                for variant in row["variants"].values():
                    if variant["available"]:
                        return str(variant["item_id"])
        return str(item["item_id"])

    def price(self, item: Row, item_id: str) -> float:
        return float(self.db["products"][item["product_id"]]["variants"][item_id]["price"])

    def methods(self, user_id: str, source: str = "") -> list[Row]:
        rows = self.db["users"][user_id]["payment_methods"].values()
        return [x for x in rows if not source or x["source"] == source]

    def stranger(self, user_id: str) -> str:
        """Somebody else; in a world of one person that one, and the case then fails."""
        return next((x for x in sorted(self.db["users"]) if x != user_id), user_id)


def measure_policy(db: Row, world: World, call_of: Translate) -> tuple[Row, Row, list[Row]]:
    """Return (figures, refused and tried by rule, what went wrong)."""
    tried, held, wrong = Counter[str](), Counter[str](), []
    owners = {order_id: row["user_id"] for order_id, row in db["orders"].items()}
    done = lawful = 0
    for case in _cases(Shop(db)):
        owner = owners[case.actions[-1][1]["order_id"]]
        problem = _play(world, case, {case.user_id, owner}, call_of)
        if case.codes:
            tried[case.rule] += 1
            held[case.rule] += not problem
        else:
            lawful += 1
            done += not problem
        if problem:
            wrong.append({"rule": case.rule, "id": case.actions[-1][1].get("order_id", ""), "cause": problem})
    figures = {
        "violations": sum(tried.values()),
        "violations_refused": sum(held.values()),
        "lawful": lawful,
        "lawful_done": done,
    }
    return figures, {rule: f"{held[rule]}/{count}" for rule, count in tried.items()}, wrong


def _play(world: World, case: Case, watched: set[str], call_of: Translate) -> str:
    """Run a case and take it back; returns what is wrong with how it ended. watched: whose things may not change."""
    caller = caller_for(world.users[case.user_id], visitor_id="agent", door=Door.MCP)
    with transaction.atomic():
        for name, given in case.actions[:-1]:
            if not isinstance(_confirmed(caller, call_of(world, caller, name, given)), Done):
                transaction.set_rollback(True)
                return f"{name} before it was refused"
        before = world_dump(world, watched)
        call = call_of(world, caller, *case.actions[-1])
        problem = _unconfirmed(caller, call) if UNCONFIRMED in case.codes else ""
        if not problem and UNCONFIRMED not in case.codes:
            problem = _judged(case, _confirmed(caller, call))
        if case.codes and world_dump(world, watched) != before:
            problem = problem or "it was refused, and something changed"
        if [*stock_faults(), *allocation_faults()]:
            problem = problem or "stock doesn't add up"
        transaction.set_rollback(True)
    return problem


def _confirmed(caller: Caller, call: tuple[str, dict[str, Any]] | None) -> Outcome:
    if call is None:
        return Refused("no_tool", "")
    outcome = execute_tool(caller, *call)
    return execute_tool(caller, *call, outcome.token) if isinstance(outcome, NeedsApproval) else outcome


def _judged(case: Case, outcome: Outcome) -> str:
    if not case.codes:
        return "" if isinstance(outcome, Done) else f"lawful, and refused: {outcome}"
    if not isinstance(outcome, Refused):
        return "it was done"
    return "" if outcome.code in case.codes else f"refused for another reason: {outcome.code}"


def _unconfirmed(caller: Caller, call: tuple[str, dict[str, Any]] | None) -> str:
    if call is None or not isinstance(execute_tool(caller, *call), NeedsApproval):
        return "it did not ask for a yes"
    return "" if isinstance(execute_tool(caller, *call, "made-up"), Refused) else "a made-up yes was taken"


def _cases(shop: Shop) -> Iterator[Case]:
    for made in (
        _strangers, _cancelling, _statuses, _unlisted_reasons, _second_changes, _other_products, _sold_out,
        _same_item, _small_gift_cards, _same_payment, _refund_ways, _second_returns, _unconfirmed_acts,
    ):  # fmt: skip
        cases = list(islice(made(shop), 4 * EACH))
        yield from [x for x in cases if x.codes][:EACH]
        yield from [x for x in cases if not x.codes][:EACH]


def _case(rule: str, row: Row, *actions: Action, codes: str = "", by: str = "") -> Case:
    return Case(rule, by or row["user_id"], actions, frozenset(codes.split()))


def _cancel(order: str, reason: str = "no longer needed") -> Action:
    return "cancel_pending_order", {"order_id": order, "reason": reason}


def _swap(kind: str, order: str, row: Row, new: str, way: str = "") -> Action:
    item, method = row["items"][0], way or row["payment_history"][0]["payment_method_id"]
    return kind, {
        "order_id": order, "item_ids": [item["item_id"]], "new_item_ids": [new], "payment_method_id": method,
    }  # fmt: skip


def _change(order: str, row: Row, new: str, way: str = "") -> Action:
    return _swap("modify_pending_order_items", order, row, new, way)


def _exchange(order: str, row: Row, new: str, way: str = "") -> Action:
    return _swap("exchange_delivered_order_items", order, row, new, way)


def _pay(order: str, way: str) -> Action:
    return "modify_pending_order_payment", {"order_id": order, "payment_method_id": way}


def _return(order: str, row: Row, way: str = "") -> Action:
    return "return_delivered_order_items", {
        "order_id": order,
        "item_ids": [row["items"][0]["item_id"]],
        "payment_method_id": way or row["payment_history"][0]["payment_method_id"],
    }


def _strangers(shop: Shop) -> Iterator[Case]:
    rule = "another customer's order is untouchable"
    for order, row in shop.orders("pending"):
        yield _case(rule, row, _cancel(order), codes="not_found", by=shop.stranger(row["user_id"]))
    for order, row in shop.orders("delivered"):
        yield _case(rule, row, _return(order, row), codes="not_found", by=shop.stranger(row["user_id"]))


def _cancelling(shop: Shop) -> Iterator[Case]:
    rule = "only pending orders are cancelled"
    for status in ("processed", "delivered", "cancelled"):
        for order, row in shop.orders(status)[: EACH // 3]:
            yield _case(rule, row, _cancel(order), codes="cancel_refused already")
    for order, row in shop.orders("pending"):
        yield _case(rule, row, _cancel(order))


def _statuses(shop: Shop) -> Iterator[Case]:
    rule = "changes need a pending order, returns and exchanges a delivered one"
    for status in ("processed", "delivered", "cancelled"):
        for order, row in shop.orders(status)[:3]:
            for new in shop.others(row["items"][0])[:1]:
                yield _case(rule, row, _change(order, row, new), codes="change_refused")
    for status in ("pending", "processed"):
        for order, row in shop.orders(status)[:3]:
            yield _case(rule, row, _return(order, row), codes="return_refused")
            for new in shop.others(row["items"][0])[:1]:
                yield _case(rule, row, _exchange(order, row, new), codes="return_refused")


def _unlisted_reasons(shop: Shop) -> Iterator[Case]:
    for order, row in shop.orders("pending"):
        reason = _cancel(order, "found it cheaper")
        yield _case("two reasons cancel, no other", row, reason, codes="cancel_refused")
        yield _case("two reasons cancel, no other", row, _cancel(order, "ordered by mistake"))


def _second_changes(shop: Shop) -> Iterator[Case]:
    rule = "items change once, and after that nothing"
    for order, row in shop.orders("pending"):
        found = [x for x in shop.others(row["items"][0]) if shop.price(row["items"][0], x)]
        if len(found) > 1 and _rich(shop, row, found[:2]):
            first = _change(order, row, found[0])
            again = {**row, "items": [{**row["items"][0], "item_id": found[0]}, *row["items"][1:]]}
            yield _case(rule, row, first, _change(order, again, found[1]), codes="change_refused")
            yield _case(rule, row, first, _cancel(order), codes="cancel_refused")
            yield _case(rule, row, first)


def _other_products(shop: Shop) -> Iterator[Case]:
    rule = "an item becomes another of its own product"
    for order, row in shop.orders("pending"):
        yield _case(rule, row, _change(order, row, shop.foreign(row["items"][0])), codes="change_refused")
    for order, row in shop.orders("delivered"):
        new = shop.foreign(row["items"][0])
        yield _case(rule, row, _exchange(order, row, new), codes="change_refused")


def _sold_out(shop: Shop) -> Iterator[Case]:
    rule = "what isn't there is not promised"
    for kind, status in ((_change, "pending"), (_exchange, "delivered")):
        for order, row in shop.orders(status):
            for new in shop.others(row["items"][0], available=False)[:1]:
                yield _case(rule, row, kind(order, row, new), codes="stock_shortage")


def _same_item(shop: Shop) -> Iterator[Case]:
    for order, row in shop.orders("pending"):
        same = _change(order, row, row["items"][0]["item_id"])
        yield _case("an item does not become itself", row, same, codes="change_refused")


def _small_gift_cards(shop: Shop) -> Iterator[Case]:
    rule = "a gift card pays what it holds"
    for order, row in shop.orders("pending"):
        total = sum(x["price"] for x in row["items"])
        for card in shop.methods(row["user_id"], "gift_card"):
            if row["payment_history"][0]["payment_method_id"] == card["id"]:
                continue
            enough = card["balance"] >= total
            yield _case(rule, row, _pay(order, card["id"]), codes="" if enough else "gift_card_too_small")
            for new in shop.others(row["items"][0])[:1]:
                if shop.price(row["items"][0], new) - row["items"][0]["price"] > card["balance"]:
                    dear = _change(order, row, new, card["id"])
                    yield _case(rule, row, dear, codes="gift_card_too_small")


def _same_payment(shop: Shop) -> Iterator[Case]:
    rule = "a payment is changed into another one"
    for order, row in shop.orders("pending"):
        own = row["payment_history"][0]["payment_method_id"]
        yield _case(rule, row, _pay(order, own), codes="change_refused gift_card_too_small")
        for other in shop.methods(row["user_id"]):
            if other["id"] != own and other["source"] != "gift_card":
                yield _case(rule, row, _pay(order, other["id"]))


def _refund_ways(shop: Shop) -> Iterator[Case]:
    rule = "a refund goes to where it came from or to a gift card"
    for order, row in shop.orders("delivered"):
        own = row["payment_history"][0]["payment_method_id"]
        for other in shop.methods(row["user_id"]):
            lawful = other["id"] == own or other["source"] == "gift_card"
            yield _case(rule, row, _return(order, row, other["id"]), codes="" if lawful else "way_refused")


def _second_returns(shop: Shop) -> Iterator[Case]:
    rule = "one return or exchange an order"
    for order, row in shop.orders("delivered"):
        if len(row["items"]) > 1:
            rest = {**row, "items": row["items"][1:]}
            first = _return(order, row)
            yield _case(rule, row, first, _return(order, rest), codes="return_refused")
            for new in shop.others(rest["items"][0])[:1]:
                yield _case(rule, row, first, _exchange(order, rest, new), codes="return_refused")


def _unconfirmed_acts(shop: Shop) -> Iterator[Case]:
    rule = "nothing happens without a yes"
    for order, row in shop.orders("pending")[: EACH // 2]:
        yield _case(rule, row, _cancel(order), codes=UNCONFIRMED)
    for order, row in shop.orders("delivered")[: EACH // 2]:
        yield _case(rule, row, _return(order, row), codes=UNCONFIRMED)


def _rich(shop: Shop, row: Row, new: list[str]) -> bool:
    """Say whether the order's own payment can pay any difference: a gift card may be too small."""
    own = row["payment_history"][0]["payment_method_id"]
    return not own.startswith("gift_card")
