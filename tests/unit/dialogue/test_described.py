"""Things of an order in plain words: which are named, and what they shall become."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.pieces import Piece, reason_among, reason_in
from retailgenie.ai.dialogue.swapping import lines_described, order_described, swaps_described
from retailgenie.ai.types import ProductCard, Segment, VariantView

TENT = Piece(1, 10, "Dome Tent", "green", "", 1, attributes=(("sleeps", "2 people"), ("season", "winter")))
LAMP = Piece(2, 11, "Camping Lamp", "black", "", 1, attributes=(("power", "solar"), ("dimmable", "no")))
RED_LAMP = Piece(3, 11, "Camping Lamp", "red", "", 1, attributes=(("power", "solar"), ("dimmable", "no")))
POLES = Piece(
    4, 12, "Trekking Poles", "", "L", 1, attributes=(("grip colour", "black"), ("tip colour", "red"))
)


def variant(variant_id: int, colour: str, size: str = "", **attributes: str) -> VariantView:
    pairs = tuple((name.replace("_", " "), value) for name, value in attributes.items())
    return VariantView(variant_id, f"S{variant_id}", colour, size, 10000, 5, pairs)


def card(product_id: int, *variants: VariantView) -> ProductCard:
    return ProductCard(product_id, "", "", "", "", "", 10000, 10000, 0, 0, variants)


CARDS = {
    10: card(
        10,
        variant(101, "green", sleeps="2 people", season="winter"),
        variant(102, "blue", sleeps="2 people", season="winter"),
        variant(103, "green", sleeps="4 people", season="winter"),
        variant(104, "blue", sleeps="4 people", season="summer"),
    ),
    11: card(
        11,
        variant(111, "black", power="solar", dimmable="no"),
        variant(112, "red", power="solar", dimmable="no"),
        variant(113, "black", power="USB-C", dimmable="no"),
        variant(114, "black", power="solar", dimmable="yes"),
    ),
    12: card(
        12,
        variant(121, "", "L", grip_colour="black", tip_colour="red"),
        variant(122, "", "L", grip_colour="red", tip_colour="red"),
        variant(123, "", "L", grip_colour="black", tip_colour="black"),
        variant(124, "", "M", grip_colour="black", tip_colour="red"),
    ),
}


def said(text: str) -> Segment:
    return Segment(text, ())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("return the tent", [1]),
        ("I want to send back the black camping lamp and the trekking poles", [2, 4]),
        ("tent aur laal camping lamp wapas karna hai", [1, 3]),
        ("everything except the tent", [2, 3, 4]),
        ("tent ko chhod kar sab wapas le lo", [2, 3, 4]),
        ("the lamp", []),  # two lamps that differ
        ("refund it to my visa card", []),
    ],
)
def test_lines_are_found_by_title_and_value_and_doubt_finds_none(text: str, lines: list[int]) -> None:
    found = lines_described(said(text), (TENT, LAMP, RED_LAMP, POLES))
    assert [x.line_id for x in found] == lines


@pytest.mark.parametrize(
    ("text", "swaps"),
    [
        ("exchange the dome tent for a blue one", [(1, 102)]),
        ("I want a tent that sleeps 4 people instead of the green tent", [(1, 103)]),
        ("I got the black lamp but I want a USB-C one", [(2, 113)]),
        ("kaala camping lamp ki jagah dimmable wala chahiye", [(2, 114)]),
        ("tent ko neela wala mein badal do", [(1, 102)]),
        ("change the green tent and the black lamp to a blue tent and a usb c lamp", [(1, 102), (2, 113)]),
        ("the tent for a blue one, and the black lamp for a dimmable one", [(1, 102), (2, 114)]),
        ("swap the poles for ones in size M", [(4, 124)]),
        ("swap the poles for ones with red grip", [(4, 122)]),
        ("swap the poles for red ones", [(4, 122)]),  # the tip is red already
        ("make the green tent a blue one", [(1, 102)]),
        ("I'd sooner own a blue dome tent than the green one", [(1, 102)]),
        ("the tent de dunga, neela wala lunga", [(1, 102)]),
        ("the green tent and the black lamp, a blue tent and a usb c lamp", [(1, 102), (2, 113)]),
        ("about the tent: make the green tent a blue one", [(1, 102)]),  # the same tent twice
        ("tent green hata ke blue wala daal do", [(1, 102)]),
        ("make the dome tent a blue dome tent", [(1, 102)]),
        ("poles hata ke red grip wale poles kar do", [(4, 122)]),  # "grip" is a name, no verb
        ("the red lamp, the black lamp", []),  # which of them shall become the other?
        ("exchange the tent for a red lamp", []),  # another product is no other piece of it
        ("exchange the tent for a pink one", []),
        ("exchange the tent for a summer one", []),  # only with other changes that nobody asked for
        ("exchange the lamp for a usb-c one", []),  # which lamp?
    ],
)
def test_what_is_not_said_stays_as_it_is_and_doubt_changes_nothing(
    text: str, swaps: list[tuple[int, int]]
) -> None:
    found = swaps_described(said(text), (TENT, LAMP, RED_LAMP, POLES), CARDS)
    assert [(x["line_id"], x["variant_id"]) for x in found] == swaps


def test_the_last_words_of_a_title_tell_it_from_another_with_the_same_noun() -> None:
    big = Piece(5, 13, "Solar family lamp", "black", "", 1)
    found = lines_described(said("send the family lamp back"), (LAMP, big))
    assert [x.line_id for x in found] == [5]


def test_stainless_steel_is_no_stain() -> None:
    assert reason_in("the stainless steel bottle") is None
    assert reason_in("there is a stain on it") == "damaged"


def test_order_numbers_and_ways_to_pay_are_no_words_about_things() -> None:
    text = "For order #W5199551 exchange the tent for a blue one, pay with my Visa ending 4242"
    found = swaps_described(said(text), (TENT, LAMP), CARDS)
    assert [(x["line_id"], x["variant_id"]) for x in found] == [(1, 102)]


def test_an_order_is_found_by_what_is_in_it() -> None:
    orders = [("A1", (TENT, LAMP)), ("A2", (RED_LAMP,)), ("A3", (POLES,))]
    assert order_described(said("cancel the order with the red lamp"), orders) == ("A2",)
    assert order_described(said("cancel the one with the lamp"), orders) == ("A1", "A2")
    assert order_described(said("cancel my order"), orders) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I don't need it any more", "no longer needed"),
        ("ab zaroorat nahi hai", "no longer needed"),
        ("no longer needed", "no longer needed"),
        ("it was by mistake", "ordered by mistake"),
        ("galti se ho gaya", "ordered by mistake"),
        ("found it cheaper", None),
        ("cancel it", None),
    ],
)
def test_a_reason_in_other_words_is_the_listed_one_and_another_is_none(text: str, reason: str | None) -> None:
    assert reason_among(text, ("no longer needed", "ordered by mistake")) == reason
