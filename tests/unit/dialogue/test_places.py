"""Addresses as they are told: without a PIN, by their city, as one's own home, for somebody else."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.address import address_part, has_address, parse_address
from retailgenie.ai.types import BlockKind
from tests.unit.dialogue.test_after_purchase import SHIRT, add, asked, carried_out, talk_with


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("Not there. The new address is 7 Palm Grove, Aundh. When does it come?", "7 Palm Grove, Aundh"),
        ("please redirect my parcel to House 3 Lotus Lane, Nashik", "House 3 Lotus Lane, Nashik"),
        ("naya pata hai 22 Gandhi Marg, Indore", "22 Gandhi Marg, Indore"),
        ("mera pata: 5 Tilak Road, Solapur", "5 Tilak Road, Solapur"),
    ],
)
def test_an_address_that_is_led_in_needs_no_pin(words: str, part: str) -> None:
    assert has_address(words)
    assert address_part(words) == part
    assert parse_address(part)["line1"].startswith(part.partition(",")[0])


@pytest.mark.parametrize(
    "words",
    [
        "change it to 2 pieces, please",
        "change the quantity to 3, Thanks",
        "is the address 7 days old?",
        "update my order to 4 shirts, 2 kurtas",
        "deliver to 411004",
        "the address is wrong",
        "send 2 kurtas to Pune, please",
    ],
)
def test_a_number_behind_a_verb_is_no_address(words: str) -> None:
    assert not has_address(words)


def test_an_orders_new_address_is_kept_and_only_its_pin_is_asked() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the address of my order, the new address is 22 Gandhi Marg, Nashik")
    assert asked(talk) == "pin"
    talk.say("411004")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    assert carried_out(talk, "change_order_address")[0]["address"]["line1"].startswith("22 Gandhi Marg")


def test_an_address_after_its_order_was_spoken_of_is_that_orders() -> None:
    talk = talk_with(SHIRT, status="placed")
    other = add(talk.shop, SHIRT, status="delivered").number
    number = next(x.number for x in talk.shop.orders if x.number != other)
    talk.say(f"track {number}")
    talk.say("it should not come to me, I am away. It's 9 Law College Road, Pune 411004")
    assert talk.block(BlockKind.CONFIRM).token
    assert talk.state.top is not None and talk.state.top.slots["number"] == number
    assert carried_out(talk, "change_order_address") == []


def test_without_any_order_spoken_of_an_address_alone_changes_none() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("do you come to 9 Law College Road, Pune 411004?")
    assert BlockKind.CONFIRM not in talk.kinds
    assert carried_out(talk, "change_order_address") == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("22 Gandhi Marg, Pune 411004, naam Kiran", "Kiran"),
        ("naam: Kiran Shah, 22 Gandhi Marg, Pune 411004", "Kiran Shah"),
        ("22 naam nagar, Pune 411004", None),
    ],
)
def test_a_name_is_told_without_a_verb(words: str, name: str | None) -> None:
    found = parse_address(words, cities=("Pune",))
    assert found.get("name") == name
    assert "Kiran" not in found["line1"]


def test_a_yes_of_its_own_counts_and_its_question_is_answered_too() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the address of my order to 9 Law College Road, Pune 411004")
    talk.say("Yes please. And where is it now?")
    assert len(carried_out(talk, "change_order_address")) == 1


@pytest.mark.parametrize(
    "words", ["yes, and what happens if I say yes?", "yes? and then what happens?", "and what if I say yes"]
)
def test_a_question_about_the_yes_is_none(words: str) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the address of my order to 9 Law College Road, Pune 411004")
    talk.say(words)
    assert carried_out(talk, "change_order_address") == []
