"""Sizes and colours as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.picking import match_size, match_value, order_said, piece_title, size_said
from retailgenie.ai.dialogue.state import DialogueState, Frame, OrderMemo, Shown
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import IntentScore, Language, ProductCard, Reference, Segment, VariantView
from tests.unit.dialogue.fake_shop import FakeShop


def card(*sizes: str) -> ProductCard:
    variants = tuple(VariantView(n, "", "Blue", size, 99900, 3) for n, size in enumerate(sizes, 1))
    return ProductCard(1, "Shoe", "", "", "", "", 99900, 99900, 0, 0, variants)


def said(text: str) -> Segment:
    return Segment(text, (IntentScore("add_to_cart", 0.9),))


@pytest.mark.parametrize(
    ("text", "asked", "size"),
    [
        ("add the first one in UK 8", False, None),
        ("add it in 7", False, "UK 7"),
        ("size 6 please", False, "UK 6"),
        ("7 mein de do", False, "UK 7"),
        ("7", False, None),
        ("7", True, "UK 7"),
        ("uk", True, None),
        ("UK 7", True, "UK 7"),
    ],
)
def test_shoe_sizes(text: str, asked: bool, size: str | None) -> None:
    assert size_said(said(text), card("UK 6", "UK 7"), asked=asked) == size


def test_a_letter_counts_after_in_or_as_an_answer_only() -> None:
    clothes = card("S", "M", "L")
    assert size_said(said("add it in M"), clothes, asked=False) == "M"
    assert size_said(said("i'm ready, add it"), clothes, asked=False) is None
    assert size_said(said("m"), clothes, asked=True) == "M"


def test_values_are_found_whole_or_by_one_word() -> None:
    assert match_value(["navy"], ["Navy Blue", "Red"]) == "Navy Blue"
    assert match_size(["UK"], ["UK 6"]) is None


def test_a_title_that_names_its_colour_is_not_given_it_twice() -> None:
    assert piece_title("Blue Linen Shirt", "Blue", "M") == "Blue Linen Shirt M"
    assert piece_title("Linen Shirt", "Blue", "M") == "Linen Shirt Blue M"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("add the first one in 750 ml", "750 ml"),
        ("the 500ml one please", "500 ml"),
        ("1 L daal do", "1 L"),
        ("add it, the ml one", None),
        ("add 2", None),
    ],
)
def test_a_size_of_several_words_is_read_whole_wherever_it_stands(text: str, size: str | None) -> None:
    assert size_said(said(text), card("500 ml", "750 ml", "1 L"), asked=False) == size


ORDERS = (
    OrderMemo("RG3", "placed", ("Neela linen shirt",)),
    OrderMemo("RG2", "delivered", ("Gulal kurta",)),
    OrderMemo("RG1", "delivered", ("Mayura saree",)),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("cancel my last order", "RG3"),
        ("return my last delivered order", "RG2"),
        ("mera pichla order kahan hai", "RG3"),
        ("मेरा पिछला ऑर्डर", "RG3"),
    ],
)
def test_the_last_order_is_the_newest_in_the_state_that_was_named(text: str, number: str) -> None:
    state = DialogueState(shown=Shown(orders=ORDERS))
    turn = Turn(
        state, FakeShop(), TurnContext(logged_in=True), datetime(2026, 11, 20, tzinfo=UTC), Language.ENGLISH
    )
    words = replace(said(text), reference=Reference(ordinals=(-1,)))
    assert order_said(turn, Frame("track_order", words), words) == number
