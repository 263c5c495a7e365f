"""What shoppers with a thumb on a phone say, in forms that were misheard once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.references import products_meant
from retailgenie.ai.types import BlockKind, OrderView, Reference
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, asked, carried_out, talk_with


def reason_of(talk: Talk) -> str:
    assert talk.state.pending is not None
    return str(talk.state.pending.arguments["reason"])


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("cancel my order, it was ordered by accident", "Ordered by mistake"),
        ("cancel my order, found a better price elsewhere", "Found it cheaper"),
        ("mera order cancel karo, ab zarurat nahi", "Ab zaroorat nahi"),
        ("cancel the order because we are moving abroad", "we are moving abroad"),
        ("cancel my order", ""),
    ],
)
def test_a_reason_that_was_told_goes_onto_the_card_in_the_language_of_the_talk(
    words: str, reason: str
) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say(words)
    assert reason_of(talk) == reason


@pytest.mark.parametrize(
    "words", ["galti se ho gaya tha", "I no longer need it", "zarurat hi nahi rahi", "अब ज़रूरत नहीं है"]
)
def test_a_reason_told_to_the_card_is_no_no_and_takes_nothing_back(words: str) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("cancel my order")
    talk.say(words)
    assert reason_of(talk)
    assert carried_out(talk, "cancel_order") == []
    talk.say("yes")
    assert len(carried_out(talk, "cancel_order")) == 1


@pytest.mark.parametrize(
    "words", ["ok thanks", "theek hai, shukriya", "ठीक है धन्यवाद", "fine, thank you so much"]
)
def test_thanks_is_no_yes_to_a_card(words: str) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("cancel my order")
    token = talk.block(BlockKind.CONFIRM).token
    talk.say(words)
    assert carried_out(talk, "cancel_order") == []
    assert talk.state.pending is not None
    assert talk.state.pending.token == token


@pytest.mark.parametrize(
    "words",
    ["I already cancelled it yesterday", "we returned the kurta last week", "maine order cancel kiya tha"],
)
def test_what_was_called_off_before_shows_no_card_to_call_it_off(words: str) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say(words)
    assert BlockKind.CONFIRM not in talk.kinds


def test_a_place_in_the_list_of_orders_opens_that_order_and_what_is_in_it() -> None:
    talk = talk_with(SHIRT)
    add(talk.shop, KURTA, status="shipped")
    talk.say("show my orders")
    talk.say("the second one")
    opened = talk.block(BlockKind.ORDER).data
    assert isinstance(opened, OrderView)
    assert opened.lines == (SHIRT,)
    talk.say("what's in it?")
    assert "Aasman cotton shirt" in talk.text
    talk.say("show me kurtas")
    talk.say("the second one")
    assert BlockKind.ORDER not in talk.kinds


def test_one_thing_of_an_order_is_bought_again_alone() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("order the kurta again")
    assert "order_again" not in talk.tools
    talk.say("same order again")
    assert "order_again" in talk.tools


@pytest.mark.parametrize("words", ["raise a complaint", "ticket khol do", "मेरी शिकायत दर्ज कीजिए"])
def test_a_ticket_asks_what_the_matter_is_and_a_bare_yes_is_no_answer(words: str) -> None:
    talk = Talk(FakeShop())
    talk.say(words)
    assert asked(talk) == "text"
    talk.say("yes")
    assert asked(talk) == "text"
    assert BlockKind.CONFIRM not in talk.kinds
    talk.say("the zip of my jacket came off on the first day")
    assert "zip of my jacket" in str(talk.state.pending and talk.state.pending.arguments["text"])
    talk.say(words)
    assert "zip of my jacket" in str(talk.state.pending and talk.state.pending.arguments["text"])


def test_one_ticket_is_enough() -> None:
    talk = Talk(FakeShop())
    talk.say("I want to talk to a human")
    talk.say("the bottle in my parcel arrived broken in pieces")
    talk.say("yes")
    assert len(talk.shop.tickets) == 1
    assert talk.state.pending is None
    assert talk.state.stack == ()


def test_whoever_is_asked_which_product_can_go_on_looking() -> None:
    talk = Talk(FakeShop())
    talk.say("show me shirts")
    talk.say("add it")
    assert asked(talk) == "product_id"
    talk.say("only blue shirts under 1500")
    assert talk.tools[-1] == "search_products"
    assert asked(talk) == ""


def test_a_written_address_answers_neither_language_nor_a_second_time() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("mera address badalna hai")
    assert asked(talk) == "whose"
    talk.say("7 Lake Road, Pune 411004")
    assert asked(talk) == "whose"
    assert talk.reply.language.value == "hi-Latn"
    talk.say("account ka")
    assert asked(talk) != "address"
    assert talk.state.top is None or talk.state.top.slots.get("line1") == "7 Lake Road"


def test_a_coupon_comes_off_the_cart_by_asking() -> None:
    talk = Talk(FakeShop())
    talk.say("show me shirts")
    talk.say("add the first one in M in blue")
    talk.say("apply SAVE10")
    assert talk.shop.coupon == "SAVE10"
    talk.say("remove the coupon")
    assert talk.shop.coupon == ""


@pytest.mark.parametrize("words", ["sab bhool jao", "सब भूल जाओ"])
def test_forget_it_all_in_the_middle_of_a_task_erases_nothing(words: str) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("show me shirts")
    talk.say("add the first one in M")
    talk.say("checkout")
    talk.say(words)
    assert "forget_memory" not in talk.tools


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("how much was it?", "₹899"),
        ("when did I order it", "20 Nov"),
        ("kitne ka tha", "₹899"),
        ("कितने का था?", "₹899"),
    ],
)
def test_a_few_words_ask_of_the_order_in_focus(words: str, shown: str) -> None:
    talk = talk_with(SHIRT)
    talk.say("where is my order")
    talk.say(words)
    assert shown in talk.text
    assert BlockKind.ORDER in talk.kinds


def test_why_is_taken_for_a_reason_although_it_sounds_like_another_wish() -> None:
    talk = talk_with(SHIRT, KURTA, status="placed")
    talk.say("cancel the shirt of my order")
    talk.say("because it is the wrong colour")
    assert reason_of(talk) == "it is the wrong colour"
    talk.say("yes")
    assert [x["lines"] for x in carried_out(talk, "cancel_order")] == [[{"line_id": 11, "quantity": 1}]]


def test_what_was_told_before_any_kind_holds_for_the_kind_named_next() -> None:
    talk = Talk(FakeShop())
    talk.say("something in blue under 2000")
    talk.say("show me shirts")
    assert talk.state.query is not None
    assert talk.state.query.price.max_paise == 200_000
    assert talk.state.query.limit("colour") is not None
    talk.say("show me kurtas under 900")
    assert talk.state.query.price.max_paise == 90_000
    assert talk.state.query.limit("colour") is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("can I pay cash in 411004?", "cash at the door in Pune (411004)"),
        ("411004 mein cod milega?", "darwaze par cash"),
        ("is there cod at 900001", "900001"),
        ("any extra charges for cod in 411004?", ""),
    ],
)
def test_cash_at_a_pin_is_answered_by_the_place_and_its_charges_by_the_document(
    words: str, shown: str
) -> None:
    talk = Talk(FakeShop())
    talk.say(words)
    assert shown in talk.text
    assert ("search_policies" in talk.tools) == (not shown)


def test_the_first_and_the_third_stand_in_one_list() -> None:
    talk = Talk(FakeShop())
    talk.say("show me shirts")
    old = talk.state.shown.lists[0]
    new = tuple(replace(old[0], product_id=n) for n in (901, 902))
    both = Reference(ordinals=(1, len(old)))
    assert products_meant(both, replace(talk.state.shown, lists=(new, old))) == (new[0],)
    assert products_meant(both, replace(talk.state.shown, lists=(old[1:2], old))) == (old[0], old[-1])
