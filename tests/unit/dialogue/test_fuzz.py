"""Ten thousand messages of every kind: no HIGH tool without the token of its own card, no error, always a way on."""

from __future__ import annotations

import random

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.fuzz import fuzzed_message
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, ShopReader


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_messages(seed: int) -> None:
    dice = random.Random(seed)
    reader = ShopReader()
    for _ in range(40):
        shop = FakeShop(logged_in=dice.random() < 0.7)
        shop.cart = [(201, 1)] if dice.random() < 0.5 else []
        if dice.random() < 0.5:
            shop.add_order(("Neela linen shirt",), 129900)
        state, context = DialogueState(), TurnContext(logged_in=shop.logged_in)
        for _ in range(25):
            result = converse(state, reader, fuzzed_message(dice), shop, context, NOW)
            assert result.reply.blocks
            assert "claims_removed" not in result.reply.trace
            state = DialogueState.from_json(result.state.to_json())
            assert state == result.state
        assert shop.unapproved == []


def test_every_high_tool_that_ran_had_shown_its_card_before() -> None:
    dice = random.Random(99)
    shop = FakeShop()
    shop.cart = [(201, 1)]
    state, reader = DialogueState(), ShopReader()
    shown: set[str] = set()
    for _ in range(500):
        result = converse(state, reader, fuzzed_message(dice), shop, TurnContext(logged_in=True), NOW)
        used = {approval for _, _, approval in shop.calls if approval}
        assert used <= shown
        shown |= {block.token for block in result.reply.blocks if block.kind == "confirm"}
        state = result.state
        if not shop.cart:
            shop.cart = [(201, 1)]
