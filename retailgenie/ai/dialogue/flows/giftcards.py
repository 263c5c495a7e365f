"""What is left on one's gift cards and store credit."""

from __future__ import annotations

from retailgenie.ai.dialogue.flow import Call, Do, Flow
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import GiftCards
from retailgenie.lib.money import format_inr


def _show_balances(turn: Turn, frame: Frame) -> None:
    kept: GiftCards = turn.results["list_gift_cards"]
    for card in kept.cards:
        turn.say("gift_card_balance", label=card.label, balance=format_inr(card.balance_paise))
    if not kept.cards:
        turn.say("no_gift_cards")
    turn.offer("checkout", "search_products")


GIFT_CARD_BALANCE = Flow(("gift_card_balance",), (Call("list_gift_cards"), Do(_show_balances)))

FLOWS = (GIFT_CARD_BALANCE,)
