"""Slips in the names of things, and words that are one thing here and another there."""

import pytest

from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Limit

SHOP = Vocabulary.build(
    values={
        "category": [
            "Jeans", "Frocks", "Track Pants", "Trousers", "Polo T-shirts", "T-shirts", "Bedsheets", "Kurtas",
            "Footwear", "Kids' Shoes", "Lamps",
        ],
        "colour": ["Cream", "Pink", "Red"],
        "style": ["Day Cream", "Kadhai"],
        "notes": ["Rose"],
        "material": ["Brass"],
        "size": ["Single", "Double", "King"],
    },
    words={"from": 900, "shell": 20, "nine": 12},
)  # fmt: skip


def limits(said: str) -> dict[str, tuple[str, ...]]:
    return {limit.attribute: limit.values for limit in parse_query(said, SHOP).query.limits}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("jens", "Jeans"),
        ("red frok", "Frocks"),
        ("track pents", "Track Pants"),
        ("pollo tshirt", "Polo T-shirts"),
        ("bedshit", "Bedsheets"),
    ],
)
def test_a_slip_in_the_name_of_a_thing_is_mended_with_the_words_beside_it(said: str, meant: str) -> None:
    assert limits(said)["category"] == (meant,)


@pytest.mark.parametrize("said", ["sell", "cars", "nike", "from"])
def test_everyday_words_and_strange_names_are_left_alone(said: str) -> None:
    assert SHOP.corrected(said) == ""


def test_the_mended_sentence_is_told() -> None:
    query = parse_query("red bedshit", SHOP).query
    assert (query.mended, query.said) == ("red bedsheet", "red bedsheet")
    assert parse_query("red bedsheet", SHOP).query.mended == ""


def test_a_colour_that_is_also_a_thing_needs_a_thing_beside_it() -> None:
    assert limits("face cream") == {}
    assert limits("cream kurta") == {"colour": ("Cream",), "category": ("Kurtas",)}


def test_a_value_of_the_shop_comes_before_what_a_word_is_related_to() -> None:
    assert limits("rose") == {"notes": ("Rose",)}
    assert limits("kadhai") == {"style": ("Kadhai",)}


def test_shoes_are_all_footwear_and_what_is_called_shoes_elsewhere() -> None:
    assert set(limits("shoes")["category"]) == {"Footwear", "Kids' Shoes"}


def test_a_king_size_is_a_size() -> None:
    query = parse_query("king size bedsheet", SHOP).query
    assert Limit("size", ("King",)) in [Limit(x.attribute, x.values) for x in query.limits]
    assert query.text == ""


@pytest.mark.parametrize(
    ("said", "attribute"), [("peetal ka lamp", "material"), ("bachche ka फ्रॉक", "category")]
)
def test_hindi_names_of_goods_are_understood(said: str, attribute: str) -> None:
    assert attribute in limits(said)
