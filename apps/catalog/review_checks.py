"""What is looked for in a review before anybody reads it: personal data, links, abuse in English, Hindi and Hinglish.

A finding only holds a review for a moderator, so a doubtful word is better found than missed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

PERSONAL, LINK, ABUSE = "personal_data", "link", "abuse"
WORDS_FILE = Path(__file__).parent / "abuse_words.txt"
MASKS = "*#"  # one hidden letter each
_LOOKALIKES = str.maketrans("@013457$!|", "aoieastsii")
_DIGIT_WORDS = dict(
    zip(
        "zero one two three four five six seven eight nine shunya ek do teen char paanch chhe saat aath nau".split(),
        "01234567890123456789",
        strict=True,
    )
)
_PERSONAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?<![\w.+-])[\w.+-]{1,64}\s{0,3}(?:@|\(at\)|\[at\]|\bat the rate\b)\s{0,3}[\w-]{1,63}"
            r"(?:\.|\s{0,3}dot\s{0,3}|\s{0,3}\(dot\)\s{0,3})[a-z]{2,}"
        ),
        r"\b[\w.-]{3,64}@(?:ok\w+|ybl|ibl|axl|upi|paytm|apl|sbi|hdfcbank|icici|axisbank|ptsbi)\b",  # UPI
        r"\b[A-Z]{5}\d{4}[A-Z]\b",  # PAN
        r"\b[A-Z]{4}0[A-Z0-9]{6}\b",  # IFSC
        r"(?<!\d)(?:\+?91[\s.-]?|0)?[6-9](?:[\s.-]?\d){9}(?!\d)",  # mobile
        r"(?<!\d)[2-9]\d{3}[\s-]?\d{4}[\s-]?\d{4}(?!\d)",  # Aadhaar
        r"(?<!\d)(?:\d[\s-]?){13,19}(?!\d)",  # card
    )
)
_TLDS = "com in net org info shop store xyz me ly co io app online".split()
_ENDINGS = _TLDS + [x.upper() for x in _TLDS]
_LINKS = (
    # A capital after the dot begins a sentence: "Colour is off.In the picture".
    re.compile(rf"(?<![\w.-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:{'|'.join(_ENDINGS)})(?![\w])"),
    re.compile(r"https?:|www\.|\bt\.me/|\bwa\.me/", re.IGNORECASE),
    re.compile(rf"\b[\w-]{{1,63}}\s{{0,3}}[(\[]dot[)\]]\s*(?:{'|'.join(_TLDS)})\b", re.IGNORECASE),
    re.compile(r"\b[\w-]{1,63} dot (?:com|in|net|org)\b", re.IGNORECASE),
)
_LETTER = r"[^\W_]|[\u0900-\u0963]"  # with the vowel signs, which Python counts as no letters


def review_findings(*texts: str) -> list[str]:
    """Return the codes of what was found, in a fixed order; an empty list for a review that can be shown."""
    whole = unicodedata.normalize("NFKC", "\n".join(texts))
    found = []
    if any(pattern.search(text) for text in (whole, _digits_written(whole)) for pattern in _PERSONAL):
        found.append(PERSONAL)
    if any(pattern.search(whole) for pattern in _LINKS):
        found.append(LINK)
    if _is_abusive(whole):
        found.append(ABUSE)
    return found


def _digits_written(text: str) -> str:
    """Turn "nine eight saat ..." into digits, and Devanagari digits too."""
    words = re.split(r"(\W+)", text.lower())
    plain = "".join(_DIGIT_WORDS.get(word, word) for word in words)
    return "".join(
        str(unicodedata.digit(x)) if x.isdigit() and unicodedata.digit(x, None) is not None else x
        for x in plain
    )


def _is_abusive(text: str) -> bool:
    plain = text.casefold()
    tokens = re.findall(rf"(?:{_LETTER}|[@$!|*#_])+", plain)
    spelled = re.sub(r"(?<!\w)((?:\w[\s.\-_]){2,}\w)(?!\w)", lambda m: re.sub(r"[\s.\-_]", "", m[1]), plain)
    tokens += re.findall(r"\w+", spelled) if spelled != plain else []
    return any(_is_bad(token) for token in tokens) or any(phrase in _flat(plain) for phrase in _phrases())


def _is_bad(token: str) -> bool:
    words = _words()
    if any(mask in token for mask in MASKS):
        pattern = re.compile("".join("." if x in MASKS else re.escape(x) for x in token.strip(".")))
        return len(token) > 3 and any(pattern.fullmatch(word) for word in words)
    forms = {token, token.translate(_LOOKALIKES)}
    forms |= {re.sub(r"(.)\1+", r"\1", form) for form in forms}
    return not forms.isdisjoint(words)


def _flat(text: str) -> str:
    words = re.findall(rf"(?:{_LETTER})+", text)
    return f" {' '.join(words)} "


@lru_cache(maxsize=1)
def _entries() -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", WORDS_FILE.read_text("utf-8"))
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    single = {entry for entry in _entries() if " " not in entry}
    return frozenset(single | {re.sub(r"(.)\1+", r"\1", entry) for entry in single})


@lru_cache(maxsize=1)
def _phrases() -> tuple[str, ...]:
    return tuple(f" {entry} " for entry in _entries() if " " in entry)
