"""Ten thousand moves of every kind: no HIGH tool without the token of its own card, no error, always a way on."""

from __future__ import annotations

import random

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.fuzz import fuzzed_message
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, ShopReader
from tests.unit.dialogue.walks import walk


@pytest.mark.parametrize("batch", range(10))
def test_a_hundred_walks_write_nothing_unasked_and_always_lead_on(batch: int) -> None:
    reader = ShopReader()
    for seed in range(batch * 100, batch * 100 + 100):
        assert list(walk(seed, reader, moves=10)) == [], f"walk {seed}"


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
