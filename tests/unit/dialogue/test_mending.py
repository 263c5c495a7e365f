"""What was done is meant differently, a question is skipped, a yes goes on with a but, who one is, the same again."""

from __future__ import annotations

import json
import random

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.event_json import event_from_json, event_to_json
from retailgenie.ai.dialogue.recording import Event, Recorder, replayed
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.fuzz import fuzzed_message
from retailgenie.ai.types import BlockKind
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, ShopReader, Talk


def at_the_card() -> Talk:
    shop = FakeShop()
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    for words in ("checkout", "home delivery", "12 MG Road", "UPI"):
        talk.say(words)
    assert talk.state.pending is not None
    return talk


def test_a_size_said_anew_right_after_adding_replaces_the_piece() -> None:
    talk = Talk()
    talk.say("linen shirts")
    talk.say("add it in M and in blue")
    assert talk.shop.cart == [(101, 1)]
    talk.say("no, L")
    assert talk.shop.cart == [(102, 1)]


def test_size_and_number_are_corrected_together() -> None:
    talk = Talk()
    talk.say("linen shirts")
    talk.say("add it in M and in blue")
    talk.say("sorry, 3 in L")
    assert talk.shop.cart == [(102, 3)]


def test_a_correction_two_turns_later_is_no_correction_of_the_cart() -> None:
    talk = Talk()
    talk.say("linen shirts")
    talk.say("add it in M and in blue")
    talk.say("what is your return policy?")
    talk.say("no, red kurtas")
    assert talk.shop.cart == [(101, 1)]


def test_a_yes_that_goes_on_with_another_way_to_pay_places_nothing() -> None:
    talk = at_the_card()
    talk.say("yes, but pay by card")
    assert talk.shop.orders == []
    assert talk.state.pending is not None
    assert talk.state.pending.arguments["payment_method"] == "card"


def test_a_yes_with_a_but_that_says_nothing_known_shows_the_card_again() -> None:
    talk = at_the_card()
    talk.say("yes, but something else")
    assert talk.shop.orders == []
    assert BlockKind.CONFIRM in talk.kinds


def test_a_yes_that_says_the_wish_again_is_a_yes() -> None:
    talk = at_the_card()
    talk.say("Yes, that's correct. Please proceed.")
    assert len(talk.shop.orders) == 1


def test_a_question_that_must_be_answered_is_not_skipped() -> None:
    talk = Talk()
    talk.say("linen shirts")
    talk.say("add it in blue")
    talk.say("skip this")
    assert talk.state.top is not None
    assert talk.state.top.asked == "size"
    assert talk.shop.cart == []


def test_a_checkout_in_one_sentence_keeps_way_address_and_payment() -> None:
    shop = FakeShop()
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    talk.say("checkout with home delivery to 12 MG Road, Pune 411001, pay by UPI")
    assert talk.state.pending is not None
    assert talk.state.pending.arguments["payment_method"] == "upi"
    assert talk.state.pending.arguments["address_id"] == 1


def test_a_new_address_in_the_sentence_is_cut_out_of_it() -> None:
    shop = FakeShop(logged_in=False)
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    talk.say("checkout with home delivery to Meena Das, 98220 12345, 5 Lake Road, Pune 411001, pay by UPI")
    assert talk.state.pending is not None
    assert talk.state.pending.arguments["address"] == {
        "name": "Meena Das",
        "phone": "9822012345",
        "line1": "5 Lake Road",
        "line2": "",
        "city": "Pune",
        "pin": "411001",
    }


def test_the_answer_to_the_task_beneath_ends_the_digression() -> None:
    shop = FakeShop(logged_in=False)
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    for words in ("checkout", "home delivery", "Asha Rao", "how long does delivery take?", "98765 43210"):
        talk.say(words)
    assert talk.state.top is not None
    assert talk.state.top.flow == "checkout"
    assert talk.state.top.slots["phone"] == "9876543210"


def test_who_one_is_needs_no_telling_and_the_task_goes_on() -> None:
    shop = FakeShop()
    shop.add_order(("Neela linen shirt",), 129900)
    shop.add_order(("Saada daily kurta",), 69900)
    talk = Talk(shop)
    talk.say("cancel my order")
    for words in ("My name is Asha Rao and my zip code is 411001", "I don't have the order number with me"):
        talk.say(words)
        assert talk.state.top is not None
        assert (talk.state.top.flow, talk.state.top.asked) == ("cancel_order", "number")
    assert len(talk.chips) >= 2


def test_a_nod_is_answered_and_an_open_question_stays_open() -> None:
    shop = FakeShop()
    shop.add_order(("Neela linen shirt",), 129900)
    shop.add_order(("Saada daily kurta",), 69900)
    talk = Talk(shop)
    talk.say("oh wow")
    assert talk.text in ("All right.", "Sure.")
    assert len(talk.chips) == 4
    talk.say("cancel my order")
    for _ in range(4):
        talk.say("oh wow")
        assert talk.state.top is not None
        assert (talk.state.top.flow, talk.state.top.asked) == ("cancel_order", "number")
    assert [tool for tool, _, _ in shop.calls if tool == "cancel_order"] == []


def test_a_stranger_who_tells_a_name_is_asked_to_log_in() -> None:
    talk = Talk(FakeShop(logged_in=False))
    talk.say("my name is Asha Rao and my e-mail is asha@example.com")
    assert talk.kinds == {BlockKind.LOGIN}


def test_a_log_of_events_replays_to_the_same_states_and_replies_without_the_shop() -> None:
    """Fifteen conversations at random: what the log holds is all that a state comes from."""
    reader = ShopReader()
    for seed in range(15):
        dice = random.Random(seed)
        shop = FakeShop(logged_in=dice.random() < 0.7)
        shop.cart = [(201, 1)]
        state, log, states, replies = DialogueState(), [], [], []
        context = TurnContext(logged_in=shop.logged_in)
        for _ in range(20):
            recorder = Recorder(shop)
            message = fuzzed_message(dice)
            result = converse(state, reader, message, recorder, context, NOW)
            event = Event(message, context, NOW, tuple(recorder.answers), result.reading)
            log.append(event_from_json(json.loads(json.dumps(event_to_json(event))), context))
            state = result.state
            states.append(state)
            replies.append(result.reply.blocks)
        calls = len(shop.calls)
        again = list(replayed(log))
        assert [x.state for x in again] == states
        assert [x.reply.blocks for x in again] == replies
        assert len(shop.calls) == calls
