"""Reads the rows of a foreign catalogue and turns each into a typed one, or into an error that names row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.models import DEFAULT_CATEGORY
from retailgenie.lib.money import to_paise

READERS = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".parquet": "read_parquet",
    ".jsonl": "read_json",
    ".json": "read_json",
}
REQUIRED = ("product_id", "title")
KNOWN = (
    *REQUIRED,
    *(
        "description",
        "category",
        "brand",
        "colour",
        "size",
        "sku",
        "image",
        "price",
        "price_paise",
        "mrp",
        "mrp_paise",
    ),
    *("stock", "hsn", "gst_percent", "return_days", "rating", "review_count", "attributes", "tags"),
)
# Other names of our columns, taken where ours is missing.
SAME_AS = {
    "color": "colour",
    "name": "title",
    "id": "product_id",
    "images": "image",
    "manufacturer": "brand",
    "supplier": "brand",
    "vendor": "brand",
    "rating_count": "review_count",
}
CATEGORY_SEPARATOR = ">"
LONGEST_VALUE = 80  # characters; a longer attribute is prose and goes to the description
MAX_RUPEES = Decimal(10**8)


class FileUnreadable(ValueError):
    """The file is missing, of an unknown kind, or lacks a required column; nothing was read."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row. number: 1 is the first row after the header."""

    number: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f"row {self.number}, {self.column}: {self.problem}"


class _BadValue(ValueError):
    """args: column, problem."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One variant of one product; rows with the same product_id belong together. price 0: it can't be bought."""

    number: int
    product_id: str
    title: str
    description: str = ""
    category: tuple[str, ...] = (DEFAULT_CATEGORY,)
    brand: str = ""
    colour: str = ""
    size: str = ""
    sku: str = ""
    image: str = ""
    price_paise: int = 0
    mrp_paise: int = 0
    stock: int = 0
    hsn: str = ""
    gst_percent: Decimal = Decimal(0)
    return_days: int | None = None
    rating: Decimal = Decimal(0)
    review_count: int = 0
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    given: frozenset[str] = frozenset(KNOWN)

    @property
    def has_price(self) -> bool:
        return not self.given.isdisjoint({"price", "price_paise"})


def read_rows(path: Path, columns: Mapping[str, str]) -> Iterator[ImportRow | RowError]:
    """Yield every row of a CSV, Parquet or JSONL file as a typed row or an error.

    columns: our column name -> theirs. Columns we don't know become attributes. Raises FileUnreadable.
    """
    import duckdb  # a reader of files alone needs it: 20 MB

    reader = READERS.get(path.suffix.lower())
    if reader is None or not path.is_file():
        kinds = ", ".join(READERS)
        raise FileUnreadable(f"{path.name} is missing." if reader else f"{path.name} is none of {kinds}.")
    options = ", all_varchar = true" if reader == "read_csv" else ""
    try:
        sql = f"select * from {reader}(?{options})"  # noqa: S608 - both from the table above
        relation = duckdb.connect().execute(sql, [str(path)])
    except duckdb.Error as error:
        raise FileUnreadable(f"{path.name} can't be read: {str(error).splitlines()[0]}") from error
    theirs = [column[0] for column in relation.description or ()]
    ours = _our_names(theirs, columns)
    extra = {"attributes"} if any(name not in KNOWN for name in ours) else set()
    given = frozenset({*ours, *extra} & set(KNOWN))
    number = 0
    while batch := relation.fetchmany(2_000):
        for values in batch:
            number += 1
            yield _typed(number, dict(zip(ours, values, strict=True)), given)


def _our_names(theirs: list[str], columns: Mapping[str, str]) -> list[str]:
    back = {theirs_name: ours_name for ours_name, theirs_name in columns.items()}
    missing = [name for name in columns.values() if name not in theirs]
    if missing:
        raise FileUnreadable(f"There is no column {', '.join(missing)}; there are {', '.join(theirs)}.")
    ours = [back.get(name, name) for name in theirs]
    for alias, name in SAME_AS.items():
        if name not in ours and alias in ours:
            ours[ours.index(alias)] = name
    lacking = [name for name in REQUIRED if name not in ours]
    if lacking:
        raise FileUnreadable(f"Columns missing: {', '.join(lacking)}. Name them with --columns ours=theirs.")
    return ours


def _typed(number: int, values: Mapping[str, Any], given: frozenset[str]) -> ImportRow | RowError:
    try:
        return replace(_row(number, values), given=given)
    except _BadValue as error:
        column, problem = error.args
        return RowError(number, column, problem)


