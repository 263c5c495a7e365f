"""What the shop in memory remembers of its one person."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import MemoryItem, MemoryView, Trait

MEMORY_HIGH = frozenset({"allow_memory"})
MEMORY_WRITE = frozenset({"remember_preference", "forget_memory", "stop_memory"})
DAY = "2026-11-20"


class MemoryShop:
    """Mixed into the shop in memory; `memory` is what a turn is given."""

    memory: MemoryView = MemoryView()

    def _list_memory(self) -> MemoryView:
        return self.memory

    def _remember_preference(self, **told: Any) -> MemoryView | Refused:
        if not self.memory.allowed:
            return Refused("memory_not_allowed", "You have not agreed that we remember things of you.")
        key = f"{told['what']}:{told['goods']}"
        item = MemoryItem(
            key, Trait(told["what"]), told["value"], goods=told["goods"], kinds=tuple(told["kinds"]),
            whom=told["whom"], low_paise=told["low_paise"], high_paise=told["high_paise"], at=DAY,
        )  # fmt: skip
        others = tuple(x for x in self.memory.items if x.key != key)
        self.memory = MemoryView(True, True, (*others, item))
        return self.memory

    def _allow_memory(self, first: dict[str, Any] | None = None) -> MemoryView | Refused:
        self.memory = MemoryView(True, True, self.memory.items)
        return self._remember_preference(**first) if first else self.memory

    def _forget_memory(self, keys: list[str]) -> MemoryView:
        kept = tuple(x for x in self.memory.items if keys and x.key not in keys)
        self.memory = MemoryView(True, True, kept)
        return self.memory

    def _stop_memory(self) -> MemoryView:
        self.memory = MemoryView(asked=True)
        return self.memory
