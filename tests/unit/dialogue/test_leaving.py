"""What stays as it is, what isn't offered, conditions, and things taken off an order."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.described import Kind, pairs_in
from retailgenie.ai.dialogue.leaving import has_condition, left_part, wanted_part
from retailgenie.ai.dialogue.mending import parts_after_yes
from retailgenie.ai.dialogue.pieces import Piece
from retailgenie.ai.dialogue.remarks import leaves
from retailgenie.ai.dialogue.swapping import variant_answered
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import BlockKind, IntentScore, Language, ProductCard, Segment, VariantView
from tests.unit.dialogue.talk import NOW, Talk
from tests.unit.dialogue.test_after_purchase import KURTA, SHIRT, asked, carried_out, talk_with
from tests.unit.dialogue.test_several_orders import LAMP, two_orders


def torch(*rows: tuple[str, str, str]) -> tuple[Piece, ProductCard]:
    """A torch in several kinds: (colour, battery, water resistance); the first is the one that was bought."""
    variants = tuple(
        VariantView(n, f"T{n}", colour, "", 49900, 5, (("battery", battery), ("water resistance", wet)))
        for n, (colour, battery, wet) in enumerate(rows, 1)
    )
    card = ProductCard(9, "Ujala torch", "/p/9/", "", "", "", 49900, 49900, 0.0, 0, variants)
    piece = Piece(1, 9, "Ujala torch", variants[0].colour, "", 1, attributes=variants[0].attributes)
    return piece, card


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I don't want any changes to the lamp. Make the kettle black.", "Make the kettle black."),
        ("Return the shirt. As for the kurta, I'll decide later.", "Return the shirt."),
        ("Please keep the big one. Exchange the small one for red.", "Exchange the small one for red."),
        ("I don't want to keep it, return it", "I don't want to keep it, return it"),
    ],
)
def test_a_sentence_that_leaves_something_is_no_part_of_the_wish(text: str, kept: str) -> None:
    assert wanted_part(text) == kept


def test_what_is_left_is_named_apart() -> None:
    assert (
        left_part("Return the shirt. As for the kurta, I'll decide later.")
        == "As for the kurta, I'll decide later."
    )
    assert left_part("Return the shirt.") == ""


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("swap it for blue, and if that isn't possible cancel it", True),
        ("refund me, otherwise I want a new one", True),
        ("cancel it if you don't mind", False),
        ("return the shirt", False),
    ],
)
def test_a_wish_that_hangs_on_something_is_noticed(text: str, hangs: bool) -> None:
    assert has_condition(text) is hangs


def test_a_condition_is_said_to_be_none_that_is_waited_for() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("cancel my order if it can't be delivered tomorrow")
    assert "condition" in talk.text
    assert carried_out(talk, "cancel_order") == []


def test_a_thing_left_out_later_leaves_the_others_in_the_return() -> None:
    talk = talk_with(SHIRT, KURTA, LAMP)
    talk.say("I want to return the shirt, the kurta and the lamp, they are damaged")
    talk.say("As for the lamp, I'll keep it for now.")
    talk.say("yes")
    assert [x["line_id"] for x in carried_out(talk, "return_items")[0]["lines"]] == [11, 12]


def test_sizes_in_words_are_those_of_the_things() -> None:
    kinds = [Kind("Garam jacket", {"size": frozenset({"S", "XL", "XXL"})})]
    told = pairs_in("the jacket in extra extra large", kinds).now[0]
    assert told.fits("Garam jacket", {"size": "XXL"})
    assert not told.fits("Garam jacket", {"size": "XL"})


def test_all_that_is_told_of_one_thing_counts() -> None:
    piece, card = torch(
        ("blue", "8 hours", "IPX4"), ("blue", "4 hours", "IPX4"), ("black", "4 hours", "not resistant")
    )
    found = variant_answered(
        "for one that is black, with a 4 hour battery, and not water resistant", piece, card
    )
    assert found is not None
    assert found.variant_id == 3


def test_what_is_refused_is_not_taken() -> None:
    piece, card = torch(
        ("blue", "8 hours", "IPX4"), ("black", "8 hours", "IPX4"), ("black", "8 hours", "not resistant")
    )
    found = variant_answered("I'd like the black one. I don't need the IPX4 kind.", piece, card)
    assert found is not None
    assert found.variant_id == 3


@pytest.mark.parametrize(
    "words", ["can you undo the cancellation of my order?", "please, I really need that order back"]
)
def test_a_cancelled_order_is_said_to_stay_so(words: str) -> None:
    talk = talk_with(SHIRT, status="cancelled")
    talk.say(words)
    assert "can't be taken up again" in talk.text
    assert "Talk to a person" in talk.chips


def test_a_payment_is_said_not_to_be_split() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("can I split the payment between two cards?")
    assert "can't be split" in talk.text


def test_with_an_empty_cart_a_thing_is_taken_off_its_order() -> None:
    talk = talk_with(SHIRT, KURTA, status="placed")
    talk.say("please remove the kurta, I ordered it by mistake")
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    assert carried_out(talk, "cancel_order")[0]["lines"] == [{"line_id": 12, "quantity": 1}]


def test_yes_to_the_card_and_another_wish_are_both_heard() -> None:
    talk, one, other = two_orders()
    talk.say(f"cancel the table lamp of order {one}")
    assert talk.state.pending is not None
    parts = [
        Segment("Yes,", (IntentScore("confirm", 0.97),)),
        Segment("please cancel the lamp.", (IntentScore("cancel_order", 0.9),)),
        Segment(f"I'd like to change the kettle of order {other}.", (IntentScore("change_order", 0.9),)),
    ]
    turn = Turn(talk.state, talk.shop, talk.context, NOW, Language.ENGLISH)
    assert [x.intent for x in parts_after_yes(turn, parts)] == ["confirm", "change_order"]


def test_an_order_whose_things_shall_stay_is_taken_off_the_list() -> None:
    talk, one, other = two_orders()
    talk.say(f"cancel orders {one} and {other}")
    assert len(talk.state.queue) == 1
    talk.say("Please keep the kettle and the kurta. Thanks.")
    assert not talk.state.queue


def test_how_much_is_that_while_delivery_is_asked_means_the_delivery() -> None:
    talk = Talk()
    talk.say("red kurta")
    talk.say("how long does delivery take")
    assert asked(talk) == "pin"
    talk.say("and how much does that cost?")
    assert BlockKind.POLICY in talk.kinds
    question = next(
        arguments["question"] for name, arguments, _ in talk.shop.calls if name == "search_policies"
    )
    assert question.startswith("Delivery charges")


@pytest.mark.parametrize(
    ("text", "parting"),
    [
        ("That's all for today. Say hello to your cat! Have a lovely evening.", True),
        ("have a good day, and can you track my parcel", False),
        ("take care of my order", False),
    ],
)
def test_who_parts_is_let_go(text: str, parting: bool) -> None:
    assert leaves(text) is parting


def test_a_thing_that_is_off_already_takes_nothing_else_off() -> None:
    talk = talk_with(SHIRT, KURTA, status="placed")
    talk.say("please remove the kurta, I ordered it by mistake")
    talk.say("yes")
    talk.say("now please remove the kurta")
    assert talk.state.pending is None
    assert len(carried_out(talk, "cancel_order")) == 1
