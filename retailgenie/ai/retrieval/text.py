"""Cuts text into the terms that the lexical index, the speller and the answer finder share.

One-character tokens stay ("4 ft", "2x4", size "M"): dropping them is the costliest default of common
engines. Plurals are folded by rule (Harman's S-stemmer, JASIS 1991), nothing else: a full stemmer confuses
brand and model names.
"""

from __future__ import annotations

import re
import unicodedata

# Letters and digits with their combining marks: Devanagari vowel signs are marks, which \w leaves out.
_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963]*)+")
_APOSTROPHE_S = re.compile(r"['’`]s\b")

# Function words of questions and searches, English and Hinglish; they carry no wish.
_FUNCTION_WORDS = """
a an and are at be by for from has have i in is it me my of on or some that the this to was we will with you
your ka ke ki ko hai hain ho kya mein mere mera meri se ye wo aur bhi
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


def normalise(text: str) -> str:
    """Return text in one form: NFKC, case folded, one kind of apostrophe, possessive dropped."""
    return _APOSTROPHE_S.sub("", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Return the normalised words as written, in order ("Men's 2x4 shirts" -> men, 2x4, shirts)."""
    return _TOKEN.findall(normalise(text))


def singular(word: str) -> str:
    """Fold an English plural; words of three letters or fewer and "-ss", "-us" stay."""
    if len(word) <= 3 or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and (word[-3] in "xz" or word[-4:-2] in ("sh", "ch", "ss")):
        return word[:-2]
    return word if word.endswith(("ss", "us")) else word[:-1]


def terms(text: str) -> list[str]:
    """Return the index terms of a text, in order and with repeats."""
    return [singular(word) for word in words(text)]
