"""A conversation in a test: says things to the engine with the real reader and the shop in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from retailgenie.ai.dialogue.context import Tap, TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.render.check import unsupported
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Block, BlockKind, Reading, Reply
from tests.unit.dialogue.fake_shop import FakeShop

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    return Vocabulary.build(
        values={
            "category": ("shirt", "kurta", "saree", "jacket", "jeans"),
            "colour": ("blue", "red", "white", "green", "black"),
            "material": ("linen", "cotton", "silk", "polyester", "denim"),
            "size": ("S", "M", "L"),
            "gender": ("men", "women"),
            "brand": ("Testa",),
        },
        cities=("Pune", "Mumbai"),
    )


class ShopReader:
    def __init__(self) -> None:
        self._reader = Reader()

    def read(self, text: str, context: ReadContext) -> Reading:
        return self._reader.read(text, vocabulary(), context)


class Talk:
    """state and reply are those after the last message; every text is checked against its evidence by the engine."""

    def __init__(self, shop: FakeShop | None = None, *, read: Callable[[str], Reading] | None = None) -> None:
        self.shop = shop or FakeShop()
        self.reader = ShopReader()
        self.state = DialogueState()
        self.reply = Reply(())
        self.context = TurnContext(logged_in=self.shop.logged_in)

    def say(self, message: str | Tap) -> Reply:
        before = DialogueState.from_json(self.state.to_json())
        assert before == self.state
        result = converse(self.state, self.reader, message, self.shop, self.context, NOW)
        self.state, self.reply = result.state, result.reply
        assert "claims_removed" not in self.reply.trace, self.reply.trace
        return self.reply

    @property
    def text(self) -> str:
        return " | ".join(block.text for block in self.reply.blocks if block.text)

    @property
    def kinds(self) -> set[BlockKind]:
        return {block.kind for block in self.reply.blocks}

    @property
    def chips(self) -> list[str]:
        return [chip.label for chip in self.reply.chips]

    @property
    def tools(self) -> list[str]:
        return [name for name, _, _ in self.shop.calls]

    def block(self, kind: BlockKind) -> Block:
        return next(block for block in self.reply.blocks if block.kind is kind)


__all__ = ["NOW", "FakeShop", "ShopReader", "Talk", "Tap", "unsupported", "vocabulary"]
