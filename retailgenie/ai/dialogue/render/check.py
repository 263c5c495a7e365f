"""The claim checker: a text may only name amounts, percents, dates and numbers that the evidence holds."""

from __future__ import annotations

from retailgenie.ai.dialogue.render.evidence import (
    DAY_MONTH,
    ISO_DATE,
    MONEY,
    MONTHS,
    NUMBER,
    PERCENT,
    Evidence,
    number,
)


def unsupported(text: str, evidence: Evidence) -> tuple[str, ...]:
    """Return the claims of a text that nothing supports, as written; () when it may be shown."""
    amounts = MONEY.finditer(text)
    wrong = [match[0] for match in amounts if int(number(match[1]) * 100) not in evidence.paise]
    rest = MONEY.sub(" ", text)
    wrong += [match[0] for match in PERCENT.finditer(rest) if number(match[1]) not in evidence.percents]
    rest = PERCENT.sub(" ", rest)
    wrong += _wrong_dates(rest, evidence)
    rest = DAY_MONTH.sub(" ", ISO_DATE.sub(" ", rest))
    wrong += [match[0] for match in NUMBER.finditer(rest) if number(match[0]) not in evidence.numbers]
    return tuple(wrong)


def _wrong_dates(text: str, evidence: Evidence) -> list[str]:
    named = [
        (match[0], int(match[1]), MONTHS.index(match[2].lower()) + 1) for match in DAY_MONTH.finditer(text)
    ]
    named += [(match[0], int(match[2]), int(match[1])) for match in ISO_DATE.finditer(text)]
    return [said for said, day, month in named if (day, month) not in evidence.dates]
