"""Devanagari to the Latin spelling Hinglish writers use, so that one lexicon serves both scripts.

Schwas are dropped at the end of a word and between vowel-consonant and consonant-vowel (Ohala 1983);
the result is a look-up key, and how names are read on paper that has no other letters.
"""

from __future__ import annotations

from functools import lru_cache

VOWELS = dict(
    zip("अआइईउऊऋएऐओऔऑऍ", ("a", "aa", "i", "ee", "u", "oo", "ri", "e", "ai", "o", "au", "o", "e"), strict=True)
)
SIGNS = dict(zip("ािीुूृेैोौॉॅ", ("aa", "i", "ee", "u", "oo", "ri", "e", "ai", "o", "au", "o", "e"), strict=True))
CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळऱ",
        (
            *("k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n"),
            *("t", "th", "d", "dh", "n", "p", "ph", "b", "bh", "m", "y", "r", "l", "v", "sh", "sh"),
            *("s", "h", "l", "r"),
        ),
        strict=True,
    )
)
WITH_NUQTA = {"क": "q", "ख": "kh", "ग": "g", "ज": "z", "ड": "r", "ढ": "rh", "फ": "f", "य": "y"}
NUQTA, VIRAMA, ANUSVARA, CHANDRABINDU, VISARGA = "़", "्", "ं", "ँ", "ः"
VOWEL_LETTERS = "aeiou"


def is_devanagari(char: str) -> bool:
    return "ऀ" <= char <= "ॿ"


@lru_cache(maxsize=8192)
def romanise(word: str) -> str:
    """Return a Devanagari word in Latin letters ("मुझे" -> "mujhe"); other characters pass unchanged."""
    units: list[list[str]] = []  # [consonant, vowel]; an inherent schwa is "ə"
    for position, char in enumerate(word):
        if char in CONSONANTS:
            following = word[position + 1 : position + 2]
            sound = WITH_NUQTA.get(char, CONSONANTS[char]) if following == NUQTA else CONSONANTS[char]
            units.append([sound, "ə"])
        elif char in SIGNS and units:
            units[-1][1] = SIGNS[char]
        elif char == VIRAMA and units:
            units[-1][1] = ""
        elif char in VOWELS:
            units.append(["", VOWELS[char]])
        elif char in (ANUSVARA, CHANDRABINDU):
            units.append(["n", ""])
        elif char not in (NUQTA, VISARGA, VIRAMA):
            units.append([char, ""])
    return _without_schwas(units)


def _without_schwas(units: list[list[str]]) -> str:
    if len(units) > 1 and units[-1][1] == "ə":
        units[-1][1] = ""
    for index in range(len(units) - 2, 0, -1):
        before, here, after = units[index - 1], units[index], units[index + 1]
        if here[1] == "ə" and before[1] and after[1] and here[0] and after[0]:
            here[1] = ""
    return "".join(consonant + vowel.replace("ə", "a") for consonant, vowel in units)
