"""Nothing with money, orders or tickets happens without its own card and a separate yes."""

from __future__ import annotations

from dataclasses import replace

from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.types import BlockKind, IntentScore, Language, Reading, Segment
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, Talk, Tap


def ready_to_order() -> Talk:
    shop = FakeShop()
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    for words in ("checkout", "home delivery", "office", "upi"):
        talk.say(words)
    assert talk.state.pending is not None
    return talk


def test_yes_without_a_card_does_nothing() -> None:
    talk = Talk()
    talk.say("yes")
    assert talk.shop.calls == []


def test_no_leaves_everything_and_the_yes_after_it_is_too_late() -> None:
    talk = ready_to_order()
    talk.say("no")
    talk.say("yes")
    assert talk.shop.orders == []


def test_a_question_in_between_keeps_the_card_and_shows_it_again() -> None:
    talk = ready_to_order()
    token = talk.state.pending.token if talk.state.pending else ""
    talk.say("what is your return policy?")
    assert talk.block(BlockKind.CONFIRM).token == token
    talk.say("yes")
    assert len(talk.shop.orders) == 1


def test_another_payment_makes_a_new_card_and_the_old_one_void() -> None:
    talk = ready_to_order()
    old = talk.block(BlockKind.CONFIRM).token
    talk.say("no, pay by card")
    assert talk.block(BlockKind.CONFIRM).token != old
    talk.say(Tap("confirm", token=old))
    assert talk.shop.orders == []
    talk.say(Tap("confirm", token=talk.block(BlockKind.CONFIRM).token))
    assert len(talk.shop.orders) == 1
    assert [x[1]["payment_method"] for x in talk.shop.calls if x[0] == "place_order"][-1] == "card"


def test_a_changed_cart_makes_the_card_void() -> None:
    talk = ready_to_order()
    old = talk.state.pending.token if talk.state.pending else ""
    talk.say(Tap("add", variant_id=401))
    assert talk.state.pending is not None
    assert talk.state.pending.token != old


def test_a_yes_in_the_same_message_as_the_request_counts_for_nothing() -> None:
    talk = Talk()
    talk.shop.add_order(("Neela linen shirt",), 129900)

    class Both:
        def read(self, text: str, context: object) -> Reading:
            parts = [Segment(text, (IntentScore(name, 0.99),)) for name in ("cancel_order", "confirm")]
            return Reading(text, Language.ENGLISH, tuple(parts))

    result = converse(talk.state, Both(), "cancel my order yes", talk.shop, talk.context, NOW)
    assert result.state.pending is not None
    assert talk.shop.orders[0].can_cancel


def test_cancelling_an_order_needs_its_yes() -> None:
    talk = Talk()
    order = talk.shop.add_order(("Neela linen shirt",), 129900)
    talk.say("cancel my order")
    assert [known.can_cancel for known in talk.shop.orders] == [True]
    talk.say("yes")
    assert [known.can_cancel for known in talk.shop.orders] == [False]
    assert order.number in talk.text


def test_one_of_several_orders_is_asked_for() -> None:
    talk = Talk()
    talk.shop.add_order(("Neela linen shirt",), 129900)
    talk.shop.add_order(("Gulal festive kurta",), 199900)
    talk.say("cancel my order")
    assert [talk.state.pending] == [None]
    talk.say("the kurta one")
    assert talk.state.pending is not None
    assert talk.state.pending.arguments["number"] == talk.shop.orders[0].number


def two_orders_that_want_a_reason() -> Talk:
    talk = Talk()
    talk.shop.add_order(("Neela linen shirt",), 129900)
    talk.shop.add_order(("Gulal festive kurta",), 199900)
    reasons = ("no longer needed", "ordered by mistake")
    talk.shop.orders = [replace(x, cancel_reasons=reasons) for x in talk.shop.orders]
    return talk


def test_the_number_of_an_order_and_its_reason_are_heard_in_one_answer() -> None:
    talk = two_orders_that_want_a_reason()
    talk.say("cancel my order")
    talk.say("please take order RG26110001, and the reason is that it is no longer needed")
    assert talk.state.pending is not None
    assert talk.state.pending.arguments == {"number": "RG26110001", "reason": "no longer needed"}
    assert [known.can_cancel for known in talk.shop.orders] == [True, True]


def test_it_in_a_yes_is_the_order_of_the_card_and_not_the_one_spoken_of_before() -> None:
    talk = two_orders_that_want_a_reason()
    talk.say("where is my order RG26110002?")
    assert talk.state.shown.order_number == "RG26110002"
    talk.say("cancel order RG26110001, ordered by mistake")
    assert talk.state.pending is not None
    assert talk.state.pending.arguments == {"number": "RG26110001", "reason": "ordered by mistake"}
    talk.say("yes, I ordered it by mistake")
    assert [(known.number, known.can_cancel) for known in talk.shop.orders] == [
        ("RG26110002", True),
        ("RG26110001", False),
    ]


def test_a_ticket_is_opened_only_after_its_yes() -> None:
    talk = Talk()
    talk.say("my parcel was damaged and the courier was rude")
    assert talk.shop.tickets == []
    talk.say("yes")
    assert talk.shop.tickets[0]["category"] == "bug"


def test_the_old_card_of_a_finished_order_does_nothing() -> None:
    talk = ready_to_order()
    token = talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    talk.say(Tap("confirm", token=token))
    assert len(talk.shop.orders) == 1


def test_a_hesitant_word_is_no_yes() -> None:
    talk = ready_to_order()

    class Hesitant:
        def read(self, text: str, context: object) -> Reading:
            return Reading(text, Language.ENGLISH, (Segment(text, (IntentScore("confirm", 0.85),)),))

    result = converse(talk.state, Hesitant(), "hmm", talk.shop, talk.context, NOW)
    assert talk.shop.orders == []
    assert result.state.pending == talk.state.pending
    assert any(block.kind is BlockKind.CONFIRM for block in result.reply.blocks)


def test_a_yes_said_twice_in_other_words_is_a_yes() -> None:
    for words in ("Yes, please go ahead and make this order. Thank you.", "yes, proceed with it now please"):
        talk = ready_to_order()
        talk.say(words)
        assert len(talk.shop.orders) == 1, words


def test_a_yes_that_goes_on_with_something_else_is_none() -> None:
    for words in ("yes, but go ahead without the discount", "yes, go ahead and empty my cart"):
        talk = ready_to_order()
        talk.say(words)
        assert talk.shop.orders == [], words
