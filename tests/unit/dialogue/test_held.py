"""Which order is meant by the things in it, where it is tracked, billed or refunded."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.flows.sums import asks_for_sum
from retailgenie.ai.types import BlockKind, OrderLineView
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, talk_with

LAMP = OrderLineView(13, 6, "Roshni brass table lamp", "", "", 1, 0, 159900, "")
KETTLE = OrderLineView(14, 7, "Garam steel kettle", "", "", 1, 0, 219900, "")


def shop_of_three() -> tuple[Talk, str, str, str]:
    """A shirt and a kettle that came, a lamp on its way, a kurta just placed."""
    talk = talk_with(SHIRT, KETTLE, status="delivered")
    came = talk.shop.orders[0].number
    lamp = add(talk.shop, LAMP, status="shipped").number
    return talk, came, lamp, add(talk.shop, KURTA, status="placed").number


def looked_up(talk: Talk, tool: str) -> list[str]:
    return [arguments["number"] for name, arguments, _ in talk.shop.calls if name == tool]


@pytest.mark.parametrize(
    "words",
    [
        "the brass lamp, where is it? track it please",
        "track the order with the lamp",
        "lamp wala order kahan hai",
    ],
)
def test_a_thing_that_was_ordered_says_which_order_is_tracked(words: str) -> None:
    talk, _, lamp, _ = shop_of_three()
    talk.say("where is my kurta order")
    talk.say(words)
    assert looked_up(talk, "track_order")[-1] == lamp
    assert talk.state.shown.order_number == lamp


def test_the_bill_is_that_of_the_order_with_the_thing() -> None:
    talk, came, _, _ = shop_of_three()
    talk.say("send me the invoice for the kettle")
    assert looked_up(talk, "get_invoice") == [came]


def test_of_two_orders_with_the_same_thing_the_one_on_its_way_is_tracked() -> None:
    talk, _, _, _ = shop_of_three()
    other = add(talk.shop, SHIRT, status="shipped").number
    talk.say("track the cotton shirt")
    assert looked_up(talk, "track_order") == [other]


def test_two_orders_on_their_way_with_the_same_thing_are_asked_about() -> None:
    talk, _, lamp, _ = shop_of_three()
    other = add(talk.shop, LAMP, status="shipped").number
    talk.say("track the lamp")
    assert looked_up(talk, "track_order") == []
    assert {x.value for x in talk.state.options} == {lamp, other}


def test_it_stays_the_order_in_focus_and_a_number_outdoes_a_thing() -> None:
    talk, came, _, kurta = shop_of_three()
    talk.say("track the lamp")
    talk.say("track it again")
    talk.say(f"track {kurta}, the one with the lamp")
    assert looked_up(talk, "track_order")[-1] == kurta
    assert came not in looked_up(talk, "track_order")


@pytest.mark.parametrize(
    "words",
    ["where are all my orders, what is still on its way?", "track: mere saare orders kahan hain"],
)
def test_all_that_is_on_its_way_is_a_list(words: str) -> None:
    talk, *_ = shop_of_three()
    talk.say(words)
    assert BlockKind.ORDERS in talk.kinds
    assert looked_up(talk, "track_order") == []


@pytest.mark.parametrize(
    "words",
    [
        "mera kettle ka order cancel ho gaya tha, paise aaye kya",
        "kettle wala order cancel hua tha, uska refund aaya kya",
    ],
)
def test_a_cancellation_that_is_told_asks_for_the_refund_and_cancels_nothing(words: str) -> None:
    talk, came, _, _ = shop_of_three()
    talk.say(words)
    assert looked_up(talk, "refund_status") == [came]
    assert "cancel_order" not in talk.tools


@pytest.mark.parametrize(
    "words",
    ["please cancel the kurta order, money is short", "kurta wala order cancel kar do, paise kam hain"],
)
def test_a_cancellation_that_is_wished_is_still_one(words: str) -> None:
    talk, *_ = shop_of_three()
    talk.say(words)
    assert talk.state.top is not None and talk.state.top.flow == "cancel_order"
    assert "refund_status" not in talk.tools


def test_an_order_is_told_of_once_in_one_message() -> None:
    talk, _, lamp, _ = shop_of_three()
    talk.say("where is the lamp? track it, when does it come?")
    assert looked_up(talk, "track_order") == [lamp]


@pytest.mark.parametrize(
    ("words", "of_orders"),
    [
        ("what is the total for the lamps I bought in my other orders", False),
        ("tell me the sum of the kettles we have ordered in all my orders", False),
        ("total of all the orders I placed", True),
        ("total price of the last three orders I have paid", True),
    ],
)
def test_a_sum_of_things_is_no_sum_of_orders(words: str, of_orders: bool) -> None:
    assert asks_for_sum(words, orders_shown=False) is of_orders
