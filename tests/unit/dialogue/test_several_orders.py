"""One wish for several orders, and questions about what was ordered."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.flows.facts import facts_asked
from retailgenie.ai.dialogue.same_place import fields_of
from retailgenie.ai.types import BlockKind, OrderLineView
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, asked, carried_out, talk_with

LAMP = OrderLineView(13, 6, "Roshni table lamp", "", "", 1, 0, 159900, "")
KETTLE = OrderLineView(14, 7, "Garam steel kettle", "", "", 1, 0, 219900, "")


def two_orders(*, status: str = "placed") -> tuple[Talk, str, str]:
    talk = talk_with(SHIRT, LAMP, status=status)
    other = add(talk.shop, KURTA, KETTLE, status=status)
    first = next(x.number for x in talk.shop.orders if x.number != other.number)
    return talk, first, other.number


@pytest.mark.parametrize(
    "words", ["cancel both my orders", "please cancel all of my open orders", "dono orders cancel kar do"]
)
def test_one_wish_for_all_orders_becomes_a_card_for_each(words: str) -> None:
    talk, one, other = two_orders()
    talk.say(words)
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "cancel_order") == []
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [_first(talk)]
    talk.say("yes")
    assert {x["number"] for x in carried_out(talk, "cancel_order")} == {one, other}


def _first(talk: Talk) -> str:
    return str(carried_out(talk, "cancel_order")[0]["number"])


def test_both_open_orders_are_two_where_one_of_them_has_left_already() -> None:
    talk = talk_with(SHIRT, status="shipped")
    left = talk.shop.orders[0].number
    talk.shop.put_order(left, can_cancel=False)
    add(talk.shop, LAMP, status="delivered")
    open_one = add(talk.shop, KURTA, status="placed").number
    talk.say("cancel both my open orders, I changed my mind")
    talk.say("yes")
    talk.say("yes")
    assert {x["number"] for x in carried_out(talk, "cancel_order")} == {open_one, left}


def test_two_numbers_in_one_sentence_are_two_tasks() -> None:
    talk, one, other = two_orders()
    talk.say(f"cancel orders {other} and {one}")
    talk.say("yes")
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [other, one]


def test_a_no_to_one_order_leaves_it_and_goes_on_to_the_next() -> None:
    talk, one, other = two_orders()
    talk.say(f"cancel orders {one} and {other}")
    talk.say("no")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [other]


def test_both_answers_which_order() -> None:
    talk, one, other = two_orders()
    talk.say("cancel an order")
    assert asked(talk) == "number"
    talk.say("both of them")
    talk.say("yes")
    talk.say("yes")
    assert {x["number"] for x in carried_out(talk, "cancel_order")} == {one, other}


def test_things_of_two_orders_come_back_from_each_with_the_reason_said_once() -> None:
    talk, one, other = two_orders(status="delivered")
    talk.say("I want to return the table lamp and the steel kettle, both are damaged")
    talk.say("yes")
    talk.say("yes")
    made = carried_out(talk, "return_items")
    assert {x["number"]: [y["line_id"] for y in x["lines"]] for x in made} == {one: [13], other: [14]}
    assert {x["reason"] for x in made} == {"damaged"}


def test_all_of_one_order_is_no_wish_for_several() -> None:
    talk, one, _ = two_orders()
    talk.say(f"cancel all of order {one}")
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [one]
    assert not talk.state.queue


def test_the_order_of_the_last_task_is_the_one_meant_next() -> None:
    talk, _, other = two_orders()
    talk.say(f"I want to change order {other}")
    talk.say("no wait, cancel the entire order instead")
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [other]


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("which address was it sent to?", ["address"]),
        ("how did I pay for my last order?", ["payment"]),
        ("can you tell me the total price of my orders", ["total"]),
        ("how much will be refunded for it?", ["refund"]),
        ("please confirm the colour of the lamp I ordered", ["piece"]),
        ("change the delivery address please", []),
        ("what is your payment policy?", []),
        ("can I pay with UPI?", []),
    ],
)
def test_what_is_asked_of_an_order(words: str, facts: list[str]) -> None:
    assert facts_asked(words) == facts


def test_where_an_order_went_and_how_it_was_paid_is_told_from_its_data() -> None:
    talk, one, _ = two_orders(status="delivered")
    talk.shop.put_order(one, deliver_to="Asha Rao, 12 MG Road, Pune 411001", payment="UPI asha@upi")
    talk.say(f"Hello, where was order {one} sent to, and how was it paid?")
    assert "12 MG Road" in talk.text
    assert "asha@upi" in talk.text
    assert talk.state.shown.order_number == one


def test_what_things_cost_over_several_orders_is_added_up() -> None:
    talk, *_ = two_orders(status="delivered")
    talk.say("what is the total price I paid for the lamp and the kettle I ordered?")
    assert "₹1,599" in talk.text
    assert "₹3,798" in talk.text


def test_a_fact_beside_a_wish_is_told_and_the_wish_done() -> None:
    talk, one, _ = two_orders()
    talk.say(f"Please cancel order {one}. Could you also tell me how I paid for that order?")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    assert [x["number"] for x in carried_out(talk, "cancel_order")] == [one]
    assert "UPI" in talk.text


def test_yes_to_which_address_takes_none() -> None:
    talk, one, _ = two_orders()
    talk.say(f"change the address of order {one}")
    assert asked(talk) == "address"
    talk.say("Yes, that's right. Please go ahead with it.")
    assert asked(talk) == "address"
    assert talk.state.pending is None


def test_the_address_of_another_order_is_taken_for_this_one() -> None:
    talk, one, other = two_orders()
    talk.shop.put_order(other, deliver_to="Asha Rao, 5 Lake View, Flat 2, Mumbai 400050")
    talk.say(f"change the address of order {one} to the same as order {other}")
    talk.say("yes")
    made = carried_out(talk, "change_order_address")
    assert [x["number"] for x in made] == [one]
    assert made[0]["address"]["line1"] == "5 Lake View"
    assert made[0]["address"]["pin"] == "400050"


def test_an_order_one_would_like_to_change_is_no_pattern_for_another() -> None:
    talk, one, _ = two_orders()
    talk.say(f"I'd like to change the delivery address for order {one}")
    assert asked(talk) == "address"
    assert talk.state.top is not None
    assert talk.state.top.slots["number"] == one


def test_an_address_without_a_pin_gives_no_fields() -> None:
    assert fields_of("RetailGenie Store, FC Road, Pune") is None
