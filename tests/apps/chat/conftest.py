"""A conversation whose engine says what the test wants; everything around it is real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.chat import engine
from retailgenie.ai.dialogue.context import TurnResult
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.types import Block, BlockKind, Chip, IntentScore, Reply

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class ScriptedEngine:
    """Answers "You said: ..." and counts; `calls` holds what it was asked, `before` runs inside each turn."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.blocks: tuple[Block, ...] = ()
        self.before: Callable[[Any], None] = lambda toolbox: None

    def __call__(
        self, *, state: DialogueState, message: Any, toolbox: Any, context: Any, now: Any
    ) -> TurnResult:
        self.calls.append(message)
        self.before(toolbox)
        blocks = self.blocks or (Block(BlockKind.TEXT, f"You said: {message}"),)
        reply = Reply(
            blocks, (Chip("More", "show more"),), intents=(IntentScore("greeting", 0.9),), trace={"ms": 1.0}
        )
        return TurnResult(replace(state, turns=state.turns + 1), reply, ())


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    fake = ScriptedEngine()
    monkeypatch.setattr("apps.chat.services.respond", fake)
    assert callable(engine.respond)
    return fake
