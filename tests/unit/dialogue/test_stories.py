"""Wishes told with a story: what is looked for, what is not said of the rest, a code, a cart that is left."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue import queries
from retailgenie.ai.nlu.asides import without_asides
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.types import BlockKind, EntityKind, Limit, MoneyRange, SearchQuery
from tests.unit.dialogue.talk import Talk, vocabulary

SHIRTS = SearchQuery(
    limits=(Limit("category", ("shirt",)), Limit("size", ("L",)), Limit("colour", ("blue",))),
    price=MoneyRange(max_paise=120000),
)


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("nephew begins college next week", True),
        ("mirrorwork zzbrand", False),
        ("", False),
    ],
)
def test_many_words_around_a_kind_of_thing_are_a_story(text: str, story: bool) -> None:
    assert queries.is_story(SearchQuery(text=text, limits=SHIRTS.limits)) is story
    assert not queries.is_story(SearchQuery(text=text))


def test_another_kind_of_thing_with_its_own_values_begins_anew() -> None:
    jeans = SearchQuery(limits=(Limit("category", ("jeans",)), Limit("material", ("denim",))))
    assert queries.merged(SHIRTS, jeans) == jeans


def test_another_kind_alone_and_more_of_the_same_kind_go_on() -> None:
    jeans = SearchQuery(limits=(Limit("category", ("jeans",)),))
    linen = SearchQuery(limits=(Limit("category", ("shirt",)), Limit("material", ("linen",))))
    assert queries.merged(SHIRTS, jeans).price == SHIRTS.price
    assert queries.merged(SHIRTS, jeans).limit("colour") == Limit("colour", ("blue",))
    assert queries.merged(SHIRTS, linen).limit("size") == Limit("size", ("L",))


@pytest.mark.parametrize("words", ["saree chahiye, lal bilkul nahi", "साड़ी चाहिए, लाल बिल्कुल नहीं"])
def test_not_at_all_excludes_in_hindi(words: str) -> None:
    found = parse_query(words, vocabulary()).query.limit("colour")
    assert found is None
    limits = parse_query(words, vocabulary()).query.limits
    assert [(x.values, x.excluded) for x in limits if x.attribute == "colour"] == [(("red",), True)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("is there a coupon? my sister told me of MELA25", ["MELA25"]),
        ("any promo? someone wrote SAVE10 in a group", ["SAVE10"]),
        ("my sister told me of MELA25", []),
        ("is there a code for the XL32 model", []),
        ("the coupon is for order RG261000110", []),
    ],
)
def test_a_code_stands_anywhere_in_a_message_that_speaks_of_codes(words: str, codes: list[str]) -> None:
    found = find_entities(words, vocabulary())
    assert [x.value for x in found.entities if x.kind is EntityKind.COUPON] == codes


@pytest.mark.parametrize(
    "words", ["just leave it in the cart", "keep everything in my cart for now", "cart mein hi rehne do"]
)
def test_a_cart_that_is_left_keeps_its_things_and_nothing_is_ordered(words: str) -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say("add the first one in M")
    talk.say("checkout")
    lines = len(talk.shop.cart)
    talk.say(words)
    assert len(talk.shop.cart) == lines
    assert "place_order" not in [name for name, _, approval in talk.shop.calls if approval]
    assert "save_for_later" not in talk.tools


def test_leaving_one_thing_of_a_cart_is_no_word_about_the_whole() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say("add the first one in M")
    talk.say("remove it from the cart")
    assert len(talk.shop.cart) == 0
    assert BlockKind.CONFIRM not in talk.kinds


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("first one of these is nice, what is its fabric like", "first one"),
        ("next one please show me its colour and price", "next one"),
    ],
)
def test_the_first_one_is_no_beginning_of_a_list_of_wishes(words: str, kept: str) -> None:
    assert without_asides(analyse(words))[0].clean.startswith(kept)


def test_first_with_a_comma_still_is_one() -> None:
    told = without_asides(analyse("First, could you change the address of my order to another one"))
    assert not told[0].clean.startswith("First")
