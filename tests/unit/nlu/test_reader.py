"""One message in its state: wishes cut apart, moves in the dialogue, borders of the taxonomy; rules only, no head."""

from typing import Any

import pytest

from retailgenie.ai.evaluation.sample import sample_vocabulary
from retailgenie.ai.nlu.acts import pointed_act
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.intents import Scored
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.types import EntityKind, IntentScore, Language, Reading

CONFIRM = ReadContext(awaiting="confirm")
RESULTS = ReadContext(results_shown=True)
CHOICE = ReadContext(awaiting="option", options=("Delhi store", "Pune store"))


def _read(text: str, context: ReadContext = ReadContext()) -> Reading:  # noqa: B008
    return Reader().read(text, sample_vocabulary(), context)


def _intents(text: str, context: ReadContext = ReadContext()) -> list[str]:  # noqa: B008
    return [segment.intent for segment in _read(text, context).segments]


def test_two_requests_become_two_segments_in_the_order_said() -> None:
    reading = _read("add the second one and show me socks")
    assert [x.text for x in reading.segments] == ["add the second one", "show me socks"]
    assert [x.intent for x in reading.segments] == ["add_to_cart", "search_products"]
    assert reading.segments[0].reference is not None
    assert reading.segments[0].reference.ordinals == (2,)


def test_two_requests_in_hinglish() -> None:
    assert _intents("track my order aur return policy batao") == ["track_order", "policy_question"]


@pytest.mark.parametrize(
    "text", ["black and white shirt", "show me black and white shirts", "red aur blue kurta dikhao"]
)
def test_lists_are_never_cut(text: str) -> None:
    assert len(_read(text).segments) == 1


@pytest.mark.parametrize(
    "text", ["yes", "haan ji", "kar do", "ok", "yes please", "हाँ", "theek hai", "go ahead"]
)
def test_a_yes_after_a_confirm_card(text: str) -> None:
    assert _intents(text, CONFIRM) == ["confirm"]


@pytest.mark.parametrize("text", ["no", "nahi", "mat karo", "no thanks", "नहीं", "rehne do", "don't"])
def test_anything_like_no_is_never_a_yes(text: str) -> None:
    assert _intents(text, CONFIRM)[0] in ("deny", "cancel_task")


def test_yes_with_a_second_wish() -> None:
    assert _intents("yes, and add socks", CONFIRM) == ["confirm", "add_to_cart"]


def test_no_with_what_is_meant_instead_is_a_correction() -> None:
    (segment,) = _read("no, the blue one", CONFIRM).segments
    assert segment.intent == "correct"
    assert segment.reference is not None
    assert segment.reference.limits[0].values[0] == "Blue"


def test_options_by_number_and_by_name() -> None:
    for text in ("2", "option 2", "the second one", "pune", "Pune store", "dusra wala"):
        (segment,) = _read(text, CHOICE).segments
        assert segment.intent == "choose_option", text
        assert segment.reference is not None
        assert segment.reference.ordinals == (2,), text


def test_a_fragment_is_a_search_and_after_results_a_limit_refines() -> None:
    assert _intents("red kurta") == ["search_products"]
    assert _intents("under 1000", RESULTS) == ["refine_results"]
    assert _intents("under 1000") == ["search_products"]
    assert _intents("M size", RESULTS) == ["refine_results"]


@pytest.mark.parametrize(
    ("slot", "text", "kind", "value"),
    [
        ("size", "M", EntityKind.ATTRIBUTE, "M"),
        ("quantity", "2", EntityKind.QUANTITY, "2"),
        ("pin", "411001", EntityKind.PIN, "411001"),
        ("payment", "upi", EntityKind.PAYMENT_METHOD, "upi"),
        ("fulfilment", "store se lunga", EntityKind.FULFILMENT, "pickup"),
        ("order", "240001234", EntityKind.ORDER_NUMBER, "RG240001234"),
        ("coupon", "save10", EntityKind.COUPON, "SAVE10"),
    ],
)
def test_answers_to_the_question_just_asked(slot: str, text: str, kind: EntityKind, value: str) -> None:
    (segment,) = _read(text, ReadContext(awaiting=slot)).segments
    found = segment.first(kind)
    assert segment.intent == "choose_option"
    assert found is not None
    assert found.value == value


