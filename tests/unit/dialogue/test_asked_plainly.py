"""Questions in many words are put to the documents plainly; wishes and other questions are left alone."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.types import BlockKind
from tests.unit.dialogue.test_after_purchase import SHIRT, asked, carried_out, talk_with

WRAP = "Do you wrap gifts with a card?"
KEPT = "The store keeps your order for how many days if you don't collect it?"
FETCHED = "Is return pick-up free, does the courier fetch it?"
CODES = "When do coupon codes end?"
REFUND = "When do I get my refund?"


def questions(talk: object) -> list[str]:
    calls = talk.shop.calls  # type: ignore[attr-defined]
    return [arguments["question"] for name, arguments, _ in calls if name == "search_policies"]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("is it possible to get this gift wrapped?", WRAP),
        ("kya aap isko gift pack kar sakte ho", WRAP),
        ("does the store hold my parcel if I am late?", KEPT),
        ("store wale kab tak parcel rakhenge", KEPT),
        ("how long is my voucher valid for?", CODES),
        ("do these promo codes ever expire?", CODES),
        ("policy: how many days till people get the money?", REFUND),
    ],
)
def test_a_question_in_other_words_is_put_as_the_documents_put_it(words: str, question: str) -> None:
    talk = talk_with(SHIRT)
    talk.say(words)
    assert questions(talk)[:1] == [question]


@pytest.mark.parametrize(
    "words",
    [
        "show me wrap dresses",
        "apply the code SAVE10, does it end today?",
        "can you keep the shirt aside for me?",
        "refund my order please",
        "add the voucher to my cart",
        "show shirts that last long",
    ],
)
def test_wishes_and_other_questions_are_none_of_these(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say(words)
    assert not {WRAP, KEPT, FETCHED, CODES, REFUND} & set(questions(talk))


def test_who_fetches_it_is_asked_of_an_open_return_which_stays_open() -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt")
    assert asked(talk) == "reason"
    talk.say("will somebody come and get it, or must I post it myself?")
    assert questions(talk) == [FETCHED]
    assert asked(talk) == "reason"
    talk.say("it is damaged")
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "return_items") == []


def test_without_a_return_a_courier_is_one_of_a_delivery() -> None:
    talk = talk_with(SHIRT)
    talk.context = TurnContext(logged_in=True)
    talk.say("will somebody come and bring it home?")
    assert FETCHED not in questions(talk)


def test_what_an_exchange_costs_is_asked_while_its_card_waits() -> None:
    talk = talk_with(SHIRT)
    talk.say("exchange the shirt for size L")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("is there anything to pay for this?")
    assert questions(talk)[0].startswith("Exchanged once")
    assert carried_out(talk, "exchange_items") == []
    talk.say("yes")
    assert len(carried_out(talk, "exchange_items")) == 1
