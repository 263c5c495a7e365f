"""`evaluate recommend` on files of the documented form: foreign names, times in other forms, clear refusals."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from apps.operations.evaluation.recommend import measure_recommend
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.suites import Options

FOREIGN = ["CustomerID", "StockCode", "InvoiceDate", "Quantity"]
OURS = ["customer", "item", "time", "quantity"]

Row = tuple[str, str, str | int, int]  # person, item, time as text or in seconds, quantity


def options(path: Path, columns: Mapping[str, str] | None = None) -> Options:
    return Options(
        data=path, products=None, judgements=None, map=None, in_scope=None, db=None, tasks=None, columns=columns or {},
        doors=("chat",), repeat=1, only="", limit=0,
    )  # fmt: skip


def written(path: Path, names: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)
    return path


def rows(time: Callable[[int, int], str | int]) -> list[Row]:
    """Twelve people who buy the same two things every month, and one that changes."""
    return [
        (f"c{person}", item, time(month, person), 1)
        for month in range(1, 11)
        for person in range(12)
        for item in (f"soap{person % 4}", "towel", f"book{month}")
    ]


def test_foreign_names_are_mapped_and_known_ones_are_found_without_a_map(tmp_path: Path) -> None:
    stamps = rows(lambda month, person: f"2025-{month:02}-{person + 1:02}T10:00:00")
    own = measure_recommend(options(written(tmp_path / "a.csv", FOREIGN, stamps)))
    mapped = measure_recommend(
        options(
            written(tmp_path / "b.csv", ["wer", "was", "wann", "wieviel"], stamps),
            {"wer": "customer", "was": "item", "wann": "time", "wieviel": "quantity"},
        )
    )
    assert own.figures == mapped.figures
    assert own.figures["recall20"] > 0
    assert set(own.baselines) == {"popularity", "recent", "own", "knn", "ease", "cooccurrence"}


def test_seconds_and_iso_dates_say_the_same(tmp_path: Path) -> None:
    import datetime as dt

    def seconds(month: int, person: int) -> int:
        return int(dt.datetime(2025, month, person + 1, 10, tzinfo=dt.UTC).timestamp())

    iso = written(
        tmp_path / "a.csv",
        OURS,
        rows(lambda m, p: f"2025-{m:02}-{p + 1:02} 10:00:00"),
    )
    number = written(tmp_path / "b.csv", OURS, rows(seconds))
    assert measure_recommend(options(iso)).figures == measure_recommend(options(number)).figures


def test_returns_and_rows_without_a_person_are_left_out_and_counted(tmp_path: Path) -> None:
    stamps = rows(lambda month, person: f"2025-{month:02}-{person + 1:02}")
    stamps += [("c1", "refund", "2025-03-01", -1), ("", "till", "2025-03-01", 1)]
    found = measure_recommend(options(written(tmp_path / "a.csv", OURS, stamps)))
    assert found.context["left_out"] == 2
    assert found.context["people"] == 12


@pytest.mark.parametrize(
    ("names", "row", "said"),
    [
        (["customer", "time"], ["a", "2025-01-01"], "no column item"),
        (["customer", "item", "time"], ["a", "x", "soon"], "no time that can be read"),
        (["customer", "item", "time"], ["a", "x", "2025-01-01"], "next basket"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(
    tmp_path: Path, names: list[str], row: list[str], said: str
) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        measure_recommend(options(written(tmp_path / "a.csv", names, [row])))
    assert "\n" not in str(caught.value)