def _row(number: int, given: Mapping[str, Any]) -> ImportRow:
    price = _paise(given, "price")
    attributes, prose = _attributes(given)
    if not price:  # without a variant to hold them
        attributes |= {
            name: (said,) for name in ("colour", "size") if (said := _text(given, name, LONGEST_VALUE))
        }
    mrp = max(_paise(given, "mrp"), price)
    description = "\n\n".join(x for x in (_text(given, "description", 20_000), *prose) if x)
    return ImportRow(
        number=number,
        product_id=_needed(given, "product_id", 80),
        title=_needed(given, "title", 400),
        description=description,
        category=_category(given),
        brand=_text(given, "brand", 80),
        colour=_text(given, "colour", 40),
        size=_text(given, "size", 20),
        sku=_text(given, "sku", 60),
        image=_text(given, "image", 200),
        price_paise=price,
        mrp_paise=mrp,
        stock=_whole(given, "stock") or 0,
        hsn=_text(given, "hsn", 8),
        gst_percent=_decimal(given, "gst_percent", Decimal(100)),
        return_days=_whole(given, "return_days"),
        rating=_decimal(given, "rating", Decimal(5)),
        review_count=_whole(given, "review_count") or 0,
        attributes=attributes,
        tags=_values(given.get("tags")),
    )


def _text(given: Mapping[str, Any], column: str, longest: int) -> str:
    """Cut prose; refuse a short field that is too long, because cutting it could make two things one."""
    text = "" if given.get(column) is None else str(given[column]).replace("\x00", " ").strip()
    if len(text) > longest:
        if column in ("description", "colour", "size", "brand"):
            return text[:longest].strip()
        raise _BadValue(column, _("longer than %(longest)d characters") % {"longest": longest})
    return text


def _needed(given: Mapping[str, Any], column: str, longest: int) -> str:
    text = _text(given, column, longest)
    if not text:
        raise _BadValue(column, _("is empty"))
    return text


def _category(given: Mapping[str, Any]) -> tuple[str, ...]:
    parts = tuple(
        x.strip()[:80] for x in _text(given, "category", 400).split(CATEGORY_SEPARATOR) if x.strip()
    )
    return parts or (DEFAULT_CATEGORY,)


def _paise(given: Mapping[str, Any], column: str) -> int:
    """Read `<column>_paise` (whole), else `<column>` in rupees; 0 where neither is given."""
    paise = _whole(given, f"{column}_paise")
    return paise if paise is not None else to_paise(_decimal(given, column, MAX_RUPEES))


def _decimal(given: Mapping[str, Any], column: str, most: Decimal) -> Decimal:
    text = (
        str(given.get(column) if given.get(column) is not None else "").replace(",", "").strip().lstrip("₹$")
    )
    if not text or text.lower() == "nan":
        return Decimal(0)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _BadValue(column, _("“%(said)s” is no number") % {"said": text[:40]}) from None
    if not value.is_finite() or not 0 <= value <= most:
        raise _BadValue(
            column, _("%(said)s is not between 0 and %(most)s") % {"said": text[:40], "most": most}
        )
    return value


def _whole(given: Mapping[str, Any], column: str) -> int | None:
    if given.get(column) in (None, ""):
        return None
    value = _decimal(given, column, Decimal(10**11))
    if value != int(value):
        raise _BadValue(column, _("%(said)s is no whole number") % {"said": value})
    return int(value)


def _attributes(given: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the attributes, and the prose among them (for the description)."""
    raw = {name: value for name, value in given.items() if name not in KNOWN} | _object(
        given.get("attributes")
    )
    attributes: dict[str, tuple[str, ...]] = {}
    prose: list[str] = []
    for name, value in raw.items():
        values = _values(value)
        short = tuple(x for x in values if len(x) <= LONGEST_VALUE)
        prose += [x for x in values if len(x) > LONGEST_VALUE]
        if short:
            attributes[name.strip()[:60]] = short
    return attributes, prose


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise _BadValue("attributes", _("is no JSON object")) from None
    if value is not None and value != "" and not isinstance(value, dict):
        raise _BadValue("attributes", _("is no JSON object"))
    return dict(value or {})


def _values(value: Any) -> tuple[str, ...]:
    """One value or several: a list, a JSON list, or text with bars ("Cotton|Linen")."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return (value,)
    if isinstance(value, str):
        value = value.split("|") if len(value) <= LONGEST_VALUE else [value]
    if value is None:
        return ()
    many = value if isinstance(value, (list, tuple)) else [value]
    texts = (_plain(x) for x in many if x is not None)
    return tuple(dict.fromkeys(x for x in texts if x))


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\x00", " ").strip()
