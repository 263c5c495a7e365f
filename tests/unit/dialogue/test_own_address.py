"""The address of one's own account, told apart from that of an order."""

from __future__ import annotations

import pytest

from retailgenie.ai.types import BlockKind, ConfirmCard, OrderLineView
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk
from tests.unit.dialogue.test_after_purchase import SHIRT, add, asked, carried_out

KURTA = OrderLineView(31, 5, "Saada daily kurta", "white", "S", 1, 0, 69900, "")
HOME = "9 Law College Road, Pune 411004"
NEW_HOME = {
    "name": "", "phone": "", "line1": "9 Law College Road", "line2": "", "city": "Pune", "pin": "411004",
}  # fmt: skip
OF_THE_ACCOUNT = [
    f"Kindly change the address in my profile to {HOME}",
    f"my default address is wrong, it is {HOME}",
    f"Please put {HOME} as the home address of mine",
    f"mere account ka pata badal ke {HOME} kar do",
    f"Profile mein naya address likh do: {HOME}",
    f"ghar ka address badalna hai, ab {HOME} hai",
    f"मेरे खाते का पता बदल दो: {HOME}",
]
OF_SOMEBODY = [
    f"I have shifted, I live at {HOME} now",
    f"Main ab {HOME} mein rehti hoon",
    f"My new address: {HOME}",
]


def talk_with(*statuses: str) -> tuple[Talk, list[str]]:
    talk = Talk(FakeShop())
    return talk, [add(talk.shop, SHIRT, status=status).number for status in statuses]


def card(talk: Talk) -> str:
    shown = talk.block(BlockKind.CONFIRM).data
    assert isinstance(shown, ConfirmCard)
    return shown.title


@pytest.mark.parametrize("words", OF_THE_ACCOUNT)
def test_the_accounts_address_is_changed_after_its_card_and_no_order_is(words: str) -> None:
    talk, _ = talk_with("placed")
    talk.say(words)
    assert card(talk) == "change_user_address"
    assert not carried_out(talk, "change_user_address")
    talk.say("yes")
    assert carried_out(talk, "change_user_address") == [{"address": NEW_HOME}]
    assert not carried_out(talk, "change_order_address")
    assert "9 Law College Road" in talk.text


@pytest.mark.parametrize("words", OF_SOMEBODY)
def test_who_tells_of_a_new_home_is_asked_whose_address_shall_change(words: str) -> None:
    talk, numbers = talk_with("placed")
    talk.say(words)
    assert asked(talk) == "whose"
    assert len(talk.chips) == 2 and numbers[0] in talk.chips[1]
    talk.say(talk.chips[0])
    talk.say("yes")
    assert carried_out(talk, "change_user_address") == [{"address": NEW_HOME}]
    assert not carried_out(talk, "change_order_address")


@pytest.mark.parametrize("words", OF_SOMEBODY)
def test_the_order_chosen_goes_to_the_new_home_and_the_account_stays(words: str) -> None:
    talk, numbers = talk_with("placed")
    talk.say(words)
    talk.say("the order please")
    assert card(talk) == "change_order_address"
    talk.say("yes")
    made = carried_out(talk, "change_order_address")
    assert made == [{"number": numbers[0], "address": NEW_HOME}]
    assert not carried_out(talk, "change_user_address")


@pytest.mark.parametrize("words", OF_SOMEBODY)
def test_without_an_order_that_can_still_be_sent_elsewhere_nothing_is_asked(words: str) -> None:
    talk, _ = talk_with("delivered")
    talk.say(words)
    assert card(talk) == "change_user_address"


@pytest.mark.parametrize(
    "words",
    [
        "I am moving, so NUMBER should go to {home}",
        "send NUMBER to my new home address, {home}",
        "NUMBER ka delivery address {home} kar do",
        "deliver my order to {home}, that is my home address now",
    ],
)
def test_an_orders_new_address_is_never_the_accounts(words: str) -> None:
    talk, numbers = talk_with("placed")
    talk.say(words.format(home=HOME).replace("NUMBER", numbers[0]))
    assert card(talk) == "change_order_address"
    talk.say("yes")
    assert carried_out(talk, "change_order_address")[0]["number"] == numbers[0]
    assert not carried_out(talk, "change_user_address")


@pytest.mark.parametrize(
    "words",
    [
        "Update the address in my profile and of NUMBER too: {home}",
        "mera account ka address aur order NUMBER ka bhi badal do: {home}",
    ],
)
def test_both_are_done_one_after_the_other_with_a_yes_each(words: str) -> None:
    talk, numbers = talk_with("placed")
    talk.say(words.format(home=HOME).replace("NUMBER", numbers[0]))
    assert card(talk) == "change_user_address"
    talk.say("yes")
    assert carried_out(talk, "change_user_address") == [{"address": NEW_HOME}]
    assert card(talk) == "change_order_address" and not carried_out(talk, "change_order_address")
    talk.say("yes")
    assert carried_out(talk, "change_order_address")[0]["address"] == NEW_HOME


def test_the_new_one_is_asked_for_when_it_was_not_told() -> None:
    talk, _ = talk_with()
    talk.say("change the default address of my account")
    assert asked(talk) == "address"
    talk.say(HOME)
    talk.say("yes")
    assert carried_out(talk, "change_user_address") == [{"address": NEW_HOME}]


def test_a_written_address_is_not_the_kept_one_in_the_same_city() -> None:
    talk, numbers = talk_with("placed")
    talk.shop.addresses = talk.shop.addresses[1:]  # one, in Pune
    talk.say(f"change the delivery address of {numbers[0]}")
    assert asked(talk) == "address"
    talk.say(HOME)
    talk.say("yes")
    assert carried_out(talk, "change_order_address") == [{"number": numbers[0], "address": NEW_HOME}]


def test_a_kept_address_becomes_the_default_by_its_street() -> None:
    talk, _ = talk_with()
    talk.say("make the office my default address")
    talk.say("the office")
    talk.say("yes")
    assert carried_out(talk, "change_user_address") == [{"address_id": 2}]


def test_what_is_the_default_already_is_offered_and_taken_no_more() -> None:
    talk, _ = talk_with()
    talk.say("change my default address")
    assert not [x for x in talk.chips if x.startswith("Home")] and [
        x for x in talk.chips if x.startswith("Office")
    ]
    talk.say("the home one")
    assert asked(talk) == "address"
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]


def test_no_leaves_the_address_as_it_is() -> None:
    talk, _ = talk_with()
    talk.say(OF_THE_ACCOUNT[0])
    talk.say("no")
    assert not carried_out(talk, "change_user_address")


@pytest.mark.parametrize(
    "words", ["what is my home address?", "how do I change my account address", "mera ghar ka address dikhao"]
)
def test_a_question_about_it_changes_nothing(words: str) -> None:
    talk, _ = talk_with("placed")
    talk.say(words)
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]
    assert asked(talk) != "whose"


def test_an_address_that_the_checkout_asked_for_is_the_parcels() -> None:
    talk, _ = talk_with("placed")
    talk.say("show shirts")
    talk.say("add the second one in M")
    talk.say("checkout with home delivery")
    talk.say(f"my new address: {HOME}, 98765 43210")
    assert not carried_out(talk, "change_user_address")
    assert talk.state.top is not None and talk.state.top.flow == "checkout"


def test_a_guest_logs_in_first() -> None:
    talk = Talk(FakeShop(logged_in=False))
    talk.say(OF_THE_ACCOUNT[0])
    assert BlockKind.LOGIN in talk.kinds
