"""There is always a way on: after a refused payment, a log-in, a correction, a reply that only states something."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.words import asks_to_add, of_everything
from retailgenie.ai.types import AddressView, BlockKind, IntentScore, Reference, SearchQuery, Segment, Sort
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk, Tap

STREETS = (
    AddressView(1, "Asha Rao, 12 MG Road, Pune 411001", "411001", True),
    AddressView(2, "Asha Rao, 4 Baner Road, Pune 411045", "411045", False),
)


def at_the_card(**shop: object) -> Talk:
    talk = Talk(FakeShop(cart=[(201, 1)], addresses=STREETS, **shop))  # type: ignore[arg-type]
    for words in ("checkout", "home delivery", "12 MG Road", "upi"):
        talk.say(words)
    assert talk.state.pending is not None
    return talk


def asked(talk: Talk) -> str:
    return talk.state.top.asked if talk.state.top else ""


def test_a_declined_payment_is_asked_for_again_and_nothing_else_is() -> None:
    talk = at_the_card(declined="upi")
    reply = talk.say("yes")
    assert "declined" in reply.blocks[0].text
    assert (asked(talk), talk.shop.orders, talk.state.pending) == ("payment", [], None)
    talk.say("cash on delivery")
    talk.say("yes")
    ordered = [
        arguments for tool, arguments, approval in talk.shop.calls if tool == "place_order" and approval
    ]
    assert [(x["payment_method"], x["address_id"]) for x in ordered] == [("upi", 1), ("cod", 1)]
    assert len(talk.shop.orders) == 1


def test_two_things_are_corrected_in_one_sentence_while_the_card_waits() -> None:
    talk = at_the_card()
    talk.say("no, send it to 4 Baner Road and I pay cash on delivery")
    pending = talk.state.pending
    assert pending is not None
    assert (pending.arguments["address_id"], pending.arguments["payment_method"]) == (2, "cod")


def test_a_log_in_during_checkout_asks_for_the_accounts_addresses() -> None:
    talk = Talk(FakeShop(cart=[(201, 1)], addresses=STREETS, logged_in=False))
    talk.say("checkout")
    talk.say("home delivery")
    assert asked(talk) == "name"
    talk.shop.logged_in, talk.context = True, TurnContext(logged_in=True)
    reply = talk.say(Tap("logged_in"))
    assert asked(talk) == "address"
    assert [chip.label for chip in reply.chips][:2] == [x.label for x in STREETS]


def test_checkout_is_nobodys_name() -> None:
    talk = Talk(FakeShop(cart=[(201, 1)], logged_in=False))
    talk.say("checkout")
    talk.say("home delivery")
    talk.say("checkout")
    assert asked(talk) == "fulfilment"


@pytest.mark.parametrize("said", ["speak english", "undo", "yes"])
def test_a_reply_that_only_states_something_leads_on(said: str) -> None:
    reply = Talk().say(said)
    assert reply.chips or "?" in "".join(block.text for block in reply.blocks)


def test_a_parting_needs_no_way_on() -> None:
    reply = Talk().say("bye")
    assert [block.kind for block in reply.blocks] == [BlockKind.TEXT]
    assert reply.chips == ()


def heard(text: str, *intents: str, **more: object) -> Segment:
    scores = tuple(IntentScore(name, 0.8 / number) for number, name in enumerate(intents, 1))
    return Segment(text, scores, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "intents", "adds"),
    [
        ("add the black denim jeans for men in 32", ("search_products", "add_to_cart"), True),
        ("please add red kurta", ("search_products", "add_to_cart"), True),
        ("add a filter for red", ("search_products", "add_to_cart"), False),
        ("black denim jeans to add to my look", ("search_products", "add_to_cart"), False),
        ("add my address", ("account_help", "add_to_cart"), False),
    ],
)
def test_a_leading_add_is_no_search(text: str, intents: tuple[str, ...], adds: bool) -> None:
    assert asks_to_add(heard(text, *intents)) is adds


@pytest.mark.parametrize(
    ("intent", "query", "reference", "everything"),
    [
        ("browse_category", SearchQuery(sort=Sort.PRICE_DOWN), None, True),
        ("trending", SearchQuery(sort=Sort.PRICE_UP), Reference(choose="cheapest"), True),
        ("trending", SearchQuery(sort=Sort.PRICE_UP), Reference(pronoun=True), False),
        ("browse_category", SearchQuery(text="shirts", sort=Sort.PRICE_UP), None, False),
        ("trending", SearchQuery(), None, False),
        ("sort_results", SearchQuery(sort=Sort.PRICE_UP), None, False),
    ],
)
def test_the_dearest_thing_is_that_of_the_whole_shop(
    intent: str, query: SearchQuery, reference: Reference | None, everything: bool
) -> None:
    assert of_everything(heard("x", intent, query=query, reference=reference)) is everything


def test_who_is_asked_which_product_with_nothing_on_show_has_ways_on() -> None:
    talk = Talk(FakeShop())
    reply = talk.say("add it")
    assert asked(talk) == "product_id"
    assert [chip.label for chip in reply.chips] == ["Find something", "What's popular?"]
    talk.say("save it to my wishlist")
    assert len(talk.reply.chips) == 2
