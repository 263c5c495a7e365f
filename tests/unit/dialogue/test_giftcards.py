"""What is left on gift cards, in the language it is asked in."""

from __future__ import annotations

import pytest

from retailgenie.ai.types import GiftCardView
from tests.unit.dialogue.talk import Talk

CARDS = (
    GiftCardView("DIWALI-26", "Gift card DIWALI-26", 90000),
    GiftCardView("CREDIT", "Store credit", 12050),
)


def texts(talk: Talk, said: str) -> str:
    return "\n".join(block.text for block in talk.say(said).blocks)


@pytest.mark.parametrize(
    "said",
    [
        "how much is left on my gift card?",
        "gift card mein kitna bacha hai",
        "गिफ्ट कार्ड में कितना बाकी है",
        "check my store credit",
    ],
)
def test_every_card_is_told_with_what_it_holds(said: str) -> None:
    talk = Talk()
    talk.shop.gift_cards = CARDS
    told = texts(talk, said)
    assert "₹900" in told
    assert "₹120.50" in told
    assert [name for name, _, _ in talk.shop.calls] == ["list_gift_cards"]


def test_who_has_none_is_told_so_and_led_on() -> None:
    talk = Talk()
    assert "no gift card" in texts(talk, "what's on my gift card?")
    assert [chip.label for chip in talk.reply.chips] == ["Checkout", "Find something"]


def test_a_gift_card_still_pays() -> None:
    talk = Talk()
    talk.say("pay with my gift card")
    assert "list_gift_cards" not in [name for name, _, _ in talk.shop.calls][:1]
