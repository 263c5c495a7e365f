"""All flows, by name and by the intents that start them."""

from __future__ import annotations

from retailgenie.ai.dialogue.flow import Flow
from retailgenie.ai.dialogue.flows import (
    adding,
    again,
    around,
    cart,
    changes,
    checkout,
    facts,
    finding,
    giftcards,
    handover,
    orders,
    own_address,
    product,
    remembering,
    returns,
    shop,
    sums,
    support,
    talk,
)

ALL: tuple[Flow, ...] = (
    *finding.FLOWS,
    *product.FLOWS,
    *adding.FLOWS,
    *cart.FLOWS,
    *checkout.FLOWS,
    *orders.FLOWS,
    *facts.FLOWS,
    *sums.FLOWS,
    *again.FLOWS,
    *returns.FLOWS,
    *handover.FLOWS,
    *changes.FLOWS,
    *own_address.FLOWS,
    *shop.FLOWS,
    *support.FLOWS,
    *around.FLOWS,
    *remembering.FLOWS,
    *giftcards.FLOWS,
    *talk.FLOWS,
)
FLOWS: dict[str, Flow] = {flow.name: flow for flow in ALL}
BY_INTENT: dict[str, Flow] = {intent: flow for flow in ALL for intent in flow.intents}
