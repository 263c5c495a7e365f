"""Mends slips of the finger before the head reads: a word nobody knows becomes the known word one slip away.

Only the head's copy of a message is mended; names and numbers stay as they were written for everything else. The
look-up compares words with one letter left out (symmetric deletes), so it costs microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from retailgenie.ai.nlu import lexicon
from retailgenie.ai.nlu.normalise import Text, Token

SHORTEST = 4  # letters: shorter words are one slip from too many others


class Spelling:
    """The words that training messages use, most used first."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) >= SHORTEST:
                for form in _one_less(word):
                    found.setdefault(form, []).append(word)
        return found

    def mend(self, word: str) -> str:
        """Return the most used word that is one slip away (a letter more, less, other, or two swapped), or the word."""
        if len(word) < SHORTEST or word in self._places:
            return word
        near = {other for form in _one_less(word) for other in self._shortened.get(form, ())}
        slips = [other for other in near if other[0] == word[0] and one_slip(word, other)]
        return min(slips, key=self._places.__getitem__, default=word)

    def mended(self, text: Text, knows: Callable[[str], bool]) -> Text:
        """Return the message with unknown Latin words mended; the same object where there is nothing to mend."""
        tokens = tuple(self._mended_token(token, knows) for token in text.tokens)
        return text if tokens == text.tokens else Text(text.clean, tokens, text.language)

    def _mended_token(self, token: Token, knows: Callable[[str], bool]) -> Token:
        word = token.word
        if not (word.isascii() and word.isalpha()) or word in self._places or knows(word):
            return token
        mended = self.mend(word)
        if mended == word:
            return token
        known = lexicon.find(mended) if lexicon.is_plain_hindi(mended) else None
        return replace(token, word=mended, gloss=known.gloss if known else mended)


def _one_less(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def one_slip(one: str, other: str) -> bool:
    """True where a letter too many, too few, wrong, or two neighbours swapped make one word the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[start:], other[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )
