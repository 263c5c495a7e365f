"""A scripted customer, no language model: talks through the chat's own service, reads the card, says yes.

The customer sees what a person sees: the reply's words, whether something is asked, and the confirm card. A yes is said
only to a card that names what was wished; another card is put right once, then turned down.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.callers import caller_for
from apps.accounts.models import User
from apps.chat.incoming import Said
from apps.chat.models import Turn
from apps.chat.services import take_turn
from apps.operations.evaluation.agent_speech import Speaker, Wish
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Door

MOST_TURNS = 9  # of one wish; who needs more has given up
PAUSE = timedelta(seconds=20)  # between two turns
TOOLS = {
    "cancel_pending_order": "cancel_order",
    "modify_pending_order_address": "change_order_address",
    "modify_pending_order_payment": "change_order_payment",
    "modify_pending_order_items": "change_order_items",
    "return_delivered_order_items": "return_items",
    "exchange_delivered_order_items": "exchange_items",
    "modify_user_address": "change_user_address",
}
# Which brace of a sentence answers which question.
ANSWERS = {
    "number": "order",
    "whose": "order",
    "lines": "items",
    "pieces": "items",
    "variant_id": "changes",
    "swaps": "changes",
    "reason": "reason",
    "refund_to": "method",
    "refund_detail": "method",
    "payment": "method",
    "detail": "method",
    "address": "address",
    "line1": "address",
    "pin": "address",
    "city": "address",
}
WHAT = {
    "modify_pending_order_address": ("the address", "address"),
    "modify_pending_order_payment": ("the payment", "payment"),
    "modify_pending_order_items": ("the items", "items"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer shows. card: its rows as text, "" for none; done: tools that wrote; refused: codes."""

    text: str
    card: str
    rows: tuple[tuple[str, str], ...]
    tool: str
    asks: str
    done: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(slots=True)
class Ended:
    """How a wish ended. cause: "" when it was carried out."""

    action: str
    cause: str
    turns: int
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Customer:
    """One customer in one conversation."""

    def __init__(
        self, user: User, phrases: Mapping[str, Sequence[str]], draw: random.Random, now: datetime
    ) -> None:
        self._user = user
        self._caller = caller_for(user, visitor_id="agent", door=Door.CHAT)
        self._speaker = Speaker(phrases, draw)
        self._draw = draw
        self._now = now
        self._conversation: uuid.UUID | None = None
        self._keys = 0

    def wish(self, wish: Wish) -> Ended:
        """Say a wish and see it through."""
        sentences = self._speaker.sentences(wish)
        if not sentences:
            return Ended(wish.action, "no sentence for it", 0)
        hindi = self._speaker.hindi
        ended = Ended(wish.action, "", 0)
        words, again, corrected = sentences[0], list(sentences[1:2]), False
        asked: dict[str, int] = {}
        while ended.turns < MOST_TURNS:
            seen = self._say(words, ended)
            tool = TOOLS.get(wish.action)
            if tool in seen.done or (tool is None and not seen.asks):
                return ended
            if seen.card and not (wrong := wrong_on(wish, seen)):
                words = "haan" if hindi else "yes"
            elif seen.card:
                if corrected:
                    ended.cause = f"wrong card: {wrong}"
                    self._say("nahi" if hindi else "no", ended)
                    return ended
                corrected = True
                words = self._correction(wish, wrong, hindi=hindi)
            elif seen.asks:
                asked[seen.asks] = asked.get(seen.asks, 0) + 1
                if asked[seen.asks] > 2:
                    ended.cause = f"asked {seen.asks} again and again"
                    return ended
                words = self._answer(wish, seen.asks, hindi=hindi)
            elif again:
                words = again.pop()
            else:
                ended.cause = f"refused: {seen.refused[0]}" if seen.refused else "not understood"
                return ended
        ended.cause = "too many turns"
        return ended

    def _say(self, words: str, ended: Ended) -> Seen:
        self._now += PAUSE
        self._keys += 1
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._user.pk}:{self._keys}"))
        answered = take_turn(
            said=Said(words, key, self._conversation, None),
            caller=self._caller,
            user=self._user,
            now=self._now,
        )
        self._conversation = answered.conversation_id
        ended.turns += 1
        seen = self._seen()
        ended.said += [f"> {words}", f"< {seen.text}", *([f"< [{seen.card}]"] if seen.card else [])]
        ended.refused += seen.refused
        return seen

    def _seen(self) -> Seen:
        assert self._conversation is not None
        turn = Turn.objects.filter(conversation_id=self._conversation).order_by("-number")[0]
        reply = turn.messages.order_by("-id")[0]
        state = DialogueState.from_json(turn.state)
        card = next((x["data"]["value"] for x in reply.blocks if x["kind"] == "confirm"), None)
        rows = tuple((str(name), str(value)) for name, value in card["lines"]) if card else ()
        tools = turn.trace.get("tools", ())
        writes = set(TOOLS.values())
        return Seen(
            text=" / ".join(x["text"] for x in reply.blocks if x.get("text")),
            card=f"{card['title']} {'; '.join(': '.join(row) for row in rows)}" if card else "",
            rows=rows,
            tool=state.pending.tool if state.pending and card else "",
            asks=state.top.asked if state.top and not card else "",
            done=tuple(str(x["tool"]) for x in tools if x["outcome"] == "done" and x["tool"] in writes),
            refused=tuple(
                f"{x['tool']} {x['outcome']}"
                for x in tools
                if x["tool"] in writes and x["outcome"] not in ("done", "needsapproval")
            ),
        )

    def _answer(self, wish: Wish, asks: str, *, hindi: bool) -> str:
        """Answer a question from the wish; what it doesn't say is answered as anybody would."""
        if asks == "what":
            return WHAT.get(wish.action, ("", ""))[hindi]
        if asks == "whose" and not wish.order:
            return "mere account ka" if hindi else "the one of my account"
        brace = ANSWERS.get(asks, "")
        found = self._speaker.parts(wish, hindi=hindi)[brace] if brace else ""
        return found or ("pata nahi" if hindi else "I don't know")

    def _correction(self, wish: Wish, wrong: str, *, hindi: bool) -> str:
        """Say once what should be different."""
        parts = self._speaker.parts(wish, hindi=hindi)
        no = "nahi" if hindi else "no"
        match wrong:
            case "order":
                return f"{no}, {'order' if hindi else 'I mean order'} {parts['order']}"
            case "method":
                return f"{no}, {parts['method']} se" if hindi else f"{no}, use {parts['method']}"
            case "address":
                return f"{no}, {parts['address']}"
            case "items" if parts["changes"]:
                return (
                    f"{no}, {parts['items']} ki jagah {parts['changes']}"
                    if hindi
                    else (f"{no}, {parts['items']} for {parts['changes']}")
                )
            case "items":
                return f"{no}, {parts['items']}"
        return self._speaker.sentences(wish)[0]


