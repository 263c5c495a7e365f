"""Digression and return, cancel, log-in in the middle, not understood, language, replay."""

from __future__ import annotations

from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.types import BlockKind, IntentScore, Language, Reading, Segment
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, Talk, Tap


def checking_out() -> Talk:
    shop = FakeShop()
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    talk.say("checkout")
    return talk


def test_after_a_digression_the_task_goes_on_where_it_was() -> None:
    talk = checking_out()
    talk.say("what is your return policy?")
    assert BlockKind.POLICY in talk.kinds
    assert "Home delivery" in talk.chips
    talk.say("home delivery")
    assert talk.state.top is not None
    assert talk.state.top.asked == "address"


def test_stop_ends_the_task_and_changes_nothing() -> None:
    talk = checking_out()
    talk.say("never mind")
    assert talk.state.stack == ()
    assert len(talk.shop.cart) == 1


def test_several_slots_in_one_answer_are_all_taken() -> None:
    talk = checking_out()
    talk.say("deliver to my office and I'll pay by upi")
    assert talk.state.pending is not None or (talk.state.top and talk.state.top.slots.get("payment") == "upi")


def test_a_wish_behind_a_question_waits_and_is_done_afterwards() -> None:
    talk = Talk()
    talk.say("red kurta")
    talk.say("add it and checkout")
    assert talk.chips[:3] == ["S", "M", "L"]
    talk.say("M")
    assert len(talk.shop.cart) == 1
    assert talk.state.top is not None
    assert talk.state.top.flow == "checkout"


def test_log_in_is_asked_for_and_the_request_goes_on_after_it() -> None:
    talk = Talk(FakeShop(logged_in=False))
    talk.say("cancel my order")
    assert BlockKind.LOGIN in talk.kinds
    talk.shop.logged_in = True
    talk.shop.add_order(("Neela linen shirt",), 129900)
    talk.context = type(talk.context)(logged_in=True, name="Asha")
    talk.say(Tap("logged_in"))
    assert BlockKind.CONFIRM in talk.kinds


def test_not_understood_once_twice_three_times() -> None:
    talk = Talk()
    talk.say("asdf qwer zxcv")
    once = talk.text
    talk.say("qwer zxcv asdf")
    twice = talk.text
    assert once != twice
    talk.say("zxcv asdf qwer")
    assert "Talk to a person" in talk.chips
    talk.say("show me kurtas")
    assert talk.state.misses == 0


def test_a_close_second_is_asked_about_with_chips() -> None:
    talk = Talk()

    class Torn:
        def read(self, text: str, context: object) -> Reading:
            scores = (
                IntentScore("show_offers", 0.3),
                IntentScore("view_cart", 0.28),
                IntentScore("greet", 0.1),
            )
            return Reading(text, Language.ENGLISH, (Segment(text, scores),))

    result = converse(talk.state, Torn(), "deal cart", talk.shop, talk.context, NOW)
    labels = [chip.label for chip in result.reply.chips]
    assert labels == ["Show offers", "Show my cart"]
    assert talk.shop.calls == []
    talk.state = result.state
    talk.say("Show offers")
    assert talk.tools == ["list_offers"]


def test_the_language_asked_for_stays() -> None:
    talk = Talk()
    talk.say("speak in hindi")
    talk.say("show me kurtas")
    assert talk.reply.language is Language.HINDI


def test_an_english_address_does_not_switch_a_hinglish_talk() -> None:
    shop = FakeShop(logged_in=False)
    shop.cart = [(201, 1)]
    talk = Talk(shop)
    talk.say("checkout karna hai bhai")
    talk.say("Ghar par delivery")
    talk.say("Asha Rao, 98765 43210, 12 MG Road, Pune 411001")
    assert talk.reply.language is Language.HINGLISH


def test_out_of_scope_is_answered_honestly_in_one_line() -> None:
    talk = Talk()
    talk.say("what is the weather in delhi today")
    assert len(talk.reply.blocks) == 1
    assert talk.shop.calls == []


def test_an_unknown_policy_is_not_guessed() -> None:
    talk = Talk()
    talk.say("what is your policy on warp drives")
    assert "don't" in talk.text
    assert BlockKind.POLICY not in talk.kinds


def test_replaying_the_same_events_gives_the_same_state() -> None:
    words = [
        "show me kurtas",
        "add the second one in M",
        "checkout",
        "home delivery",
        "what is your return policy?",
    ]

    def run() -> DialogueState:
        talk = Talk()
        for each in words:
            talk.say(each)
        return talk.state

    assert run() == run()


def test_a_state_of_an_older_form_becomes_a_fresh_one() -> None:
    assert DialogueState.from_json({"stack": "nonsense"}) == DialogueState()
    assert DialogueState.from_json(None) == DialogueState()


def test_opening_the_classic_view_brings_the_search_along() -> None:
    talk = Talk()
    talk.say("kurtas under 2000")
    talk.say("open this in the classic view")
    assert "kurta" in str(talk.block(BlockKind.CLASSIC).data)


def test_the_trace_says_what_was_understood_and_done() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    trace = talk.reply.trace
    assert trace["commands"] == ["StartFlow"]
    assert [x["tool"] for x in trace["tools"]] == ["search_products"]  # type: ignore[attr-defined]
    assert trace["intents"]


def test_what_is_shown_meanwhile_never_answers_an_open_question() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say("add it")
    assert talk.state.top is not None
    talk.say("green silk saree")
    talk.say("any offers?")
    assert talk.shop.cart == []
