# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Which language and script a message is in: a script test and our own word lists, no model.

General detectors call Hinglish Somali or Indonesian; a list of words that cannot be English is smaller and
right.
"""

from __future__ import annotations

from collections.abc import Sequence

from retailgenie.ai.nlu import lexicon, marathi_words
from retailgenie.ai.nlu.devanagari import is_devanagari
from retailgenie.ai.nlu.hindi_words import HINDI_MARKERS, MARATHI_MARKERS
from retailgenie.ai.types import Language

# Hindi words that English-speaking shoppers of India use too: no evidence by themselves.
NEUTRAL = frozenset(
    "rs inr rupee rupees rupe rupya mummy mummyji papa papaji maa bhaiya didi saree ji size number item mom baba abbu aabhar tha thi"
    " dal mil mila pita mart dam lo pe ho kala mat me ahe as mi sun bata".split()
)
MIN_SHARE = 0.2  # one Hindi word in five is code-mixing; one name in a long English sentence is not


def detect(text: str, words: Sequence[str]) -> Language:
    """Return the language of a clean text; words are its lower-case tokens."""
    indic = sum(is_devanagari(char) for char in text)
    if indic and (indic * 2 >= sum(char.isalpha() for char in text) or indic >= 6):
        return _devanagari_language(words)
    spoken = [word for word in words if word.isalpha()]
    plain = sum(lexicon.is_plain_hindi(word) and word not in NEUTRAL for word in spoken)
    if plain and (plain >= 2 or plain / len(spoken) >= MIN_SHARE):
        return Language.HINGLISH
    return Language.ENGLISH


def _devanagari_language(words: Sequence[str]) -> Language:
    marathi = sum(_is_marathi(word) and word not in HINDI_MARKERS for word in words)
    asked = words[:-1] if words and words[-1].strip("?.!") == "का" else words  # "... आहे का": no "of" there
    hindi = sum(word in HINDI_MARKERS and word not in MARATHI_MARKERS for word in asked)
    return Language.MARATHI if marathi > hindi else Language.HINDI


def _is_marathi(word: str) -> bool:
    return (
        word in MARATHI_MARKERS
        or word in marathi_words.MARKERS
        or word.endswith(marathi_words.ONLY_ENDINGS)
        or any(letter in word for letter in marathi_words.ONLY_MARATHI)
    )