def wrong_on(wish: Wish, seen: Seen) -> str:
    """Return what on a card isn't as wished, "" for a card that fits."""
    if seen.tool != TOOLS.get(wish.action):
        return "kind"
    if wish.order.removeprefix("#") not in seen.card:
        return "order"
    if wish.things and not _things_fit(wish, seen):
        return "items"
    if wish.address and not _address_fits(wish, seen):
        return "address"
    return "" if _method_fits(wish, seen) else "method"


def _address_fits(wish: Wish, seen: Seen) -> bool:
    """A row has the address as it was said, with nothing among it."""
    parts = (wish.address["line1"], wish.address["line2"], f"{wish.address['city']} {wish.address['pin']}")
    written = ", ".join(str(x) for x in parts if x)
    return any(value.endswith(written) for _, value in seen.rows)


def _things_fit(wish: Wish, seen: Seen) -> bool:
    """Each wished piece has a row of its own that says what it is and becomes, and there are no more rows."""
    rows = [(name, value) for name, value in seen.rows if " × " in name]
    wanted = list(wish.things)
    for name, value in rows:
        for thing in wanted:
            if name.endswith(f"× {thing.name}") and _says(value, thing):
                wanted.remove(thing)
                break
        else:
            return False
    return not wanted


def _says(value: str, thing: Any) -> bool:
    old, _, new = value.partition(" → ")
    fits = (
        all(x in old for x in thing.options.values() if x not in ("yes", "no", "none"))
        if thing.told
        else True
    )
    return fits and all(_named(new, name, x) for name, x in thing.new.items())


def _named(text: str, name: str, value: str) -> bool:
    parts = text.split(", ")
    return value in parts or f"{name}: {value}" in parts


def _method_fits(wish: Wish, seen: Seen) -> bool:
    """A row about money names the way; without a difference there is none."""
    method = wish.method
    named = [
        value for _, value in seen.rows if any(x in value for x in ("UPI", "Card ", "Gift card", "कार्ड"))
    ]
    if not method or not named:
        return True
    known = str(method.get("last_four") or method["id"])
    return any(known in value for value in named)
