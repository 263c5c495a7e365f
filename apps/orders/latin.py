"""Names in Latin letters, for paper whose font has no others.

The scripts of India lie in Unicode as they lay in ISCII (IS 13194:1991): the same letter at the same place of each
block. So a word is moved to Devanagari and read from there; vowels are written as Hunterian does, without its marks.
What can't be read is left out, never printed as a box.
"""

from __future__ import annotations

import re
import unicodedata

from retailgenie.ai.nlu.devanagari import CONSONANTS, NUQTA, SIGNS, VIRAMA, romanise

DEVANAGARI, INDIC_END, BLOCK = 0x0900, 0x0D80, 0x80
LATIN_END = 0x0180  # Latin-1 and Latin Extended-A
SAYS_ALL_VOWELS = frozenset({0x0B00, 0x0B80, 0x0C00, 0x0C80, 0x0D00})  # Odia and the south drop no final "a"
# Letters that stand elsewhere than in Devanagari, or that romanise doesn't know, as those that sound alike.
ALIKE = str.maketrans(
    {
        "ऎ": "ए", "ऒ": "ओ", "ॆ": "े", "ॊ": "ो", "ऩ": "न", "ऱ": "र", "ऴ": "ळ", "ॠ": "ऋ", "ॐ": "ओम", "ऽ": "",
    }
)  # fmt: skip
OWN_PLACE = str.maketrans(
    {
        "ৎ": "ত্", "ੰ": "ਂ", "ੱ": "", "ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്",
        "ৗ": "", "ௗ": "", "ൗ": "ൌ", "।": ".", "॥": ".",
    }
)  # fmt: skip
MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "→": "->"})
SHORT = {"aa": "a", "ee": "i", "oo": "u"}
WORD = re.compile(r"[ऀ-ൿ\u200c\u200d]+")


def latin(text: str) -> str:
    """Write a text in Latin letters: "आशा राव" -> "Asha Rav"; Latin text stays as it is."""
    plain = WORD.sub(lambda found: _word(found.group()), unicodedata.normalize("NFC", text))
    return " ".join("".join(_sign(x) for x in plain.translate(MARKS)).split())


def _word(word: str) -> str:
    moved = "".join(_move(x) for x in word.translate(OWN_PLACE)).translate(ALIKE)
    first = next((ord(x) for x in word if DEVANAGARI <= ord(x) < INDIC_END), DEVANAGARI)
    if first - first % BLOCK in SAYS_ALL_VOWELS:
        moved = _with_vowels(moved)
    read = romanise(moved)
    for long, short in SHORT.items():
        read = read.replace(long, short)
    return read[:1].upper() + read[1:]


def _move(char: str) -> str:
    """The same letter in Devanagari; digits as digits."""
    code = ord(char)
    if not DEVANAGARI <= code < INDIC_END:
        return "" if char in "\u200c\u200d" else char
    digit = unicodedata.digit(char, None)
    return str(digit) if digit is not None else chr(DEVANAGARI + code % BLOCK)


def _with_vowels(word: str) -> str:
    """Write the vowel that a bare consonant bears."""
    found = []
    for char, after in zip(word, [*word[1:], ""], strict=True):
        found.append(char)
        if char in CONSONANTS and after not in (*SIGNS, VIRAMA, NUQTA):
            found.append("ा")
    return "".join(found)


def _sign(char: str) -> str:
    """Latin letters with their accents; of another sign what it is made of, if that is Latin."""
    if ord(char) < LATIN_END:
        return char
    return "".join(x for x in unicodedata.normalize("NFKD", char) if x.isascii())
