# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Writes a message the way a thumb does: slips, dropped words, spellings by ear, greetings before and begging after.

Only training messages are varied; what is measured stays as it was written.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from retailgenie.ai.training.grammar import Example, mistyped

SMALL_WORDS = frozenset(
    "the a an my me i to of is are do does for in on it this that you can please and some".split()
)
# Hinglish is spelled by ear: each pair is two ways to write one sound or word.
BY_EAR = (
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("hai", "h"), ("nahi", "nhi"), ("nahi", "nai"), ("mein", "me"), ("mein", "mai"),
    ("chahiye", "chaiye"), ("kya", "kia"), ("karo", "kro"), ("kar do", "krdo"), ("wala", "vala"), ("kaise", "kese"), ("bh", "b"),
    ("kahan", "kaha"), ("raha", "rha"), ("bahut", "bht"), ("accha", "acha"), ("dikhao", "dikhaao"), ("batao", "btao"),
)  # fmt: skip
SHORT = (
    ("you", "u"), ("are", "r"), ("please", "plz"), ("your", "ur"), ("have", "hv"), ("what", "wat"), ("and", "n"), ("for", "4"),
    ("to", "2"), ("because", "coz"), ("with", "wid"), ("the", "d"), ("order", "ordr"), ("want", "wnt"), ("where", "whr"),
    ("when", "wen"), ("need", "nd"), ("about", "abt"), ("delivery", "dlvry"), ("size", "sz"), ("going to", "gonna"),
    ("want to", "wanna"), ("don't", "dont"), ("i am", "im"), ("can't", "cant"), ("thanks", "thx"), ("this", "dis"), ("is", "s"),
)  # fmt: skip
BEFORE = (
    "hi", "hello", "hey", "ok", "so", "listen", "bhai", "hello sir", "excuse me", "please", "um", "actually", "hi team",
    "quick question", "can you tell me", "i want to ask", "one thing", "good morning", "bhaiya", "suno", "umm", "hi there",
)  # fmt: skip
AFTER = (
    "please",
    "asap",
    "thanks",
    "bhai",
    "yaar",
    "na",
    "ji",
    "pls",
    "now",
    "sir",
    "?",
    "??",
    "...",
    "!",
    "today",
    "urgent",
)


def varied(text: str, draw: random.Random) -> str:
    """Return the text with one or two of the changes that people's thumbs make."""
    for change in draw.sample(CHANGES, draw.choice((1, 1, 2))):
        text = change(text, draw)
    return text


def varied_copies(examples: Sequence[Example], share: float, seed: int) -> list[Example]:
    """Return a varied copy of a share (0-1) of the examples, each in the family of its original."""
    draw = random.Random(f"{seed}:copies")
    copies = (replace(x, text=varied(x.text, draw)) for x in examples if draw.random() < share)
    return [x for x in copies if x.text]


def _slipped(text: str, draw: random.Random) -> str:
    slipped = mistyped(text, draw)
    return mistyped(slipped, draw) if draw.random() < 0.4 else slipped


def _without_small_word(text: str, draw: random.Random) -> str:
    words = text.split()
    small = [i for i, word in enumerate(words) if word in SMALL_WORDS]
    if not small or len(words) < 4:
        return text
    del words[draw.choice(small)]
    return " ".join(words)


def _joined(text: str, draw: random.Random) -> str:
    words = text.split()
    if len(words) < 3:
        return text
    at = draw.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def _by_ear(text: str, draw: random.Random) -> str:
    return _swapped(text, BY_EAR, draw)


def _shortened(text: str, draw: random.Random) -> str:
    padded = f" {text} "
    for word, short in draw.sample(SHORT, len(SHORT) // 2):
        padded = padded.replace(f" {word} ", f" {short} ", 1)
    return padded.strip()


def _swapped(text: str, pairs: Sequence[tuple[str, str]], draw: random.Random) -> str:
    for one, other in draw.sample(pairs, len(pairs) // 2):
        text = text.replace(one, other, 1)
    return text


def _led(text: str, draw: random.Random) -> str:
    return f"{draw.choice(BEFORE)}{draw.choice((' ', ', '))}{text}"


def _followed(text: str, draw: random.Random) -> str:
    return f"{text} {draw.choice(AFTER)}"


CHANGES = (_slipped, _slipped, _without_small_word, _joined, _by_ear, _shortened, _led, _followed)
