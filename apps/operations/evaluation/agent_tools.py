"""The suite `agent-tools`: a foreign benchmark's gold actions as calls of our tools, and the end states compared.

Each action is said by the task's customer and confirmed; a task runs in a transaction that is taken back.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.callers import caller_for
from apps.catalog.stock import stock_faults
from apps.ledger.execution import execute_tool
from apps.operations.evaluation.agent_policy import measure_policy
from apps.operations.evaluation.agent_tools_world import (
    Row,
    World,
    method_in,
    world_dump,
    world_load,
)
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import need, read_rows
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from apps.orders.models import OrderLine
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Caller, Door, NeedsApproval, Outcome, Refused

TOLERANCE = 0.005  # their amounts are unrounded floats
NO_TOOL = {
    "find_user_id_by_email",
    "find_user_id_by_name_zip",
    "calculate",
    "transfer_to_human_agents",
    "think",
}
Call = tuple[str, dict[str, Any]]


def measure_agent_tools(options: Options) -> Report:
    """Replay the tasks; with --policy also break the shop's rules on purpose. Raises BadInput."""
    if options.db is None or (options.tasks is None and not options.policy):
        raise BadInput("agent-tools needs --db and --tasks.")
    db = read_rows(options.db)[0]
    tasks = read_rows(options.tasks, limit=options.limit) if options.tasks else []
    if tasks:
        need(tasks, ("expected_changes",))
    if not {"products", "users", "orders"} <= set(db):
        raise BadInput(f"{options.db.name} should hold products, users and orders.")
    with scratch_database("agent_tools"):
        world = world_load(db, now=timezone.now())
        owners = {order_id: row["user_id"] for order_id, row in db["orders"].items()}
        results = [_play(world, owners, task) for task in tasks]
        faults = [*stock_faults(), *allocation_faults()]
        broken = measure_policy(db, world, call_of) if options.policy else None
    found = _report(results, faults, options.db, options.tasks)
    if not tasks:
        found.figures = {"stock_faults": len(faults)}
    if broken is not None:
        figures, by_rule, wrong = broken
        found.figures |= figures
        found.per["violations"] = by_rule
        found.errors += wrong
    return found


def _report(results: list[Row], faults: list[Any], db: Path, tasks: Path | None) -> Report:
    clean = [row for row in results if not row["flawed"]]
    flawed = [row for row in results if row["flawed"]]
    matched = sum(not row["cause"] for row in clean)
    figures: dict[str, float] = {
        "tasks": len(clean),
        "matched": matched,
        "share": matched / len(clean) if clean else 0.0,
        "refused": sum(len(row["refused"]) for row in clean),
        "flawed_tasks": len(flawed),
        "flawed_matched": sum(not row["cause"] for row in flawed),
        "stock_faults": len(faults),
    }
    calls = Counter(name for row in results for name in row["calls"])
    errors = [
        {"id": row["id"], "cause": row["cause"], "refused": row["refused"]} for row in results if row["cause"]
    ]
    context = {"db": db.name, "db_digest": digest_of(db)}
    if tasks is not None:
        context |= {"data": tasks.name, "digest": digest_of(tasks)}
    return Report(
        "agent-tools", figures, per={"calls": dict(calls.most_common())}, errors=errors, context=context
    )


def _play(world: World, owners: dict[str, str], task: Row) -> Row:
    """Replay one task and say how its end differs from what is expected."""
    actions = task.get("actions") or (task.get("evaluation_criteria") or {}).get("actions") or []
    user_id = _customer(task, actions, owners)
    found: Row = {"id": task["id"], "flawed": "gold_action_errors" in task, "refused": [], "calls": []}
    expected = task.get("expected_changes_per_item_variant") or task["expected_changes"]
    with transaction.atomic():
        watched = {user_id} if user_id else set()
        before = world_dump(world, watched)
        caller = caller_for(world.users.get(user_id or ""), visitor_id="agent", door=Door.MCP)
        for action in actions:
            call = call_of(
                world, caller, action["name"], action.get("arguments") or action.get("kwargs") or {}
            )
            if call is None:
                continue
            found["calls"].append(call[0])
            outcome = confirmed(caller, *call)
            if isinstance(outcome, Refused):
                found["refused"].append(f"{call[0]}: {outcome.code}")
        changed = changes(before, world_dump(world, watched))
        faults = [*stock_faults(), *allocation_faults()]
        transaction.set_rollback(True)
    found["cause"] = "; ".join(differences(expected, changed)) or ("stock doesn't add up" if faults else "")
    return found


