"""Slips of a quick thumb, spoken sizes, words by ear: read as what is meant."""

from __future__ import annotations

import pytest

from retailgenie.ai.nlu.arrival import asks_for_a_day
from retailgenie.ai.nlu.asides import without_asides
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.nlu.references import find_reference
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Sort

VOCABULARY = Vocabulary.build(
    values={
        "category": ("Shoes", "Shirts", "Curtains", "Bags", "Frocks"),
        "material": ("Jute", "Leather"),
        "colour": ("Black", "Red"),
        "size": ("UK 7", "7-8 Years", "5 ft", "7 ft", "34"),
    },
    cities=("Pune",),
)


def limits(text: str) -> dict[str, tuple[str, ...]]:
    return {x.attribute: x.values for x in parse_query(text, VOCABULARY).query.limits if not x.excluded}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("jute dikhao", {"category": ("Shoes",)}),
        ("mere liye jute chahiye", {"category": ("Shoes",)}),
        ("jute bag dikhao", {"material": ("Jute",), "category": ("Bags",)}),
        ("show me a jute bag", {"material": ("Jute",), "category": ("Bags",)}),
        ("जूते सात नंबर", {"category": ("Shoes",), "size": ("UK 7",)}),
        ("saat saal ki frock", {"category": ("Frocks",), "size": ("7-8 Years",)}),
        ("curtains 7 feet", {"category": ("Curtains",), "size": ("7 ft",)}),
        ("curtains of 7ft", {"category": ("Curtains",), "size": ("7 ft",)}),
    ],
)
def test_things_and_sizes_by_ear(text: str, wanted: dict[str, tuple[str, ...]]) -> None:
    assert limits(text) == wanted


@pytest.mark.parametrize("text", ["चमड़े का नहीं", "chamde ka nahi", "leather nahi chahiye"])
def test_of_leather_not_leaves_leather_out(text: str) -> None:
    query = parse_query(text, VOCABULARY).query
    assert [(x.values, x.excluded) for x in query.limits] == [(("Leather",), True)]


@pytest.mark.parametrize("text", ["bhai ek black shirt dikhao", "acha to black shirt", "ok black shirt"])
def test_how_one_is_addressed_is_no_word_to_look_for(text: str) -> None:
    assert parse_query(text, VOCABULARY).query.text == ""


def test_a_share_off_is_an_order_by_discount_and_no_word() -> None:
    query = parse_query("shirts 40% off", VOCABULARY).query
    assert (query.sort, query.text) == (Sort.DISCOUNT, "")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("will it be here by monday?", True),
        ("kal tak mil jayega kya", True),
        ("शुक्रवार तक आ जाएगा?", False),  # no day that the dates know
        ("show me what came by monday", False),
        ("when does it come", False),
    ],
)
def test_whether_it_comes_by_a_day(text: str, asks: bool) -> None:
    said = analyse(text)
    found = find_entities(said, VOCABULARY, coupons=frozenset(), blocked=frozenset(), awaiting="")
    assert asks_for_a_day(said, found.entities) is asks


@pytest.mark.parametrize("text", ["पहले दो की तुलना करो", "pehle do ka fark batao", "compare the first two"])
def test_the_first_two_are_two(text: str) -> None:
    reference = find_reference(text)
    assert reference is not None
    assert reference.ordinals == (1, 2)


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("पहले और चौथे में से कौन सा लूँ", (1, 4)),
        ("first and third, which is nicer", (1, 3)),
        ("first one in L", (1,)),
    ],
)
def test_the_first_of_several_positions_is_no_aside(text: str, positions: tuple[int, ...]) -> None:
    (line,) = without_asides(analyse(text))
    reference = find_reference(line)
    assert reference is not None
    assert reference.ordinals == positions


@pytest.mark.parametrize("text", ["coupon laga do FEST20", "कूपन लगाना है FEST20", "promo FEST20 daalo"])
def test_a_code_is_heard_behind_the_verb(text: str) -> None:
    found = find_entities(analyse(text), VOCABULARY, coupons=frozenset(), blocked=frozenset(), awaiting="")
    assert [x.value for x in found.entities] == ["FEST20"]


@pytest.mark.parametrize("text", ["costlier shirts", "और महंगी शर्ट दिखाओ", "zyada mehenge shirt dikhao"])
def test_dearer_ones_are_an_order_by_price_and_no_word(text: str) -> None:
    query = parse_query(text, VOCABULARY).query
    assert (query.sort, query.text) == (Sort.PRICE_DOWN, "")


@pytest.mark.parametrize("text", ["ye bahut zyada mehenga hai", "zyada mehenga nahi chahiye"])
def test_too_dear_is_no_wish_for_dearer_ones(text: str) -> None:
    assert parse_query(text, VOCABULARY).query.sort is not Sort.PRICE_DOWN
