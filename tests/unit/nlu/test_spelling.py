"""Slips of the finger are mended for the head, and only where nobody knows the word."""

import pytest

from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.spelling import Spelling, one_slip

SPELLING = Spelling(("order", "refund", "return", "cancel", "invoice", "jaldi"))


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("ordr", "order", True),
        ("ordder", "order", True),
        ("orrer", "order", True),
        ("odrer", "order", True),
        ("rodre", "order", False),
        ("order", "order", False),
        ("cart", "carts", True),
        ("part", "cart", True),
    ],
)
def test_one_slip_is_a_letter_more_less_other_or_two_swapped(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


def test_an_unknown_word_becomes_the_known_word_one_slip_away() -> None:
    assert SPELLING.mend("invocie") == "invoice"
    assert SPELLING.mend("refudn") == "refund"
    assert SPELLING.mend("kurta") == "kurta"
    assert SPELLING.mend("can") == "can"


def test_the_message_keeps_its_clean_text_and_words_that_somebody_knows() -> None:
    text = analyse("wheres the invocie of my orders, Jhaldi")
    mended = SPELLING.mended(text, knows={"orders", "where's"}.__contains__)
    assert mended.clean == text.clean
    assert [token.word for token in mended.tokens if token.word != ","][-5:] == [
        "invoice",
        "of",
        "my",
        "orders",
        "jaldi",
    ]
    assert SPELLING.mended(mended, {"orders"}.__contains__) is mended
