"""Reads rows of JSONL(.gz), JSON, CSV and Parquet, with foreign column names mapped to ours."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, cast

import duckdb

from apps.operations.evaluation.report import BadInput

Row = dict[str, Any]
CSV_LIMIT = 10_000_000  # characters a cell: product texts are long


def columns_of(text: str) -> dict[str, str]:
    """Parse "ours=theirs,..." into {theirs: ours}."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = [ours for ours, sign, theirs in pairs if not (sign and ours.strip() and theirs.strip())]
    if wrong:
        raise BadInput(f"--columns should look like ours=theirs,...; {wrong[0]!r} does not.")
    return {theirs.strip(): ours.strip() for ours, _, theirs in pairs}


def read_rows(path: Path, *, columns: dict[str, str] | None = None, limit: int = 0) -> list[Row]:
    """Return the rows of a file, at most `limit` where it is not 0; raises BadInput."""
    if not path.is_file():
        raise BadInput(f"{path} is not there.")
    renames = columns or {}
    rows = []
    try:
        for row in _raw(path):
            rows.append({renames.get(key, key): value for key, value in row.items()})
            if limit and len(rows) >= limit:
                break
    except (ValueError, OSError, duckdb.Error) as error:
        raise BadInput(f"{path} can't be read: {str(error).splitlines()[0]}") from error
    if not rows:
        raise BadInput(f"{path} has no rows.")
    return rows


def _raw(path: Path) -> Iterator[Row]:
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        yield from _parquet(path)
    elif name.endswith(".csv"):
        yield from _csv(path)
    elif name.endswith(".json"):
        with _open(path) as file:
            data = json.load(file)
        yield from data if isinstance(data, list) else [data]
    else:
        with _open(path) as file:
            yield from (json.loads(line) for line in file if line.strip())


def _open(path: Path) -> TextIO:
    if path.name.endswith(".gz"):
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(CSV_LIMIT)
    with _open(path) as file:
        yield from csv.DictReader(file)


def _parquet(path: Path) -> Iterator[Row]:
    with duckdb.connect() as base:
        cursor = base.execute("select * from read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description or []]
        while batch := cursor.fetchmany(2_000):
            yield from (dict(zip(names, values, strict=True)) for values in batch)


def need(rows: Iterable[Row], *alternatives: tuple[str, ...]) -> None:
    """Raise BadInput unless every row has one column of each group, for example ("text", "utterance")."""
    for number, row in enumerate(rows, 1):
        for names in alternatives:
            if all(row.get(name) is None for name in names):
                raise BadInput(f"Row {number} has no column {' or '.join(names)}; map it with --columns.")


def first(row: Row, *names: str) -> Any:
    """Return the value of the first of the columns that the row has, or None."""
    return next((row[name] for name in names if row.get(name) is not None), None)
