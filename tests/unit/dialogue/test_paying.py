"""Paying by talking: what waits for its payment is not called placed; gift cards, words on the gift, a GSTIN."""

from __future__ import annotations

from typing import Any

import pytest

from retailgenie.ai.types import BlockKind, GiftCardView, Language, OrderView
from tests.unit.dialogue.talk import Talk

DIWALI = GiftCardView("DIWALI-50", "Gift card DIWALI-50", 500_00)
GSTIN = "27ABCDE1234F1Z5"


def at_payment(*cards: GiftCardView) -> Talk:
    """A checkout of one shirt of ₹899 whose only open question is the payment."""
    talk = Talk()
    talk.shop.gift_cards = cards
    for words in ("blue cotton shirt", "add it in M", "checkout", "home delivery", "office"):
        talk.say(words)
    assert talk.state.top is not None and talk.state.top.asked == "payment"
    return talk


def wanted(talk: Talk) -> dict[str, Any]:
    """What the card that waits would do."""
    assert talk.state.pending is not None, talk.text
    return talk.state.pending.arguments


def test_an_order_that_waits_for_its_payment_is_not_called_placed() -> None:
    talk = at_payment()
    talk.shop.awaited = True
    talk.say("asha@upi")
    assert wanted(talk)["payment_detail"] == "asha@upi"
    talk.say("yes")
    assert "is placed:" not in talk.text and "Thank you!" not in talk.text
    assert "₹899" in talk.text and "until 14:05" in talk.text
    shown = talk.block(BlockKind.ORDER).data
    assert isinstance(shown, OrderView) and shown.pay_url == "/pay/"


def test_where_an_order_is_says_that_its_payment_is_missing() -> None:
    talk = at_payment()
    talk.shop.awaited = True
    talk.say("upi")
    talk.say("yes")
    talk.say("where is my order?")
    assert "Waiting for payment" in talk.text and "until 14:05" in talk.text


@pytest.mark.parametrize("words", ["order it again", "reorder", "phir se order kar do", "Order it again"])
def test_a_cancelled_order_goes_back_into_the_cart(words: str) -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say("yes")
    assert talk.shop.cart == []
    talk.say(words)
    assert [key // 100 for key, _ in talk.shop.cart] == [2]
    assert {BlockKind.RECEIPT, BlockKind.CART} <= talk.kinds


def test_a_gift_card_that_covers_all_needs_no_other_way() -> None:
    talk = at_payment(GiftCardView("BIG-1000", "Gift card", 1000_00))
    assert "Gift card (₹1,000)" in talk.chips
    talk.say("Gift card (₹1,000)")
    assert wanted(talk) | {"fulfilment": ""} == {
        "fulfilment": "", "address_id": 2, "payment_method": "gift_card", "gift_cards": ["BIG-1000"],
    }  # fmt: skip


def test_a_gift_card_that_falls_short_asks_how_to_pay_the_rest() -> None:
    talk = at_payment(DIWALI)
    talk.say("use my gift card")
    assert talk.state.top is not None and talk.state.top.asked == "rest"
    assert talk.chips == ["UPI", "Card", "Cash on delivery"]
    talk.say("cash")
    assert (wanted(talk)["payment_method"], wanted(talk)["gift_cards"]) == ("cod", ["DIWALI-50"])


def test_a_gift_card_and_another_way_in_one_message() -> None:
    talk = at_payment(DIWALI)
    talk.say("gift card and the rest by UPI")
    assert (wanted(talk)["payment_method"], wanted(talk)["gift_cards"]) == ("upi", ["DIWALI-50"])


def test_a_code_of_a_card_that_is_not_kept_is_left_to_the_shop() -> None:
    talk = at_payment()
    talk.say("gift card")
    assert talk.state.top is not None and talk.state.top.asked == "gift_cards"
    talk.say("RAKHI-2026")
    assert (wanted(talk)["payment_method"], wanted(talk)["gift_cards"]) == ("gift_card", ["RAKHI-2026"])


def test_no_gift_card_after_all() -> None:
    talk = at_payment(DIWALI)
    talk.say("gift card and the rest by UPI")
    talk.say("without the gift card please")
    assert "gift_cards" not in wanted(talk)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("gift message: Happy birthday Ravi, love from Asha!", "Happy birthday Ravi, love from Asha!"),
        ("add a gift note saying Get well soon", "Get well soon"),
        ("message: Janamdin mubarak ho papa", "Janamdin mubarak ho papa"),
    ],
)
def test_words_on_the_gift_are_added_while_the_card_waits(words: str, message: str) -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say(words)
    assert wanted(talk)["gift_message"] == message
    assert talk.shop.orders == []


def test_a_gift_message_without_words_is_asked_for() -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say("add a gift message")
    assert talk.state.top is not None and talk.state.top.asked == "gift_message"
    talk.say("Shubh Deepavali")
    assert wanted(talk)["gift_message"] == "Shubh Deepavali"


def test_a_gstin_and_the_companys_name_go_with_the_order() -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say(f"I need a GST invoice, GSTIN {GSTIN}, company Rao Traders")
    assert (wanted(talk)["gstin"], wanted(talk)["company"]) == (GSTIN, "Rao Traders")


def test_a_gst_invoice_without_a_number_is_asked_for_and_may_be_left() -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say("gst invoice")
    assert talk.state.top is not None and talk.state.top.asked == "gstin"
    talk.say("Without GSTIN")
    assert "gstin" not in wanted(talk)


def test_words_on_a_gift_change_no_language() -> None:
    talk = at_payment()
    talk.say("upi")
    talk.say("gift message: Shubh Deepavali, bahut saara pyaar aapko hamari taraf se")
    assert talk.reply.language is Language.ENGLISH
