"""What the reading of one sentence works on: its words, which of them are used up, and the values found."""

from __future__ import annotations

from dataclasses import dataclass, field

from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.nlu.vocabulary import Meaning, Vocabulary


@dataclass(frozen=True, slots=True)
class Hit:
    """A catalogue value said in the words `first..last` (token indexes, inclusive)."""

    meaning: Meaning
    first: int
    last: int
    excluded: bool = False


@dataclass
class QueryWork:
    """used: index of a token -> why it is no word of the wish. extra: words to add to it."""

    text: Text
    vocabulary: Vocabulary
    words: list[str]
    used: dict[int, str] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    loaned: list[tuple[str, str]] = field(default_factory=list)

    def free(self, index: int) -> bool:
        return index not in self.used

    def use(self, tokens: range | frozenset[int] | set[int], reason: str) -> None:
        for index in tokens:
            self.used.setdefault(index, reason)

    def release(self, covered: range) -> None:
        """Take back the values that were read in some words."""
        for hit in [hit for hit in self.hits if hit.first < covered.stop and hit.last >= covered.start]:
            self.hits.remove(hit)
            for at in range(hit.first, hit.last + 1):
                self.used.pop(at, None)
