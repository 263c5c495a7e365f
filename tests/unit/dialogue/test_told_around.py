"""What is told around a wish: courtesies before a yes, why, which one it is, which order was spoken of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.pieces import cancel_reason_in, reason_in
from retailgenie.ai.dialogue.remarks import parts
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.types import BlockKind, OrderLineView
from tests.unit.dialogue.talk import ShopReader
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, add, asked, carried_out, talk_with

LAMP = OrderLineView(13, 6, "Roshni brass table lamp", "", "", 1, 0, 159900, "")


@pytest.mark.parametrize(
    "words",
    [
        "I see, thank you for explaining. Yes, go ahead with it.",
        "Great, thanks a lot. Yes please.",
        "Okay. Thanks for that. Yes, please do it",
    ],
)
def test_a_yes_behind_courtesies_is_a_yes(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt, it is damaged")
    talk.say(words)
    assert len(carried_out(talk, "return_items")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "I see, thank you for explaining. No, leave it.",
        "Great, thanks a lot.",
        "Okay. Yes? What happens then?",
    ],
)
def test_courtesies_alone_and_a_no_behind_them_are_none(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt, it is damaged")
    talk.say(words)
    assert carried_out(talk, "return_items") == []


def test_without_a_card_courtesies_are_read_as_ever() -> None:
    told = "I see, thank you for explaining. Yes, show me shirts."
    assert ShopReader().read(told, ReadContext()).segments[-1].intent == "search_products"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the strap came off", "damaged"),
        ("it broke on the second day", "damaged"),
        ("rang photo se alag nikla", "not_as_described"),
        ("the colour doesn't match the picture", "not_as_described"),
        ("रंग अलग निकला", "not_as_described"),
        ("the scratchy one", None),
        ("I broker houses", None),
        ("alag se bhejo", None),
    ],
)
def test_reasons_in_other_words(words: str, code: str | None) -> None:
    assert reason_in(words) == code


def test_a_reason_that_is_called_one_answers_although_something_else_was_asked() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("I want to return something from my order")
    assert asked(talk) == "lines"
    talk.say("it is too tight, that's the reason")
    assert talk.state.top is not None
    assert talk.state.top.slots["reason"]
    assert asked(talk) == "lines"


def test_a_thing_told_of_is_the_one_that_is_exchanged_next() -> None:
    talk = talk_with(SHIRT)
    add(talk.shop, LAMP)
    talk.say("my cotton shirt came last week, what is your policy?")
    talk.say("exchange for size L")
    talk.say("yes")
    made = carried_out(talk, "exchange_items")[0]
    assert made["items"] == [{"line_id": 11, "variant_id": 202, "quantity": 0}]


def test_a_thing_that_is_only_looked_for_puts_no_order_in_focus() -> None:
    talk = talk_with(SHIRT)
    add(talk.shop, LAMP)
    talk.say("show me a cotton shirt like the ones in the window")
    assert talk.state.shown.order_number == ""


def test_it_does_not_move_an_open_return_to_another_order() -> None:
    talk = talk_with(SHIRT)
    number = talk.shop.orders[0].number
    lamp = add(talk.shop, LAMP, status="shipped").number
    talk.say("return the cotton shirt")
    assert asked(talk) == "reason"
    talk.say(f"where is {lamp}")
    talk.say("I need it soon")
    frames = [x for x in talk.state.stack if x.flow == "return_item"]
    assert [x.slots["number"] for x in frames] == [number]


def test_that_order_is_the_one_whose_return_was_refused() -> None:
    talk = talk_with(LAMP, status="placed")
    number = talk.shop.orders[0].number
    add(talk.shop, KURTA, status="placed")
    talk.say("I want to return the lamp")
    assert "Only what was delivered" in talk.text
    talk.say("then cancel that order instead")
    assert talk.state.top is not None
    assert (talk.state.top.flow, talk.state.top.slots["number"]) == ("cancel_order", number)
    assert talk.block(BlockKind.CONFIRM).token or asked(talk) == "reason"


@pytest.mark.parametrize(
    "words", ["don't return it", "no wait, please don't return it", "wapas mat karo, rehne do"]
)
def test_a_task_is_dropped_by_its_own_denial(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt")
    assert asked(talk) == "reason"
    talk.say(words)
    assert talk.state.top is None
    assert carried_out(talk, "return_items") == []


@pytest.mark.parametrize("words", ["don't return it to my card, I want store credit", "I don't like it"])
def test_a_denial_of_something_else_drops_no_task(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt")
    talk.say(words)
    assert talk.state.top is not None
    assert talk.state.top.flow == "return_item"


def test_a_yes_said_twice_in_one_message_is_one() -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt, it is damaged")
    talk.say("Yes, yes please do. Thank you.")
    assert len(carried_out(talk, "return_items")) == 1


def test_who_one_is_with_a_zip_code_picks_no_address() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.context = replace(talk.context, name="Asha", full_name="Asha Rao")
    talk.say("change the address of my order")
    assert asked(talk) == "address"
    talk.say("My name is Asha Rao, and my zip code is 41104.")
    assert asked(talk) == "address"
    assert carried_out(talk, "change_order_address") == []


def test_a_number_not_at_hand_with_nothing_named_beside_it_keeps_the_question() -> None:
    talk = talk_with(SHIRT, KURTA)
    add(talk.shop, LAMP)
    talk.say("I want to return something")
    assert asked(talk) == "number"
    talk.say(
        "I don't have the order number with me right now. Can you still help me with this matter please?"
    )
    assert asked(talk) == "number"


def test_two_questions_about_a_return_leave_it_open() -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt")
    talk.say("will somebody come and get it, or must I post it myself?")
    talk.say("and do I have to pay a fee?")
    assert asked(talk) == "reason"


def test_what_would_come_back_is_that_of_the_things_of_the_open_return() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("return the cotton shirt")
    assert asked(talk) == "reason"
    talk.say("how much would I get back?")
    assert "₹899" in talk.text
    assert "₹1,598" not in talk.text
    assert asked(talk) == "reason"


def test_the_same_contact_as_ever_is_told_and_changes_nothing() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.context = replace(talk.context, name="Asha", full_name="Asha Rao")
    talk.say("change the address of my order to 9 Law College Road, Pune 411004")
    talk.say("Asha Rao, same mobile number as before")
    assert talk.block(BlockKind.CONFIRM).token
    assert carried_out(talk, "change_order_address") == []
    assert "open_ticket" not in talk.tools


@pytest.mark.parametrize(
    ("words", "parting"),
    [
        ("bye for now", True),
        ("have a good day", True),
        ("bahut din ho gaye", False),
        ("it has been days", False),
    ],
)
def test_half_a_sentence_is_no_farewell(words: str, parting: bool) -> None:
    assert parts(words) is parting


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("the size is too small", "size"),
        ("size chhota hai", "size"),
        ("bas lamp ka size bada kar do", ""),
        ("make its size L", ""),
        ("I want another size", ""),
        ("साइज़ बदल दो", ""),
    ],
)
def test_a_size_that_is_wished_is_no_reason_to_call_an_order_off(words: str, reason: str) -> None:
    assert cancel_reason_in(words) == reason
