"""The verdicts on real customers' turns: ids and closed words, never a word of what was said."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from retailgenie.ai import evaluation

VERDICTS = Path(evaluation.__file__).with_name("sets") / "dialogue_verdicts.jsonl"
WORDS = {
    "understood": {"yes", "partly", "no"},
    "done": {"right", "safe", "wrong"},
    "cause": {
        "acknowledged", "address", "beside_it", "detail_lost", "extra_wish", "fact_of_order", "filler_words",
        "left_out", "not_offered", "other_wish", "reason_lost", "reference", "several_orders", "unasked_answer",
    },
}  # fmt: skip


def test_a_verdict_holds_an_id_a_turn_and_closed_words_and_nothing_else() -> None:
    rows = [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        assert re.fullmatch(r"few-\d{1,2}|\d{4}", row["id"])
        assert re.fullmatch(r"[0-9a-f]{8}", row["shape"])
        assert isinstance(row["turn"], int)
        assert all(row[key] in words for key, words in WORDS.items() if key in row)
        fine = (row["understood"], row["done"]) == ("yes", "right")
        assert row.keys() == {"id", "turn", "shape", "understood", "done"} | (set() if fine else {"cause"})


def test_each_turn_of_a_talk_has_one_verdict() -> None:
    rows = [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()]
    turns = Counter(row["id"] for row in rows)
    assert {(row["id"], row["turn"]) for row in rows} == {
        (talk, number) for talk, count in turns.items() for number in range(1, count + 1)
    }
    assert (len(turns), len(rows)) == (24, 190)
