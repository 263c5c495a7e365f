"""Passages end at sentences; answers hold what the question asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from retailgenie.ai.retrieval.citations import (
    PASSAGE_CHARS,
    PassageIndex,
    PassageText,
    answer_sentences,
    form_bonus,
    in_policy_words,
    passages,
    sentences,
)


def test_paragraphs_are_passages_and_long_ones_are_cut_at_sentences() -> None:
    long = " ".join(f"This is sentence number {n} of a long paragraph." for n in range(20))
    found = passages(f"First.\n\n{long}\n\n\nLast one.")
    assert (found[0], found[-1]) == ("First.", "Last one.")
    assert all(len(part) <= PASSAGE_CHARS and part.endswith(".") for part in found)
    assert " ".join(found[1:-1]) == long


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("It costs Rs. 49 below that. Free above.") == [
        "It costs Rs. 49 below that.",
        "Free above.",
    ]


def test_questions_get_the_words_of_policies() -> None:
    assert in_policy_words("when do I get my money back") == "when do I get my money back refund"
    assert in_policy_words("is it cotton") == "is it cotton"


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("when will it come", "In 3 days.", True),
        ("how much is it", "It costs ₹49.", True),
        ("when will it come", "It costs ₹49.", False),
        ("can I return it", "In 3 days.", False),
    ],
)
def test_an_answer_holds_the_time_or_amount_asked_for(question: str, text: str, wanted: bool) -> None:
    assert (form_bonus(question, text) > 0) is wanted


def test_no_passages_answer_nothing() -> None:
    empty: NDArray[np.float32] = np.zeros((0, 384), dtype=np.float32)
    assert PassageIndex([], empty).search("anything", np.ones(384, dtype=np.float32)) == []


def test_a_sentence_that_leans_back_brings_the_one_before() -> None:
    passage = f"Read this first. We refund to the card. It takes five days. {'Gift cards stay ' * 25}."

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[float("takes" in text)] for text in texts], dtype=np.float32)

    answer = answer_sentences("how long", passage, np.array([1.0], dtype=np.float32), encode)
    assert answer == "We refund to the card. It takes five days."


def test_passages_far_from_the_question_are_left_out() -> None:
    texts = [
        PassageText(1, "Returns", "Return within 15 days."),
        PassageText(2, "Delivery", "We deliver in 3 days."),
    ]
    vectors = np.eye(2, 384, dtype=np.float32)
    index = PassageIndex(texts, vectors)
    near = np.zeros(384, dtype=np.float32)
    near[0] = 1.0
    assert [found.key for found in index.search("return", near)] == [1]
    assert index.search("weather", np.zeros(384, dtype=np.float32)) == []
