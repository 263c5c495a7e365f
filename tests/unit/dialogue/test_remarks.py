"""Messages that want nothing, answers that nobody asked for, and what they leave open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.remarks import GLAD, NOTED, SORRY, WAITING, tone_of, wants_nothing
from retailgenie.ai.types import BlockKind, OrderView
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, asked, carried_out, talk_with


def known(talk: Talk) -> Talk:
    talk.context = replace(talk.context, name="Meera", full_name="Meera Kulkarni")
    return talk


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        ("ah okay, I see", NOTED),
        ("That's a bit steep for me.", SORRY),
        ("this is really annoying!", SORRY),
        ("let me quickly check", WAITING),
        ("one sec please", WAITING),
        ("that was very helpful to know", GLAD),
        ("Oh nice. That makes perfect sense.", GLAD),
        ("perhaps I'll wait till next month", NOTED),
    ],
)
def test_a_remark_is_heard_with_its_tone(words: str, tone: str) -> None:
    assert tone_of(words) == tone


@pytest.mark.parametrize(
    "words",
    [
        "ok, show me kurtas",
        "that's the one I want to return",
        "I see, where is my parcel",
        "is that expensive?",
        "let me see the blue one",
        "I'll keep the shirt and return the kurta",
    ],
)
def test_a_wish_behind_polite_words_is_no_remark(words: str) -> None:
    assert tone_of(words) == ""


def test_after_a_remark_the_open_question_is_put_again_and_nothing_is_filled() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("I want to return the shirt")
    assert asked(talk) == "reason"
    talk.say("oh dear, that's unfortunate")
    assert asked(talk) == "reason"
    assert talk.state.pending is None
    assert "person" in talk.text


def test_after_a_remark_the_card_is_still_there_and_nothing_was_done() -> None:
    talk = talk_with(SHIRT)
    talk.say("I want to return it, it is too small")
    talk.say("hmm, let me think about it")
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "return_items") == []


@pytest.mark.parametrize(
    "words", ["Meera Kulkarni", "meera.k@example.com", "mkulkarni77", "I'm a silver member"]
)
def test_who_one_is_is_no_reason_of_a_return(words: str) -> None:
    talk = known(talk_with(SHIRT, KURTA))
    talk.say("I want to return the shirt")
    talk.say(words)
    assert asked(talk) == "reason"
    assert "logged in" in talk.text


def test_a_question_is_no_reason_of_a_return() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("I want to return the shirt")
    talk.say("do I really have to tell you?")
    assert "reason" not in (talk.state.top.slots if talk.state.top else {})
    assert talk.state.pending is None


def test_a_number_without_its_letters_is_the_order_that_has_it() -> None:
    talk = talk_with(SHIRT)
    other = add(talk.shop, KURTA)
    talk.say(f"my order id is {other.number.lstrip('RG')}")
    order = talk.block(BlockKind.ORDER).data
    assert isinstance(order, OrderView)
    assert order.number == other.number


def test_a_number_that_is_of_no_order_is_said_to_be_so() -> None:
    talk = talk_with(SHIRT)
    talk.say("8005550177")
    assert "8005550177" in talk.text
    assert "logged in" in talk.text


def test_a_number_answers_which_order() -> None:
    talk = talk_with(SHIRT)
    other = add(talk.shop, KURTA)
    talk.say("I want to return something")
    assert asked(talk) == "number"
    talk.say(f"it's {other.number.lstrip('RG')}")
    assert talk.state.top is not None
    assert talk.state.top.slots["number"] == other.number


def test_a_name_asked_for_is_an_answer() -> None:
    said = wants_nothing(
        "Meera Kulkarni", name="Meera Kulkarni", awaiting="name", open_task=True, shown=False, offered=False
    )
    assert said == ""


def test_a_phone_number_alone_corrects_the_card_that_waits() -> None:
    talk = Talk()
    talk.shop.cart = [(201, 1)]
    for words in (
        "checkout",
        "home delivery",
        "Meera Kulkarni, 98765 43210, 7 Sinhagad Road, Pune 411030",
        "upi",
    ):
        talk.say(words)
    assert talk.state.pending is not None
    talk.say("my phone number is 91234 56780")
    assert talk.state.top is not None
    assert talk.state.top.slots["phone"] == "9123456780"
    assert talk.block(BlockKind.CONFIRM).token
