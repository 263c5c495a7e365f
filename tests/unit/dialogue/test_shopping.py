"""From finding to a placed order, in the words that people use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retailgenie.ai.types import BlockKind, Language
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk, Tap


def cart_of(talk: Talk) -> list[tuple[str, str, int]]:
    return [(line.title, line.size, line.quantity) for line in talk.shop._view_cart().lines]


def with_cart(*, logged_in: bool = True) -> Talk:
    shop = FakeShop(logged_in=logged_in)
    shop.cart = [(201, 1)]
    return Talk(shop)


def test_a_search_with_limits_says_how_many_and_shows_them() -> None:
    talk = Talk()
    talk.say("red kurtas under 2000")
    assert talk.kinds == {BlockKind.TEXT, BlockKind.PRODUCTS}
    assert "₹2,000" in talk.text
    name, arguments, _ = talk.shop.calls[-1]
    assert name == "search_products"
    assert arguments["max_price_paise"] == 200000


def test_a_refinement_keeps_what_was_said_before() -> None:
    talk = Talk()
    talk.say("cotton shirts under 1500")
    talk.say("only red")
    limits = {x["attribute"]: x["values"] for x in talk.shop.calls[-1][1]["limits"]}
    assert limits["material"] == ["cotton"]
    assert limits["colour"] == ["red"]
    assert talk.shop.calls[-1][1]["max_price_paise"] == 150000


def test_nothing_found_offers_a_way_on() -> None:
    talk = Talk()
    talk.say("green jackets under 100")
    assert BlockKind.PRODUCTS not in talk.kinds
    assert talk.chips


def test_size_is_asked_before_a_sized_thing_is_added() -> None:
    talk = Talk()
    talk.say("red kurta")
    talk.say("add it")
    assert talk.chips[:3] == ["S", "M", "L"]
    assert talk.shop.cart == []
    talk.say("M")
    assert cart_of(talk) == [("Gulal festive kurta", "M", 1)]
    assert BlockKind.RECEIPT in talk.kinds


def test_a_size_that_was_said_is_not_asked_for() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say("add the second one in L")
    assert cart_of(talk) == [("Saada daily kurta", "L", 1)]


def test_a_thing_without_sizes_is_added_at_once() -> None:
    talk = Talk()
    talk.say("green silk saree")
    talk.say("add it")
    assert cart_of(talk) == [("Mayura silk saree", "", 1)]


def test_both_means_one_after_the_other_and_each_asks_what_it_needs() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say("add both in M")
    assert cart_of(talk) == [("Gulal festive kurta", "M", 1), ("Saada daily kurta", "M", 1)]


def test_make_it_two_changes_the_line_just_added_and_undo_takes_it_back() -> None:
    talk = Talk()
    talk.say("green silk saree")
    talk.say("add it")
    talk.say("make it two")
    assert cart_of(talk) == [("Mayura silk saree", "", 2)]
    talk.say("undo")
    assert cart_of(talk) == [("Mayura silk saree", "", 1)]
    talk.say("undo")
    assert cart_of(talk) == []


def test_an_empty_size_answer_that_is_not_on_offer_lists_the_choices() -> None:
    talk = Talk()
    talk.say("red kurta")
    talk.say("add it")
    talk.say("XXL")
    assert "S, M, L" in talk.text
    assert talk.shop.cart == []


def test_checkout_asks_only_what_it_does_not_know() -> None:
    talk = with_cart()
    talk.say("checkout")
    talk.say("home delivery")
    talk.say("office")
    talk.say("upi")
    assert BlockKind.CONFIRM in talk.kinds
    assert talk.shop.orders == []
    talk.say("yes")
    assert len(talk.shop.orders) == 1
    placed = next(x for x in talk.shop.calls if x[0] == "place_order" and x[2])
    assert placed[1] == {"fulfilment": "delivery", "address_id": 2, "payment_method": "upi"}


def test_a_guest_gives_the_whole_address_in_one_message() -> None:
    talk = with_cart(logged_in=False)
    talk.say("checkout")
    talk.say("home delivery")
    talk.say("Asha Rao, 98765 43210, 12 MG Road, Pune 411001")
    talk.say("cash on delivery")
    talk.say("yes")
    address = next(x for x in talk.shop.calls if x[0] == "place_order")[1]["address"]
    assert address == {
        "name": "Asha Rao", "phone": "9876543210", "line1": "12 MG Road", "line2": "", "city": "Pune", "pin": "411001",
    }  # fmt: skip


def test_a_guest_gives_the_address_piece_by_piece() -> None:
    talk = with_cart(logged_in=False)
    for words in (
        "checkout",
        "home delivery",
        "Asha Rao",
        "98765 43210",
        "12 MG Road, Camp",
        "411001",
        "upi",
        "yes",
    ):
        talk.say(words)
    address = next(x for x in talk.shop.calls if x[0] == "place_order")[1]["address"]
    assert address["line1"] == "12 MG Road, Camp"
    assert address["city"] == "Pune"
    assert len(talk.shop.orders) == 1


def test_logging_in_before_a_card_brings_a_card_of_the_accounts_own() -> None:
    talk = with_cart(logged_in=False)
    for words in ("checkout", "home delivery", "Asha Rao, 98765 43210, 12 MG Road, Pune 411001", "upi"):
        talk.say(words)
    before = talk.block(BlockKind.CONFIRM).token
    talk.say(Tap("logged_in"))
    card = talk.block(BlockKind.CONFIRM)
    assert card.token != before
    assert "What can I do" not in talk.text
    talk.say(Tap("confirm", token=card.token))
    assert len(talk.shop.orders) == 1


def test_pick_up_asks_a_guest_for_name_and_phone() -> None:
    talk = with_cart(logged_in=False)
    for words in (
        "checkout",
        "store pick-up",
        "Pune",
        "the second one",
        "card",
        "Asha Rao",
        "9876543210",
        "yes",
    ):
        talk.say(words)
    arguments = next(x for x in talk.shop.calls if x[0] == "place_order")[1]
    assert arguments["store_id"] == 2
    assert (arguments["contact_name"], arguments["contact_phone"]) == ("Asha Rao", "9876543210")


def test_an_empty_cart_ends_the_checkout_with_a_way_on() -> None:
    talk = Talk()
    talk.say("checkout")
    assert talk.state.stack == ()
    assert talk.chips


def test_hinglish_gets_hinglish_and_the_same_cart() -> None:
    talk = Talk()
    talk.say("lal kurta dikhao")
    talk.say("pehla wala cart mein daalo")
    talk.say("M")
    assert cart_of(talk) == [("Gulal festive kurta", "M", 1)]
    assert "Cart mein" in talk.text


def test_hindi_gets_hindi() -> None:
    talk = Talk()
    talk.say("मुझे कुर्ता दिखाओ")
    assert talk.reply.language is Language.HINDI
    assert "kurta" in talk.text


def test_a_tap_adds_the_piece_it_names() -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say(Tap("add", variant_id=401))
    assert cart_of(talk) == [("Gulal festive kurta", "M", 1)]


def test_a_coupon_that_does_not_work_says_why() -> None:
    talk = with_cart()
    talk.say("apply coupon FOO99")
    assert "FOO99" in talk.text
    assert talk.shop.coupon == ""


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("compare the first two", "compare_products"),
        ("show me similar ones to the first", "similar_products"),
        ("is the first one in stock", "check_availability"),
        ("tell me about the second one", "get_product"),
    ],
)
def test_words_about_shown_products_reach_their_tool(words: str, tool: str) -> None:
    talk = Talk()
    talk.say("show me kurtas")
    talk.say(words)
    assert tool in talk.tools


def test_stock_in_a_store_asks_where_once() -> None:
    talk = Talk()
    talk.say("green silk saree")
    talk.say("is it available in a store near me?")
    assert "check_availability" not in talk.tools
    talk.say("Pune")
    assert talk.shop.calls[-1] == (
        "check_availability",
        {"product_id": 6, "variant_id": None, "place": "Pune"},
        "",
    )


def test_a_thing_of_one_piece_is_said_to_be_so_in_place_of_a_question_without_an_answer() -> None:
    talk = Talk(FakeShop(cart=[(600, 1)]))
    talk.say("change the size of the saree in my cart")
    assert "no other size or colour" in talk.text
    assert talk.state.stack == ()
    assert talk.chips


def test_a_size_of_another_colour_is_offered_where_the_own_colour_has_no_other() -> None:
    shop = FakeShop(cart=[(100, 1)])
    card = shop.products[1]
    kept = tuple(x for x in card.variants if (x.colour, x.size) in {("blue", "S"), ("black", "M")})
    shop.products[1] = replace(card, variants=kept)
    talk = Talk(shop)
    talk.say("change the size of the shirt in my cart")
    assert talk.chips[0] == "black M"


def test_the_question_what_to_look_for_has_a_way_on_for_those_who_do_not_know() -> None:
    talk = Talk()
    talk.say("cheapest first")
    assert talk.chips[:2] == ["What's popular?", "Show offers"]
    talk.say("What's popular?")
    assert "trending_products" in talk.tools
