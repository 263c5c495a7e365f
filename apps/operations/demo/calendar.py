"""Festivals and sales of the Indian year: when people buy more, and when prices go down."""

from __future__ import annotations

from datetime import date, timedelta

# New moon of Kartik by the Indian almanac.
DIWALI = {
    2023: date(2023, 11, 12),
    2024: date(2024, 10, 31),
    2025: date(2025, 10, 20),
    2026: date(2026, 11, 8),
    2027: date(2027, 10, 29),
    2028: date(2028, 10, 17),
    2029: date(2029, 11, 5),
    2030: date(2030, 10, 26),
}
SATURDAY = 5


def diwali(year: int) -> date:
    """Return the day of Diwali, or its usual time in years the table lacks."""
    return DIWALI.get(year, date(year, 10, 28))


def sales(year: int) -> tuple[tuple[str, date, date, float], ...]:
    """Return the sales of a year as (name, first day, last day, deepest discount as a share)."""
    festival = diwali(year)
    return (
        ("Republic Day sale", date(year, 1, 20), date(year, 1, 26), 0.25),
        ("End of season sale", date(year, 6, 25), date(year, 7, 10), 0.4),
        ("Festive sale", festival - timedelta(days=20), festival - timedelta(days=2), 0.3),
    )


def demand(day: date) -> float:
    """Return how many orders a day draws beside an ordinary one (1.0)."""
    factor = 1.25 if day.weekday() >= SATURDAY else 1.0
    if any(first <= day <= last for _, first, last, _ in sales(day.year)):
        factor *= 1.6
    if timedelta(0) <= diwali(day.year) - day <= timedelta(days=16):
        factor *= 1.7
    return factor * (1.4 if wedding_season(day) else 1.0)


def wedding_season(day: date) -> bool:
    """Say whether it is a time in which many weddings are held."""
    return (11, 12) <= (day.month, day.day) <= (12, 15) or (4, 15) <= (day.month, day.day) <= (5, 25)
