"""The slots set: what is counted right, and that the reading of whole sentences keeps its level."""

from __future__ import annotations

import json
from pathlib import Path

from retailgenie.ai.evaluation import slots
from retailgenie.ai.evaluation.sample import slots_vocabulary
from retailgenie.ai.evaluation.slots import slots_figures

OWN = Path(slots.__file__).with_name("sets") / "slots.jsonl"


def test_a_sentence_is_right_only_as_a_whole() -> None:
    rows = [
        {
            "text": "blue cotton shirt under 1500",
            "expect": {"category": ["Shirts"], "material": ["Cotton"], "max": 1500},
        },
        {"text": "cheapest jeans", "expect": {"category": ["Jeans"], "sort": "price_up"}},
    ]
    found = slots_figures(rows, slots_vocabulary())
    assert (found.figures["exact"], found.figures["recall"]) == (0.5, 1.0)
    assert found.errors == ({"row": 0, "cause": "colour: Blue, Navy Blue, Sky Blue for None"},)


def test_the_own_set_holds_two_hundred_sentences_in_three_languages() -> None:
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 200
    assert {row["class"] for row in rows} == {"english", "hinglish", "hindi", "not carried"}
    assert slots_figures(rows, slots_vocabulary()).figures["exact"] >= 0.95
