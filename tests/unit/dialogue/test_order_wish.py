"""What is wanted of an order that is named: told by what it holds and how it stands, in any words."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.order_wish import order_wish
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.types import BlockKind, ConfirmCard, Language, OrderLineView, PaymentWay
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, Talk
from tests.unit.dialogue.test_after_purchase import SHIRT, add, asked, carried_out

LINEN = OrderLineView(21, 1, "Neela linen shirt", "blue", "M", 1, 0, 129900, "")
KURTA = OrderLineView(22, 4, "Gulal festive kurta", "red", "S", 1, 0, 199900, "")
VISA = PaymentWay("card", "tok_visa", "Card Visa ending 4242")
OURS = PaymentWay("gift_card", "DIWALI-1", "Gift card DIWALI-1")


def talk_about(*lines: OrderLineView, status: str) -> tuple[Talk, str]:
    talk = Talk(FakeShop(ways=(VISA, OURS)))
    return talk, add(talk.shop, *lines, status=status).number


def say(talk: Talk, number: str, words: str) -> None:
    talk.say(words.replace("NUMBER", number))


def card(talk: Talk) -> str:
    """Return the tool whose card waits."""
    shown = talk.block(BlockKind.CONFIRM).data
    assert isinstance(shown, ConfirmCard)
    return shown.title


EXCHANGES = [
    "NUMBER hasn't left your house yet I hope. Turn the linen shirt in M into a black one, size L",
    "I messed up in NUMBER. The blue linen shirt in M ought to be a black one in size L!",
    "Something about NUMBER: a black linen shirt in size L, that's what I'd love rather than the blue one in M",
    "NUMBER ki linen shirt blue M hata ke black size L wali daal do",
    "Meri wali linen shirt le lo aur black size L wali de do, order NUMBER hai",
    "Maine NUMBER mein linen shirt blue M li thi, uske badle black size L wali bhejo na",
]


@pytest.mark.parametrize("words", EXCHANGES)
@pytest.mark.parametrize(
    ("status", "tool"), [("placed", "change_order_items"), ("delivered", "exchange_items")]
)
def test_a_thing_of_the_order_and_another_piece_of_it_are_an_exchange_or_a_change(
    words: str, status: str, tool: str
) -> None:
    talk, number = talk_about(LINEN, KURTA, status=status)
    say(talk, number, words)
    assert card(talk) == tool
    talk.say("yes")
    made = carried_out(talk, tool)[0]
    assert made["number"] == number
    assert made["items"] == [{"line_id": 21, "variant_id": 105, "quantity": 0}]


@pytest.mark.parametrize(
    "words",
    [
        "NUMBER came on Monday. The kurta and the linen shirt don't suit me, money to my Visa please",
        "Sending the kurta and linen shirt of NUMBER back to you guys. Credit to my Visa",
        "NUMBER wala kurta aur linen shirt theek nahi laga, paise mere Visa mein wapas kar dijiye",
    ],
)
def test_delivered_things_and_money_are_a_return(words: str) -> None:
    talk, number = talk_about(LINEN, KURTA, SHIRT, status="delivered")
    say(talk, number, words)
    if talk.state.top and talk.state.top.asked == "reason":
        talk.say("too small")
    assert card(talk) == "return_items"
    talk.say("yes")
    made = carried_out(talk, "return_items")[0]
    assert [x["line_id"] for x in made["lines"]] == [21, 22]
    assert (made["refund_to"], made["refund_detail"]) == ("card", "tok_visa")


@pytest.mark.parametrize(
    "words",
    ["bill my visa for NUMBER", "NUMBER ke paise Visa se kaat lena", "NUMBER should go on my Visa, please"],
)
def test_a_way_to_pay_beside_an_open_order_is_how_it_shall_be_paid(words: str) -> None:
    talk, number = talk_about(LINEN, status="placed")
    say(talk, number, words)
    talk.say("yes")
    made = carried_out(talk, "change_order_payment")[0]
    assert made == {"number": number, "payment_method": "card", "payment_detail": "tok_visa"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("cancel NUMBER. It was ordered by mistake.", "ordered by mistake"),
        ("NUMBER cancel kar do. galti se ho gaya tha", "ordered by mistake"),
        ("I don't need NUMBER. Please cancel it. Placed by mistake.", None),  # two reasons: which one?
        ("Mujhe NUMBER nahi chahiye, cancel kar do. galti se order ho gaya", None),
    ],
)
def test_the_reason_of_a_cancel_is_read_from_the_whole_message_and_two_are_asked_about(
    words: str, reason: str | None
) -> None:
    talk, number = talk_about(LINEN, status="placed")
    talk.shop.put_order(number, cancel_reasons=("no longer needed", "ordered by mistake"))
    say(talk, number, words)
    if reason is None:
        assert asked(talk) == "reason"
        talk.say("ordered by mistake")
    talk.say("yes")
    assert [x["reason"] for x in carried_out(talk, "cancel_order")] == ["ordered by mistake"]


def test_what_would_happen_after_a_cancel_is_no_cancel() -> None:
    talk, number = talk_about(LINEN, status="placed")
    reading = talk.reader.read(f"what if I cancel {number}? I took it by mistake", ReadContext())
    turn = Turn(talk.state, talk.shop, talk.context, NOW, Language.ENGLISH)
    assert order_wish(turn, reading) is None
    said = talk.reader.read(f"cancel {number}, I took it by mistake", ReadContext())
    found = order_wish(turn, said)
    assert found is not None and (found.number, found.segment.intent) == (number, "cancel_order")


def test_things_that_are_not_clear_make_it_no_wish_about_the_payment() -> None:
    talk, number = talk_about(LINEN, KURTA, status="placed")
    say(talk, number, "NUMBER, the purple linen shirt shall be another, my Visa")
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]


def test_an_open_order_that_nobody_needs_any_more_is_cancelled_after_its_card() -> None:
    talk, number = talk_about(LINEN, status="placed")
    say(talk, number, "Kindly scrap NUMBER, I no longer need it")
    assert card(talk) == "cancel_order"
    assert not carried_out(talk, "cancel_order")


@pytest.mark.parametrize(
    "words",
    [
        "You sent me a black linen shirt in NUMBER but I ordered the blue linen shirt",
        "Where is the blue linen shirt of NUMBER? I wanted a black one",
        "cancel the linen shirt of NUMBER and give me a black one",
    ],
)
def test_a_complaint_a_question_and_a_cancel_are_no_exchange(words: str) -> None:
    talk, number = talk_about(LINEN, KURTA, status="shipped")
    say(talk, number, words)
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]
    assert not [name for name, _, approval in talk.shop.calls if approval]


def test_two_ways_to_read_a_wish_ask_which_thing_is_meant() -> None:
    black = OrderLineView(23, 1, "Neela linen shirt", "black", "M", 1, 0, 129900, "")
    talk, number = talk_about(LINEN, black, status="delivered")
    say(talk, number, "NUMBER: the black linen shirt, the blue linen shirt, please exchange")
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]


def test_the_wish_told_anew_takes_the_place_of_the_one_before() -> None:
    talk, number = talk_about(LINEN, KURTA, status="delivered")
    say(talk, number, "return the linen shirt of NUMBER, it is damaged")
    assert card(talk) == "return_items"
    say(talk, number, "I mean for NUMBER give me a black one for the blue linen shirt")
    talk.say("yes")
    assert carried_out(talk, "exchange_items") and not carried_out(talk, "return_items")
    assert not talk.state.stack and talk.state.pending is None


def test_an_order_of_somebody_else_tells_nothing() -> None:
    talk, _ = talk_about(LINEN, status="placed")
    talk.say("RG99990001: bill my visa")
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]
