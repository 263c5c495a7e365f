"""Things of orders told in a story: what shall become of which of them, and what stays as it is."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.leaving import left_part, named_part, wanted_part
from retailgenie.ai.dialogue.pieces import ordered_piece
from retailgenie.ai.dialogue.swapping import lines_described
from retailgenie.ai.types import BlockKind, OrderLineView, Segment
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, asked, carried_out, talk_with

LAMP = OrderLineView(13, 6, "Roshni brass table lamp", "", "", 1, 0, 159900, "")
LOAFERS = OrderLineView(15, 8, "Chaal suede loafers with soft sole", "", "", 1, 0, 219900, "")
KURTIS = OrderLineView(16, 9, "Block print cotton kurtis", "", "", 1, 0, 89900, "")


@pytest.mark.parametrize(
    "words",
    [
        "I took the cotton shirt in M and I have grown a bit, so please make the shirt L instead",
        "shirt ka size M se L kar do",
        "can you change the shirt from M to size L, the lamp is fine as it is",
    ],
)
def test_another_size_of_an_ordered_thing_is_a_change_of_its_order(words: str) -> None:
    talk = talk_with(SHIRT, LAMP, status="placed")
    talk.say(words)
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "change_order_items") == []
    talk.say("yes")
    assert carried_out(talk, "change_order_items")[0]["items"] == [
        {"line_id": 11, "variant_id": 202, "quantity": 0}
    ]


def test_what_has_arrived_is_exchanged() -> None:
    talk = talk_with(SHIRT, LAMP, status="delivered")
    talk.say("shirt ka size M se L kar do")
    talk.say("yes")
    assert carried_out(talk, "exchange_items")[0]["items"] == [
        {"line_id": 11, "variant_id": 202, "quantity": 0}
    ]
    assert carried_out(talk, "change_order_items") == []


@pytest.mark.parametrize(
    "words",
    [
        "show me the shirt in L instead",
        "do you have this shirt in size L?",
        "change the shirt to size XXXXL",
        "can I change the size of a shirt after ordering?",
        "lamp ka rang badal do",
    ],
)
def test_looking_asking_and_what_does_not_exist_change_no_order(words: str) -> None:
    talk = talk_with(SHIRT, LAMP, status="placed")
    talk.say(words)
    assert BlockKind.CONFIRM not in talk.kinds
    assert "change_order_items" not in talk.tools


def test_with_a_cart_the_size_is_that_of_the_thing_in_the_cart() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("show me kurtas")
    talk.say("add the first one in M")
    talk.say("make it L")
    assert "change_order_items" not in talk.tools


def test_two_orders_with_the_same_thing_are_not_guessed() -> None:
    talk = talk_with(SHIRT, status="placed")
    add(talk.shop, SHIRT, status="placed")
    talk.say("shirt ka size M se L kar do")
    assert BlockKind.CONFIRM not in talk.kinds


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("I ordered a lamp and some loafers last night. Please cancel the loafers.", {15}),
        ("lamp aur loafers order kiye the, usme se loafers cancel karne hai", {15}),
        (
            "I placed an order with a lamp and loafers. I don't want the lamp anymore but keep the loafers",
            {13},
        ),
        ("the loafers I'm keeping, but I'd return the lamp", {13}),
        ("loafers main rakhungi, sirf lamp wapas karna hai", {13}),
        ("return the lamp, then we will see about the loafers later", {13}),
        ("return the lamp and the loafers", {13, 15}),
        ("I bought a lamp and loafers. I no longer need them, cancel both", {13, 15}),
        ("I bought a lamp last week. I would like to return it", {13}),
        ("please cancel the kurti", {16}),
    ],
)
def test_only_the_things_that_are_wished_of_are_meant(words: str, wanted: set[int]) -> None:
    pieces = [ordered_piece(x) for x in (LAMP, LOAFERS, KURTIS)]
    assert {x.line_id for x in lines_described(Segment(words, ()), pieces)} == wanted


def test_a_part_that_is_not_wanted_any_more_is_taken_off_its_order() -> None:
    talk = talk_with(SHIRT, LAMP, status="placed")
    talk.say("remove this: I don't want the lamp any more")
    talk.say("yes")
    assert carried_out(talk, "cancel_order")[0]["lines"] == [{"line_id": 13, "quantity": 1}]


def test_why_is_told_after_the_card_and_the_card_stays() -> None:
    talk = talk_with(SHIRT, LAMP, status="placed")
    talk.say("cancel my order, only the lamp of it")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("because my aunt gave me hers")
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "cancel_order") == []
    talk.say("yes")
    assert carried_out(talk, "cancel_order")[0]["lines"] == [{"line_id": 13, "quantity": 1}]


def test_a_story_and_its_question_are_one_return() -> None:
    talk = talk_with(SHIRT, KURTA, status="delivered")
    talk.say("I would cancel the shirt, I don't need it now. Can I return it?")
    assert talk.state.top is not None and talk.state.top.flow == "return_item"
    assert talk.state.top.slots["lines"] == [11]
    assert asked(talk) != "lines"
    assert "cancel_order" not in talk.tools


def test_clauses_are_cut_only_between_leaving_and_wishing() -> None:
    assert wanted_part("I like it but return the lamp") == "I like it but return the lamp"
    assert left_part("return the lamp but keep the rug") == "but keep the rug"
    assert left_part("keep the lamp, the rug and the mat") == "keep the lamp, the rug and the mat"
    assert named_part("return the lamp, only the lamp") == "return the lamp, only the lamp"
