"""The suite `agent-tasks`: a foreign shop's customers say their wishes in plain words, and the end states are compared.

Each task's customer is logged in and talks through the chat's own service; a task runs in a transaction that is taken
back. Beside the share: wrong writes, which are orders or profiles that changed other than expected.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.catalog.stock import stock_faults
from apps.operations.evaluation.agent_customer import TOOLS, Customer, Ended
from apps.operations.evaluation.agent_speech import BRACES, Wish, wish_of
from apps.operations.evaluation.agent_tools import changes, differences, same
from apps.operations.evaluation.agent_tools_world import Row, World, world_dump, world_load
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import need, read_rows
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from apps.orders.selectors import allocation_faults

PHRASES = Path(__file__).with_name("phrases")
SAYABLE = {*TOOLS, "transfer_to_human_agents"}


def measure_agent_tasks(options: Options) -> Report:
    """Let every task's customer talk. Raises BadInput."""
    if options.db is None or options.tasks is None:
        raise BadInput("agent-tasks needs --db and --tasks.")
    db, tasks = read_rows(options.db)[0], read_rows(options.tasks, limit=options.limit)
    need(tasks, ("expected_changes", "user_id", "actions"))
    if not {"products", "users", "orders"} <= set(db):
        raise BadInput(f"{options.db.name} should hold products, users and orders.")
    path = options.phrases or PHRASES / "agent_tasks.en.json"
    phrases = phrases_read(path)
    tasks = [x for x in tasks if options.only in str(x["id"])]
    with scratch_database("agent_tasks"):
        now = timezone.now()
        world = world_load(db, now=now)
        results = [_play(world, db, phrases, task, options.seed, now) for task in tasks]
    return _report(results, options, path)


def phrases_read(path: Path) -> dict[str, list[str]]:
    """Return sentences by action; raises BadInput for another form or an unknown brace."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path.name} can't be read as JSON.") from error
    if not isinstance(found, dict) or not all(isinstance(x, list) for x in found.values()):
        raise BadInput(f"{path.name} should hold lists of sentences by action.")
    for name, forms in found.items():
        for form in forms:
            try:
                form.format(**dict.fromkeys(BRACES, ""))
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise BadInput(f"{path.name}: a sentence of {name} has an unknown brace.") from error
    return found


def _play(world: World, db: Row, phrases: dict[str, list[str]], task: Row, seed: int, now: datetime) -> Row:
    """Let one customer talk and say how the end differs from what is expected."""
    user_id = task["user_id"]
    user = world.users[user_id]
    draw = random.Random(f"{seed}:{task['id']}")
    expected = task.get("expected_changes_per_item_variant") or task["expected_changes"]
    with transaction.atomic():
        before = world_dump(world, {user_id})
        customer = Customer(user, phrases, draw, now)
        wishes = [_wish(world, db, user_id, x) for x in task["actions"] if x["name"] in SAYABLE]
        ended = [customer.wish(wish) for wish in wishes]
        changed = changes(before, world_dump(world, {user_id}))
        faults = [*stock_faults(), *allocation_faults()]
        transaction.set_rollback(True)
    cause = "; ".join(differences(expected, changed)) or ("stock doesn't add up" if faults else "")
    return {
        "id": task["id"],
        "flawed": "gold_action_errors" in task,
        "cause": cause,
        "wrong": wrong_writes(expected, changed),
        "ended": ended,
    }


def _wish(world: World, db: Row, user_id: str, action: Row) -> Wish:
    given = action.get("arguments") or {}
    address = world.address_in(given, world.users[user_id].name) if "address1" in given else {}
    return wish_of(world, db, user_id, action, address)


def wrong_writes(expected: Row, changed: Row) -> int:
    """Count orders and profiles where something that changed isn't as expected; what didn't happen is no write."""
    wrong = 0
    for kind in ("orders", "users"):
        for key, fields in changed[kind].items():
            wanted = expected.get(kind, {}).get(key, {})
            wrong += any(not same(value, wanted.get(name)) for name, value in fields.items())
    return wrong


def _report(results: list[Row], options: Options, path: Path) -> Report:
    clean = [row for row in results if not row["flawed"]]
    matched = sum(not row["cause"] for row in clean)
    ended: list[Ended] = [x for row in clean for x in row["ended"]]
    said, done = Counter(x.action for x in ended), Counter(x.action for x in ended if not x.cause)
    classes = Counter(_class(row) for row in clean if row["cause"])
    figures: dict[str, float] = {
        "tasks": len(clean),
        "matched": matched,
        "share": matched / len(clean) if clean else 0.0,
        "wrong_writes": sum(row["wrong"] for row in results),
        "refused": sum(bool(x.refused) and bool(x.cause) for x in ended),
        "turns": sum(x.turns for x in ended) / len(ended) if ended else 0.0,
        "flawed_tasks": len(results) - len(clean),
    }
    per: dict[str, Any] = {
        "done by action": {name: f"{done[name]}/{count}" for name, count in said.most_common()},
        "failures": dict(classes.most_common()),
    }
    errors = [
        {"id": row["id"], "class": _class(row), "wrong_writes": row["wrong"]}
        for row in results
        if (row["cause"] and not row["flawed"]) or row["wrong"]
    ]
    if options.show:
        _show(results, options.show)
    context = {
        "db": options.db.name if options.db else "",
        "data": options.tasks.name if options.tasks else "",
        "digest": digest_of(options.tasks) if options.tasks else "",
        "phrases": path.name,
        "phrases_digest": digest_of(path),
        "seed": options.seed,
    }
    return Report("agent-tasks", figures, per=per, errors=errors, context=context)


def _class(row: Row) -> str:
    """Return the class of a task's failure: how the first wish that wasn't carried out ended."""
    first = next((f"{x.action}: {x.cause}" for x in row["ended"] if x.cause), "")
    return first or ("the end state differs" if row["cause"] else "")


def _show(results: list[Row], path: Path) -> None:
    """Write down what was said, for whoever looks for the cause; it has foreign data in it and is no result."""
    with path.open("w", encoding="utf-8") as file:
        for row in results:
            file.write(f"== {row['id']} {'ok' if not row['cause'] else row['cause']} wrong={row['wrong']}\n")
            for ended in row["ended"]:
                file.write("\n".join([f"-- {ended.action} {ended.cause}", *ended.said, ""]))
