"""The suite `repairs`: each case is talked through in the scenarios' shop, in a transaction that is taken back."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from apps.chat.incoming import Said
from apps.chat.models import Turn
from apps.chat.services import take_turn
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import read_rows
from apps.operations.evaluation.scenario_chat import words_of
from apps.operations.evaluation.scenario_end import cart_of, end_problems
from apps.operations.evaluation.scenario_world import Player, build_world, player_of, set_up
from apps.operations.evaluation.scenarios import FOLDER, QUICK, WORLD
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation import repairs
from retailgenie.ai.evaluation.repairs import Judged, Repair, RepairsUnreadable, Seen
from retailgenie.ai.evaluation.scenarios import End
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Door, Risk

SET = Path(repairs.__file__).with_name("sets") / "repairs.jsonl"


def measure_repairs(options: Options) -> Report:
    """Play the cases; raises BadInput for rows that can't be read."""
    path = options.data or SET
    try:
        cases = [
            x for x in repairs.read_repairs(read_rows(path, limit=options.limit)) if options.only in x.id
        ]
    except RepairsUnreadable as error:
        raise BadInput(f"{path.name}: {error}") from error
    if not cases:
        raise BadInput(f"{path.name} has no case with {options.only!r}.")
    with scratch_database("repairs"), override_settings(CHAT_TURNS_PER_10_SECONDS=QUICK):
        build_world(settings.BASE_DIR / FOLDER / WORLD, now=timezone.now())
        judged = [play_repair(case) for case in cases]
    return Report(
        "repairs",
        repairs.repairs_figures(judged),
        per={part: repairs.passed_by(judged, part) for part in ("kind", "language")},
        errors=[
            {"id": x.case.id, "cause": "; ".join([*x.problems, *(f"lost {slot}" for slot in x.lost)])}
            for x in judged
            if x.problems or x.lost
        ],
        context={"data": path.name, "digest": digest_of(path)},
    )


def play_repair(case: Repair) -> Judged:
    """Talk one case through in a shop that finds itself untouched afterwards."""
    judged = Judged(case, [])
    with transaction.atomic():
        player = player_of(case.persona)
        set_up(case.setup, player, now=timezone.now())
        state, conversation = DialogueState(), None
        writes: list[str] = []
        for text in case.turns:
            turn = _say(text, player, conversation)
            conversation, before, state = turn.conversation_id, state, DialogueState.from_json(turn.state)
            judged.lost += repairs.slots_lost(before, state)
            writes += _high_writes(turn)
        judged.problems = repairs.problems_of(case.expect, state, _seen(turn, player, writes))
        judged.problems += end_problems(End(orders=case.expect.orders), player)
        transaction.set_rollback(True)
    return judged


def _say(text: str, player: Player, conversation: uuid.UUID | None) -> Turn:
    said = Said(text, str(uuid.uuid4()), conversation, None)
    answered = take_turn(said=said, caller=player.caller(Door.CHAT), user=player.user, now=timezone.now())
    turn = Turn.objects.filter(conversation_id=answered.conversation_id).order_by("-number").first()
    assert turn is not None
    return turn


def _high_writes(turn: Turn) -> list[str]:
    """The tools of high risk that did something in this turn; one that only showed its card did nothing."""
    high = {tool.name for tool in registry if tool.risk is Risk.HIGH}
    calls = turn.trace.get("tools", ())
    return [str(x["tool"]) for x in calls if x["tool"] in high and x["outcome"] == "done"]


def _seen(turn: Turn, player: Player, writes: list[str]) -> Seen:
    reply = turn.messages.order_by("-id").first()
    assert reply is not None
    chips = tuple(chip["label"] for chip in reply.chips)
    return Seen(
        words="\n".join([reply.text, *(words_of(block["data"]) for block in reply.blocks)]),
        chips=chips,
        tools=tuple(str(x["tool"]) for x in turn.trace.get("tools", ())),
        cart=tuple(cart_of(player)),
        writes=tuple(writes),
    )
