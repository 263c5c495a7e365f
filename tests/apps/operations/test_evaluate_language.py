"""`evaluate` on the project's own sets and on rows of another shape; bad labels are refused before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.operations.evaluation.language import SETS, measure_intents, measure_references, measure_scope
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.suites import Options
from apps.operations.management.commands.evaluate import Command


def options(**given: object) -> Options:
    """What the command would get, with some of it given here."""
    parsed = Command().create_parser("manage.py", "evaluate").parse_args(["money"])
    return Options.of({**vars(parsed), **given})


@pytest.mark.django_db
def test_money_meets_its_floor_and_so_do_references_as_they_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("evaluate", "money", gate=True)
    assert "exact" in capsys.readouterr().out
    rows = [line for line in (SETS / "references.jsonl").read_text().splitlines() if '"expect"' in line]
    read = tmp_path / "read.jsonl"  # those that are followed to what they touch need a trained head
    read.write_text("\n".join(rows))
    figures = measure_references(options(data=read)).figures
    assert (figures["rows"], figures["wrong_target"], figures["exact"] >= 0.97) == (146, 0, True)


def test_a_map_to_a_label_we_lack_is_bad_input(tmp_path: Path) -> None:
    rows, labels = tmp_path / "rows.jsonl", tmp_path / "map.json"
    rows.write_text(json.dumps({"text": "hello", "intent": "hi"}))
    labels.write_text(json.dumps({"hi": "salutation"}))
    with pytest.raises(BadInput, match="'salutation', which is no intent of ours"):
        measure_intents(options(data=rows, map=labels))


def test_foreign_intents_need_the_list_of_what_a_shop_answers(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"text": "hello", "intent": "hi"}))
    with pytest.raises(BadInput, match="--in-scope"):
        measure_scope(options(data=rows))


def test_bad_input_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate", "money", data=Path("nowhere.jsonl"))
    assert ended.value.code == 2
    assert "nowhere.jsonl is not there." in capsys.readouterr().err
