"""Reads an uploaded CSV or Parquet file as rows of text, and the values in them.

Row numbers are those of a spreadsheet: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.import_rows import FileUnreadable
from retailgenie.lib.money import to_paise

if TYPE_CHECKING:
    import duckdb

KINDS = {".csv": "read_csv", ".parquet": "read_parquet"}
FIRST_ROW = 2
FETCH = 2_000
MAX_RUPEES = Decimal(10**7)  # a crore: dearer things are not sold here
MAX_PIECES = 999_999
DAY_FORMATS = ("%d-%m-%Y", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row and what to do about it; one that does not block is a warning."""

    number: int
    column: str
    problem: str
    advice: str
    blocking: bool = True


class BadValue(ValueError):
    """args: column, problem, advice."""


def rows_count(path: Path) -> int:
    """Return how many rows a file has; raises FileUnreadable."""
    relation = _open(path, "count(*)")
    found = relation.fetchone()
    return int(found[0]) if found else 0


def rows_read(
    path: Path, *, same_as: Mapping[str, str], required: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (spreadsheet row, values by our column name); raises FileUnreadable for missing columns.

    same_as: other names of our columns -> ours.
    """
    relation = _open(path, "*")
    theirs = [str(column[0]).strip().lower() for column in relation.description or ()]
    names = [same_as.get(name, name) if same_as.get(name) not in theirs else name for name in theirs]
    lacking = [name for name in required if name not in names]
    if lacking:
        raise FileUnreadable(
            _("The column %(lacking)s is missing; the file has %(there)s.")
            % {"lacking": ", ".join(lacking), "there": ", ".join(theirs)[:120]}
        )
    number = FIRST_ROW - 1
    while batch := relation.fetchmany(FETCH):
        for values in batch:
            number += 1
            yield number, dict(zip(names, values, strict=True))


def text_of(given: Mapping[str, Any], column: str) -> str:
    """Return a value as trimmed text; "" where there is none."""
    value = given.get(column)
    return "" if value is None else str(value).replace("\x00", " ").strip()


def needed_text(given: Mapping[str, Any], column: str) -> str:
    """Return a value that must be there; raises BadValue."""
    found = text_of(given, column)
    if not found:
        raise BadValue(column, _("It is empty."), _("Fill it in, or take the row out."))
    return found


def paise_of(given: Mapping[str, Any], column: str) -> int | None:
    """Read `<column>_paise` (whole), else `<column>` in rupees; None where neither is given. Raises BadValue."""
    if text_of(given, f"{column}_paise"):
        return whole_of(given, f"{column}_paise", most=int(MAX_RUPEES) * 100)
    said = text_of(given, column).replace(",", "").lstrip("₹").strip()
    if not said:
        return None
    advice = _("Write rupees as a number, for example 1499 or 1499.50.")
    try:
        value = Decimal(said)
    except InvalidOperation:
        raise BadValue(column, _("“%(said)s” is no price.") % {"said": said[:40]}, advice) from None
    if not value.is_finite() or not 0 < value <= MAX_RUPEES:
        raise BadValue(column, _("“%(said)s” can't be a price.") % {"said": said[:40]}, advice)
    return to_paise(value)


def whole_of(given: Mapping[str, Any], column: str, *, most: int = MAX_PIECES) -> int:
    """Read a whole number from 0 to most; raises BadValue."""
    said = needed_text(given, column).replace(",", "")
    advice = _("Write a whole number from 0 to %(most)d.") % {"most": most}
    try:
        value = Decimal(said)
    except InvalidOperation:
        raise BadValue(column, _("“%(said)s” is no number.") % {"said": said[:40]}, advice) from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= most:
        raise BadValue(column, _("“%(said)s” can't be counted.") % {"said": said[:40]}, advice)
    return int(value)


def instant_of(given: Mapping[str, Any], column: str) -> datetime | None:
    """Read a day (from its local midnight) or an instant; None where none is given. Raises BadValue."""
    value = given.get(column)
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return timezone.make_aware(datetime.combine(value, time.min))
    said = text_of(given, column)
    if not said:
        return None
    parsers: list[Callable[[str], datetime]] = [_iso, *(partial(_day, form=form) for form in DAY_FORMATS)]
    for parse in parsers:
        try:
            return parse(said)
        except ValueError:
            continue
    raise BadValue(
        column,
        _("“%(said)s” is no date.") % {"said": said[:40]},
        _("Write it as 2026-12-01 or 01-12-2026, or leave it empty for at once."),
    )


def _iso(said: str) -> datetime:
    found = datetime.fromisoformat(said)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _day(said: str, *, form: str) -> datetime:
    return datetime.strptime(said, form).replace(tzinfo=timezone.get_current_timezone())


def _open(path: Path, what: str) -> duckdb.DuckDBPyConnection:
    import duckdb  # a reader of files alone needs it: 20 MB

    reader = KINDS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadable(_("Only CSV and Parquet files can be loaded."))
    options = ", all_varchar = true, header = true" if reader == "read_csv" else ""
    limits: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "512MB", "threads": 1}
    try:
        engine = duckdb.connect(config=limits)
        sql = f"select {what} from {reader}(?{options})"  # noqa: S608 - all from the tables above
        return engine.execute(sql, [str(path)])
    except duckdb.Error as error:
        raise FileUnreadable(
            _("The file can't be read: %(problem)s Save it as CSV (UTF-8, comma) or Parquet and try again.")
            % {"problem": str(error).splitlines()[0][:160]}
        ) from error
