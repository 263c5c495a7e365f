"""What is remembered: asked for once, used openly, never a wrong size in silence, forgotten on a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.types import BlockKind, LearntFrom, MemoryItem, MemoryView, Reply, Trait
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk

M_FOR_SHIRTS = MemoryItem(
    "size:shirt", Trait.SIZE, "M", goods="shirt", kinds=("shirt",), source=LearntFrom.BOUGHT, at="2026-05-03"
)


class Remembered(Talk):
    """A talk whose turns are given what the shop remembers."""

    def say(self, message: str | Tap) -> Reply:
        self.context = replace(self.context, memory=self.shop.memory)
        return super().say(message)


def talk(*items: MemoryItem, allowed: bool = True, logged_in: bool = True) -> Remembered:
    shop = FakeShop(logged_in=logged_in)
    shop.memory = MemoryView(allowed, allowed, items)
    return Remembered(shop)


def sizes_in_cart(made: Talk) -> list[str]:
    return [line.size for line in made.shop._view_cart().lines]


def test_after_the_first_chosen_size_the_consent_is_asked_once_and_never_again() -> None:
    made = talk(allowed=False)
    made.say("red shirt")
    made.say("add it")
    made.say("M")
    assert "Shall I remember size M for shirt" in made.text
    assert made.block(BlockKind.CONFIRM).token
    assert "Checkout" in made.chips
    assert made.shop.memory == MemoryView()
    made.say("no")
    assert "won't ask again" in made.text
    assert made.shop.memory == MemoryView()


@pytest.mark.parametrize("yes", ["yes", "Yes, remember it", "haan"])
def test_a_separate_yes_keeps_the_size_and_nothing_else(yes: str) -> None:
    made = talk(allowed=False)
    for words in ("red shirt", "add it", "M", yes):
        made.say(words)
    assert [(x.value, x.goods) for x in made.shop.memory.items] == [("M", "shirt")]
    assert [name for name, _, approval in made.shop.calls if name == "allow_memory" and approval]


def test_a_yes_two_turns_later_means_something_else() -> None:
    made = talk(allowed=False)
    for words in ("red shirt", "add it", "M", "show my cart", "yes"):
        made.say(words)
    assert made.shop.memory.items == ()


def test_guests_are_never_asked() -> None:
    made = talk(allowed=False, logged_in=False)
    for words in ("red shirt", "add it", "M"):
        made.say(words)
    assert "remember" not in made.text
    assert "allow_memory" not in made.tools


def test_a_known_size_is_taken_said_with_its_source_and_undone() -> None:
    made = talk(M_FOR_SHIRTS)
    made.say("red shirt")
    made.say("add it")
    assert sizes_in_cart(made) == ["M"]
    assert "your usual M, from your order of 3 May" in made.text
    assert {"Size S instead", "Size L instead"} <= set(made.chips)
    made.say("Size L instead")
    assert sizes_in_cart(made) == ["L"]


def test_a_size_said_wins_over_the_remembered_one() -> None:
    made = talk(M_FOR_SHIRTS)
    made.say("red shirt")
    made.say("add it in L")
    assert sizes_in_cart(made) == ["L"]
    assert "usual" not in made.text


@pytest.mark.parametrize(
    "item",
    [
        replace(M_FOR_SHIRTS, sure=False),
        replace(M_FOR_SHIRTS, kinds=("kurta",), goods="kurta"),
    ],
    ids=["newer orders say otherwise", "known of other goods"],
)
def test_a_likely_size_is_offered_first_and_never_taken(item: MemoryItem) -> None:
    made = talk(item)
    made.say("red shirt")
    made.say("add it")
    assert sizes_in_cart(made) == []
    assert made.chips[0] == "M"
    assert "not sure" in made.text


@pytest.mark.parametrize(
    "wish", ["a gift for my friend, red shirt", "red shirt for my husband", "mere bete ke liye red shirt"]
)
def test_what_is_for_somebody_else_is_asked_for(wish: str) -> None:
    made = talk(M_FOR_SHIRTS)
    made.say(wish)
    made.say("add the first one")
    assert sizes_in_cart(made) == []
    assert "usual" not in made.text


def test_the_size_of_somebody_named_is_theirs() -> None:
    made = talk(
        M_FOR_SHIRTS, replace(M_FOR_SHIRTS, key="size:any:husband", value="L", kinds=(), whom="husband")
    )
    made.say("red shirt for my husband")
    made.say("add it")
    assert sizes_in_cart(made) == ["L"]


@pytest.mark.parametrize("words", ["shirts in my size", "mere size mein shirt dikhao", "मेरे साइज़ में शर्ट दिखाओ"])
def test_my_size_limits_a_search(words: str) -> None:
    made = talk(M_FOR_SHIRTS)
    made.say(words)
    query = made.state.query
    assert query is not None
    limit = query.limit("size")
    assert limit is not None
    assert limit.values == ("M",)


def test_my_size_without_one_known_limits_nothing_and_says_so() -> None:
    made = talk()
    made.say("shirts in my size")
    assert made.state.query is not None
    assert made.state.query.limit("size") is None
    assert "don't know your size" in made.text


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("I wear M in shirts", "M"),
        ("remember that I wear L in shirts", "L"),
        ("my shirt size is S", "S"),
        ("shirts mein mera size M hai", "M"),
        ("मेरा शर्ट का साइज़ M है", "M"),
    ],
)
def test_what_is_told_is_remembered_where_it_is_allowed(words: str, value: str) -> None:
    made = talk()
    made.say(words)
    assert [(x.what, x.value, x.kinds) for x in made.shop.memory.items] == [(Trait.SIZE, value, ("shirt",))]
    assert made.block(BlockKind.RECEIPT).token


def test_a_brand_and_a_budget_are_remembered() -> None:
    made = talk()
    made.say("my favourite brand is Testa")
    assert [(x.what, x.value) for x in made.shop.memory.items] == [(Trait.BRAND, "Testa")]
    made.say("remember my budget for shirts is 2000")
    assert [(x.goods, x.high_paise) for x in made.shop.memory.items[1:]] == [("shirt", 200000)]


def test_what_a_guest_tells_lives_as_long_as_the_conversation() -> None:
    made = talk(allowed=False, logged_in=False)
    made.say("I wear M in shirts")
    assert "for this conversation" in made.text
    made.say("red shirt")
    made.say("add it")
    assert sizes_in_cart(made) == ["M"]
    assert "you said so just now" in made.text


def test_asked_for_without_consent_it_is_a_card_and_a_separate_yes() -> None:
    made = talk(allowed=False)
    made.say("remember that I wear M in shirts")
    assert BlockKind.CONFIRM in made.kinds
    assert not made.shop.memory.items
    made.say("yes")
    assert [x.value for x in made.shop.memory.items] == ["M"]


@pytest.mark.parametrize(
    "words",
    [
        "what do you remember about me?", "what do you know about me", "mere baare mein kya yaad hai",
        "मेरे बारे में क्या याद है", "what's my size?", "mera size kya hai",
    ],
)  # fmt: skip
def test_what_is_remembered_is_shown(words: str) -> None:
    made = talk(M_FOR_SHIRTS)
    made.say(words)
    assert made.block(BlockKind.MEMORY).data == made.shop.memory


@pytest.mark.parametrize(
    "words",
    [
        "forget my size",
        "mera size bhool jao",
        "मेरा साइज़ भूल जाओ",
        "forget that I wear M",
        "delete my shirt size",
    ],
)
def test_a_size_is_forgotten_and_the_rest_stays(words: str) -> None:
    brand = MemoryItem("brand:testa", Trait.BRAND, "Testa", at="2026-05-03")
    made = talk(M_FOR_SHIRTS, brand)
    made.say(words)
    assert made.shop.memory.items == (brand,)


def test_the_button_of_an_item_forgets_that_item() -> None:
    brand = MemoryItem("brand:testa", Trait.BRAND, "Testa", at="2026-05-03")
    made = talk(M_FOR_SHIRTS, brand)
    made.say(Tap("forget", key="brand:testa"))
    assert made.shop.memory.items == (M_FOR_SHIRTS,)


@pytest.mark.parametrize(
    "words", ["don't remember anything", "stop remembering me", "kuch yaad mat rakho", "कुछ याद मत रखो"]
)
def test_stop_erases_everything_and_withdraws_the_consent(words: str) -> None:
    made = talk(M_FOR_SHIRTS)
    made.say(words)
    assert made.shop.memory == MemoryView(asked=True)


def test_forget_it_is_no_order_to_forget_anything() -> None:
    made = talk(M_FOR_SHIRTS)
    made.say("red shirt")
    made.say("forget it")
    assert made.shop.memory.items == (M_FOR_SHIRTS,)


def test_the_same_words_with_the_same_memory_give_the_same_answer() -> None:
    first, second = talk(M_FOR_SHIRTS), talk(M_FOR_SHIRTS)
    for made in (first, second):
        for words in ("shirts in my size", "add the second one", "what do you remember about me?"):
            made.say(words)
    assert first.state == second.state
    assert first.reply.blocks == second.reply.blocks


def test_several_things_told_at_once_are_each_remembered() -> None:
    made = talk()
    made.say("remember that I wear M in shirts and my budget for sarees is 3000")
    found = {(x.what, x.goods, x.value, x.high_paise) for x in made.shop.memory.items}
    assert found == {(Trait.SIZE, "shirt", "M", None), (Trait.BUDGET, "saree", "", 3000_00)}


def test_the_second_thing_told_waits_for_the_consent() -> None:
    made = talk(allowed=False)
    made.say("please remember I wear M in shirts and L in kurtas")
    assert not made.shop.memory.items
    made.say("yes")
    assert {(x.goods, x.value) for x in made.shop.memory.items} == {("shirt", "M"), ("kurta", "L")}
