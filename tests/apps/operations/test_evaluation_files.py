"""The measuring commands read any file of the documented form and say in one line what is wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from apps.operations.evaluation.report import BadInput, Report, below_floor, save
from apps.operations.evaluation.rows import columns_of, first, need, read_rows

ROWS = [{"utterance": "hello", "intent": "greet"}, {"utterance": "नमस्ते", "intent": "greet"}]


def written(folder: Path, form: str) -> Path:
    path = folder / f"rows.{form}"
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    match form:
        case "jsonl":
            path.write_text(lines)
        case "jsonl.gz":
            path.write_bytes(gzip.compress(lines.encode()))
        case "json":
            path.write_text(json.dumps(ROWS))
        case "csv":
            path.write_text("utterance,intent\nhello,greet\nनमस्ते,greet\n")
        case _:
            values = ", ".join(f"('{row['utterance']}', '{row['intent']}')" for row in ROWS)
            query = f"select * from (values {values}) rows(utterance, intent)"  # noqa: S608 - rows of this test
            duckdb.sql(f"copy ({query}) to '{path}' (format parquet)")
    return path


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "json", "csv", "parquet"])
def test_every_form_gives_the_same_rows(tmp_path: Path, form: str) -> None:
    rows = read_rows(written(tmp_path, form), columns=columns_of("text=utterance"))
    assert rows == [{"text": row["utterance"], "intent": row["intent"]} for row in ROWS]


def test_a_limit_stops_early(tmp_path: Path) -> None:
    assert len(read_rows(written(tmp_path, "jsonl"), limit=1)) == 1


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("gone.jsonl", None, "is not there"),
        ("bad.jsonl", "{", "can't be read"),
        ("empty.jsonl", "", "no rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, content: str | None, problem: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match=problem) as told:
        read_rows(path)
    assert "\n" not in str(told.value)


def test_a_missing_column_names_the_row_and_the_way_out() -> None:
    with pytest.raises(BadInput, match="Row 2 has no column text or utterance; map it with --columns"):
        need([{"text": "a"}, {"said": "b"}], ("text", "utterance"))


def test_columns_must_be_pairs() -> None:
    with pytest.raises(BadInput, match="ours=theirs"):
        columns_of("text")
    assert first({"docid": 0, "product_id": None}, "product_id", "docid") == 0


def test_a_result_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    save(Report("money", {"exact": 1.0}), path)
    with pytest.raises(BadInput, match="never overwritten"):
        save(Report("money", {"exact": 0.0}), path)
    assert json.loads(path.read_text())["figures"] == {"exact": 1.0}


def test_the_gate_knows_both_sides() -> None:
    good = Report("references", {"exact": 0.99, "wrong_target": 0.0, "wrong_writes": 0.0})
    bad = Report("references", {"exact": 0.5, "wrong_target": 0.4, "wrong_writes": 1.0})
    assert below_floor(good) == []
    assert len(below_floor(bad)) == 3
    part = Report("references", {"exact": 0.99, "wrong_writes": 0.0})
    assert below_floor(part) == ["wrong_target was not measured."]