def _customer(task: Row, actions: list[Row], owners: dict[str, str]) -> str:
    """The task's customer: as told, or whose order or profile the first action is about."""
    if task.get("user_id"):
        return str(task["user_id"])
    named = [action.get("arguments") or {} for action in actions]
    for arguments in named:
        if arguments.get("user_id"):
            return str(arguments["user_id"])
    found = [owners[x["order_id"]] for x in named if x.get("order_id") in owners]
    return found[0] if found else ""


def confirmed(caller: Caller, tool: str, arguments: dict[str, Any]) -> Outcome:
    """Run a tool; what asks for a yes gets it."""
    outcome = execute_tool(caller, tool, arguments)
    if isinstance(outcome, NeedsApproval):
        outcome = execute_tool(caller, tool, arguments, outcome.token)
    return outcome


def call_of(world: World, caller: Caller, name: str, given: Row) -> Call | None:
    """Translate one of their actions; None where we need no tool for it."""
    number = str(given.get("order_id", "")).removeprefix("#")
    way, detail = method_in(given["payment_method_id"]) if "payment_method_id" in given else ("", "")
    paid = {"payment_method": way, "payment_detail": detail}
    user = world.users.get(str(given.get("user_id", "")))
    match name:
        case "get_order_details":
            return "get_order", {"number": number or "?"}
        case "get_product_details":
            return "get_product", {"product_id": world.products.get(given["product_id"], 2**31)}
        case "get_item_details":
            item = world.items.get(given["item_id"], {})
            return "get_product", {"product_id": world.products.get(item.get("product_id", ""), 2**31)}
        case "get_user_details":
            return "get_profile", {}
        case "cancel_pending_order":
            return "cancel_order", {"number": number, "reason": given["reason"]}
        case "modify_pending_order_address":
            return "change_order_address", {
                "number": number,
                "address": world.address_in(given, _name(caller, world)),
            }
        case "modify_user_address":
            told = user.name if user else "?"
            return "change_user_address", {"address": world.address_in(given, told)}
        case "modify_pending_order_payment":
            return "change_order_payment", {"number": number, **paid}
        case "modify_pending_order_items":
            return "change_order_items", {"number": number, "items": _items(world, number, given), **paid}
        case "exchange_delivered_order_items":
            return "exchange_items", {"number": number, "items": _items(world, number, given), **paid}
        case "return_delivered_order_items":
            lines = [{"line_id": line_id} for line_id in _lines(number, given["item_ids"])]
            return "return_items", {
                "number": number,
                "lines": lines,
                "refund_to": way,
                "refund_detail": detail,
            }
    if name not in NO_TOOL:
        raise BadInput(f"The action {name!r} is unknown.")
    return None


def _name(caller: Caller, world: World) -> str:
    return next((x.name for x in world.users.values() if x.pk == caller.person.user_id), "?")


def _items(world: World, number: str, given: Row) -> list[dict[str, int]]:
    pairs = zip(_lines(number, given["item_ids"]), given["new_item_ids"], strict=True)
    return [{"line_id": line_id, "variant_id": world.variants[item_id]} for line_id, item_id in pairs]


def _lines(number: str, item_ids: list[str]) -> list[int]:
    """Return the lines that hold these items; an item named twice means two lines."""
    free = list(
        OrderLine.objects.filter(order__number=number).order_by("pk").values_list("pk", "variant__sku")
    )
    found = []
    for item_id in item_ids:
        line = next((row for row in free if row[1] == item_id), None)
        if line is not None:
            free.remove(line)
        found.append(line[0] if line else 2**31)
    return found


def changes(before: Row, after: Row) -> Row:
    """Return, by order and by user, the fields that differ."""
    found: Row = {}
    for kind in ("orders", "users"):
        found[kind] = {}
        for key, row in after[kind].items():
            old = before[kind].get(key, {})
            fields = {name: value for name, value in row.items() if not same(value, old.get(name))}
            if fields:
                found[kind][key] = fields
    return found


def differences(expected: Row, ours: Row) -> list[str]:
    """Name the places where two sets of changes differ."""
    found = []
    for kind in ("orders", "users"):
        theirs, mine = expected.get(kind, {}), ours[kind]
        for key in sorted({*theirs, *mine}):
            one, other = theirs.get(key, {}), mine.get(key, {})
            names = sorted({*one, *other})
            found += [f"{kind} {key} {x}" for x in names if not same(one.get(x), other.get(x))]
    return found


def same(one: Any, other: Any) -> bool:
    """Compare values of their form; amounts within TOLERANCE."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < TOLERANCE
    return bool(one == other)
