"""The `recommend` suite: transactions of any shop through the recipe that suggests things in ours."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import Row, read_rows
from apps.operations.evaluation.suites import Options
from retailgenie.ai.evaluation.recommend import TEST_SHARE, TooFew, evaluate_recommend
from retailgenie.ai.ranking.purchases import Named, purchases_of
from retailgenie.ai.ranking.taste import FEATURES

# Names by which other shops' files call our columns, read where --columns says nothing.
KNOWN = {
    "customer": ("customer", "customer_id", "customerid", "user", "user_id", "person"),
    "item": ("item", "item_id", "product_id", "stockcode", "sku"),
    "time": ("time", "timestamp", "invoicedate", "date", "at", "order_date"),
    "order": ("order", "order_id", "invoiceno", "invoice", "basket", "basket_id"),
    "quantity": ("quantity", "qty"),
}
SECONDS_A_DAY = 86_400


def measure_recommend(options: Options) -> Report:
    """Measure --data; raises BadInput. Rows without a person and returned quantities are left out and counted."""
    if options.data is None:
        raise BadInput("The recommend suite needs --data: a file with customer, item and time.")
    rows = read_rows(options.data, columns=dict(options.columns), limit=options.limit)
    named, left_out = _purchases(rows, options.data)
    try:
        found = evaluate_recommend(named.purchases)
    except TooFew as error:
        raise BadInput(f"{options.data.name}: {error}") from error
    weights = {name: dict(zip(FEATURES, values, strict=True)) for name, values in found.weights.items()}
    return Report(
        suite="recommend",
        figures=found.figures,
        baselines=found.baselines,
        per={"difference": {name: asdict(row) for name, row in found.intervals.items()}, "weights": weights},
        context={
            "data": f"{options.data.name} {digest_of(options.data)}",
            "lines": len(named.purchases),
            "people": len(named.people),
            "items": len(named.items),
            "left_out": left_out,
            "after_the_cut": TEST_SHARE,
        },
    )


def _purchases(rows: list[Row], path: Path) -> tuple[Named, int]:
    names = _columns(rows[0], path)
    lines = [line for row in rows if (line := _line(row, names))]
    return purchases_of(lines), len(rows) - len(lines)


def _columns(row: Row, path: Path) -> dict[str, str]:
    """Return ours -> the file's name; an order's and the quantity's may be missing."""
    theirs = {name.lower(): name for name in row}
    found = {
        ours: next((theirs[name] for name in names if name in theirs), "") for ours, names in KNOWN.items()
    }
    for ours in ("customer", "item", "time"):
        if not found[ours]:
            raise BadInput(f"{path.name} has no column {ours}; map it with --columns {ours}=...")
    return found


def _line(row: Row, names: dict[str, str]) -> tuple[str, str, str, float] | None:
    customer, item, time = (row.get(names[ours]) for ours in ("customer", "item", "time"))
    if customer in (None, "") or item in (None, "") or time in (None, ""):
        return None
    if names["quantity"] and float(row.get(names["quantity"]) or 0) <= 0:
        return None
    at = _days(time)
    order = row.get(names["order"]) if names["order"] else f"{customer} {int(at)}"
    return str(customer), str(item), str(order), at


def _days(value: Any) -> float:
    """Return days since 1970 of a date, an ISO text, or a number of seconds (or milliseconds)."""
    if isinstance(value, int | float) or str(value).replace(".", "", 1).isdigit():
        seconds = float(value)
        return (seconds / 1000 if seconds > 1e11 else seconds) / SECONDS_A_DAY
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - made aware below
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"{value!r} is no time that can be read; ISO dates and seconds are.") from None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.timestamp() / SECONDS_A_DAY
