"""The suite `scenarios`: plays every scenario through the asked doors in a shop of its own and compares the ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from apps.operations.evaluation.report import BadInput, Report
from apps.operations.evaluation.scenario_agents import is_purchase, play_acp, play_ucp
from apps.operations.evaluation.scenario_apart import apart
from apps.operations.evaluation.scenario_chat import Chat
from apps.operations.evaluation.scenario_doors import play_classic, play_mcp, play_rest
from apps.operations.evaluation.scenario_end import end_problems
from apps.operations.evaluation.scenario_events import reviewed
from apps.operations.evaluation.scenario_snapshot import snapshot
from apps.operations.evaluation.scenario_world import Player, build_world, player_of, set_up
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from apps.orders.payments.books import books_path
from retailgenie.ai.evaluation.scenarios import (
    Outcome,
    Scenario,
    ScenarioUnreadable,
    differing,
    figures_of,
    per_category,
    read_scenarios,
)

FOLDER = Path("tests/scenarios")
WORLD = "world.yaml"
QUICK = 10_000  # turns in ten seconds: a scenario talks faster than any person may

Play = Callable[[Scenario, Player], list[str]]
DOORS: dict[str, Play] = {
    "classic": play_classic,
    "rest": play_rest,
    "mcp": play_mcp,
    "ucp": play_ucp,
    "acp": play_acp,
}
BUYING_ONLY = ("ucp", "acp")  # protocols that can say no more than a purchase


def measure_scenarios(options: Options) -> Report:
    """Play the scenarios; raises BadInput for files or doors that can't be read."""
    folder = options.data or settings.BASE_DIR / FOLDER
    scenarios = _chosen(folder, options)
    unknown = set(options.doors) - {"chat", *DOORS}
    if unknown:
        raise BadInput(f"There is no door {', '.join(sorted(unknown))}; there are chat, {', '.join(DOORS)}.")
    with scratch_database("scenarios"), override_settings(CHAT_TURNS_PER_10_SECONDS=QUICK):
        build_world(folder / WORLD, now=timezone.now())
        runs = play_all(scenarios, options.doors, repeat=options.repeat)
    first = runs[0]
    errors = [{"id": x.scenario, "door": x.door, "cause": problem} for x in first for problem in x.problems]
    errors += differing(runs)
    by_id = {x.id: x for x in scenarios}
    per = {"category": per_category(by_id, first), "door": _per_door(first)}
    return Report("scenarios", figures_of(runs), per=per, errors=errors)


def _chosen(folder: Path, options: Options) -> list[Scenario]:
    files = [x for x in folder.glob("*.yaml") if x.name != WORLD] if folder.is_dir() else []
    try:
        found = [x for x in read_scenarios(files) if options.only in x.id]
    except ScenarioUnreadable as error:
        raise BadInput(str(error)) from error
    if not found:
        raise BadInput(f"There are no scenarios in {folder.name}.")
    return found[: options.limit] if options.limit else found


def play_all(scenarios: list[Scenario], doors: tuple[str, ...], *, repeat: int = 1) -> list[list[Outcome]]:
    """Play each scenario through each door that can do its acts, so often; returns the runs, each in the same order.

    One that has no acts is played in chat only. What a scenario finds is put in place once, and each play is taken
    back to it; a play that must commit gets a copy of the shop.
    """
    runs: list[list[Outcome]] = [[] for _ in range(repeat)]
    for scenario in scenarios:
        open_doors = [door for door in doors if _opens(door, scenario)]
        if scenario.apart and "chat" in open_doors:
            open_doors.remove("chat")
            for run in runs:
                with apart():
                    run.append(_play(scenario, "chat", _make_ready(scenario)))
        if open_doors:
            _play_rolled_back(scenario, open_doors, runs)
    return runs


def _opens(door: str, scenario: Scenario) -> bool:
    if door == "chat":
        return True
    if door in BUYING_ONLY:
        return is_purchase(scenario)
    return bool(scenario.acts)


def _play_rolled_back(scenario: Scenario, doors: list[str], runs: list[list[Outcome]]) -> None:
    with transaction.atomic():
        now = _make_ready(scenario)
        books = books_path().read_bytes() if books_path().exists() else b""
        for door in doors:
            for run in runs:
                with transaction.atomic():
                    run.append(_play(scenario, door, now))
                    transaction.set_rollback(True)
                books_path().write_bytes(books)  # the provider's books know no rollback
        transaction.set_rollback(True)


def _make_ready(scenario: Scenario) -> datetime:
    """Put in place what a scenario finds; returns when that was."""
    now = timezone.now()
    books_path().unlink(missing_ok=True)
    set_up(scenario.setup, player_of(scenario.persona), now=now)
    reviewed(scenario.setup.reviews, now=now)
    return now


def _play(scenario: Scenario, door: str, now: datetime) -> Outcome:
    outcome = Outcome(scenario.id, door, [])
    player = player_of(scenario.persona)
    if door == "chat":
        chat = Chat(player, now)
        outcome.problems += chat.play(scenario)
        outcome.transcript = "\n".join(chat.transcript)
    else:
        outcome.problems += DOORS[door](scenario, player)
    outcome.problems += end_problems(scenario.end, player)
    outcome.transcript += f"\n{snapshot()}"
    return outcome


def _per_door(outcomes: list[Outcome]) -> dict[str, dict[str, int]]:
    rows: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        row = rows.setdefault(outcome.door, {"passed": 0, "total": 0})
        row["passed"] += outcome.passed
        row["total"] += 1
    return rows
