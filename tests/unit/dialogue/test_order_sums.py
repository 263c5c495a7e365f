"""What several orders cost together, told with its parts, and which order the end of a number means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.flows.sums import asks_for_sum
from retailgenie.ai.dialogue.tails import only_tail, tail_said
from retailgenie.ai.types import BlockKind, OrderLineView, OrderList, OrderView
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, carried_out, talk_with

LAMP = OrderLineView(13, 6, "Roshni table lamp", "", "", 1, 0, 159951, "")


def three_orders() -> Talk:
    talk = talk_with(SHIRT, status="delivered")  # 899.00, the oldest
    add(talk.shop, KURTA, status="shipped")  # 699.00
    add(talk.shop, LAMP, status="placed")  # 1,599.51, the newest
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "how much were my past two orders altogether",
        "add up my last 2 orders",
        "what did I pay for the previous couple of orders in total",
        "aakhri do orders ka total batao",
        "pichle 2 order mila kar kitne ke hue",
        "पिछले दो ऑर्डर मिलाकर कितने के हुए?",
        "आख़िरी दो ऑर्डर का टोटल",
    ],
)
def test_the_newest_orders_are_added_up_to_the_paisa_with_their_parts(words: str) -> None:
    talk = three_orders()
    talk.say(words)
    assert "₹2,298.51" in talk.text
    assert "₹1,599.51" in talk.text
    assert "₹699" in talk.text
    assert "₹899" not in talk.text
    listed = talk.block(BlockKind.ORDERS).data
    assert isinstance(listed, OrderList)
    assert listed.orders == tuple(talk.shop.orders[:2])


def test_both_means_the_two_orders_that_were_shown() -> None:
    talk = three_orders()
    talk.say("sum of my last two orders")
    talk.say("dono milakar kitna?")
    assert "₹2,298.51" in talk.text


def test_both_of_three_orders_is_asked_about_and_the_answer_counts_from_the_newest() -> None:
    talk = three_orders()
    talk.say("show my orders")
    talk.say("what's the total of both")
    assert talk.chips[:2] == ["The last 2", "All 3"]
    assert BlockKind.ORDERS not in talk.kinds
    talk.say("All 3")
    assert "₹3,197.51" in talk.text


def test_what_was_cancelled_is_told_beside_the_sum() -> None:
    talk = three_orders()
    talk.shop.put_order(talk.shop.orders[2].number, status="cancelled", status_label="Cancelled")
    talk.say("total of all my orders")
    assert "₹3,197.51" in talk.text
    assert "₹899 was cancelled or sent back" in talk.text


def test_a_month_is_that_months_orders_and_the_one_before_can_be_asked_next() -> None:
    talk = three_orders()
    talk.shop.put_order(talk.shop.orders[2].number, placed_at="2026-10-31T23:00:00+05:30")
    talk.say("how much did I spend on orders this month")
    assert "₹2,298.51" in talk.text
    talk.say("and last month?")
    assert "₹899" in talk.text
    assert "₹2,298.51" not in talk.text


def test_more_orders_than_there_are_gives_those_there_are() -> None:
    talk = three_orders()
    talk.say("what's the sum of my last 7 orders?")
    assert "₹3,197.51" in talk.text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("total of both", False),
        ("cart ka total kitna hua", True),
        ("cancel both my orders and tell me the total", True),
        ("how much is delivery for two orders", True),
        ("show me two shirts under 500", True),
    ],
)
def test_no_other_total_is_taken_for_that_of_orders(words: str, shown: bool) -> None:
    assert not asks_for_sum(words, orders_shown=shown)


# --- the end of a number ------------------------------------------------------------------------------------


def shown_number(talk: Talk) -> str:
    order = talk.block(BlockKind.ORDER).data
    assert isinstance(order, OrderView)
    return order.number


def numbered(talk: Talk, *numbers: str) -> None:
    talk.shop.orders[:] = [
        replace(x, number=number) for x, number in zip(talk.shop.orders, numbers, strict=True)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "where is my order ending in 8812",
        "track #8812",
        "8812 wala order kidhar hai",
        "status of order 708812",
    ],
)
def test_the_last_digits_find_the_only_order_that_ends_so(words: str) -> None:
    talk = three_orders()
    numbered(talk, "RG261120100", "RG260708812", "RG260500417")
    talk.say(words)
    assert shown_number(talk) == "RG260708812"


def test_digits_that_two_orders_share_are_asked_about() -> None:
    talk = three_orders()
    numbered(talk, "RG261120417", "RG260708812", "RG260500417")
    talk.say("where is my order ending 0417")
    assert [x.split(" ")[0] for x in talk.chips] == ["RG261120417", "RG260500417"]
    talk.say(talk.chips[1])
    assert shown_number(talk) == "RG260500417"


def test_digits_of_nobody_known_are_no_order_and_never_the_newest_one() -> None:
    talk = three_orders()
    numbered(talk, "RG261120100", "RG260708812", "RG260500417")
    talk.say("where is my order ending 9999")
    assert BlockKind.ORDER not in talk.kinds
    assert "no such order" in talk.text
    talk.say("cancel the order ending 9999")
    assert BlockKind.CONFIRM not in talk.kinds
    assert carried_out(talk, "cancel_order") == []


def test_bare_digits_correct_the_order_of_a_card_and_others_leave_it() -> None:
    talk = talk_with(SHIRT, status="placed")
    add(talk.shop, KURTA, status="placed")
    numbered(talk, "RG261120100", "RG260708812")
    talk.say("cancel order 0100")
    card = talk.block(BlockKind.CONFIRM)
    talk.say("5555")
    assert talk.state.pending is not None
    assert talk.state.pending.token == card.token
    talk.say("8812")
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == ["RG260708812"]


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("pay 1500", ""),
        ("under ₹2000 order", ""),
        ("order ke liye 411001 pin", ""),
        ("order no. 45213", "45213"),
        ("ऑर्डर 8812 कहाँ है", "8812"),
        ("8812 वाला ऑर्डर", "8812"),
        ("jiska number 8812 pe khatam hota hai", ""),
    ],
)
def test_other_numbers_are_no_end_of_an_order(text: str, tail: str) -> None:
    assert tail_said(text) == tail
    assert only_tail("2 pieces") == ""


def test_a_sum_can_be_asked_while_an_address_is_and_picks_none() -> None:
    talk = three_orders()
    talk.say("show me shirts")
    talk.say("add the first one in M in blue")
    talk.say("checkout")
    talk.say("home delivery")
    talk.say("total of my last two orders")
    assert "₹2,298.51" in talk.text
    assert talk.state.top is not None
    assert talk.state.top.asked == "address"
    assert "address" not in talk.state.top.slots
