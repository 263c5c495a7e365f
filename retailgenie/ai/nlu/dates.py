# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Spoken days, as stable words a later step resolves with its own clock ("last tuesday", "day_after_tomorrow", "2026-11-24").

"kal" and "parso" point both ways in Hindi: the value says "kal" or "parso", and the tense of the sentence decides later.
"""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday somvar somwar mangalvar mangalwar budhvar budhwar guruvar guruwar"
    " shukravar shukrawar shanivar shaniwar ravivar raviwar itvar itwar"
).split()
HINDI_DAYS = {
    "som": "monday",
    "mangal": "tuesday",
    "budh": "wednesday",
    "guru": "thursday",
    "shukr": "friday",
    "shani": "saturday",
    "ravi": "sunday",
    "it": "sunday",
}
FESTIVALS = "diwali deepavali holi eid christmas rakhi raksha bandhan navratri dussehra onam pongal lohri new year karva chauth valentine valentines".split()
_DAY = "|".join(DAYS)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FESTIVAL = "diwali|deepavali|holi|eid|christmas|rakhi|raksha bandhan|navratri|dussehra|onam|pongal|lohri|new year|karva chauth|valentine's day|valentines day"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "iso",
        r"(?P<y>20[0-9]{2}) - (?P<m>[0-9]{1,2}) - (?P<d>[0-9]{1,2})|(?P<d2>[0-9]{1,2}) [/-] (?P<m2>[0-9]{1,2}) [/-] (?P<y2>(?:20)?[0-9]{2})",
    ),
    (
        "month",
        rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})(?: (?P<y>20[0-9]{{2}}))?|(?P<m2>{_MONTH}) (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?",
    ),
    ("word", r"day after tomorrow|day before yesterday|tomorrow|yesterday|today|tonight|kal|parso|aaj"),
    ("weekday", rf"(?:(?P<which>last|next|this|coming|previous|agla|pichla) )?(?P<day>{_DAY})"),
    (
        "span",
        r"(?P<rel>last|next|this|previous|past|agla|pichla) (?P<unit>week|month|year|weekend|hafta|mahina|saal|few days)",
    ),
    (
        "ago",
        r"(?P<n>[0-9]{1,2}|a|one|two|three|four|ek|do|teen|char) (?P<unit2>day|days|week|weeks|month|months|din|hafta|mahina) (?P<dir>ago|pehla|back|baad|later)",
    ),
    ("within", r"(?:in|within) (?P<n3>[0-9]{1,2}|a|one|two|three) (?P<unit3>days?|weeks?|months?)"),
    (
        "festival",
        rf"(?:(?:by|before|for|on|in|during|till|until|last) )?(?P<f>{_FESTIVAL})(?: (?:tak|se pehla|par|mein))?",
    ),
)
PATTERNS = tuple((kind, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")) for kind, pattern in _PATTERNS)
WORDS = {
    "aaj": "today",
    "tonight": "today",
    "day after tomorrow": "day_after_tomorrow",
    "day before yesterday": "day_before_yesterday",
}
UNITS = {"din": "day", "hafta": "week", "mahina": "month", "saal": "year"}
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "ek": 1, "do": 2, "teen": 3, "char": 4}


def find_dates(flat: str) -> list[tuple[int, int, str]]:
    """Return (start, end, value) of each day said in a flat line."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(flat):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            value = _value(kind, {name: text for name, text in match.groupdict().items() if text}, match[0])
            if value:
                found.append((match.start(), match.end(), value))
    return sorted(found)


def _value(kind: str, groups: dict[str, str], said: str) -> str:
    if kind == "iso":
        year, month, day = (groups.get(x) or groups.get(f"{x}2") or "" for x in "ymd")
        return f"{int(year) % 100 + 2000:04d}-{int(month):02d}-{int(day):02d}"
    if kind == "month":
        year = groups.get("y", "")
        number = MONTHS[groups.get("m") or groups["m2"]]
        return f"{year or '-'}-{number:02d}-{int(groups.get('d') or groups['d2']):02d}"
    if kind == "word":
        return WORDS.get(said, said)
    if kind == "weekday":
        day = next(
            (english for stem, english in HINDI_DAYS.items() if re.fullmatch(f"{stem}[vw]ar", groups["day"])),
            groups["day"],
        )
        which = {"agla": "next", "pichla": "last", "previous": "last", "coming": "next", "this": "next"}.get(
            groups.get("which", ""), groups.get("which", "")
        )
        return f"{which} {day}".strip()
    if kind == "span":
        relation = {"agla": "next", "pichla": "last", "previous": "last", "past": "last"}.get(
            groups["rel"], groups["rel"]
        )
        return f"{relation} {UNITS.get(groups['unit'], groups['unit'])}"
    return _distance_or_festival(kind, groups)


def _distance_or_festival(kind: str, groups: dict[str, str]) -> str:
    if kind == "festival":
        return groups["f"]
    number = groups.get("n") or groups.get("n3") or "1"
    unit = groups.get("unit2") or groups.get("unit3") or "day"
    count = NUMBERS.get(number) or int(number)
    sign = "-" if groups.get("dir") in ("ago", "pehla", "back") else "+"
    return f"{sign}{count} {UNITS.get(unit, unit.rstrip('s'))}"
