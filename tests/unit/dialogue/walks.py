"""Random walks against the shop in memory: what a conversation must never do, whatever is said and pressed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from retailgenie.ai.codec import to_json
from retailgenie.ai.dialogue.context import Tap, TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.fuzz import Screen, fuzzed_move
from retailgenie.ai.types import Block, BlockKind, Reply
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import NOW, ShopReader

PARTING = {"goodbye", "thanks", "give_feedback"}
SAME = 3  # times the same reply without a way on makes a loop


def walk(seed: int, reader: ShopReader, *, moves: int) -> Iterator[str]:
    """Go one random walk; yields one line for each thing that must not happen."""
    dice = random.Random(seed)
    shop = FakeShop(logged_in=dice.random() < 0.7)
    shop.cart = [(201, 1)] if dice.random() < 0.5 else []
    if dice.random() < 0.5:
        shop.add_order(("Neela linen shirt",), 129900)
    state, screen, last = DialogueState(), Screen(), list[tuple[str, ...]]()
    for _ in range(moves):
        move = fuzzed_move(dice, screen)
        match move.does:
            case "new" | "logout":
                shop.logged_in = shop.logged_in and move.does == "new"
                state, last = DialogueState(), []
                screen.show((), ())
                continue
            case "reload" | "again":
                state = DialogueState.from_json(state.to_json())
                continue
            case "login":
                shop.logged_in = True
        message = Tap("logged_in") if move.does == "login" else move.message
        result = converse(state, reader, message, shop, TurnContext(logged_in=shop.logged_in), NOW)
        state, reply = result.state, result.reply
        yield from (f"{message!r}: {fault}" for fault in faults(reply, state))
        told = (*(block.text for block in reply.blocks), *(chip.label for chip in reply.chips))
        last = [*last, told][-SAME:]
        stands = not reply.chips and all(block.kind is BlockKind.TEXT for block in reply.blocks)
        if len(last) == SAME and len(set(last)) == 1 and stands:
            yield f"{message!r}: {told} again and again"
        screen.show(tuple(chip.label for chip in reply.chips), tuple(_buttons(reply.blocks)))
    if shop.unapproved:
        yield f"unapproved: {shop.unapproved}"


def faults(reply: Reply, state: DialogueState) -> Iterator[str]:
    """Say what is wrong with a reply by itself."""
    if not reply.blocks:
        yield "silence"
    if "claims_removed" in reply.trace:
        yield f"an untrue claim: {reply.trace['claims_removed']}"
    if DialogueState.from_json(state.to_json()) != state:
        yield "a state that can't be kept"
    words = all(block.kind is BlockKind.TEXT for block in reply.blocks)
    asks = any("?" in block.text for block in reply.blocks) or (state.top is not None and state.top.asked)
    parting = bool(reply.intents) and reply.intents[0].name in PARTING
    if words and not asks and not reply.chips and not parting and state.pending is None:
        yield f"a dead end: {[block.text for block in reply.blocks]}"


def _buttons(blocks: tuple[Block, ...]) -> Iterator[Tap]:
    for block in blocks:
        if block.kind is BlockKind.CONFIRM:
            yield from (Tap("confirm", token=block.token), Tap("deny"))
        if block.kind is BlockKind.RECEIPT:
            yield Tap("undo", receipt=block.token)
        data = to_json(block)["data"] or {}
        value = data.get("value") if isinstance(data, dict) else None
        for row in (value.get("cards") or ()) if isinstance(value, dict) else ():
            number = row.get("product_id") or row.get("value", {}).get("product_id")
            yield from (Tap(name, product_id=number) for name in ("add", "details", "similar") if number)
