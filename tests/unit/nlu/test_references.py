"""Words that point: positions, sets, choices, descriptions, pronouns; never a quantity."""

import json
from pathlib import Path

from retailgenie.ai.evaluation import language
from retailgenie.ai.evaluation.language import references_figures
from retailgenie.ai.evaluation.sample import sample_vocabulary
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.nlu.references import find_reference
from retailgenie.ai.types import EntityKind


def test_own_reference_set_is_read_exactly_and_never_at_a_wrong_target() -> None:
    lines = (
        (Path(language.__file__).parent / "sets" / "references.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = [json.loads(line) for line in lines]
    read = [row for row in rows if "expect" in row]
    figures = references_figures(read, sample_vocabulary()).figures
    assert len(read) >= 100
    assert len(rows) >= 300
    assert figures["exact"] >= 0.97
    assert figures["wrong_target"] == 0


def test_a_count_and_a_position_never_cross() -> None:
    counts = {
        text: [x.value for x in find_entities(text).entities if x.kind is EntityKind.QUANTITY]
        for text in (
            "add two",
            "add the second",
            "add 2 of the third one",
            "make it two",
            "dusra wala do",
            "isko cart mein daal do",
        )
    }
    assert counts == {
        "add two": ["2"],
        "add the second": [],
        "add 2 of the third one": ["2"],
        "make it two": ["2"],
        "dusra wala do": [],
        "isko cart mein daal do": [],
    }
    pointed = find_reference("add 2 of the third one")
    assert pointed is not None
    assert pointed.ordinals == (3,)
    assert find_reference("add two") is None


def test_the_first_one_that_is_to_be_shown_is_of_the_list_on_show() -> None:
    for text in ("pehla wala dikhao", "first wala dikhaye", "pehle wala batao"):
        found = find_reference(text)
        assert found is not None, text
        assert (found.ordinals, found.again) == ((1,), False), text
    for text in ("pehle jo dikhaya tha", "jo abhi dikha rahe the"):
        earlier = find_reference(text)
        assert earlier is not None, text
        assert earlier.again, text
