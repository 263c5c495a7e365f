"""Search wishes: merged, said back, compared with what was found."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.queries import described, merged, names_kind
from retailgenie.ai.dialogue.render.phrases import phrase
from retailgenie.ai.types import Language, Limit, MoneyRange, SearchQuery, Sort


def english(key: str, **values: object) -> str:
    return phrase(key, Language.ENGLISH, 0, values)


def hinglish(key: str, **values: object) -> str:
    return phrase(key, Language.HINGLISH, 0, values)


BLUE = Limit("colour", ("Blue", "Sky Blue", "Navy"), said="blue")
SHIRTS = Limit("category", ("Shirts",), said="shirt")
WISH = SearchQuery(limits=(BLUE, Limit("material", ("Cotton",)), SHIRTS, Limit("gender", ("Men",))))


def test_a_wish_is_said_back_as_people_say_it() -> None:
    under = SearchQuery(limits=WISH.limits, price=MoneyRange(None, 150000))
    assert described(under, english) == "blue cotton shirts for men under ₹1,500"
    assert described(under, hinglish) == "men ke liye blue cotton shirts, ₹1,500 tak"


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (MoneyRange(50000, 100000), "shirts between ₹500 and ₹1,000"),
        (MoneyRange(50000, None), "shirts over ₹500"),
        (MoneyRange(), "shirts"),
    ],
)
def test_prices_are_said_in_words(price: MoneyRange, words: str) -> None:
    assert described(SearchQuery(limits=(SHIRTS,), price=price), english) == words


def test_sizes_exclusions_and_things_without_a_kind() -> None:
    limits = (SHIRTS, Limit("size", ("M",)), Limit("colour", ("Red",), excluded=True))
    assert described(SearchQuery(limits=limits), english) == "shirts in M, not red"
    assert described(SearchQuery(limits=(Limit("occasion", ("Wedding",)),)), english) == "wedding products"


def test_a_new_limit_replaces_its_like_and_keeps_the_others() -> None:
    new = SearchQuery(limits=(Limit("colour", ("Red",)),), price=MoneyRange(None, 99900), sort=Sort.PRICE_UP)
    found = merged(WISH, new)
    assert [x.values for x in found.limits if x.attribute == "colour"] == [("Red",)]
    assert found.limit("material") is not None
    assert (found.price.max_paise, found.sort, found.page) == (99900, Sort.PRICE_UP, 1)


def test_an_exclusion_takes_back_the_same_value_only() -> None:
    found = merged(WISH, SearchQuery(limits=(Limit("material", ("Silk",), excluded=True),)))
    assert found.limit("material") == Limit("material", ("Cotton",))
    taken_back = merged(WISH, SearchQuery(limits=(Limit("material", ("Cotton",), excluded=True),)))
    assert taken_back.limit("material") is None


def test_what_was_found_must_be_of_the_kind_before_it_is_called_so() -> None:
    assert names_kind(SearchQuery(limits=(SHIRTS,)), ["Linen Shirt Shirts"])
    assert not names_kind(SearchQuery(limits=(Limit("category", ("Kurtas",)),)), ["Red Dupatta Dupattas"])
    assert names_kind(SearchQuery(text="something nice"), ["Red Dupatta"])
