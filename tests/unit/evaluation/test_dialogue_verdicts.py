"""The verdicts on customers' turns: ids and closed words, never a word of what was said; and the talks of our own."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from retailgenie.ai import evaluation

SETS = Path(evaluation.__file__).with_name("sets")
VERDICTS = SETS / "dialogue_verdicts.jsonl"
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
        assert re.fullmatch(r"few-\d{1,2}|\d{4}|(?:en|hi|hinglish)-[a-z]+", row["id"])
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
    assert (len(turns), len(rows)) == (36, 274)


def test_the_talks_of_our_own_are_by_a_shopper_of_the_demo_and_each_turn_is_judged() -> None:
    talks = [json.loads(line) for line in (SETS / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()]
    verdicts = [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()]
    judged = Counter(row["id"] for row in verdicts)
    assert {talk["user"] for talk in talks} == {"asha", "ravi"}
    assert {talk["id"]: len(talk["turns"]) for talk in talks} == {
        x: n for x, n in judged.items() if "-" in x and x[:3] != "few"
    }
    assert Counter(talk["id"].split("-")[0] for talk in talks) == {"en": 6, "hinglish": 4, "hi": 2}
