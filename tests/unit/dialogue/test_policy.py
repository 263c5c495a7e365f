"""What a segment asks for, given how sure the reader is and what was shown."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.commands import StartFlow
from retailgenie.ai.dialogue.policy import with_nothing_open
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.types import (
    Cards,
    Entity,
    EntityKind,
    IntentScore,
    Language,
    Reading,
    Reference,
    Segment,
)
from tests.unit.dialogue.talk import NOW, ShopReader, Talk


def after_results() -> Talk:
    talk = Talk()
    talk.say("shirts")
    assert talk.state.shown.products
    return talk


def wish(
    text: str, *intents: tuple[str, float], place: str = "", ordinal: int = 0, pronoun: bool = False
) -> str:
    """Return the flow that a message starts after results were shown."""
    talk = after_results()
    entities = (Entity(EntityKind.PIN, place, place, 0, len(place)),) if place else ()
    reference = (
        Reference(ordinals=(ordinal,) if ordinal else (), pronoun=pronoun) if ordinal or pronoun else None
    )
    scores = tuple(IntentScore(name, score) for name, score in intents)
    turn = Turn(talk.state, talk.shop, talk.context, NOW, Language.ENGLISH)
    command = with_nothing_open(turn, Segment(text, scores, entities, reference=reference))
    assert isinstance(command, StartFlow)
    return command.intent


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("the second one", "search_products", "product_details"),
        ("cancel the first one", "cancel_order", "cancel_order"),
        ("when would the first one be delivered", "delivery_question", "delivery_question"),
    ],
)
def test_a_position_says_what_it_is_about_and_leaves_a_plain_wish_alone(
    text: str, first: str, expected: str
) -> None:
    assert wish(text, (first, 0.6), ("choose_option", 0.2), ordinal=1) == expected


def test_asking_for_a_thing_at_a_place_is_about_the_thing() -> None:
    there = wish("is it in a store near 411001", ("find_store", 0.9), place="411001", pronoun=True)
    stores = wish("stores near 411001", ("find_store", 0.9), place="411001")
    assert (there, stores) == ("check_availability", "find_store")


def test_looking_at_favourites_keeps_nothing() -> None:
    assert wish("show my favourites", ("save_for_later", 0.9)) == "show_favourites"
    assert wish("save it", ("save_for_later", 0.9), pronoun=True) == "save_for_later"


def test_a_named_way_to_pay_is_no_greeting() -> None:
    assert wish("upi", ("greet", 0.33), ("payment_question", 0.31), place="upi") == "payment_question"


@pytest.mark.parametrize("text", ["remove one", "ek hata do", "take one out of the cart"])
def test_removing_one_of_several_leaves_the_others(text: str) -> None:
    talk = Talk()
    talk.shop.cart = [(201, 3)]
    talk.say("show my cart")
    assert wish(text, ("remove_from_cart", 0.9)) == "change_quantity"
    talk.say("remove one")
    assert talk.shop.cart == [(201, 2)]
    assert wish("remove the red one", ("remove_from_cart", 0.9)) == "remove_from_cart"


def test_more_after_the_last_page_says_that_this_was_all() -> None:
    talk = after_results()
    talk.say("show more")
    assert "all I have" in talk.text


def test_no_favourites_yet_says_how_to_keep_one(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = after_results()
    monkeypatch.setattr(talk.shop, "_list_favourites", lambda: Cards("Your favourites", ()))
    talk.reader = Always(Segment("my favourites", (IntentScore("show_favourites", 0.9),)))
    talk.say("my favourites")
    assert "You have kept nothing yet." in talk.text


class Always(ShopReader):
    """Reads every message as one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def read(self, text: str, context: ReadContext) -> Reading:
        return Reading(text, Language.ENGLISH, (self._segment,))