def test_another_wish_while_a_slot_is_asked_is_that_wish() -> None:
    assert _intents("show my cart", ReadContext(awaiting="size")) == ["view_cart"]
    assert _intents("where is RG240001234", ReadContext(awaiting="pin")) == ["track_order"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where is RG240001234", "track_order"),
        ("cancel RG240001234", "cancel_order"),
        ("RG240001234 ka bill bhejo", "invoice"),
        ("apply SAVE10", "apply_coupon"),
        ("checkout", "checkout"),
        ("cart dikhao", "view_cart"),
        ("cart khali kar do", "empty_cart"),
        ("undo", "undo"),
        ("never mind", "cancel_task"),
        ("rehne do", "cancel_task"),
        ("repeat that please", "repeat"),
        ("hindi mein baat karo", "switch_language"),
        ("show me the form", "open_classic"),
        ("please change the colour of my last order to black", "change_order"),
        ("mere order ka size badal do", "change_order"),
        ("which is the costliest item in your shop", "browse_category"),
        ("sabse mehnga saman dikhao", "browse_category"),
        ("aur dikhao", "show_more"),
        ("cheapest first", "sort_results"),
        ("2 kar do", "change_quantity"),
        ("isko do kar do", "change_quantity"),
    ],
)
def test_what_rules_are_certain_of(text: str, intent: str) -> None:
    assert _intents(text) == [intent]


@pytest.mark.parametrize(
    "text", ["show me the second one", "please open the third", "view the first item", "pehla wala dikhao"]
)
def test_a_thing_in_a_list_that_is_to_be_shown_is_shown_and_nothing_else(text: str) -> None:
    assert _intents(text, RESULTS) == ["product_details"]


def test_showing_without_one_place_in_a_list_is_left_to_the_model() -> None:
    for text in ("show me the first two", "show me more", "show my cart"):
        assert _intents(text, RESULTS) != ["product_details"], text


def test_what_is_told_about_a_thing_by_its_value_is_its_details() -> None:
    assert _intents("tell me about the blue one", RESULTS) == ["product_details"]
    assert pointed_act(analyse("tell me about the weather"), (), None, RESULTS) == ""


def test_cancel_alone_means_the_order_only_while_orders_are_shown() -> None:
    assert _intents("cancel") == ["cancel_task"]
    assert _intents("cancel", ReadContext(orders_shown=True)) == ["cancel_order"]


def test_short_answers_keep_the_language_of_the_conversation() -> None:
    assert _read("M", ReadContext(language=Language.HINGLISH)).language is Language.HINGLISH
    assert (
        _read("show me some nice shirts", ReadContext(language=Language.HINGLISH)).language
        is Language.ENGLISH
    )


def test_nothing_and_noise_are_read_without_failing() -> None:
    for text in ("", "   ", "😀😀", "?" * 50, "\u200b", "a" * 5000, "₹", "RG", "--", "1" * 40):
        assert _read(text).segments


class _Hears:
    """An encoder and a head in one: hears one intent with one score, whatever is said."""

    name, threshold = "hears", 0.0

    def __init__(self, intent: str, score: float) -> None:
        self._intents = (IntentScore(intent, score), IntentScore("confirm", 1 - score))

    def read(self, text: object, encoder: object) -> Scored:
        return Scored(self._intents, 1.0)


@pytest.mark.parametrize(
    ("text", "heard", "context", "intent"),
    [
        ("great, thanks", "thanks", ReadContext(), "thanks"),
        ("great, thanks", "thanks", ReadContext(awaiting="confirm"), "confirm"),
        ("perfect", "thanks", ReadContext(), "thanks"),
        ("perfect", "thanks", ReadContext(awaiting="confirm"), "confirm"),
        ("yes", "search_products", ReadContext(), "confirm"),
        ("remove the saree from my cart", "empty_cart", ReadContext(), "remove_from_cart"),
        ("take it all out of there", "empty_cart", ReadContext(), "empty_cart"),
        ("Hello, my name is Mrs. Rao.", "greet", ReadContext(), "greet"),
        ("Hello, my name is Asha Rao and my PIN code is 411001", "greet", ReadContext(), "tell_identity"),
        ("my name is Asha Rao", "greet", ReadContext(), "tell_identity"),
        ("are you a real person?", "chit_chat", ReadContext(), "chit_chat"),
        ("get me a real person", "chit_chat", ReadContext(), "talk_to_human"),
        ("hata do", "empty_cart", ReadContext(), "remove_from_cart"),
        ("सब हटा दो", "empty_cart", ReadContext(), "empty_cart"),
    ],
)
def test_the_state_and_what_is_named_decide_between_neighbours(
    text: str, heard: str, context: ReadContext, intent: str
) -> None:
    ears: Any = _Hears(heard, 0.9)
    segment = Reader(ears, ears).read(text, sample_vocabulary(), context).segments[0]
    assert segment.intents[0].name == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("show me my orders", "order_history"),
        ("my past orders please", "order_history"),
        ("mere orders dikhao", "order_history"),
        ("track the last one", "track_order"),
        ("please track it", "track_order"),
    ],
)
def test_plain_words_about_orders_need_no_model(text: str, intent: str) -> None:
    assert _intents(text) == [intent]


def test_replacing_one_thing_of_an_order_by_another_is_an_exchange() -> None:
    assert _intents("replace the red kurta in order RG240001234 with a blue one") == ["exchange_item"]
