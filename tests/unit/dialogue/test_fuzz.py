"""Ten thousand messages of every kind: no HIGH tool without the token of its own card, no error, always a way on."""

from __future__ import annotations

import random

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.render.phrases import chip_intents
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.nlu.lexicon import KEYS
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, ShopReader, Tap

PHRASES = (
    "show me blue shirts", "red kurta under 2000", "add the second one in M", "add it", "make it two", "one less",
    "checkout", "home delivery", "store pick-up", "upi", "cash on delivery", "Asha Rao, 98765 43210, 12 MG Road, Pune 411001",
    "411001", "office", "yes", "no", "haan", "nahi", "yes, and add socks", "no, pay by card", "cancel my order", "cancel it",
    "where is my order", "return the kurta", "talk to a person", "my parcel is broken and I want my money back", "undo",
    "stop", "what is your return policy", "compare the first two", "all but the second", "remove both", "empty my cart",
    "save it for later", "apply SAVE10", "apply FOO", "is it in stock in Pune", "stores near me", "next",
    "cheapest first", "speak hindi", "speak english", "M", "XL", "the first one", "pehla wala", "dusra wala hata do", "लाल कुर्ता दिखाओ",
    "हाँ", "मला निळा शर्ट दाखवा", "open classic view", "9999999", "₹₹₹", "1e309", "RG269999999", "what?", "", " ",
)  # fmt: skip
JUNK = "\u200b\u202e\ufeff{}%s{0}<script>'\";--\x00\U0001f600\u0915\u094d\u0937\ud7ff/\\\n\t"
TAPS = (
    Tap("confirm"), Tap("confirm", token="token-3"), Tap("deny"), Tap("undo"), Tap("undo", receipt="nope"),
    Tap("add", variant_id=201), Tap("add", product_id=4), Tap("details", product_id=2), Tap("remove", line_id=5201),
    Tap("quantity", line_id=5201, quantity=3), Tap("logged_in"), Tap("nonsense"), Tap("save", line_id=5201),
)  # fmt: skip


def words_of(dice: random.Random) -> str:
    pool = list(KEYS)[:800]
    return " ".join(dice.choice(pool) for _ in range(dice.randint(1, 9)))


def message(dice: random.Random) -> str | Tap:
    kind = dice.random()
    if kind < 0.5:
        return dice.choice(PHRASES)
    if kind < 0.62:
        return dice.choice(("yes", "no", "ok", "haan ji", "confirm", "नहीं"))
    if kind < 0.72:
        return dice.choice(TAPS)
    if kind < 0.8:
        return dice.choice(sorted(chip_intents()))
    if kind < 0.92:
        return words_of(dice)
    return "".join(dice.choice(JUNK) for _ in range(dice.randint(1, 60)))


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
            result = converse(state, reader, message(dice), shop, context, NOW)
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
        result = converse(state, reader, message(dice), shop, TurnContext(logged_in=True), NOW)
        used = {approval for _, _, approval in shop.calls if approval}
        assert used <= shown
        shown |= {block.token for block in result.reply.blocks if block.kind == "confirm"}
        state = result.state
        if not shop.cart:
            shop.cart = [(201, 1)]
