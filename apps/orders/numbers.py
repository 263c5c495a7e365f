"""Order numbers: "RG", the year of ordering and seven digits, unique but not without gaps."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone

PREFIX = "RG"
SEQUENCE_DIGITS = 7


def order_number(*, now: datetime) -> str:
    """Take the next number from the database's sequence."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('orders_number_seq')")
        return format_number(cursor.fetchone()[0], at=now)


def format_number(sequence: int, *, at: datetime) -> str:
    """Write a number as people read it: the year is the shop's, not UTC's."""
    year = timezone.localtime(at).year % 100
    return f"{PREFIX}{year:02d}{sequence % 10**SEQUENCE_DIGITS:0{SEQUENCE_DIGITS}d}"
