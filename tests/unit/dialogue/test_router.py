"""When the classic view is offered, why, with what filled in; and that it never pushes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.router import REASONS, Outcomes, learned_weights
from retailgenie.ai.types import BlockKind
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk


def offers(made: Talk) -> list[tuple[str, object]]:
    return [(block.token, block.data) for block in made.reply.blocks if block.kind is BlockKind.CLASSIC]


@pytest.mark.parametrize("words", ["compare all of them", "compare the first three"])
def test_three_products_side_by_side_are_offered_as_a_page_with_the_reason(words: str) -> None:
    made = Talk()
    made.say("shirt")
    made.say(words)
    assert offers(made) == [("offer:compare:compare", "/compare/?p=1&p=2&p=3")]
    assert "side by side" in made.text
    assert BlockKind.COMPARISON in made.kinds  # the answer itself is never withheld


def test_two_products_are_compared_here() -> None:
    made = Talk()
    made.say("shirt")
    made.say("compare the first two")
    assert offers(made) == []


def test_a_reason_is_offered_once_a_conversation() -> None:
    made = Talk()
    for words in ("shirt", "compare all of them", "compare all of them"):
        made.say(words)
    assert offers(made) == []


def test_a_whole_new_address_is_offered_as_the_form() -> None:
    made = Talk(FakeShop(addresses=(), cart=[(201, 1)]))
    made.say("checkout")
    made.say("home delivery")
    found = [token for token, _ in offers(made)]
    assert found == ["offer:form:checkout"]
    assert "quicker in a form" in made.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("english", "side by side"), ("hinglish", "saath-saath"), ("hindi", "साथ-साथ")],
)
def test_the_reason_is_said_in_the_language_of_the_talk(language: str, sentence: str) -> None:
    made = Talk()
    made.say("shirt")
    made.say(f"speak {language}")
    made.say("compare all of them")
    assert sentence in made.text


def test_not_understood_twice_leads_to_a_page_where_one_looks_oneself() -> None:
    made = Talk()
    made.say("red shirt")
    for _ in range(2):
        made.say("flurb grobble wimp")
    assert [token for token, _ in offers(made)] == ["offer:stuck:search"]


def test_boards_are_offered_to_staff_and_to_nobody_else() -> None:
    made = Talk()
    made.say("where is the stock board")
    assert offers(made) == []
    made.context = replace(made.context, staff=True)
    made.say("where is the stock board")
    assert offers(made) == [("offer:staff:staff", "/staff/")]


def test_a_low_weight_silences_an_offer_and_asking_still_opens() -> None:
    made = Talk()
    made.context = replace(made.context, weights=dict.fromkeys(REASONS, 0.5))
    made.say("shirt")
    made.say("compare all of them")
    assert offers(made) == []
    made.say("show me the classic view")
    assert [token.split(":")[:2] for token, _ in offers(made)] == [["open", "asked"]]


@pytest.mark.parametrize("words", ["show me the form", "classic view kholo", "क्लासिक व्यू खोलिए"])
def test_who_asks_gets_the_page_of_what_the_talk_is_about(words: str) -> None:
    made = Talk()
    made.say("red shirt under 2000")
    made.say(words)
    ((token, url),) = offers(made)
    assert token.startswith("open:asked:")
    assert "/search/" in str(url) or "/p/" in str(url)


def test_the_form_of_a_return_opens_with_the_chosen_lines() -> None:
    shop = FakeShop()
    order = shop.add_order(("Neela linen shirt", "Gulal festive kurta"), 329800)
    shop.put_order(order.number, status="delivered", status_label="Delivered")
    made = Talk(shop)
    made.say("I want to return the kurta")
    made.say("show me the form")
    ((token, url),) = offers(made)
    assert token == "open:asked:return"
    number = shop.orders[0].number
    assert str(url).startswith(f"/orders/{number}/return/?pieces_")


def test_weights_follow_take_up_and_completion() -> None:
    learned = learned_weights(
        [
            Outcomes("compare", offered=20, taken=0, completed=0),
            Outcomes("form", offered=20, taken=20, completed=20),
            Outcomes("many", offered=0, taken=0, completed=0),
        ]
    )
    assert learned == {"compare": 0.5, "form": 1.6, "many": 1.0}  # (6 + 20) / 40 / 0.3 = 2.17, bounded
